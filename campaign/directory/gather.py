"""From a recipient as an appeal prints it to an authority of the directory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from campaign.appeals.model import RecipientEntry
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.directory.find import all_points
from campaign.directory.holders import Person, succeed
from campaign.directory.kinds import kind_of
from campaign.directory.models import Authority, ContactPoint, OfficeHolder, OfficeName
from campaign.directory.points import add_point, taken_out
from campaign.directory.prices import never_called

CHANNELS = {"emails": "email", "faxes": "fax", "phones": "phone", "address": "post"}


@dataclass(frozen=True)
class Difference:
    """What an appeal prints otherwise than the directory has it."""

    field: str  # holder, or one of CHANNELS
    value: str  # as the appeal prints it
    message: str


def gather(
    session: Session, org_id: UUID, entry: RecipientEntry, source: str, taken: Collection[UUID]
) -> Authority:
    """The authority that an entry means: one the organisation has, or a new one.

    One it has is taken as it is: what the entry says differently is told by `differences` and
    changed by a person, never here. `taken` are authorities that stand for other entries already.
    """
    for known in same_office(session, org_id, entry):
        if known.id not in taken and _overlap(known, entry):
            return known
    return new_authority(session, org_id, entry, source)


def might_be(session: Session, authority: Authority, entry: RecipientEntry) -> list[Authority]:
    """Other authorities of the organisation that may be the same office as this one.

    They have, or had, the title and country that the entry prints, or an e-mail address, a fax
    number or the postal address of it, or are held, in the same country, by a person of the same
    name.
    """
    printed = [a for field, a in _printed(entry) if field != "phones"]
    shared = (
        select(func.coalesce(Authority.merged_into, Authority.id))
        .join(ContactPoint, ContactPoint.authority_id == Authority.id)
        .where(ContactPoint.org_id == authority.org_id, ContactPoint.address.in_(printed))
    )
    held = select(OfficeHolder.authority_id).where(
        OfficeHolder.org_id == authority.org_id,
        OfficeHolder.until.is_(None),
        OfficeHolder.name == (entry.name or ""),
    )
    there = and_(Authority.country == entry.country, Authority.id.in_(held))
    query = select(Authority).where(
        Authority.org_id == authority.org_id,
        Authority.merged_into.is_(None),
        or_(Authority.id.in_(shared), there),
    )
    found = [
        *same_office(session, authority.org_id, entry),
        *session.scalars(query.order_by(Authority.id)),
    ]
    return [one for one in dict.fromkeys(found) if one.id != authority.id]


def take_up(
    session: Session,
    authority: Authority,
    difference: Difference,
    entry: RecipientEntry,
    source: str,
) -> None:
    """Put into the directory what an appeal prints otherwise, on a person's word; raises Problem.

    A holder follows the one before. A postal address becomes the preferred one, an e-mail address
    or number stands behind those that are known.
    """
    if difference.field == "holder":
        person = Person(difference.value, entry.honorific or "", entry.salutation or "")
        succeed(session, authority, person)
        return
    channel = CHANNELS[difference.field]
    first = channel == "post"
    add_point(session, authority, channel, difference.value, source, first=first)


def differences(authority: Authority, entry: RecipientEntry) -> list[Difference]:
    """What an entry says otherwise than the directory."""
    found = []
    printed = [address for _, address in _printed(entry)]
    out = taken_out(reading(), authority.org_id, printed)
    holder = authority.holder
    if entry.office and entry.name and (not holder or holder.name != entry.name):
        known = holder.name if holder and holder.name else "nobody by name"
        words = f"The appeal names {entry.name}, the directory {known}."
        found.append(Difference("holder", entry.name, words))
    known_points = {(point.channel, point.address) for point in authority.contact_points}
    for field, address in _printed(entry):
        if (CHANNELS[field], address) in known_points:
            continue
        words = f"The appeal prints {address}, the directory does not."
        if address in out:
            words = f"The appeal prints {address}, which was taken out on {out[address]:%-d %B %Y}."
        if field == "address":
            words = f"The appeal prints another address: {address}."
        found.append(Difference(field, address, words))
    return found


def title_of(entry: RecipientEntry) -> str:
    """The office; where the appeal prints none, the name, else the address, stands for it."""
    person = " ".join(filter(None, [entry.honorific, entry.name]))
    return entry.office or person or (entry.address or "").split(", ")[0] or "Unnamed office"


def same_office(session: Session, org_id: UUID, entry: RecipientEntry) -> list[Authority]:
    """All authorities with the title and country of an entry, in any language.

    One that was merged into another stands for that one, as does a title that was replaced.
    """
    other = select(OfficeName.authority_id, OfficeName.name).where(OfficeName.org_id == org_id)
    query = select(Authority.id, Authority.office, Authority.merged_into).where(
        Authority.org_id == org_id, Authority.country == entry.country
    )
    wanted = title_of(entry).casefold()
    named = {row.authority_id for row in session.execute(other) if row.name.casefold() == wanted}
    found = [
        row.merged_into or row.id
        for row in session.execute(query.order_by(Authority.id))
        if row.office.casefold() == wanted or row.id in named
    ]
    return [session.get_one(Authority, one) for one in dict.fromkeys(found)]


def _overlap(known: Authority, entry: RecipientEntry) -> bool:
    """True if they share a number, an e-mail address or the postal address, in use or no more."""
    points = {(point.channel, point.address.casefold()) for point in all_points(known)}
    printed = {(CHANNELS[field], one.casefold()) for field, one in _printed(entry)}
    return bool(points & printed)


def new_authority(session: Session, org_id: UUID, entry: RecipientEntry, source: str) -> Authority:
    """An authority of all that an entry says, but for ways that a person has taken out."""
    office = title_of(entry)
    authority = Authority(
        org_id=org_id,
        office=office,
        kind=kind_of(office),
        country=entry.country,
        created_at=db_now(),
    )
    session.add(authority)
    session.flush()
    name = entry.name if entry.office else None  # without an office the name stands for it
    if name or entry.salutation:
        session.add(
            OfficeHolder(
                org_id=org_id,
                authority_id=authority.id,
                honorific=entry.honorific,
                name=name,
                salutation=entry.salutation,
            )
        )
    printed = list(_printed(entry))
    out = taken_out(session, org_id, [address for _, address in printed])
    for position, (field, address) in enumerate(printed):
        if address in out or (field == "faxes" and never_called(address)):
            continue  # `differences` tells of it
        session.add(
            ContactPoint(
                org_id=org_id,
                authority_id=authority.id,
                channel=CHANNELS[field],
                address=address,
                position=position,
                source=source,
            )
        )
    session.flush()
    session.refresh(authority)
    return authority


def _printed(entry: RecipientEntry) -> Iterator[tuple[str, str]]:
    """Field and address of every contact, in the order in which ways are preferred."""
    for field, addresses in (("emails", entry.emails), ("faxes", entry.faxes)):
        yield from ((field, address) for address in dict.fromkeys(addresses))
    if entry.address:
        yield "address", entry.address
    yield from (("phones", number) for number in dict.fromkeys(entry.phones))
