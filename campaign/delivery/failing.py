"""Managers are told when an address of an authority stops working: once, until it has worked again.

It fails by what our relay hears, by its log or by a bounce (`consequences.py`); whoever may correct
it gets a mail. No supporter is named in it; the other side, which might, is not quoted.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.accounts.people import who_may
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.models import Campaign, Recipient
from campaign.directory.models import Authority, ContactPoint
from campaign.directory.ways import letter_points

CAMPAIGNS = 20  # named in one mail


def tell_managers() -> int:
    """Tell of every contact point that fails and was not told of since; returns how many."""
    found = reading().scalars(_untold()).all()
    for contact_id in found:
        with writing() as session:
            again = _untold().where(ContactPoint.id == contact_id)
            if session.scalar(again.with_for_update()):
                _tell(session, session.get_one(ContactPoint, contact_id))
    return len(found)


def _untold() -> Any:
    return select(ContactPoint.id).where(
        ContactPoint.health == "failing",
        ContactPoint.retired_at.is_(None),
        or_(ContactPoint.told_at.is_(None), ContactPoint.told_at < ContactPoint.failing_since),
    )


def _tell(session: Session, contact: ContactPoint) -> None:
    authority = session.get_one(Authority, contact.authority_id)
    organisation = session.get_one(Organisation, contact.org_id)
    values = {
        "office": authority.office,
        "address": contact.address,
        "pages": _pages(session, authority.id),
        "others": [p.address for p in letter_points(authority) if p.id != contact.id],
        "organisation": organisation.name,
        "contact": organisation.contact_email,
    }
    sandbox = current_app.config["CAMPAIGN"].sandbox
    for manager in who_may(session, contact.org_id, "edit"):
        notices.post(session, contact.org_id, manager.email, "failing", values, sandbox)
    contact.told_at = db_now()


def _pages(session: Session, authority_id: UUID) -> list[dict[str, str]]:
    """Where the address can be corrected: a page for each campaign that writes to the authority."""
    base = current_app.config["CAMPAIGN"].base_url.rstrip("/")
    query = (
        select(Campaign.title, Campaign.id, Recipient.id)
        .join(Recipient, Recipient.campaign_id == Campaign.id)
        .where(
            Recipient.authority_id == authority_id,
            Recipient.left_out_at.is_(None),
            Campaign.state != "closed",
        )
        .order_by(Campaign.id)
        .limit(CAMPAIGNS)
    )
    return [
        {"title": title, "url": f"{base}/desk/campaigns/{campaign_id}/recipients/{recipient_id}"}
        for title, campaign_id, recipient_id in session.execute(query)
    ]
