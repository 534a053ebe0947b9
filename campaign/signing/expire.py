"""What nobody confirmed is erased."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.signing import states
from campaign.signing.erase import wipe
from campaign.signing.models import ConfirmationMail, Signature

BATCH = 100  # a transaction stays short
LIMITS_LOOK_BACK = timedelta(days=1)


def expire() -> int:
    """Erase signatures whose time to confirm is over; returns how many. For the schedule."""
    expired = 0
    while True:
        with writing() as session:
            late = _late(session)
            for signature in late:
                wipe(session, signature, "ran_out")
            _forget_old_mails(session)
        expired += len(late)
        if len(late) < BATCH:
            return expired


def _late(session: Session) -> list[Signature]:
    query = (
        select(Signature)
        .where(Signature.state == states.WAITING, Signature.expires_at <= db_now())
        .order_by(Signature.expires_at)
        .limit(BATCH)
    )
    return list(session.scalars(dialects.skip_locked(session, query)))


def _forget_old_mails(session: Session) -> None:
    """The limits look back a day, so nothing older is kept."""
    old = ConfirmationMail.send_at < db_now() - LIMITS_LOOK_BACK
    session.execute(delete(ConfirmationMail).where(old))
