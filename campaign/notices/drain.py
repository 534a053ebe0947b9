"""What is due in the outbox leaves.

ready -> sending (leased) -> sent, or failed once there is no hope. If a server goes away before it
has answered to the end of a mail, the mail is sent again under the same Message-ID: of a notice a
second copy is better than none.
"""

from __future__ import annotations

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, delete, exists, select, update

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading, rowcount, writing
from campaign.notices.message import build
from campaign.notices.models import Notice
from campaign.notices.post import FAILED, READY, SENDING, SENT
from campaign.notices.smtp import send

LEASE = timedelta(minutes=10)  # longer than a slow server can take in 30-second steps
CRASHES_AT_MOST = 2
PAUSES = (1, 5, 15, 60)  # minutes before the next try; the last one repeats
TRY_FOR = timedelta(days=1)
# templates of mail for which nobody sits and waits
MAY_WAIT = ("answer", "confirm_again", "outcome", "receipt", "returned", "thanks", "weekly")
STALE_AFTER = timedelta(days=3)  # never sent in that time, so what it says has no meaning any more
KEEP_SETTLED = timedelta(days=7)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claimed:
    """A notice in our hands."""

    id: UUID
    tries: int
    created_at: datetime
    template: str
    to: str
    values: dict[str, Any]
    message_id: str


def drain() -> int:
    """Send what is due; ends by itself after DRAIN_SECONDS. Returns how many mails were taken."""
    _tidy()
    taken = 0
    end = time.monotonic() + current_app.config["CAMPAIGN"].drain_seconds
    while time.monotonic() < end and (notice := _claim()):
        taken += _deliver(notice)
    return taken


def waiting_since() -> datetime | None:
    """Since when the first of what is due waits; none if nothing is, or somebody is at work."""
    now = db_now()
    at_work = exists().where(Notice.state == SENDING, Notice.next_at > now).correlate(None)
    first = select(Notice.next_at).where(*_due(now), ~at_work).order_by(Notice.next_at)
    return reading().scalar(first.limit(1))


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What may leave; a live site never sends what the sandbox posted."""
    sandbox = current_app.config["CAMPAIGN"].sandbox
    return Notice.state == READY, Notice.next_at <= now, Notice.sandbox.is_(sandbox)


def _tidy() -> None:
    """Take back what was with a sender that is gone; end what is stale; drop what is settled."""
    with writing() as session:
        now = db_now()
        gone = (Notice.state == SENDING, Notice.next_at <= now)
        session.execute(
            update(Notice)
            .where(*gone, Notice.crashes < CRASHES_AT_MOST)
            .values(state=READY, crashes=Notice.crashes + 1)
        )
        stale = (Notice.state == READY, Notice.created_at < now - STALE_AFTER)
        for hopeless in (gone, stale):
            session.execute(
                update(Notice).where(*hopeless).values(state=FAILED, to=None, values=None)
            )
        settled = Notice.state.in_((SENT, FAILED))
        session.execute(delete(Notice).where(settled, Notice.next_at < now - KEEP_SETTLED))


def _claim() -> Claimed | None:
    """The notice that has been due for longest, those that may wait after all others."""
    with writing() as session:
        in_turn = (Notice.template.in_(MAY_WAIT), Notice.next_at)
        now = db_now()
        query = select(Notice).where(*_due(now)).order_by(*in_turn).limit(1)
        notice = session.scalars(dialects.skip_locked(session, query)).first()
        if notice is None or notice.to is None or notice.values is None:
            return None
        notice.state, notice.next_at = SENDING, now + LEASE
        notice.tries += 1
        return Claimed(
            notice.id,
            notice.tries,
            notice.created_at,
            notice.template,
            notice.to,
            notice.values,
            notice.message_id,
        )


def _deliver(notice: Claimed) -> bool:
    """Hand one notice over and record what came of it; True if it was taken.

    The log names no address: what smtplib says of an error may hold one.
    """
    try:
        send(build(notice.template, notice.to, notice.values, notice.message_id))
    except smtplib.SMTPRecipientsRefused as refused:
        [(code, _)] = refused.recipients.values()
        log.warning("notice %s (%s): address refused, %s", notice.id, notice.template, code)
        if code >= 500:
            _settle(notice, FAILED)
        else:
            _try_later(notice)
        return False
    except (smtplib.SMTPException, OSError) as error:
        log.warning("notice %s (%s): %s", notice.id, notice.template, type(error).__name__)
        _try_later(notice)
        return False
    except Exception as error:
        log.error("notice %s (%s): %s", notice.id, notice.template, type(error).__name__)
        _settle(notice, FAILED)
        return False
    _settle(notice, SENT)
    return True


def _settle(notice: Claimed, state: str) -> None:
    """Nothing more will be tried: wipe whom it went to and what it said."""
    now = db_now()
    _record(notice, state=state, to=None, values=None, sent_at=now if state == SENT else None)


def _try_later(notice: Claimed) -> None:
    now = db_now()
    if now - notice.created_at > TRY_FOR:
        _settle(notice, FAILED)
    else:
        pause = PAUSES[min(notice.tries, len(PAUSES)) - 1]
        _record(notice, state=READY, next_at=now + timedelta(minutes=pause))


def _record(notice: Claimed, **changes: Any) -> None:
    """Write what came of it, unless somebody took it back or forgot it meanwhile."""
    with writing() as session:
        ours = (Notice.id == notice.id, Notice.state == SENDING, Notice.tries == notice.tries)
        if not rowcount(session.execute(update(Notice).where(*ours).values(**changes))):
            log.warning("notice %s was taken from its sender", notice.id)
