"""Demonstration data: an organisation, a manager, a campaign of an invented appeal."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.accounts.people import add_manager, found
from campaign.base.database import writing
from campaign.campaigns.doubts import doubts
from campaign.campaigns.importing import AlreadyHere, import_appeal
from campaign.campaigns.models import Campaign
from campaign.campaigns.publish import publish

APPEAL = Path(__file__).parent / "appeal.txt"
SLUG = "demonstration"
CONTACT = "answers@example.org"


def prepare(source: str | None, email: str, password: str) -> str:
    """Make what is not there yet; returns the path of the campaign's page.

    `source` is the text of an appeal, None means the invented one. Raises Problem if it cannot be
    read as an appeal.
    """
    source = source or APPEAL.read_text(encoding="utf-8")
    with writing() as session:
        organisation = session.scalars(
            select(Organisation).where(Organisation.slug == SLUG)
        ).one_or_none()
        if organisation is None:
            organisation = _found(session, email, password)
        try:
            campaign = _import(session, organisation, source)
        except AlreadyHere as known:
            campaign = session.get_one(Campaign, known.campaign_id)
        return f"/c/{campaign.slug}"


def _found(session: Session, email: str, password: str) -> Organisation:
    organisation = found(
        session,
        "Letters for Defenders",
        SLUG,
        "3 Example Street\n1202 Geneva\nSwitzerland",
        CONTACT,
    )
    add_manager(session, organisation, "Demo Manager", email, password, "owner")
    return organisation


def _import(session: Session, organisation: Organisation, source: str) -> Campaign:
    """Import and publish at once, with every doubt accepted: nothing leaves the sandbox."""
    campaign = import_appeal(session, organisation, source, by=None).campaign
    publish(session, campaign, None, True, [doubt.key for doubt in doubts(campaign)])
    return campaign
