"""One letter, lists of letters, and what a person decides about those that are stuck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from campaign.accounts.audit import record, trail
from campaign.accounts.roles import may
from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.base.queue import CHANNELS, nudge
from campaign.campaigns import edit, find
from campaign.campaigns.models import Campaign
from campaign.delivery import by_hand
from campaign.delivery.expect import departures
from campaign.desk import telling
from campaign.desk.forms import ActForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.record import who_did
from campaign.desk.tables import COLUMNS, LOST, Column, column_named
from campaign.desk.words import WAYS
from campaign.letters import counts, life
from campaign.letters.models import Letter
from campaign.letters.read import composed_of

RECORDED = 100


@desk.get("/letters")
@needs("see")
def find_letter() -> Response:
    """From the search box to the letter's page."""
    typed = request.args.get("reference", "")
    try:
        reference = life.find(me().org_id, typed).reference
    except NotFound:
        flash(f"No letter of your organisation has the reference “{typed[:40]}”.", "bad")
        return redirect(url_for("desk.overview"), 303)
    return redirect(url_for("desk.letter", reference=reference), 303)


@desk.get("/letters/<reference>")
@needs("see")
def letter(reference: str) -> str | Response:
    """Its life; its words are behind a button, because they hold a supporter's name."""
    found = life.find(me().org_id, reference)
    if found.reference != reference:
        return redirect(url_for("desk.letter", reference=found.reference), 303)
    return _page(found, ActForm())


@desk.post("/letters/<reference>/read")
@needs("read")
def read_letter(reference: str) -> str:
    """The page with the words of the letter; who read them is recorded.

    A supporter's name and own words are what an organisation must be able to answer for.
    """
    found = life.find(me().org_id, reference)
    with writing() as session:
        record(session, me().org_id, me().id, "letter read", by_hand.subject(found.id))
    return _page(life.find(me().org_id, reference), ActForm(), with_words=True)


@desk.post("/letters/<reference>/sent/<int:number>")
@needs("export")
def letter_as_sent(reference: str, number: int) -> FlaskResponse:
    """The very bytes of the n-th transmission, as a file; who took them is recorded."""
    found = life.find(me().org_id, reference)
    carriers = life.life_of(found).carriers
    carrier = carriers[number - 1] if 0 < number <= len(carriers) else None
    payload = life.as_sent(carrier) if carrier else None
    if carrier is None or payload is None:
        raise NotFound("There are no such bytes, or they were erased.")
    subject, name = by_hand.subject(found.id), f"{found.reference}-{number}"
    kind, end = ("message/rfc822", "eml"), ("application/pdf", "pdf")
    mimetype, suffix = end if carrier.channel == "fax" else kind
    with writing() as session:
        detail = f"transmission {number}"
        record(session, me().org_id, me().id, "letter exported", subject, detail)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{suffix}"'}
    return FlaskResponse(payload, mimetype=mimetype, headers=headers)


@desk.post("/letters/<reference>/<act>")
@needs("resend")
def act_on_letter(reference: str, act: str) -> tuple[str, int] | Response:
    """Try again, it arrived, send anew."""
    found = life.find(me().org_id, reference)
    if act not in by_hand.ACTS:
        raise NotFound("There is no such act.")
    form = ActForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        done = _do(act, find.one_of(me().org_id, found.campaign_id), [found.id], form)
    except Problem as problem:
        form.form_errors.append(str(problem))
        return _page(life.find(me().org_id, reference), form), 422
    if done:
        flash(_DONE[act], "good")
    else:
        flash("Nothing to do: the letter has moved on meanwhile, or was erased.", "wait")
    return redirect(url_for("desk.letter", reference=reference), 303)


@desk.get("/campaigns/<uuid:campaign_id>/letters")
@needs("see")
def letters(campaign_id: UUID) -> str:
    """The letters behind a number on the board."""
    campaign = find.one_of(me().org_id, campaign_id)
    return _list(campaign, _column(), _recipient_id(campaign), ActForm())


@desk.post("/campaigns/<uuid:campaign_id>/letters")
@needs("resend")
def try_all_again(campaign_id: UUID) -> tuple[str, int] | Response:
    """Try again what is stuck with one recipient, or send anew what our mail service has lost.

    No more than the page said.
    """
    campaign = find.one_of(me().org_id, campaign_id)
    column, recipient_id = _column(), _recipient_id(campaign)
    form = ActForm()
    if not form.validate_on_submit():
        return _list(campaign, column, recipient_id, form), 422
    most = min(form.number.data or 0, by_hand.MOST)
    stuck = _stuck(campaign, column, recipient_id)[:most]
    act = "send-anew" if column is LOST else "try-again"
    try:
        done = _do(act, campaign, [one.letter.id for one in stuck], form)
    except Problem as problem:
        form.form_errors.append(str(problem))
        return _list(find.one_of(me().org_id, campaign_id), column, recipient_id, form), 422
    words = f"{done} of {most} are {'sent anew' if column is LOST else 'tried again'}."
    if done == most:
        flash(words, "good")
    else:
        flash(f"{words} The others cannot be, or have moved on.", "wait")
    return redirect(request.full_path, 303)


def _stuck(campaign: Campaign, column: Column, recipient_id: UUID | None) -> Sequence[life.Found]:
    """Letters of a list that can be tried again, or sent anew, at most by_hand.MOST."""
    if column is LOST:
        return life.lost(campaign, by_hand.MOST)
    if recipient_id is None:
        return []
    here = life.leaf(campaign, column.states, _channel(), recipient_id, size=by_hand.MOST)
    return [one for one in here.found if "try-again" in by_hand.possible(one.letter, one.carrier)]


_DONE = {
    "try-again": "It waits in the queue again; all its tries begin anew.",
    "it-arrived": "It counts as handed over, on your word.",
    "send-anew": "The same letter waits in the queue to be sent a second time.",
}


def _do(act: str, campaign: Campaign, letter_ids: list[UUID], form: ActForm) -> int:
    manager_id, why, fax_twice = me().id, form.why.data, bool(form.fax_twice.data)
    with writing() as session:
        done = by_hand.act_on(session, act, campaign, letter_ids, manager_id, why, fax_twice)
    for channel in CHANNELS:
        nudge(channel)
    return done


def _page(found: Letter, form: ActForm, with_words: bool = False) -> str:
    lived = life.life_of(found)
    carrier = lived.carrier
    decisions = trail(me().org_id, [by_hand.subject(found.id)], RECORDED)
    by_person = {f"letter {act.recorded}" for act in by_hand.ACTS.values()}
    words, tone = telling.words_for(lived.state, carrier)
    tries = by_hand.attempts([c.id for c in lived.carriers])
    leaves = departures([carrier.id]).get(carrier.id) if carrier else None
    over = lived.campaign.state == "closed"
    return render_template(
        "desk/letter.html",
        letter=found,
        life=lived,
        words=words,
        tone=tone,
        reason=telling.reason_of(carrier) if lived.state in _TELLS_WHY else "",
        next=telling.next_of(found, lived.state, carrier, leaves, over),
        story=telling.story(lived, [d for d in decisions if d.action in by_person]),
        journeys=telling.journeys(lived, tries),
        reads=[d for d in reversed(decisions) if d.action not in by_person],
        possible=by_hand.possible(found, carrier) if may(me().role, "resend") else [],
        carrier=carrier,
        composed=composed_of(found.id) if with_words else None,
        form=form,
        who_did=who_did,
    )


_TELLS_WHY = ("ready", "bounced", "failed", "dead", "given_up")


def _list(campaign: Campaign, column: Column, recipient_id: UUID | None, form: ActForm) -> str:
    channel = _channel()
    if column is LOST:
        page = life.Leaf(life.lost(campaign), "")
    else:
        after = request.args.get("after", "")
        page = life.leaf(campaign, column.states, channel, recipient_id, after=after)
    total = (
        life.how_many_lost(campaign)
        if column is LOST
        else sum(
            figure.n
            for figure in counts.figures(campaign.id, campaign.sandbox)
            if figure.subject == "letter"
            and figure.state in column.states
            and (not channel or figure.channel == channel)
            and (not recipient_id or figure.recipient_id == recipient_id)
        )
    )
    offices = {r.id: r.authority.office for r in campaign.all_recipients}
    here: dict[str, Any] = {"state": column.slug}
    if channel:
        here["channel"] = channel
    if recipient_id:
        here["recipient"] = recipient_id
    stuck = _stuck(campaign, column, recipient_id) if campaign.state == "published" else []
    form.number.data = len(stuck)
    return render_template(
        "desk/letters.html",
        campaign=campaign,
        column=column,
        office=offices[recipient_id] if recipient_id else "",
        channel=WAYS.get(channel, ""),
        rows=page.found,
        offices=offices,
        words_for=telling.words_for,
        reason_of=telling.reason_of,
        ways=WAYS,
        total=total,
        here=here,
        after=page.after,
        first=not request.args.get("after"),
        bulk=len(stuck),
        lost=column is LOST,
        most=by_hand.MOST,
        form=form,
    )


def _column() -> Column:
    column = column_named(request.args.get("state", COLUMNS[0].slug))
    if column is None:
        raise NotFound("There is no such state.")
    return column


def _channel() -> str:
    channel = request.args.get("channel", "")
    if channel and channel not in WAYS:
        raise NotFound("There is no such way.")
    return channel


def _recipient_id(campaign: Campaign) -> UUID | None:
    given = request.args.get("recipient", "")
    if not given:
        return None
    try:
        return edit.recipient_of(campaign, UUID(given)).id
    except ValueError:
        raise NotFound("There is no such recipient.") from None
