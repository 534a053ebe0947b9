"""When a waiting letter will probably leave, from the tables that decide it.

The estimate is honest rather than kind: it counts who waits before it at the same mailbox and
domain, what the limits let through, rests, next tries and office hours. It knows nothing of how
fast our own machine is, because the limits of ministries are what decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.campaigns.find import sends
from campaign.campaigns.models import Campaign, Recipient
from campaign.delivery import budget, gates, hours
from campaign.delivery.switches import not_paused
from campaign.directory.models import Authority
from campaign.letters import states
from campaign.letters.models import ChannelGate, Count, Destination, Domain, Lane, Transmission

Limited = Destination | Domain
Ahead = Callable[[Limited], int]  # how many wait before it at the same gate
Pays = Callable[[Destination], bool]  # whether there is money for it

COUNTED = 10_000  # of those that wait before a letter; with more, it is "not before"


REASONS = ("line", "limit", "breaker", "policy", "next_try", "hours", "budget", "pause")


@dataclass(frozen=True)
class Departure:
    """When a waiting letter will probably leave, and what it waits for."""

    at: datetime | None  # UTC; none: when a person lets it
    because: str  # one of REASONS
    country: str | None = None  # by whose clock, where its office hours count


def departures(ids: Sequence[UUID]) -> dict[UUID, Departure]:
    """What is expected of those of these transmissions that are ready."""
    session, now = reading(), db_now()
    query = _lanes(Transmission.id.label("key"), Transmission.next_at.label("next_at"))
    query = query.join(Transmission, Transmission.lane_id == Lane.id).where(
        Transmission.id.in_(ids), Transmission.state == states.READY
    )
    pays = _paying(session, now)
    return {
        row.key: _departure(row, now, row.next_at, partial(_ahead, session, row.next_at), pays)
        for row in session.execute(query).all()
    }


def last_departures(campaign_id: UUID, sandbox: bool) -> Mapping[tuple[UUID, str], Departure]:
    """When the last of those now waiting leaves, by recipient and channel, where any wait."""
    session, now = reading(), db_now()
    waiting = _waiting(session, campaign_id, sandbox)
    query = _lanes(Lane.recipient_id).where(Lane.campaign_id == campaign_id)
    pays = _paying(session, now)
    return {
        (row.recipient_id, row.channel): _departure(
            row, now, now, lambda g: waiting[g.id] - 1, pays
        )
        for row in session.execute(query).all()
        if waiting[row.Destination.id]
    }


def _lanes(*more: ColumnElement[Any] | Any) -> Select[Any]:
    """Lanes with all that decides when something in them leaves."""
    return (
        select(
            Lane.channel,
            Lane.opens_at,
            sends().label("campaign_sends"),
            Campaign.office_hours,
            Authority.country,
            Destination,
            Domain,
            ChannelGate,
            not_paused(Lane).label("goes"),
            *more,
        )
        .select_from(Lane)
        .join(Campaign, Campaign.id == Lane.campaign_id)
        .join(Recipient, Recipient.id == Lane.recipient_id)
        .join(Authority, Authority.id == Recipient.authority_id)
        .join(Destination, Destination.id == Lane.destination_id)
        .outerjoin(Domain, Domain.id == Destination.domain_id)
        .outerjoin(ChannelGate, ChannelGate.channel == Lane.channel)
    )


def _paying(session: Session, now: datetime) -> Pays:
    """Whether there is money for a page to a number; each organisation's is looked up once."""
    purse_of = cache(lambda org_id: budget.purse(session, org_id, now))
    return lambda place: place.channel != "fax" or purse_of(place.org_id).pays(place.address)


def _departure(
    row: Row[Any], now: datetime, next_at: datetime, ahead: Ahead, pays: Pays
) -> Departure:
    """What comes of everything that holds a letter: the longest of all decides."""
    if not row.goes or not row.campaign_sends:
        return Departure(None, "pause")
    passed = [gate for gate in (row.ChannelGate, row.Domain, row.Destination) if gate is not None]
    if any(gate.closed_by == gates.POLICY for gate in passed):
        return Departure(None, "policy")
    if not pays(row.Destination):
        return Departure(None, "budget")
    start, because = now, "line"
    if next_at > start:
        start, because = next_at, "next_try"
    for gate in passed:
        if gate.closed_by == gates.BREAKER and gate.free_at and gate.free_at > start:
            start, because = gate.free_at, "breaker"
    turn = max(_turn(gate, now, ahead) for gate in passed)
    if start - now >= turn:
        turn = timedelta()
    elif turn:
        start, because = now, "limit"
    if not hours.keeps(row.channel, row.office_hours):
        return Departure(start + turn, because)
    country = hours.country_of(row.channel, row.country, row.Destination.address)
    if hours.opening(country, start) > start:
        because = "hours"
    return Departure(hours.advance(country, start, turn), because, country)


def _turn(gate: Any, now: datetime, ahead: Ahead) -> timedelta:
    """How long until the limit of a gate lets one more through after so many others."""
    rate = gates.rate_of(gate)
    if rate is None:
        return timedelta()
    missing = ahead(gate) + 1 - gates.allowance(gate, rate, now)
    return timedelta(seconds=max(0, missing) / (rate.per_second * gate.pace))


def _ahead(session: Session, before: datetime, gate: Limited) -> int:
    """How many wait for the same mailbox, number or domain since earlier; at most COUNTED."""
    same = Destination.domain_id if isinstance(gate, Domain) else Destination.id
    earlier = (
        select(Transmission.id)
        .join(Lane, Lane.id == Transmission.lane_id)
        .join(Campaign, Campaign.id == Lane.campaign_id)
        .join(Destination, Destination.id == Lane.destination_id)
        .where(
            same == gate.id,
            Transmission.revision == Campaign.revision,
            Transmission.state == states.READY,
            Transmission.next_at < before,
        )
        .limit(COUNTED)
    )
    return int(session.scalar(select(func.count()).select_from(earlier.subquery())) or 0)


def _waiting(session: Session, campaign_id: UUID, sandbox: bool) -> Counter[UUID]:
    """How many wait for each destination and domain of a campaign, over all campaigns.

    Read from the counts; a recipient with two mailboxes counts for both.
    """
    ours = select(Lane.destination_id).where(Lane.campaign_id == campaign_id)
    query = (
        select(Destination.id, Destination.domain_id, func.sum(Count.n))
        .join(Lane, Lane.destination_id == Destination.id)
        .join(
            Count,
            (Count.campaign_id == Lane.campaign_id)
            & (Count.recipient_id == Lane.recipient_id)
            & (Count.channel == Lane.channel),
        )
        .where(
            Destination.id.in_(ours),
            Count.subject == "transmission",
            Count.state == states.READY,
            Count.sandbox.is_(sandbox),
        )
        .group_by(Destination.id, Destination.domain_id)
    )
    waiting: Counter[UUID] = Counter()
    for destination, domain, n in session.execute(query):
        waiting[destination] += int(n)
        if domain:
            waiting[domain] += int(n)
    return waiting
