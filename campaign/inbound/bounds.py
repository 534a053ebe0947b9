"""How much of what comes in is kept, and how much goes on to supporters.

Who writes to the own address of a letter has seen it; the first few such mails of a day are welcome
and kept whole. All others may be from anybody, and together have so much room in a day.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.ids import first_id
from campaign.inbound.match import TOKEN
from campaign.inbound.models import Incoming, IncomingContent

DAY = timedelta(days=1)
WELCOME = 3  # mails of one kind to one letter in a day: kept whole, and answers go on
KEPT = 20  # of one kind to one letter in a day
FROM_ANYBODY = 20_000_000  # bytes a day that mail to other addresses may take
AT_LEAST = 2_000  # bytes that such a mail counts for
BEGINNING = 200_000  # bytes that are kept of a mail that is not welcome


def earlier(session: Session, incoming: Incoming) -> int:
    """How many mails of its kind came to the same letter's own address in the day before it."""
    query = select(func.count()).where(
        Incoming.letter_id == incoming.letter_id
        if incoming.letter_id
        else Incoming.transmission_id == incoming.transmission_id,
        Incoming.matched == TOKEN,
        Incoming.kind == incoming.kind,
        Incoming.id < incoming.id,
        Incoming.at > incoming.at - DAY,
    )
    return session.scalars(query).one()


def has_room(session: Session, incoming: Incoming) -> bool:
    """True if a mail may be kept today; to be asked when it is added, in the same transaction."""
    if incoming.matched == TOKEN:
        return earlier(session, incoming) < KEPT
    content = (IncomingContent.raw, IncomingContent.text, IncomingContent.quoted)
    taken = sum((func.coalesce(func.length(part), 0) for part in content), start=AT_LEAST)
    query = (
        select(func.sum(taken))
        .select_from(Incoming)
        .outerjoin(IncomingContent, IncomingContent.incoming_id == Incoming.id)
        .where(Incoming.id >= first_id(db_now() - DAY), Incoming.matched != TOKEN)
    )
    return int(session.scalar(query) or 0) <= FROM_ANYBODY


def is_welcome(session: Session, incoming: Incoming) -> bool:
    """True if a mail is kept whole and, should it be an answer, goes on to supporters."""
    return incoming.matched == TOKEN and earlier(session, incoming) < WELCOME
