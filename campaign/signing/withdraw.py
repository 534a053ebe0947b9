"""A supporter calls back what has not left."""

from __future__ import annotations

from campaign.base.database import writing
from campaign.letters import withdraw as letters
from campaign.signing import follow, links


def withdraw(token: str) -> int:
    """Call back all letters of this person that have not left; returns how many.

    `token` is that of the status page. Raises NotFound or LinkEnded.
    """
    with writing() as session:
        _, signature = links.find(session, links.STATUS, token)
        links.refuse_ended(signature)
        mine = follow.same_person(session, signature)
        return sum(letters.withdraw(session, signature_id, "supporter") for signature_id in mine)
