"""One letter's life, and lists of letters; for the desk. All times are in UTC."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, text, tuple_

from campaign.base.database import reading
from campaign.base.problems import NotFound
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.directory.models import ContactPoint
from campaign.letters.addresses import REFERENCE_LETTERS
from campaign.letters.models import History, Letter, Transmission, TransmissionContent
from campaign.letters.renew import carriers_of
from campaign.letters.states import HANDED_OVER
from campaign.letters.write import OWN_STATES, TRAVELLING

PAGE = 50
CHANNELS = ("email", "fax", "print")


@dataclass(frozen=True)
class Life:
    """All that the records hold of a letter but its words."""

    letter: Letter
    campaign: Campaign
    recipient: Recipient
    text_version: int  # of its text as it is now; what left keeps that of its transmission
    carriers: Sequence[Transmission]  # oldest first
    addresses: dict[UUID, str]  # where each of them goes, or went
    history: Sequence[History]  # of the letter and of all its transmissions, oldest first

    @property
    def carrier(self) -> Transmission | None:
        """The transmission that it is in, or that it had last."""
        found = [c for c in self.carriers if c.id == self.letter.transmission_id]
        return found[0] if found else None

    @property
    def state(self) -> str:
        """The letter's own state, or that of its transmission while it travels."""
        carrier = self.carrier
        return carrier.state if carrier and self.letter.state == TRAVELLING else self.letter.state


def find(org_id: UUID, reference: str) -> Letter:
    """The letter of an organisation by its reference in any spelling; raises NotFound."""
    typed = [c for c in reference.upper() if c in REFERENCE_LETTERS]
    wanted = f"{''.join(typed[:4])}-{''.join(typed[4:])}"
    query = select(Letter).where(Letter.reference == wanted, Letter.org_id == org_id)
    letter = reading().scalars(query).one_or_none()
    if letter is None:
        raise NotFound("There is no such letter.")
    return letter


def life_of(letter: Letter) -> Life:
    """What happened to a letter."""
    session = reading()
    carriers = carriers_of(session, letter.id)
    ids = [carrier.id for carrier in carriers]
    points = select(ContactPoint).where(ContactPoint.id.in_({c.contact_point_id for c in carriers}))
    address = {point.id: point.address for point in session.scalars(points)}
    rows = (
        select(History)
        .where(
            or_(
                History.letter_id == letter.id,
                History.letter_id.is_(None) & History.transmission_id.in_(ids),
            )
        )
        .order_by(History.at, History.id)
    )
    return Life(
        letter=letter,
        campaign=session.get_one(Campaign, letter.campaign_id),
        recipient=session.get_one(Recipient, letter.recipient_id),
        text_version=session.get_one(LetterText, letter.letter_text_id).version,
        carriers=carriers,
        addresses={carrier.id: address[carrier.contact_point_id] for carrier in carriers},
        history=session.scalars(rows).all(),
    )


def as_sent(transmission: Transmission) -> bytes | None:
    """The bytes that leave or left: a whole mail, or the PDF of a fax; None once erased."""
    content = reading().get(TransmissionContent, transmission.id)
    return content.payload if content else None


@dataclass(frozen=True)
class Found:
    """A letter in a list."""

    letter: Letter
    carrier: Transmission | None  # what it travels in, or had last
    state: str  # as in Life


@dataclass(frozen=True)
class Leaf:
    """A page of a list, and where the next one begins (empty: there is none)."""

    found: list[Found]
    after: str


def leaf(
    campaign: Campaign,
    states: Sequence[str],
    channel: str = "",
    recipient_id: UUID | None = None,
    after: str = "",
    size: int = 0,
) -> Leaf:
    """Letters of a campaign in these states, of one channel or recipient if that is given.

    As many as a page holds, unless `size` says otherwise.

    Each state and channel is a stretch of an index, read from where the last page ended: a page
    costs the same wherever it lies and however many letters there are. Raises NotFound for an
    `after` that no page gave.
    """
    size = size or PAGE
    stretches = [(s, c) for s in states for c in ([channel] if channel else CHANNELS)]
    begin, key = _place(after, len(stretches))
    found: list[tuple[str, Found]] = []
    for index in range(begin, len(stretches)):
        query = _stretch(campaign, *stretches[index], recipient_id, key if index == begin else None)
        found += _read(query.limit(size + 1 - len(found)), stretches[index][0], index)
        if len(found) > size:
            return Leaf([one for _, one in found[:size]], found[size - 1][0])
    return Leaf([one for _, one in found], "")


def lost(campaign: Campaign, size: int = PAGE) -> list[Found]:
    """The first letters of a campaign that our mail service took and has lost."""
    query = select(Letter, Transmission).join(
        Transmission, Transmission.id == Letter.transmission_id
    )
    query = query.where(*_lost(campaign), Letter.state == TRAVELLING).order_by(Transmission.id)
    return [Found(*row, row[1].state) for row in reading().execute(query.limit(size))]


def how_many_lost(campaign: Campaign) -> int:
    """How many transmissions those are; there is an index of them, so few are counted."""
    query = select(func.count()).select_from(Transmission).where(*_lost(campaign))
    return reading().scalars(query).one()


def _lost(campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    return (
        Transmission.campaign_id == campaign.id,
        Transmission.missed_at.is_not(None),
        Transmission.state.in_(HANDED_OVER),
    )


def _place(after: str, stretches: int) -> tuple[int, tuple[UUID, UUID] | None]:
    if not after:
        return 0, None
    try:
        index, recipient_id, key = after.split(".")
        place = int(index), (UUID(recipient_id), UUID(key))
    except ValueError:
        raise NotFound("There is no such page.") from None
    if not 0 <= place[0] < stretches:
        raise NotFound("There is no such page.")
    return place


def _stretch(
    campaign: Campaign,
    state: str,
    channel: str,
    recipient_id: UUID | None,
    after: tuple[UUID, UUID] | None,
) -> Select[Letter, Transmission]:
    """One state and channel in the order of its index; conditions in words are those of it."""
    table: type[Letter] | type[Transmission]
    if state in OWN_STATES:
        table = Letter
        query = select(Letter, Transmission).outerjoin(
            Transmission, Transmission.id == Letter.transmission_id
        )
        query = query.where(text("letter.state != 'travelling'"))
    else:
        table = Transmission
        query = select(Letter, Transmission).join(
            Transmission, Transmission.id == Letter.transmission_id
        )
        query = query.where(text("transmission.carried > 0"), Letter.state == TRAVELLING)
    query = query.where(
        table.campaign_id == campaign.id,
        table.state == state,
        table.channel == channel,
        table.sandbox.is_(campaign.sandbox),
    )
    if recipient_id:
        query = query.where(table.recipient_id == recipient_id)
    if after:
        query = query.where(tuple_(table.recipient_id, table.id) > after)
    return query.order_by(table.recipient_id, table.id)


def _read(
    query: Select[Letter, Transmission], state: str, stretch: int
) -> Iterator[tuple[str, Found]]:
    """What a stretch holds, each with its place."""
    for letter, carrier in reading().execute(query):
        key = letter.id if state in OWN_STATES else carrier.id
        yield f"{stretch}.{letter.recipient_id.hex}.{key.hex}", Found(letter, carrier, state)
