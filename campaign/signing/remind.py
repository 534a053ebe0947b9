"""One kind reminder of letters that wait to be printed and posted, and never a second one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session, aliased

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.languages import spoken
from campaign.campaigns.models import Campaign
from campaign.letters.models import Letter
from campaign.letters.read import letters_of
from campaign.letters.write import TO_PRINT
from campaign.signing import links
from campaign.signing.follow import same_person
from campaign.signing.models import Signature
from campaign.signing.preview import office_name

BATCH = 100


def remind() -> int:
    """Remind whoever has not said for REMIND_DAYS that a letter was posted; returns how many.

    Once for each person and campaign, as long as the campaign runs. For the schedule.
    """
    days = current_app.config["CAMPAIGN"].remind_days
    if not days:
        return 0
    found = _due(reading(), days)
    for signature_id in found:
        with writing() as session:
            signature = session.get_one(Signature, signature_id, with_for_update=True)
            if signature_id in _due(session, days, signature_id):
                _remind(session, signature)
    return len(found)


def _due(session: Session, days: int, only: UUID | None = None) -> Sequence[UUID]:
    """Signatures with a letter to print, of people who were not reminded before."""
    other = aliased(Signature)
    reminded = exists().where(
        other.campaign_id == Signature.campaign_id,
        other.supporter_key == Signature.supporter_key,
        other.reminded_at.is_not(None),
    )
    waits = exists().where(
        Letter.signature_id == Signature.id,
        Letter.state == TO_PRINT,
        text("letter.state != 'travelling'"),  # as the index says it
    )
    query = select(Signature.id).join(Campaign, Campaign.id == Signature.campaign_id)
    query = query.where(
        Campaign.state == "published",
        Signature.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
        Signature.confirmed_at < db_now() - timedelta(days=days),
        Signature.email.is_not(None),
        ~reminded,
        waits,
    )
    if only:
        query = query.where(Signature.id == only)
    return session.scalars(query.order_by(Signature.id).limit(BATCH)).all()


def _remind(session: Session, signature: Signature) -> None:
    campaign = session.get_one(Campaign, signature.campaign_id)
    organisation = session.get_one(Organisation, signature.org_id)
    letters = letters_of(same_person(session, signature))
    with force_locale(spoken(signature.language)):
        offices = [office_name(one.recipient) for one in letters if one.state == TO_PRINT]
    values = {
        "language": signature.language,
        "title": campaign.shown_title,
        "code": campaign.appeal.code or "",
        "offices": offices,
        "status_url": links.new(session, signature, links.STATUS),
        "organisation": organisation.name,
        "contact": organisation.contact_email,
    }
    notices.post(
        session,
        signature.org_id,
        signature.email or "",
        "remind",
        values,
        signature.sandbox,
        about=signature.id,
    )
    signature.reminded_at = db_now()
