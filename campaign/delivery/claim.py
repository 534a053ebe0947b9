"""What may leave now, and taking it.

In two steps: lock mailboxes and numbers for which something is due, passing over those another
worker holds; then take their transmissions, one of each campaign in turn.
"""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, and_, exists, func, select
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


def anything_due(channel: str) -> ColumnElement[bool]:
    """The condition that a channel has work."""
    return exists().where(Transmission.channel == channel, is_due())


def _destinations(session: Session, channel: str) -> list[UUID]:
    query = (
        select(Destination.id)
        .where(
            Destination.channel == channel,
            exists().where(Transmission.destination_id == Destination.id, is_due()),
        )
        .limit(DESTINATIONS)
    )
    return list(session.scalars(dialects.skip_locked(session, query)))


def _due(session: Session, destinations: list[UUID]) -> dict[UUID, int]:
    """Ids and present fences, round robin over campaigns, the longest waiting first."""
    turn = (
        func.row_number()
        .over(
            partition_by=Transmission.campaign_id, order_by=(Transmission.next_at, Transmission.id)
        )
        .label("turn")
    )
    query = (
        select(Transmission.id, Transmission.fence, turn)
        .where(Transmission.destination_id.in_(destinations), is_due())
        .order_by(turn, Transmission.next_at)
        .limit(BATCH)
    )
    return {row.id: row.fence for row in session.execute(query)}
