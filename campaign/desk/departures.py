"""What of a campaign may leave, when the last of it leaves, and what holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from campaign.accounts.audit import record, trail
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import NotFound
from campaign.base.queue import CHANNELS, nudge
from campaign.campaigns import edit, find
from campaign.campaigns.models import Campaign
from campaign.delivery import expect, gates, switches, unattended
from campaign.delivery.expect import Departure
from campaign.delivery.models import Switch
from campaign.delivery.switches import Scope
from campaign.desk.forms import HoldForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.record import who_did
from campaign.desk.telling import moment
from campaign.desk.words import WAYS
from campaign.letters import counts, states
from campaign.letters.models import Destination, Domain, Lane

BECAUSE: Mapping[str, str] = {
    "line": "as soon as a line is free",
    "limit": "one after another, so that they are not flooded",
    "next_try": "asked to come back later",
    "hours": "waits for the office to open",
    "breaker": "the way there is down; one letter tries it then",
    "policy": "their side turns us away; opened by a person",
    "budget": "waits for the fax budget",
    "pause": "paused",
}
JUST_NOW = timedelta(minutes=1)
ALL_OF = {"email": "all e-mails", "fax": "all faxes"}
CLOSED_BY: Mapping[str, str] = {
    gates.LIMIT: "The limit is reached; it opens by itself.",
    gates.BREAKER: "Too many failures in a row. One letter tries the way, then the others follow.",
    gates.POLICY: "They turn our letters away by a rule. Mend our standing there, then open it.",
}

NOBODY_COMES = "Is the mail worker running? The operator of this site sees to it."


@dataclass(frozen=True)
class Way:
    """One way to one authority: how many letters wait for it, and when the last one leaves."""

    recipient_id: UUID
    office: str
    channel: str
    address: str
    destination_id: UUID
    waiting: int
    last: str  # in words; empty if nothing waits
    because: str


@dataclass(frozen=True)
class Hold:
    """A pause in words; `mine` if the organisation may end it here."""

    switch: Switch
    what: str
    who: str
    mine: bool


@desk.get("/campaigns/<uuid:campaign_id>/departures")
@needs("see")
def departures(campaign_id: UUID) -> str:
    """Every way of this campaign, the pauses that hold some of it, and the places that rest."""
    form = HoldForm(formdata=None, way=request.args.get("way", ""))
    return _page(find.one_of(me().org_id, campaign_id), form)


@desk.post("/campaigns/<uuid:campaign_id>/hold")
@needs("stop")
def hold(campaign_id: UUID) -> tuple[str, int] | Response:
    """Pause a part of the campaign's letters: a recipient, a mailbox or number, or a channel."""
    campaign = find.one_of(me().org_id, campaign_id)
    form = HoldForm()
    if not form.validate_on_submit():
        return _page(campaign, form), 422
    scope = _scope(campaign, form)
    with writing() as session:
        switches.pause(session, form.why.data, f"manager:{me().id}", scope)
        subject = f"campaign:{campaign.id}"
        record(session, campaign.org_id, me().id, "part paused", subject, form.why.data)
    flash("Paused: none of these letters leaves.", "wait")
    return redirect(url_for("desk.departures", campaign_id=campaign_id), 303)


@desk.post("/campaigns/<uuid:campaign_id>/release/<uuid:switch_id>")
@needs("resume")
def release(campaign_id: UUID, switch_id: UUID) -> Response:
    """End one of the pauses that hold a part; wider ones stay in force."""
    campaign = find.one_of(me().org_id, campaign_id)
    found = {s.id: s for s in switches.partly(campaign) if s.org_id == me().org_id}
    if switch_id not in found:
        raise NotFound("There is no such pause.")
    with writing() as session:
        session.delete(session.get_one(Switch, switch_id))
        record(session, campaign.org_id, me().id, "part resumed", f"campaign:{campaign.id}")
    _nudge()
    flash("This pause is over.", "good")
    return redirect(url_for("desk.departures", campaign_id=campaign_id), 303)


@desk.post("/campaigns/<uuid:campaign_id>/open/<any(domain, destination):kind>/<uuid:key>")
@needs("resume")
def open_gate(campaign_id: UUID, kind: str, key: UUID) -> Response:
    """Open a domain, mailbox or number that failures or a refusal closed."""
    campaign = find.one_of(me().org_id, campaign_id)
    with writing() as session:
        if not gates.open_again(session, kind, key, me().org_id):
            raise NotFound("Nothing of that kind is closed.")
        record(session, campaign.org_id, me().id, "way opened", f"campaign:{campaign.id}")
    _nudge()
    flash("Open: letters leave that way again.", "good")
    return redirect(url_for("desk.departures", campaign_id=campaign_id), 303)


def _page(campaign: Campaign, form: HoldForm) -> str:
    ways = _ways(campaign)
    form.way.choices = [
        SelectChoice(str(way.destination_id), f"{way.office}: {WAYS[way.channel]} to {way.address}")
        for way in ways
    ]
    return render_template(
        "desk/departures.html",
        campaign=campaign,
        ways=ways,
        names=WAYS,
        holds=[_hold(campaign, switch, ways) for switch in switches.partly(campaign)],
        pause=switches.paused(campaign),
        closed=closed_ways(campaign),
        closed_by=CLOSED_BY,
        nobody_comes=NOBODY_COMES if nobody_comes(campaign) else "",
        moment=moment,
        form=form,
        all_waiting=sum(way.waiting for way in ways),
    )


def _ways(campaign: Campaign) -> list[Way]:
    """A row for each lane, in the order of the recipients."""
    last = expect.last_departures(campaign.id, campaign.sandbox)
    waiting: Counter[tuple[UUID, str]] = Counter()
    for figure in counts.figures(campaign.id, campaign.sandbox):
        if figure.subject == "transmission" and figure.state in states.WAITING:
            waiting[figure.recipient_id, figure.channel] += figure.n
    offices = {r.id: r.authority.office for r in campaign.all_recipients}
    query = (
        select(Lane.recipient_id, Lane.channel, Destination.id, Destination.address)
        .join(Destination, Destination.id == Lane.destination_id)
        .where(Lane.campaign_id == campaign.id)
    )
    rows = {row[0:2]: row for row in reading().execute(query.order_by(Lane.id))}
    return [
        Way(
            recipient_id=row.recipient_id,
            office=office,
            channel=row.channel,
            address=row.address,
            destination_id=row.id,
            waiting=waiting[key],
            last=_when(last.get(key)),
            because=BECAUSE[last[key].because] if key in last else "",
        )
        for recipient_id, office in offices.items()
        for key, row in rows.items()
        if row.recipient_id == recipient_id
    ]


def _when(departure: Departure | None) -> str:
    if departure is None:
        return ""
    if departure.at is None:
        return "not before it is released"
    soon = departure.because == "line" and departure.at <= db_now()
    return "within minutes" if soon else f"about {moment(departure.at)}"


def _hold(campaign: Campaign, switch: Switch, ways: Sequence[Way]) -> Hold:
    offices = {r.id: r.authority.office for r in campaign.all_recipients}
    addresses = {way.destination_id: way.address for way in ways}
    everywhere = "all campaigns" if switch.org_id else "the whole site"
    parts = (
        offices.get(switch.recipient_id) if switch.recipient_id else None,
        addresses.get(switch.destination_id) if switch.destination_id else None,
        ALL_OF.get(switch.channel or ""),
        None if switch.campaign_id else f"in {everywhere}",
    )
    words = ", ".join(part for part in parts if part)
    return Hold(switch, words, who_did(switch.by), switch.org_id == me().org_id)


def closed_ways(campaign: Campaign) -> list[gates.Closed]:
    """The closed gates that letters of this campaign pass; channels are the operator's to open."""
    query = (
        select(Destination.id, Domain.id)
        .join(Lane, Lane.destination_id == Destination.id)
        .outerjoin(Domain, Domain.id == Destination.domain_id)
        .where(Lane.campaign_id == campaign.id)
    )
    passed = {key for row in reading().execute(query) for key in row}
    return [
        gate
        for gate in gates.closed(campaign.org_id)
        if gate.kind == "channel" or gate.key in passed
    ]


def nobody_comes(campaign: Campaign) -> bool:
    """True if letters of this campaign wait although nothing holds them.

    Not yet when somebody has just done something to it, such as ended a pause.
    """
    late = unattended.late(("email", "fax"), campaign)
    subjects = (f"campaign:{campaign.id}", f"organisation:{campaign.org_id}")
    return bool(late) and not any(
        entry.at > db_now() - JUST_NOW for entry in trail(campaign.org_id, subjects, 1)
    )


def _scope(campaign: Campaign, form: HoldForm) -> Scope:
    """What the form means; raises NotFound for what is not of this campaign."""
    ways = {str(way.destination_id): way for way in _ways(campaign)}
    way = ways.get(form.way.data or "")
    if way is None:
        raise NotFound("There is no such way.")
    if form.what.data == "recipient":
        recipient = edit.recipient_of(campaign, way.recipient_id)
        return Scope(campaign.org_id, campaign.id, recipient.id)
    if form.what.data == "channel":
        return Scope(campaign.org_id, campaign.id, channel=way.channel)
    return Scope(campaign.org_id, destination_id=way.destination_id)


def _nudge() -> None:
    for channel in CHANNELS:
        nudge(channel)
