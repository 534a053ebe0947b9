"""To which letter, campaign and organisation a mail belongs.

An address that we made proves it. Whatever stands in the mail itself is a hint, which anybody who
has seen the letter or the appeal can write down: it decides where the mail is filed, and nothing
else follows from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.appeals import codes_in
from campaign.campaigns.cases import key_of
from campaign.campaigns.models import AppealRecord, Campaign, CaseCode
from campaign.inbound.mime import Mail
from campaign.inbound.report import answered_ids
from campaign.letters.addresses import REFERENCE_LETTERS, Named
from campaign.letters.models import Carriage, Letter, Transmission

TOKEN, MESSAGE_ID, REFERENCE, CODE = "token", "message_id", "reference", "code"

CANDIDATES = 200  # that may be references; any word of eight letters is one
SEARCHED = 50_000  # characters of a text

_GAP = r"[\s\-‐‑‒–—−·._/]{0,3}"
_REFERENCE = re.compile(  # looked for at every place: one may begin inside what looks like another
    rf"(?<![A-Z0-9])(?=([{REFERENCE_LETTERS}]{{4}}){_GAP}([{REFERENCE_LETTERS}]{{4}})(?![A-Z0-9]))"
)


@dataclass(frozen=True)
class Match:
    """Where a mail belongs, as far as is known, and by what: `how` is empty if nothing is."""

    how: str = ""
    org_id: UUID | None = None
    campaign_id: UUID | None = None
    letter_id: UUID | None = None
    transmission_id: UUID | None = None

    @property
    def proved(self) -> bool:
        """True if an address that only we can make says so."""
        return self.how == TOKEN


def by_address(session: Session, named: Named) -> Match:
    """What the address proves; an empty match if it names nothing, or nothing that is there."""
    if named.transmission_id:
        return _of_transmission(session.get(Transmission, named.transmission_id), session, TOKEN)
    if named.reference:
        letter = session.scalars(select(Letter).filter_by(reference=named.reference)).one_or_none()
        return _of_letter(letter, TOKEN)
    return Match()


def by_message_id(session: Session, message_ids: list[str], how: str = MESSAGE_ID) -> Match:
    """The transmission with the first of these Message-IDs that is one of ours."""
    query = select(Transmission).where(Transmission.message_id.in_(message_ids[:CANDIDATES]))
    found = {transmission.message_id: transmission for transmission in session.scalars(query)}
    first = next((found[key] for key in message_ids if key in found), None)
    return _of_transmission(first, session, how)


def by_content(session: Session, mail: Mail) -> Match:
    """By what the mail says: the letter it answers, a reference, a code; subject before text."""
    match = by_message_id(session, answered_ids(mail))
    texts = (mail.subject, mail.text[:SEARCHED], mail.quoted[:SEARCHED])
    for text in texts:
        match = match if match.how else _by_reference(session, text)
    for text in texts:
        match = match if match.how else _by_code(session, text)
    return match if match.how else Match(org_id=_only_organisation(session))


def by_hint(session: Session, reference: str) -> Match:
    """By the reference in an address that we did not make: mistyped by a clerk, or made up."""
    match = _by_reference(session, reference)
    return match if match.how else Match(org_id=_only_organisation(session))


def references_in(text: str) -> list[str]:
    """What may be letter references in a text, in any spelling, in the order of appearance."""
    found = (f"{m[1]}-{m[2]}" for m in _REFERENCE.finditer(text.upper()))
    return list(dict.fromkeys(found))[:CANDIDATES]


def _by_reference(session: Session, text: str) -> Match:
    wanted = references_in(text)
    query = select(Letter).where(Letter.reference.in_(wanted))
    found = {letter.reference: letter for letter in session.scalars(query)} if wanted else {}
    return _of_letter(next((found[w] for w in wanted if w in found), None), REFERENCE)


def _by_code(session: Session, text: str) -> Match:
    """By the first known code; not if two organisations work on that case."""
    for code in codes_in(text)[:CANDIDATES]:
        known = select(CaseCode.case_id).where(CaseCode.key == key_of(code))
        appeals = select(AppealRecord.case_id).where(AppealRecord.code == code)
        query = select(Campaign).where(Campaign.case_id.in_(known) | Campaign.case_id.in_(appeals))
        campaigns = session.scalars(query).all()
        if len(campaigns) == 1:
            return Match(CODE, campaigns[0].org_id, campaigns[0].id)
    return Match()


def _of_transmission(carrier: Transmission | None, session: Session, how: str) -> Match:
    """A transmission and, unless it carries many, its letter."""
    if carrier is None:
        return Match()
    query = select(Carriage.letter_id).where(Carriage.transmission_id == carrier.id).limit(2)
    letters = session.scalars(query).all()
    only = letters[0] if len(letters) == 1 else None
    return Match(how, carrier.org_id, carrier.campaign_id, only, carrier.id)


def _of_letter(letter: Letter | None, how: str) -> Match:
    if letter is None:
        return Match()
    return Match(how, letter.org_id, letter.campaign_id, letter.id)


def _only_organisation(session: Session) -> UUID | None:
    """Where there is one organisation, mail that says nothing is its mail."""
    organisations = session.scalars(select(Organisation.id).limit(2)).all()
    return organisations[0] if len(organisations) == 1 else None
