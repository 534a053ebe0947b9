"""The first step of a review: an appeal's source and its reading side by side, from doubt to doubt.

All that was read is corrected here, and who is written to: added, left out, ordered. The second
step is the letter (`review.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaign.accounts.people import name_of as name_of_person
from campaign.appeals import from_json
from campaign.appeals.lines import clean_text
from campaign.appeals.places import places
from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import corrections, edit, find, quoting, reread
from campaign.campaigns.corrections import Refused
from campaign.campaigns.models import Campaign, Recipient
from campaign.campaigns.values import OF_APPEAL, OF_RECIPIENT, as_text, fields, seen_of, value_at
from campaign.desk.let_in import desk, me, needs
from campaign.desk.marks import mark_of, pieces
from campaign.desk.reading_doubts import MOST_LINKS, Doubt, doubts_of, other_places
from campaign.desk.reading_form import HINTS, ReadingForm, field_of, name_of, reading_form

FEW = 12  # recipients that are all shown unfolded
SETTLING = ("take", "keep", "right", "instead")  # buttons at a doubt
MOVES: Mapping[str, Callable[[Session, Campaign, Recipient, UUID | None], None]] = {
    "up": edit.move_up,
    "leave_out": edit.leave_out,
    "take_in": edit.take_in,
}


@dataclass(frozen=True)
class Block:
    """A recipient on the page: of the campaign, of the reading (by its number), or of both."""

    recipient: Recipient | None
    number: int | None
    can_move_up: bool = False

    @property
    def paths(self) -> list[tuple[str, str]]:
        """The paths of what was read of it, and their kinds."""
        if self.number is None:
            return []
        return [(f"recipients[{self.number}].{key}", kind) for key, kind in OF_RECIPIENT.items()]


@desk.get("/campaigns/<uuid:campaign_id>/reading")
@needs("see")
def reading(campaign_id: UUID) -> str:
    """What was read in the appeal, beside its source."""
    campaign = find.one_of(me().org_id, campaign_id)
    return _page(campaign, reading_form(campaign.appeal.reading))


@desk.post("/campaigns/<uuid:campaign_id>/reading")
@needs("edit")
def correct_reading(campaign_id: UUID) -> tuple[str, int] | Response:
    """Keep corrections; the button that was pressed may decide something with them."""
    campaign = find.one_of(me().org_id, campaign_id)
    form = reading_form(campaign.appeal.reading, sent=True)
    if form.validate_on_submit():
        typed = form.typed()
        path, _, other = request.form.get("instead", "").partition("=")
        if path:
            typed[path] = other
        before = [doubt.path for doubt in _doubts(campaign)]
        try:
            with writing() as session:
                campaign = find.one_of(me().org_id, campaign_id)
                seen = form.seen.data or ""
                saved = corrections.correct(session, campaign, me().id, seen, typed)
                added = _decide(session, campaign)
                places = [(one.id, one.printed_as) for one in added]
            words = "correction is" if saved == 1 else "corrections are"
            flash(f"{saved} {words} saved." if saved else "Saved.", "good")
            return redirect(_where_next(campaign_id, before, places), 303)
        except Refused as refused:
            form.form_errors.append(str(refused))
            form.tell(refused.at)
        except NotFound:
            raise
        except Problem as problem:
            form.form_errors.append(str(problem))
    campaign = find.one_of(me().org_id, campaign_id)
    form.seen.data = seen_of(campaign.appeal.reading)
    return _page(campaign, form), 422


def _decide(session: Session, campaign: Campaign) -> list[Recipient]:
    """Do what the button says that was pressed; returns recipients that were added."""
    pressed, by = request.form, me().id
    for button, take in (("take", True), ("keep", False)):
        if path := pressed.get(button):
            reread.settle(session, campaign, path, take, by)
    if path := pressed.get("right"):
        corrections.confirm(session, campaign, path, by)
    for button, move in MOVES.items():
        if chosen := pressed.get(button):
            move(session, campaign, _recipient(campaign, chosen), by)
    if "add" in pressed:
        return list(quoting.add_quoted(session, campaign, pressed.get("quote", ""), by))
    return []


def _recipient(campaign: Campaign, chosen: str) -> Recipient:
    found = next((one for one in campaign.all_recipients if str(one.id) == chosen), None)
    if found is None:
        raise NotFound("There is no such recipient.")
    return found


def _where_next(campaign_id: UUID, before: list[str], added: list[tuple[UUID, int | None]]) -> str:
    """The page, or the place in it, at which the work goes on."""
    pressed = request.form
    if "then" in pressed:
        return url_for("desk.review", campaign_id=campaign_id)
    if added:
        recipient_id, number = added[0]
        if number is None:
            return url_for("desk.recipient", campaign_id=campaign_id, recipient_id=recipient_id)
        at = f"recipient-{recipient_id}"
    elif moved := next(filter(None, map(pressed.get, MOVES)), None):
        at = f"recipient-{moved}"
    else:
        settled = [pressed.get(button, "").partition("=")[0] for button in SETTLING]
        at = _next_doubt(find.one_of(me().org_id, campaign_id), before, settled)
    return f"{url_for('desk.reading', campaign_id=campaign_id)}#{at}"


def _next_doubt(campaign: Campaign, before: list[str], settled: list[str]) -> str:
    """Where the doubt behind the one that was settled stands now."""
    left = len(_doubts(campaign))
    number = next((n for n, path in enumerate(before, start=1) if path in settled), 0)
    return f"doubt-{min(number, left)}" if number and left else "doubts"


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
    doubts = _doubts(campaign)
    others = other_places(text, campaign, rows, doubts, found)
    links: dict[str, list[str]] = defaultdict(list)
    for place in found:
        if len(links[field_of(place.path)]) < MOST_LINKS:
            links[field_of(place.path)].append(mark_of(place.path))
    links["code_as_printed"] = links["code"]  # one place, two ways to write it
    at: dict[str, list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        at[field_of(doubt.path)].append(doubt)
    blocks = _blocks(campaign)
    shown = {field_of(path) for path in _order(blocks)}
    shown |= {f"recipients-{block.number}" for block in blocks}
    return render_template(
        "desk/reading.html",
        campaign=campaign,
        form=form,
        hints=HINTS,
        of_appeal=OF_APPEAL.items(),
        blocks=blocks,
        unfolded=[len(blocks) <= FEW or _needs_a_look(block, form, at) for block in blocks],
        name_of=name_of,
        doubts=doubts,
        doubts_at=at,
        elsewhere=[doubt for doubt in doubts if field_of(doubt.path) not in shown],
        corrected=_corrected(campaign),
        stands={field_of(p): as_text(kind, value_at(stands, p)) for p, kind in fields(stands)},
        links=links,
        pieces=list(
            pieces(text, [*found, *others], {one.path: number for one, number in others.items()})
        ),
        untouched=sum(row.waits and not row.corrected_by for row in rows),
        better_source=better_source,
    )


def _doubts(campaign: Campaign) -> list[Doubt]:
    return doubts_of(campaign, corrections.of_appeal(campaign), _order(_blocks(campaign)))


def _blocks(campaign: Campaign) -> list[Block]:
    """Who is written to, in this order; then what was read and belongs to none of them."""
    first = next(iter(campaign.recipients), None)
    ours = [one for one in campaign.all_recipients if not one.offered]
    blocks = [
        Block(one, one.printed_as, can_move_up=not one.left_out_at and one is not first)
        for one in ours
    ]
    claimed = {one.printed_as for one in ours}
    read = range(len(campaign.appeal.reading["recipients"]))
    return blocks + [Block(None, number) for number in read if number not in claimed]


def _needs_a_look(block: Block, form: ReadingForm, doubts_at: Mapping[str, list[Doubt]]) -> bool:
    """True if a recipient has a doubt or an error."""
    names = [field_of(path) for path, _ in block.paths]
    return any(doubts_at.get(name) or form[name].errors for name in names)


def _order(blocks: list[Block]) -> list[str]:
    """All paths as the page shows them."""
    return [*OF_APPEAL, *(path for block in blocks for path, _ in block.paths)]


def _corrected(campaign: Campaign) -> dict[str, dict[str, Any]]:
    """What a person corrected: what was read before, by whom and when it was corrected."""
    kinds = dict(fields(campaign.appeal.reading))
    return {
        field_of(row.path): {
            "read": as_text(kinds[row.path], row.read),
            "by": name_of_person(row.corrected_by),
            "at": row.corrected_at,
        }
        for row in corrections.of_appeal(campaign)
        if row.corrected_by and row.path in kinds and row.value != row.read
    }
