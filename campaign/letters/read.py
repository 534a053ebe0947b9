"""Letters as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from campaign.base.database import reading
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.letters import counts
from campaign.letters.compose import without_names
from campaign.letters.composed import ComposedLetter
from campaign.letters.models import Letter, LetterContent, Transmission
from campaign.letters.states import CLAIMED, READY
from campaign.letters.write import GATHERING, POSTED, PRESENTED, TRAVELLING, kind_of

HAS_LEFT = (POSTED, PRESENTED)


@dataclass(frozen=True)
class LetterView:
    """One letter and how far it is; all times in UTC."""

    id: UUID
    transmission_id: UUID | None  # the current one
    recipient: Recipient
    channel: str  # email, fax or print
    reference: str
    state: str  # the letter's own, or that of its transmission while it travels
    tries: int
    created_at: datetime
    next_at: datetime | None
    handed_at: datetime | None
    settled_at: datetime | None
    error_class: str | None
    error_text: str | None
    pages: int | None
    missed_at: datetime | None  # when our mail service had lost it
    others: int  # that travel with it in one joint letter, or will
    renewed: bool  # its text is a newer one than that which was signed


def letters_of(signature_ids: Sequence[UUID]) -> list[LetterView]:
    """The letters of these signatures, in the order of the campaign's recipients."""
    query = (
        select(Letter, Recipient, Transmission, LetterText.created_at > Letter.created_at)
        .join(Recipient, Recipient.id == Letter.recipient_id)
        .join(LetterText, LetterText.id == Letter.letter_text_id)
        .outerjoin(Transmission, Transmission.id == Letter.transmission_id)
        .where(Letter.signature_id.in_(signature_ids))
        .order_by(Recipient.position)
    )
    return [_view(*row) for row in reading().execute(query)]


def composed_of(letter_id: UUID) -> ComposedLetter | None:
    """What a letter says, or None once it has been erased.

    As long as it has not left, names that were taken out since it was written are not in it.
    """
    content = reading().get(LetterContent, letter_id)
    if content is None:
        return None
    composed = ComposedLetter.from_json(content.composed)
    letter = reading().get_one(Letter, letter_id)
    if letter.state in HAS_LEFT or (letter.state == TRAVELLING and not _waits(letter)):
        return composed
    return without_names(reading().get_one(Campaign, letter.campaign_id), composed)


def _waits(letter: Letter) -> bool:
    carrier = reading().get_one(Transmission, letter.transmission_id)
    return carrier.state in (READY, CLAIMED)


def _view(
    letter: Letter, recipient: Recipient, carrier: Transmission | None, renewed: bool
) -> LetterView:
    travelling = letter.state == TRAVELLING and carrier is not None
    return LetterView(
        id=letter.id,
        transmission_id=letter.transmission_id,
        recipient=recipient,
        channel=letter.channel,
        reference=letter.reference,
        state=carrier.state if travelling and carrier else letter.state,
        tries=carrier.tries if carrier else 0,
        created_at=letter.created_at,
        next_at=carrier.next_at if carrier else None,
        handed_at=carrier.handed_at if carrier else None,
        settled_at=carrier.settled_at if carrier else None,
        error_class=carrier.error_class if carrier else None,
        error_text=carrier.error_text if carrier else None,
        pages=carrier.pages if carrier else None,
        missed_at=carrier.missed_at if carrier else None,
        others=_others(letter, carrier if travelling else None),
        renewed=renewed,
    )


def _others(letter: Letter, carrier: Transmission | None) -> int:
    if carrier:
        return carrier.carried - 1
    if letter.state != GATHERING:
        return 0
    return counts.number(reading(), kind_of(letter, GATHERING)) - 1
