"""Erasing: what has not left is called back, and what was typed is wiped from every table."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign import notices
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.ids import new_id
from campaign.campaigns.models import Campaign
from campaign.delivery import caught
from campaign.letters.withdraw import forget, withdraw
from campaign.signing import links, states
from campaign.signing.models import Link, Signature, Suppression


def look(purpose: str, token: str) -> Campaign:
    """Which campaign a link to erase belongs to; changes nothing.

    Raises NotFound, or LinkEnded once the person has been erased; `not_me` can still be said then.
    """
    _, signature = links.find(reading(), purpose, token)
    if purpose == links.ERASE and signature.state == states.ERASED:
        raise links.LinkEnded(links.ERASED)
    return reading().get_one(Campaign, signature.campaign_id)


def not_me(token: str) -> None:
    """Erase what a stranger signed under this address, and never write to it again.

    Works also when the 72 hours are over. Raises NotFound.
    """
    with writing() as session:
        link, signature = links.find(session, links.NOT_ME, token)
        if link.address_key:
            _suppress(session, signature, link.address_key)
        for one in _same_person(session, signature):
            if one.id == signature.id or one.state == states.WAITING:
                _erase(session, one)


def erase(token: str) -> None:
    """Erase everything of this person in this campaign; raises NotFound.

    Letters that have left keep their line in the records, without a name and without a word.
    """
    with writing() as session:
        _, signature = links.find(session, links.ERASE, token)
        for one in _same_person(session, signature):
            _erase(session, one)
            for link in session.scalars(select(Link).filter_by(signature_id=one.id)):
                link.address_key = None


def wipe(session: Session, signature: Signature, event: str) -> None:
    """Move a signature to its end and leave nothing of the person in it, nor in mails about it.

    Its supporter key is replaced by chance, so that nobody can ask whether somebody had signed;
    letters that were written keep theirs, or the same person's next ones would be doubles.
    """
    email = signature.email
    moved = states.move(
        session,
        event,
        signature,
        erased_at=db_now(),
        supporter_key=secrets.token_bytes(32),
        name=None,
        email=None,
        country=None,
        city=None,
        own_words=None,
    )
    if moved:
        notices.forget(session, signature.id)
        carried = forget(session, signature.id)
        if email:
            caught.forget(session, email, list(carried))


def _erase(session: Session, signature: Signature) -> None:
    withdraw(session, signature.id, "supporter")
    wipe(session, signature, "erased")


def _same_person(session: Session, signature: Signature) -> Sequence[Signature]:
    """Every signature of this person in this campaign, locked, and read anew behind the lock.

    What was read before it may have been confirmed since, and would be taken for waiting still.
    """
    query = select(Signature).filter_by(
        campaign_id=signature.campaign_id, supporter_key=signature.supporter_key
    )
    anew = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(anew.order_by(Signature.id)).all()


def _suppress(session: Session, signature: Signature, address_key: bytes) -> None:
    statement = dialects.insert(session, Suppression).values(
        id=new_id(), org_id=signature.org_id, address_key=address_key, at=db_now()
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["org_id", "address_key"]))
