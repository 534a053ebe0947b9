"""How many actions the public hears of: accepted ones, apart from our own letters."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import func, select

from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.campaigns.models import Campaign
from campaign.inbound.actions.models import ActionReport
from campaign.inbound.actions.tell import ACCEPTED
from campaign.signing.progress import rounded


def reported(campaign: Campaign) -> int:
    """Actions accepted before this hour began: a multiple of ten, or 0 for "too few to say"."""
    query = select(func.count()).where(
        ActionReport.campaign_id == campaign.id,
        ActionReport.state == ACCEPTED,
        ActionReport.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
        ActionReport.decided_at < db_now().replace(minute=0, second=0, microsecond=0),
    )
    return rounded(reading().scalars(query).one())
