"""What is left out of the store in time.

An earlier room never calls a later one: when somebody was erased, their letter's words are gone,
and here it is seen that they are.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.database import rowcount, writing
from campaign.inbound import kinds
from campaign.inbound.models import Incoming, IncomingContent
from campaign.letters.models import LetterContent, TransmissionContent

KEPT = timedelta(days=90)  # for reports, automatic answers and what belongs to nothing


def forget_erased() -> int:
    """Wipe what mail holds of people who were erased; returns how many mails that concerned.

    What an authority wrote stays, without its quotation of the letter and without its bytes. A
    bounce that no machine could read holds the letter as a whole, and goes as a whole.
    """
    with writing() as session:
        replies = _wipe(session, Incoming.kind != kinds.UNREAD, quoted=None, raw=None)
        whole = {"quoted": None, "raw": None, "subject": "", "text": ""}
        bounces = _wipe(session, Incoming.kind == kinds.UNREAD, **whole)
    return replies + bounces


def forget_old() -> int:
    """Drop reports, automatic answers and what was never matched after KEPT; returns how many."""
    with writing() as session:
        old = select(Incoming.id).where(
            or_(Incoming.kind.not_in(kinds.FOR_A_PERSON), Incoming.matched == ""),
            Incoming.at < db_now() - KEPT,
        )
        session.execute(delete(IncomingContent).where(IncomingContent.incoming_id.in_(old)))
        return rowcount(session.execute(delete(Incoming).where(Incoming.id.in_(old))))


def _wipe(session: Session, which: ColumnElement[bool], **changes: str | None) -> int:
    concerned = select(Incoming.id).where(which, _erased())
    something = or_(IncomingContent.raw.is_not(None), IncomingContent.quoted.is_not(None))
    wiped = update(IncomingContent).where(IncomingContent.incoming_id.in_(concerned), something)
    return rowcount(session.execute(wiped.values(**changes)))


def _erased() -> ColumnElement[bool]:
    """The letter's words, or the bytes that carried them, are gone."""
    letter = exists().where(LetterContent.letter_id == Incoming.letter_id)
    carrier = exists().where(TransmissionContent.transmission_id == Incoming.transmission_id)
    return or_(
        Incoming.letter_id.is_not(None) & ~letter,
        Incoming.transmission_id.is_not(None) & ~carrier,
    )
