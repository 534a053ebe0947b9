"""Letters that shall not leave, and letters that shall be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.letters import counts, states
from campaign.letters.models import (
    Carriage,
    Letter,
    LetterContent,
    Transmission,
    TransmissionContent,
)
from campaign.letters.write import (
    ASKED,
    GATHERING,
    HELD,
    PETITION,
    TO_PRINT,
    TO_READ,
    TRAVELLING,
    kind_of,
    let_go,
    tell,
)

NOT_YET_SENT = (TO_PRINT, HELD, TO_READ, GATHERING, PETITION, ASKED)


def withdraw(session: Session, signature_id: UUID, by: str) -> int:
    """Call back all letters of a signature that have not left; returns how many.

    A joint letter that one of them is in is called back whole, and gathered anew without it.
    """
    query = select(Letter).where(Letter.signature_id == signature_id)
    letters = session.scalars(query.order_by(Letter.id).with_for_update(key_share=True)).all()
    travelling = [x.transmission_id for x in letters if x.state == TRAVELLING if x.transmission_id]
    called_back = {
        moved.id
        for moved in states.move(
            session, "called_back", travelling, by, fence=Transmission.fence + 1, worker_id=None
        )
    }
    withdrawn = [x for x in letters if x.state in NOT_YET_SENT or x.transmission_id in called_back]
    for letter in withdrawn:
        _settle(session, letter, "withdrawn", by)
    return len(withdrawn)


def _settle(session: Session, letter: Letter, state: str, by: str) -> None:
    before = letter.state
    counts.add(session, kind_of(letter, states.CANCELLED), -1)
    if before == TRAVELLING:
        let_go(session, letter)
    letter.state = state
    counts.add(session, kind_of(letter, states.CANCELLED), +1)
    tell(session, letter, state, before, state, by)


def forget(session: Session, signature_id: UUID) -> Sequence[UUID]:
    """Erase what the letters of a signature say, also in transit; returns their transmissions.

    A transmission whose bytes are gone is never sent: marking it finds nothing and calls it back.
    """
    letters = select(Letter.id).where(Letter.signature_id == signature_id)
    carried = select(Carriage.transmission_id).where(Carriage.letter_id.in_(letters))
    transmissions = session.scalars(carried).all()
    session.execute(delete(LetterContent).where(LetterContent.letter_id.in_(letters)))
    session.execute(
        delete(TransmissionContent).where(TransmissionContent.transmission_id.in_(transmissions))
    )
    return transmissions
