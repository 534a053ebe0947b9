"""The next way, after a transmission came back, was refused or used up its tries.

Reads what the history tells and nobody has handled yet. A letter gets a new transmission at the
authority's next contact point, or is given up when there is none left; the old one stays as
history. A proof that comes after all sets it right again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from uuid import UUID

from flask import current_app
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.database import reading, rowcount
from campaign.campaigns.models import Campaign, Recipient
from campaign.letters import states
from campaign.letters.joint import gather_anew
from campaign.letters.models import (
    NEWS_OF_HISTORY,
    Carriage,
    History,
    Letter,
    Transmission,
)
from campaign.letters.renew import BATCH, SECONDS, carriers_of, one_by_one, write_anew
from campaign.letters.write import POSTED, TRAVELLING, carried_by, next_ways, tell

BY = "sweeper"
# Our own fault: a person must look.
OURS = frozenset({"policy", "content", "local", "tls", "account", "no_line"})


def reroute() -> int:
    """See to all news of the history; returns how many. What is not seen to now is so next time."""
    return one_by_one(_unhandled, _see_to, time.monotonic() + SECONDS)


def _unhandled(failed: Set[UUID]) -> Sequence[UUID]:
    """News of campaigns that run or have ended, in our mode; while one is looked over it waits."""
    query = (
        select(History.id)
        .join(Transmission, Transmission.id == History.transmission_id)
        .join(Campaign, Campaign.id == History.campaign_id)
        .where(
            text(f"history.{NEWS_OF_HISTORY} AND history.handled_at IS NULL"),  # as the index
            Transmission.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
            Campaign.state.in_(("published", "closed")),
            History.id.not_in(failed),
        )
        .order_by(History.id)
        .limit(BATCH)
    )
    return reading().scalars(query).all()


def _see_to(session: Session, history_id: UUID) -> None:
    """Letters are locked before their transmission, as everywhere."""
    news = session.get_one(History, history_id)
    carried = select(Carriage.letter_id).where(Carriage.transmission_id == news.transmission_id)
    query = select(Letter).where(Letter.id.in_(carried)).order_by(Letter.id)
    letters = session.scalars(query.with_for_update(key_share=True)).all()
    carrier = session.get_one(
        Transmission, news.transmission_id, with_for_update={"key_share": True}
    )
    handled = update(History).where(History.id == history_id, History.handled_at.is_(None))
    if not rowcount(session.execute(handled.values(handled_at=db_now()))):
        return
    if carrier.state != news.to_state:
        return  # things have moved on, and tell so in a row of their own
    for letter in letters:
        if carrier.state == states.DELIVERED:
            _arrived_after_all(session, letter, carrier)
        elif carrier.error_class not in OURS:
            _another_way(session, letter, carrier, joint=len(letters) > 1)


def _another_way(session: Session, letter: Letter, carrier: Transmission, joint: bool) -> None:
    """On with a letter that was as far as this transmission; not, if an earlier one arrived.

    Those of a joint letter stay together.
    """
    if letter.state != TRAVELLING or letter.transmission_id != carrier.id:
        return
    arrived = [c for c in carriers_of(session, letter.id) if c.state == states.DELIVERED]
    if arrived:
        carried_by(session, letter, carrier.state, arrived[0], "arrived_before", BY)
    elif joint and _has_another(session, letter) and _runs(session, letter):
        gather_anew(session, letter, carrier.state, BY)
    else:
        write_anew(session, letter, carrier.state, BY)


def _has_another(session: Session, letter: Letter) -> bool:
    recipient = session.get_one(Recipient, letter.recipient_id)
    tried = {c.contact_point_id for c in carriers_of(session, letter.id)}
    return bool(next_ways(recipient, tried))


def _runs(session: Session, letter: Letter) -> bool:
    return session.get_one(Campaign, letter.campaign_id).state == "published"


def _arrived_after_all(session: Session, letter: Letter, carrier: Transmission) -> None:
    """The letter is where its earlier transmission got; a new one is called back if it can be."""
    if letter.transmission_id == carrier.id and letter.state == TRAVELLING:
        return
    if letter.state != TRAVELLING:
        if letter.state != POSTED:
            carried_by(session, letter, letter.state, carrier, "arrived_before", BY)
        return
    later = session.get_one(Transmission, letter.transmission_id)
    fence = Transmission.fence + 1
    states.move(session, "called_back", [later.id], BY, fence=fence, worker_id=None)
    if later.state in states.ENDS:
        carried_by(session, letter, later.state, carrier, "arrived_before", BY)
    else:
        tell(session, letter, "arrived_twice", later.state, later.state, BY, carrier.id)
