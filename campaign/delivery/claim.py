"""What may leave now, and taking it.

In two steps: lock mailboxes and numbers for which something is due, passing over those another
worker holds; then take their transmissions, campaigns and mailboxes in turn.
"""

from __future__ import annotations

from collections import Counter
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, Row, and_, exists, func, select
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.campaigns.models import Campaign
from campaign.delivery.switches import not_paused
from campaign.delivery.workers import renew_lease
from campaign.letters import states
from campaign.letters.models import Destination, Transmission

DESTINATIONS = 20  # locked at once
BATCH = 50  # transmissions claimed at once
HEAD = 200  # of what waits for one mailbox, among which campaigns take turns


def claim(worker_id: UUID, channel: str) -> dict[UUID, int]:
    """Claim what is due on a channel; returns the transmissions with the fence we hold.

    Raises LeaseLost (and then nothing is claimed) if this worker was taken for dead.
    """
    with writing() as session:
        renew_lease(session, worker_id)
        due = _due(session, _destinations(session, channel))
        moved = states.move(
            session,
            "claimed",
            due,
            f"worker:{worker_id}",
            fence=Transmission.fence + 1,
            worker_id=worker_id,
        )
    fences = {m.id: m.fence for m in moved}
    return {key: fences[key] for key in due if key in fences}


def may_leave() -> ColumnElement[bool]:
    """The condition on a transmission, whatever its state, that nothing speaks against sending.

    Checked when it is claimed and again when it is marked: our mode, the campaign's state and
    revision, and every pause.
    """
    campaign_allows = exists().where(
        Campaign.id == Transmission.campaign_id,
        Campaign.state == "published",
        Campaign.revision == Transmission.revision,
    )
    sandbox = current_app.config["CAMPAIGN"].sandbox
    return and_(Transmission.sandbox.is_(sandbox), campaign_allows, not_paused())


def is_due() -> ColumnElement[bool]:
    """The condition that a transmission may be claimed now."""
    return and_(Transmission.state == states.READY, Transmission.next_at <= db_now(), may_leave())


def _destinations(session: Session, channel: str) -> list[UUID]:
    """By lot, so that a few with much waiting never keep the others out."""
    query = (
        select(Destination.id)
        .where(
            Destination.channel == channel,
            exists().where(Transmission.destination_id == Destination.id, is_due()),
        )
        .order_by(func.random())
        .limit(DESTINATIONS)
    )
    return list(session.scalars(dialects.skip_locked(session, query)))


def _due(session: Session, destinations: list[UUID]) -> dict[UUID, int]:
    """Ids and present fences of the next ones, in turns; only the heads of the queues are read."""
    t, condition = Transmission, is_due()
    query = select(t.id, t.fence, t.crashes, t.campaign_id, t.destination_id, t.next_at).where(
        condition
    )
    heads: list[Row[Any]] = []
    for one in destinations:
        head = query.where(t.destination_id == one).order_by(t.next_at).limit(HEAD)
        heads += session.execute(head)
    heads.sort(key=lambda row: (row.next_at, row.id))
    return {row.id: row.fence for row in _suspects_alone(_in_turns(heads))}


def _suspects_alone(rows: list[Row[Any]]) -> list[Row[Any]]:
    """The next batch; one that a worker died with travels alone, so that no other suffers by it."""
    if rows and rows[0].crashes:
        return rows[:1]
    return [row for row in rows if not row.crashes][:BATCH]


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
