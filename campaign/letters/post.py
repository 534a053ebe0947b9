"""A letter on paper that its supporter says was posted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from campaign.letters.models import Letter
from campaign.letters.write import POSTED, TO_PRINT, bring


def posted(session: Session, letter_id: UUID, by: str) -> bool:
    """Note that a letter was posted, in the caller's transaction; False if it was not to be.

    It counts as posted and never as delivered: that is the word of one person.
    """
    letter = session.get_one(Letter, letter_id, with_for_update={"key_share": True})
    if letter.state != TO_PRINT:
        return False
    bring(session, letter, POSTED, by)
    return True
