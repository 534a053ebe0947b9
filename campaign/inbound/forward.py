"""An authority's answer goes on to those who asked for it.

Only an answer to an address that we made: a reference or a code anybody could have written down, to
reach supporters through us. It leaves as a notice of ours, marked as automatic, with the answer as
a quotation: no headers, no attachments, no address that can be opened by a slip.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.base.languages import spoken
from campaign.campaigns.models import Campaign, Recipient
from campaign.inbound.match import Match
from campaign.inbound.mime import Mail
from campaign.letters.models import Carriage, Letter
from campaign.signing import limits, links, states
from campaign.signing.models import Signature
from campaign.signing.preview import office_name

LONGEST = 20_000  # characters of an answer
LINE = 400  # characters; RFC 5322 (2.1.1) has 998 bytes, of which a letter may need four

_SCHEME = re.compile(r"\b([a-z][a-z0-9+.-]{1,20}):(?=//)|\b(mailto|tel|sms):", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w)[.。．｡](?=[^\W\d_]{2})")  # the four dots that IDNA knows


def forward(session: Session, found: Match, mail: Mail) -> int:
    """Put the answer into the outbox for each signer of the letter who wants it; returns how many.

    Part of the caller's transaction, which takes each answer once. Signatures are locked: one that
    is just being erased gets nothing.
    """
    posted = 0
    for letter, signature in _signers(session, found):
        if not signature.email or limits.suppressed(session, signature.email):
            continue
        notices.post(
            session,
            signature.org_id,
            signature.email,
            "answer",
            _values(session, letter, signature, mail),
            signature.sandbox,
            about=signature.id,
        )
        posted += 1
    return posted


def broken(text: str) -> str:
    """Words of the other side, in which no web address can be opened by a slip.

    Whoever opened one could be seen by those who wrote it. Mail programs make a link of whatever
    looks like a name with a dot in it.
    """
    return _DOT.sub("[.]", _SCHEME.sub(r"\1\2[:]", text))


def quotation(text: str) -> list[str]:
    """The beginning of an answer in lines that a mail can carry, broken."""
    lines = broken(text[:LONGEST]).split("\n")
    return [
        line[start : start + LINE] for line in lines for start in range(0, len(line) or 1, LINE)
    ]


def _signers(session: Session, found: Match) -> list[tuple[Letter, Signature]]:
    """Each person who signed the letter, or one that went in the same transmission."""
    query = (
        select(Letter, Signature)
        .join(Signature, Signature.id == Letter.signature_id)
        .where(
            Letter.id.in_(_letters(session, found)),
            Letter.state != "withdrawn",
            Signature.state.in_((states.CONFIRMED, states.REPEATED)),
            Signature.wants_replies.is_(True),
            Signature.erased_at.is_(None),
        )
        .order_by(Signature.id)
        .with_for_update(of=Signature)
        .execution_options(populate_existing=True)
    )
    people: dict[bytes, tuple[Letter, Signature]] = {}
    for letter, signature in session.execute(query):
        people.setdefault(signature.supporter_key, (letter, signature))
    return list(people.values())


def _letters(session: Session, found: Match) -> Sequence[UUID]:
    together = select(Carriage.transmission_id).where(
        Carriage.letter_id == found.letter_id
        if found.letter_id
        else Carriage.transmission_id == found.transmission_id
    )
    query = select(Carriage.letter_id).where(Carriage.transmission_id.in_(together))
    return session.scalars(query.distinct()).all()


def _values(
    session: Session, letter: Letter, signature: Signature, mail: Mail
) -> dict[str, object]:
    campaign = session.get_one(Campaign, letter.campaign_id)
    organisation = session.get_one(Organisation, letter.org_id)
    with force_locale(spoken(signature.language)):
        office = office_name(session.get_one(Recipient, letter.recipient_id))
    return {
        "code": campaign.appeal.code or "",
        "title": campaign.shown_title,
        "language": signature.language,
        "office": office,
        "reference": letter.reference,
        "subject": broken(mail.subject),
        "lines": quotation(mail.text) if mail.text else [],
        "cut": len(mail.text) > LONGEST,
        "attachments": len(mail.attachments),
        "organisation": organisation.name,
        "contact": organisation.contact_email,
        "status_url": links.new(session, signature, links.STATUS),
        "erase_url": links.new(session, signature, links.ERASE),
    }
