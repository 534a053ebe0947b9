"""The end of a campaign, told once to everybody who asked to hear of it.

One mail for a person, however many signatures and letters; that it was posted is noted in the same
transaction, so a crash neither doubles nor drops one.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.queue import nudge
from campaign.campaigns.models import Campaign
from campaign.signing import limits, links, states
from campaign.signing.models import Signature

BATCH = 50  # people in one transaction
SECONDS = 20  # then others have their turn; the next call goes on
SIGNED = (states.CONFIRMED, states.REPEATED)


def tell() -> int:
    """Post the mails about campaigns that were closed; returns how many. For the schedule."""
    end, told = time.monotonic() + SECONDS, 0
    for campaign_id in _untold():
        while time.monotonic() < end:
            n = _tell_some(campaign_id)
            if n is None:
                break
            told += n
    if told:
        nudge("notices")
    return told


def wanted(campaign: Campaign) -> int:
    """How many people asked to be told how it ended."""
    people = select(func.count(func.distinct(Signature.supporter_key))).where(
        *_asked(campaign.id, campaign.sandbox)
    )
    return reading().scalars(people).one()


def _untold() -> Sequence[UUID]:
    query = select(Campaign.id).where(
        Campaign.state == "closed",
        Campaign.outcome_mail.is_not(None),
        Campaign.outcome_told_at.is_(None),
        Campaign.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
    )
    return reading().scalars(query.order_by(Campaign.closed_at)).all()


def _tell_some(campaign_id: UUID) -> int | None:
    """Tell the next few; None once all are told, or somebody else is at it."""
    with writing() as session:
        if not dialects.only_one(session, f"outcome:{campaign_id}"):
            return None
        campaign = session.get_one(Campaign, campaign_id, populate_existing=True)
        if campaign.outcome_told_at:
            return None
        query = select(Signature).where(
            *_asked(campaign_id, campaign.sandbox), Signature.outcome_told_at.is_(None)
        )
        some = session.scalars(query.order_by(Signature.id).limit(BATCH).with_for_update()).all()
        if not some:
            campaign.outcome_told_at = db_now()
            return None
        people = {signature.supporter_key: signature for signature in some}
        told = sum(_tell(session, campaign, one) for one in people.values())
        campaign.outcome_told = Campaign.outcome_told + told
    return told


def _tell(session: Session, campaign: Campaign, signature: Signature) -> bool:
    """Note it for all signatures of a person; False if the address wants no mail from us."""
    theirs = update(Signature).where(
        Signature.campaign_id == campaign.id, Signature.supporter_key == signature.supporter_key
    )
    session.execute(theirs.values(outcome_told_at=db_now()))
    if limits.suppressed(session, signature.email or ""):
        return False
    organisation = session.get_one(Organisation, campaign.org_id)
    values = mail_values(campaign, organisation, campaign.outcome_mail or "") | {
        "language": signature.language,
        "status_url": links.new(session, signature, links.STATUS),
        "erase_url": links.new(session, signature, links.ERASE),
    }
    to, sandbox = signature.email or "", signature.sandbox
    notices.post(session, campaign.org_id, to, "outcome", values, sandbox, about=signature.id)
    return True


def mail_values(campaign: Campaign, organisation: Organisation, words: str) -> dict[str, object]:
    """What the mail shows, but for the links, which are each person's own."""
    return {
        "title": campaign.shown_title,
        "code": campaign.appeal.code or "",
        "lines": campaign.veiled(words).splitlines(),
        "organisation": organisation.name,
        "contact": organisation.contact_email,
    }


def _asked(campaign_id: UUID, sandbox: bool) -> tuple[ColumnElement[bool], ...]:
    """Signatures that were confirmed, ask for it, and were not erased."""
    return (
        Signature.campaign_id == campaign_id,
        Signature.state.in_(SIGNED),
        Signature.wants_outcome.is_(True),
        Signature.email.is_not(None),
        Signature.sandbox.is_(sandbox),
    )
