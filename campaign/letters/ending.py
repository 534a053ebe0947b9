"""What letters come to that had not left when their campaign ended.

Those in the queue are called back where letters are written anew (`renew.py`), those whose writer
is asked where they are asked (`signing/ask.py`). Here are those that rest or were set aside. One
that was tried before is as far as that got; of the others it is said that they did not leave. One
in a petition stays, for the petition may be on its way: a person notes what became of it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaign.base.database import reading
from campaign.campaigns.models import Campaign
from campaign.letters import states
from campaign.letters.models import Letter, Transmission
from campaign.letters.renew import BATCH, SECONDS, carriers_of, one_by_one
from campaign.letters.supersede import settle
from campaign.letters.write import (
    EXPIRED,
    GATHERING,
    HELD,
    TO_PRINT,
    TO_READ,
    TRAVELLING,
    carried_by,
)

BY = "ending"
LEFT_OVER = (TO_PRINT, GATHERING, HELD, TO_READ)


def end_letters() -> int:
    """Settle what is left over in campaigns that were closed; returns how many letters."""
    end = time.monotonic() + SECONDS
    return one_by_one(_resting, _settle, end) + one_by_one(_set_aside, _settle, end)


def _resting(failed: Set[UUID]) -> Sequence[UUID]:
    query = (
        select(Letter.id)
        .join(Campaign, Campaign.id == Letter.campaign_id)
        .where(
            Letter.state.in_(LEFT_OVER),
            text("letter.state != 'travelling'"),  # as the index says it
            Letter.id.not_in(failed),
            Campaign.state == "closed",
        )
    )
    return reading().scalars(query.limit(BATCH)).all()


def _set_aside(failed: Set[UUID]) -> Sequence[UUID]:
    """Letters that three workers died with before any of them began to hand it over."""
    query = (
        select(Letter.id)
        .join(Transmission, Transmission.id == Letter.transmission_id)
        .join(Campaign, Campaign.id == Transmission.campaign_id)
        .where(
            Transmission.state == states.QUARANTINED,
            text("transmission.carried > 0"),  # as the index says it
            Letter.state == TRAVELLING,
            Letter.id.not_in(failed),
            Campaign.state == "closed",
        )
    )
    return reading().scalars(query.limit(BATCH)).all()


def _settle(session: Session, letter_id: UUID) -> None:
    letter = session.get_one(Letter, letter_id, with_for_update={"key_share": True})
    carriers = carriers_of(session, letter.id)
    counted = letter.state
    if letter.state == TRAVELLING:
        counted = next(c.state for c in carriers if c.id == letter.transmission_id)
    if counted not in (*LEFT_OVER, states.QUARANTINED):
        return
    tried = [c for c in carriers if c.state not in (states.CANCELLED, states.QUARANTINED)]
    if tried:
        carried_by(session, letter, counted, tried[-1], "arrived_before", BY)
    else:
        settle(session, letter, counted, EXPIRED, BY)
