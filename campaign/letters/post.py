"""A letter on paper that its supporter says was posted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from campaign.letters.models import Letter
from campaign.letters.write import ASKED, EXPIRED, GIVEN_UP, POSTED, SUPERSEDED, TO_PRINT, bring

# On paper: it may have been printed and posted before news of the case overtook it.
OVERTAKEN = (ASKED, SUPERSEDED, EXPIRED)


def may_be_posted(state: str, channel: str) -> bool:
    """Whether a letter in a state of its own may be in the post without our knowing of it."""
    return state in (TO_PRINT, GIVEN_UP) or (channel == "print" and state in OVERTAKEN)


def posted(session: Session, letter_id: UUID, by: str) -> bool:
    """Note that a letter was posted, in the caller's transaction; False if it was not to be.

    Also after an update or the end of its campaign, for it may have been printed before. It counts
    as posted and never as delivered: that is the word of one person.
    """
    letter = session.get_one(Letter, letter_id, with_for_update={"key_share": True})
    if not may_be_posted(letter.state, letter.channel):
        return False
    bring(session, letter, POSTED, by)
    return True
