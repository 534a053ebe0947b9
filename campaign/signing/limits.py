"""How much mail goes to an address that nobody has confirmed yet, and to which none goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign, Recipient
from campaign.directory.models import ContactPoint
from campaign.signing.keys import address_keys
from campaign.signing.models import ConfirmationMail, Suppression
from config import Config

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

TOO_MANY = _(
    "Very many people are signing at this moment, and we send no more mail than our mail service "
    "can carry. Please try again in an hour; what you typed is still here."
)


def refuse_flood(session: Session) -> None:
    """Raise Problem while the whole site has sent as much as it may in an hour."""
    query = select(func.count()).where(ConfirmationMail.send_at > db_now() - HOUR)
    if session.scalars(query).one() >= current_app.config["CAMPAIGN"].confirmations_ceiling:
        raise Problem(TOO_MANY)


def next_allowed(session: Session, address_key: bytes) -> datetime | None:
    """When the next mail may go to this address; None if that is not today.

    Ask within `dialects.one_by_one` for the address, and add a ConfirmationMail if it is used.
    """
    config: Config = current_app.config["CAMPAIGN"]
    now = db_now()
    query = select(ConfirmationMail.send_at).where(
        ConfirmationMail.address_key == address_key, ConfirmationMail.send_at > now - DAY
    )
    times = session.scalars(query.order_by(ConfirmationMail.send_at.desc())).all()
    if len(times) >= config.confirmations_per_day:
        return None
    if len(times) < config.confirmations_per_hour:
        return now
    return max(now, times[config.confirmations_per_hour - 1] + HOUR)


def suppressed(session: Session, email: str) -> bool:
    """True if the owner of the address said "that was not me", to any organisation here."""
    query = select(Suppression.id).where(Suppression.address_key.in_(address_keys(email)))
    return session.scalars(query.limit(1)).first() is not None


def is_an_office(session: Session, campaign: Campaign, address_key: bytes) -> bool:
    """True for an address to which the campaign's own letters go: nobody signs to oneself.

    An office that somebody signs up gets no mail from us by that.
    """
    query = (
        select(ContactPoint.address)
        .join(Recipient, Recipient.authority_id == ContactPoint.authority_id)
        .where(Recipient.campaign_id == campaign.id, ContactPoint.channel == "email")
    )
    return any(address_key in address_keys(one) for one in session.scalars(query))
