"""What could leave and does not, because nobody is there who takes it.

Nothing holds these: no limit, rest, pause or closed office, and no worker is at work on their
channel. When that lasts, workers have stopped, hang, or hear no nudge.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import exists

from campaign import notices
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.queue import CHANNELS
from campaign.campaigns.models import Campaign
from campaign.delivery import claim
from campaign.delivery.models import Worker
from campaign.letters.models import ChannelGate, Destination, Domain, Lane


def late(channels: Iterable[str] = CHANNELS, campaign: Campaign | None = None) -> list[str]:
    """The channels in which something has been free to leave for longer than two drains last."""
    patience = timedelta(seconds=2 * current_app.config["CAMPAIGN"].drain_seconds)
    before = db_now() - patience
    found = {channel: since(channel, campaign.id if campaign else None) for channel in channels}
    return [channel for channel, at in found.items() if at is not None and at < before]


def since(channel: str, campaign_id: UUID | None = None) -> datetime | None:
    """Since when the first of what waits on a channel could have left, if nobody is at it."""
    if channel == "notices":
        return notices.waiting_since()
    config = current_app.config["CAMPAIGN"]
    if channel == "fax" and not config.fax_available:
        return None
    session, now = reading(), db_now()
    at_work = exists().where(Worker.channel == channel, Worker.lease_until > now)
    query = (
        claim.lanes_with_something_due(channel, now)
        .outerjoin(ChannelGate, ChannelGate.channel == Lane.channel)
        .with_only_columns(
            claim.due_since().label("due"),
            Lane.opens_at,
            Destination.free_at,
            Domain.free_at,
            ChannelGate.free_at,
        )
        .where(~at_work)
    )
    if campaign_id:
        query = query.where(Lane.campaign_id == campaign_id)
    return min((max(filter(None, row)) for row in session.execute(query)), default=None)
