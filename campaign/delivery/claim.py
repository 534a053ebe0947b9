"""What may leave now, and taking it.

In two steps: find lanes in which something is due and lock the gates that their letters pass,
passing over those another worker holds; then take from the heads of the lanes, campaigns and
mailboxes in turn, as many as the gates let through. Nothing here looks at more than the head of a
queue, so a claim takes as long with a million letters waiting as with ten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from campaign.base.database import writing
from campaign.campaigns.find import sends
from campaign.campaigns.models import Campaign
from campaign.delivery import budget, calls, gates, hours
from campaign.delivery.switches import not_paused
from campaign.delivery.workers import renew_lease
from campaign.letters import states
from campaign.letters.models import ChannelGate, Destination, Domain, Gate, Lane, Transmission

LANES = 20  # looked into at once
BATCH = 200  # transmissions claimed at once
AT_ONCE = (BATCH, 14, 1)  # of those with which none, one, two workers died: the poisonous is found

Passage = Sequence[Gate]  # all gates that a letter passes


def claim(worker_id: UUID, channel: str) -> dict[UUID, int]:
    """Claim what is due on a channel; returns the transmissions with the fence we hold.

    Raises LeaseLost (and then nothing is claimed) if this worker was taken for dead.
    """
    with writing() as session:
        now = renew_lease(session, worker_id)
        lanes = _open_lanes(session, channel, now)
        passages = _passages(session, channel, lanes)
        free = _free(channel, passages, now)
        due = _let_through(_heads(session, lanes, passages, free, now), passages, free)
        if channel == "fax":
            paid = budget.reserve(session, [row.id for row in due], now)
            due = [row for row in due if row.id in paid]
        fences = {row.id: row.fence for row in due}
        moved = states.move(
            session,
            "claimed",
            fences,
            f"worker:{worker_id}",
            at=now,
            fence=Transmission.fence + 1,
            worker_id=worker_id,
        )
        ours = {m.id: m.fence for m in moved}
        if channel == "fax":
            budget.give_back(session, fences.keys() - ours.keys())
        _spend([row for row in due if row.id in ours], passages, now)
    return {key: ours[key] for key in fences if key in ours}


def may_leave(sandbox: bool) -> ColumnElement[bool]:
    """The condition on a transmission, whatever its state, that nothing speaks against sending.

    Asked for the whole lane when it is claimed, and for each transmission again when it is marked:
    our mode (`sandbox`), the campaign's state and revision, and every pause.
    """
    campaign_allows = exists().where(
        Campaign.id == Transmission.campaign_id,
        sends(),
        Campaign.revision == Transmission.revision,
    )
    return and_(Transmission.sandbox.is_(sandbox), campaign_allows, not_paused(Transmission))


def _our_mode(what: type[Campaign] | type[Transmission]) -> ColumnElement[bool]:
    return what.sandbox.is_(current_app.config["CAMPAIGN"].sandbox)


def _ready() -> ColumnElement[bool]:
    """Waiting, here and now; written so that both databases use the index of what is due."""
    return and_(Transmission.state == literal_column(f"'{states.READY}'"), _our_mode(Transmission))


def _open_lanes(session: Session, channel: str, now: datetime) -> Sequence[Row[Any]]:
    """Lanes in which something may leave.

    Left out are those whose office turns out to be closed, or for which there is no money.
    """
    closed: set[UUID] = set()
    while lanes := _lanes(session, channel, now, closed):
        asked = [lane.id for lane in lanes if hours.keeps(channel, lane.office_hours)]
        closed |= hours.shut(session, asked, now) if asked else set()
        if channel == "fax":
            closed |= budget.shut(session, {lane.id for lane in lanes} - closed, now)
        if still := [lane for lane in lanes if lane.id not in closed]:
            return still
    return []


def _lanes(
    session: Session, channel: str, now: datetime, closed: Collection[UUID]
) -> Sequence[Row[Any]]:
    """Lanes in which something may leave, without those that are known to be closed.

    By lot, one of each campaign first, so that neither many letters nor many recipients keep
    anybody out.
    """
    turn = func.row_number().over(partition_by=Lane.campaign_id, order_by=func.random())
    may = lanes_with_something_due(channel, now).where(Lane.id.not_in(closed))
    found = may.add_columns(turn.label("turn")).subquery()
    return session.execute(select(found).order_by(found.c.turn, func.random()).limit(LANES)).all()


def lanes_with_something_due(channel: str, now: datetime) -> Select[Any]:
    """All lanes in which something may leave, as far as is known before their offices are asked."""
    channel_closed = exists().where(ChannelGate.channel == channel, ChannelGate.free_at > now)
    wanted: tuple[Any, ...] = (
        Lane.id,
        Lane.destination_id,
        Destination.domain_id,
        Domain.closed_by.label("domain_closed_by"),
        Campaign.revision,
        Campaign.office_hours,
    )
    may = (
        select(*wanted)
        .select_from(Lane)
        .join(Campaign, Campaign.id == Lane.campaign_id)
        .join(Destination, Destination.id == Lane.destination_id)
        .outerjoin(Domain, Domain.id == Destination.domain_id)
        .where(
            Lane.channel == channel,
            or_(Lane.opens_at.is_(None), Lane.opens_at <= now),
            sends(),
            _our_mode(Campaign),
            gates.open_at(Destination, now),
            gates.open_at(Domain, now),
            ~channel_closed,
            not_paused(Lane),
            due_since() <= now,
        )
    )
    if calls.one_at_a_time(channel):
        may = may.where(Lane.destination_id.not_in(calls.going_on()))
    return may


def due_since() -> ScalarSelect[datetime]:
    """When the first of what waits in a lane was due, or will be."""
    return (
        select(Transmission.next_at)
        .where(
            Transmission.lane_id == Lane.id, Transmission.revision == Campaign.revision, _ready()
        )
        .order_by(Transmission.next_at)
        .limit(1)
        .scalar_subquery()
    )


def _passages(session: Session, channel: str, lanes: Sequence[Row[Any]]) -> dict[UUID, Passage]:
    """By destination the gates that we hold now; without those that another worker holds.

    Domains that have no limit and are at rest stay unlocked, so that workers share them.
    """
    if not lanes:
        return {}
    way_out = session.get(ChannelGate, channel)
    outer: list[Gate] = []
    if way_out and way_out.closed_by:
        outer += gates.lock(session, ChannelGate, [channel], skip=True).values()
        if not outer:
            return {}
    limited = gates.rate_of(Domain()) is not None
    needed = {row.domain_id for row in lanes if limited or row.domain_closed_by} - {None}
    domains = gates.lock(session, Domain, needed, skip=True) if needed else {}
    wanted = {
        row.destination_id
        for row in lanes
        if row.domain_id not in needed or row.domain_id in domains
    }
    held = gates.lock(session, Destination, wanted, skip=True)
    engaged = calls.engaged(session, held) if calls.one_at_a_time(channel) else set()
    return {
        key: [*outer, *filter(None, [domains.get(gate.domain_id)]), gate]
        for key, gate in held.items()
        if key not in engaged
    }


def _free(channel: str, passages: Mapping[UUID, Passage], now: datetime) -> dict[Gate, int]:
    """How many letters each gate lets through now; a number that is called one at a time, one."""
    free = {
        gate: gates.allowance(gate, gates.rate_of(gate), now)
        for passage in passages.values()
        for gate in passage
    }
    if calls.one_at_a_time(channel):
        free |= {gate: min(n, 1) for gate, n in free.items() if isinstance(gate, Destination)}
    return free


def _heads(
    session: Session,
    lanes: Sequence[Row[Any]],
    passages: Mapping[UUID, Passage],
    free: Mapping[Gate, int],
    now: datetime,
) -> list[Row[Any]]:
    """The first of every lane that we hold, twice its share of a batch; the longest due first."""
    t = Transmission
    share = 2 * BATCH // max(1, len(lanes)) + 1
    queues = []
    for lane in lanes:
        n = min((free[gate] for gate in passages.get(lane.destination_id, ())), default=0)
        if n:
            head = (
                select(t.id, t.fence, t.crashes, t.campaign_id, t.destination_id, t.next_at)
                .where(t.lane_id == lane.id, t.revision == lane.revision, _ready())
                .where(t.next_at <= now)
                .order_by(t.next_at)
                .limit(min(n, share))
            )
            queues.append(select(head.subquery()))
    if not queues:
        return []
    rows = session.execute(union_all(*queues)).all()
    return sorted(rows, key=attrgetter("next_at", "id"))


def _let_through(
    heads: list[Row[Any]], passages: Mapping[UUID, Passage], free: Mapping[Gate, int]
) -> list[Row[Any]]:
    """The next batch, as far as the gates let it.

    Those that a worker died with travel in small company, then alone, so that no other suffers by
    the one that kills.
    """
    left = dict(free)
    batch: list[Row[Any]] = []
    for row in _in_turns(heads):
        passage = passages[row.destination_id]
        company = batch[0].crashes if batch else row.crashes
        if len(batch) == AT_ONCE[min(company, len(AT_ONCE) - 1)]:
            break
        if row.crashes == company and all(left[gate] for gate in passage):
            batch.append(row)
            left.update((gate, left[gate] - 1) for gate in passage)
    return batch


def _spend(rows: Sequence[Row[Any]], passages: Mapping[UUID, Passage], now: datetime) -> None:
    """Count what was claimed at the gates it passed; those with nothing left close."""
    passed: dict[Gate, list[UUID]] = {gate: [] for passage in passages.values() for gate in passage}
    for row in rows:
        for gate in passages[row.destination_id]:
            passed[gate].append(row.id)
    for gate, ids in passed.items():
        if gates.is_open(gate, now):
            gates.spend(gate, gates.rate_of(gate), now, ids)


def _in_turns(rows: list[Row[Any]]) -> list[Row[Any]]:
    """Campaigns in turn, and of each campaign its mailboxes in turn; else in the order given."""
    for key in (attrgetter("campaign_id", "destination_id"), attrgetter("campaign_id")):
        before: Counter[object] = Counter()
        turns = []
        for row in rows:
            before[key(row)] += 1
            turns.append((before[key(row)], row))
        rows = [row for _, row in sorted(turns, key=itemgetter(0))]
    return rows
