"""One reminder of letters that wait to be confirmed, and never a second one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.languages import spoken
from campaign.base.queue import nudge
from campaign.campaigns.deadline import not_over
from campaign.campaigns.models import Campaign
from campaign.signing import keys, limits, links, states
from campaign.signing.models import Chosen, Signature
from campaign.signing.words import clock_words

BATCH = 100


def remind() -> int:
    """Remind whoever has not confirmed for CONFIRM_REMIND_HOURS; returns how many mails that made.

    Once for each person and campaign, while the campaign can be signed; nobody who said "that was
    not me", and nobody who has confirmed meanwhile. For the schedule.
    """
    if not current_app.config["CAMPAIGN"].confirm_remind_hours:
        return 0
    reminded = 0
    while found := _due(reading()):
        for signature_id in found:
            with writing() as session:
                signature = session.get_one(Signature, signature_id, with_for_update=True)
                if signature_id in _due(session, signature_id):
                    reminded += _remind(session, signature)
        if len(found) < BATCH:
            break
    if reminded:
        nudge("notices")
    return reminded


def _due(session: Session, only: UUID | None = None) -> Sequence[UUID]:
    """Signatures that wait, of people who were not reminded and have not confirmed."""
    config = current_app.config["CAMPAIGN"]
    left = timedelta(hours=config.confirm_hours - config.confirm_remind_hours)
    other, now = aliased(Signature), db_now()
    done = exists().where(
        other.campaign_id == Signature.campaign_id,
        other.supporter_key == Signature.supporter_key,
        other.confirm_reminded_at.is_not(None) | (other.state == states.CONFIRMED),
    )
    query = select(Signature.id).join(Campaign, Campaign.id == Signature.campaign_id)
    query = query.where(
        Signature.state == states.WAITING,
        Signature.expires_at > now,
        Signature.expires_at <= now + left,
        Signature.sandbox.is_(config.sandbox),
        Campaign.state == "published",
        not_over(),
        ~done,
    )
    if only:
        query = query.where(Signature.id == only)
    return session.scalars(query.order_by(Signature.id).limit(BATCH)).all()


def _remind(session: Session, signature: Signature) -> bool:
    """Note it, and post the mail; False if the address wants none from us."""
    signature.confirm_reminded_at = db_now()
    email = signature.email or ""
    if limits.suppressed(session, email):
        return False
    campaign = session.get_one(Campaign, signature.campaign_id)
    organisation = session.get_one(Organisation, signature.org_id)
    chosen = select(func.count()).where(Chosen.signature_id == signature.id)
    not_me = links.make(session, signature, links.NOT_ME, keys.address_key(email))
    with force_locale(spoken(signature.language)):
        until = clock_words(signature.expires_at, db_now())
    values = {
        "language": signature.language,
        "title": campaign.shown_title,
        "code": campaign.appeal.code or "",
        "letters": session.scalars(chosen).one(),
        "until": until,
        "sandbox": signature.sandbox,
        "confirm_url": links.new(session, signature, links.CONFIRM),
        "not_me_url": links.url(links.NOT_ME, not_me, signature.language),
        "erase_url": links.new(session, signature, links.ERASE),
        "organisation": organisation.name,
        "contact": organisation.contact_email,
    }
    to, sandbox = email, signature.sandbox
    notices.post(
        session, signature.org_id, to, "confirm_again", values, sandbox, about=signature.id
    )
    return True
