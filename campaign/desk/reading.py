"""The review of an imported appeal: source and reading side by side, from doubt to doubt."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from campaign.accounts.people import name_of as name_of_person
from campaign.appeals import from_json
from campaign.appeals.lines import clean_text
from campaign.appeals.places import Place, places, quoted
from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import corrections, find, reread
from campaign.campaigns.corrections import Refused
from campaign.campaigns.models import Campaign, CorrectedValue
from campaign.campaigns.values import as_text, fields, seen_of, value_at, with_values
from campaign.desk.let_in import desk, me, needs
from campaign.desk.marks import mark_of, pieces
from campaign.desk.reading_form import HINTS, ReadingForm, field_of, label_of, reading_form

MOST_LINKS = 40  # from one field to its places in the source


@dataclass
class Doubt:
    """A doubt at its field: in words, with what the program reads otherwise."""

    path: str
    message: str
    label: str
    number: int = 0
    quotes: list[tuple[str, str]] = field(default_factory=list)  # words and the id of their mark
    anew: str | None = None  # a later reading, to be taken or refused
    can_confirm: bool = False


@desk.get("/campaigns/<uuid:campaign_id>/reading")
@needs("see")
def reading(campaign_id: UUID) -> str:
    """What was read in the appeal, beside its source."""
    campaign = find.one_of(me().org_id, campaign_id)
    return _page(campaign, reading_form(campaign.appeal.reading))


@desk.post("/campaigns/<uuid:campaign_id>/reading")
@needs("edit")
def correct_reading(campaign_id: UUID) -> tuple[str, int] | Response:
    """Keep corrections; the button that was pressed may settle a doubt with them."""
    campaign = find.one_of(me().org_id, campaign_id)
    form = reading_form(campaign.appeal.reading, sent=True)
    if form.validate_on_submit():
        try:
            with writing() as session:
                campaign = find.one_of(me().org_id, campaign_id)
                saved = corrections.correct(
                    session, campaign, me().id, form.seen.data or "", form.typed()
                )
                for button, take in (("take", True), ("keep", False)):
                    if path := request.form.get(button):
                        reread.settle(session, campaign, path, take, me().id)
                if path := request.form.get("right"):
                    corrections.confirm(session, campaign, path, me().id)
            words = "correction is" if saved == 1 else "corrections are"
            flash(f"{saved} {words} saved." if saved else "Saved.", "good")
            back = url_for("desk.reading", campaign_id=campaign_id)
            return redirect(f"{back}#doubts", 303)
        except Refused as refused:
            form.form_errors.append(str(refused))
            form.tell(refused.at)
        except Problem as problem:
            form.form_errors.append(str(problem))
    campaign = find.one_of(me().org_id, campaign_id)
    form.seen.data = seen_of(campaign.appeal.reading)
    return _page(campaign, form), 422


@desk.post("/campaigns/<uuid:campaign_id>/reading/again")
@needs("edit")
def read_again(campaign_id: UUID) -> tuple[str, int] | Response:
    """Read the same text, or a better one, once more."""
    source = request.form.get("source", "")
    try:
        with writing() as session:
            campaign = find.one_of(me().org_id, campaign_id)
            waiting = reread.read_again(session, campaign, me().id, source)
    except Problem as problem:
        campaign = find.one_of(me().org_id, campaign_id)
        form = reading_form(campaign.appeal.reading)
        form.form_errors = [str(problem)]
        return _page(campaign, form, source), 422
    words = f"{waiting} of the values read otherwise wait for you." if waiting else "Nothing new."
    flash(f"The appeal was read again. {words}", "wait" if waiting else "good")
    return redirect(url_for("desk.reading", campaign_id=campaign_id), 303)


@desk.post("/campaigns/<uuid:campaign_id>/reading/take")
@needs("edit")
def take_untouched(campaign_id: UUID) -> Response:
    """Take the new reading wherever nobody corrected anything."""
    try:
        with writing() as session:
            campaign = find.one_of(me().org_id, campaign_id)
            taken = reread.take_untouched(session, campaign, me().id)
        flash(f"Taken: {taken}. What a person corrected stays.", "good")
    except NotFound:
        raise
    except Problem as problem:
        flash(str(problem), "bad")
    return redirect(url_for("desk.reading", campaign_id=campaign_id), 303)


def _page(campaign: Campaign, form: ReadingForm, better_source: str = "") -> str:
    stands = campaign.appeal.reading
    text = clean_text(campaign.appeal.source)[0]
    rows = corrections.of_appeal(campaign)
    found = places(text, from_json(stands))
    doubts = _doubts(campaign, rows)
    others = _other_places(text, stands, rows, doubts)
    links: dict[str, list[str]] = defaultdict(list)
    for place in found:
        if len(links[field_of(place.path)]) < MOST_LINKS:
            links[field_of(place.path)].append(mark_of(place.path))
    at: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        at[field_of(doubt.path)].append(doubt)
    shown = {field_of(path) for path, _ in fields(stands)}
    return render_template(
        "desk/reading.html",
        campaign=campaign,
        form=form,
        hints=HINTS,
        paths=[(field_of(path), path, kind) for path, kind in fields(stands)],
        doubts=doubts,
        doubts_at=at,
        elsewhere=[doubt for doubt in doubts if field_of(doubt.path) not in shown],
        corrected=_corrected(stands, rows),
        stands={field_of(p): as_text(kind, value_at(stands, p)) for p, kind in fields(stands)},
        links=links,
        pieces=list(
            pieces(text, [*found, *others], {one.path: number for one, number in others.items()})
        ),
        untouched=sum(row.waits and not row.corrected_by for row in rows),
        better_source=better_source,
    )


def _doubts(campaign: Campaign, rows: Any) -> list[Doubt]:
    """The reader's doubts that nobody settled, and what a later reading gives otherwise, in the
    order of the form."""
    stands = campaign.appeal.reading
    kinds = dict(fields(stands))
    settled = corrections.settled(campaign)
    found = [
        Doubt(one["field"], one["message"], label_of(one["field"]))
        for one in stands["warnings"]
        if one["field"] not in settled
    ]
    found += [_of_row(row, kinds) for row in rows if row.waits]
    order = {path: number for number, path in enumerate(kinds)}
    found.sort(key=lambda doubt: order.get(doubt.path, -1))
    for number, doubt in enumerate(found, start=1):
        doubt.number = number
        doubt.can_confirm = doubt.anew is None and doubt.path in kinds
    return found


def _of_row(row: CorrectedValue, kinds: dict[str, str]) -> Doubt:
    if row.path.startswith(reread.NEW):
        parts = [row.anew["honorific"], row.anew["name"], row.anew["office"], row.anew["address"]]
        parts += row.anew["emails"] + row.anew["faxes"]
        words, anew = "A later reading finds one more recipient.", ", ".join(filter(None, parts))
        return Doubt(row.path, words, "One more recipient", anew=anew)
    if row.path not in kinds:
        words = "A later reading does not find this recipient any more. Take it to leave it out."
        return Doubt(row.path, words, label_of(row.path), anew="(no such recipient)")
    whose = "a person corrected this" if row.corrected_by else "this stands from the first reading"
    words = f"A later reading gives something else; {whose}."
    anew = as_text(kinds[row.path], row.anew) or "(nothing)"
    return Doubt(row.path, words, label_of(row.path), anew=anew)


def _other_places(
    text: str, stands: dict[str, Any], rows: Any, doubts: list[Doubt]
) -> dict[Place, int]:
    """Marks for the other readings, with the numbers of their doubts: what these quote, and what a
    later reading gives."""
    others: dict[Place, int] = {}
    for doubt in doubts:
        for number, (words, start, end) in enumerate(quoted(text, doubt.message)):
            path = f"{doubt.path}.doubt-{doubt.number}-{number}"
            others[Place(path, start, end)] = doubt.number
            doubt.quotes.append((words, mark_of(path)))
    waiting = {row.path: row.anew for row in rows if row.waits and row.path in dict(fields(stands))}
    if waiting:
        anew = places(text, from_json(with_values(stands, waiting)))
        here = {doubt.path: doubt for doubt in doubts if doubt.anew is not None}
        for place in anew:
            doubt_at = next((here[p] for p in _above(place.path) if p in here), None)
            if doubt_at and len(doubt_at.quotes) < MOST_LINKS:
                path = f"{place.path}.anew"
                others[Place(path, place.start, place.end)] = doubt_at.number
                doubt_at.quotes.append((text[place.start : place.end][:80], mark_of(path)))
    return others


def _above(path: str) -> list[str]:
    """A path and those it lies under: `a[0].b[1]`, `a[0].b`, `a[0]`, `a`."""
    found = [path]
    while cut := max(path.rfind("["), path.rfind("."), 0):
        path = path[:cut]
        found.append(path)
    return found


def _corrected(stands: dict[str, Any], rows: Any) -> dict[str, dict[str, Any]]:
    """What a person corrected: what was read before, by whom and when it was corrected."""
    kinds = dict(fields(stands))
    return {
        field_of(row.path): {
            "read": as_text(kinds[row.path], row.read),
            "by": name_of_person(row.corrected_by),
            "at": row.corrected_at,
        }
        for row in rows
        if row.corrected_by and row.path in kinds and row.value != row.read
    }
