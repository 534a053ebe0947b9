"""From a recipient as an appeal prints it to an authority of the directory."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.appeals.model import RecipientEntry
from campaign.base.clock import db_now
from campaign.directory.kinds import kind_of
from campaign.directory.models import Authority, ContactPoint, OfficeHolder
from campaign.directory.prices import never_called


def gather(
    session: Session, org_id: UUID, entry: RecipientEntry, source: str, taken: Collection[UUID]
) -> Authority:
    """The authority that an entry means: one the organisation has, or a new one.

    One it has is taken as it is: what the entry says differently is told by `differences` and
    changed by a person, never here. `taken` are authorities that stand for other entries already.
    """
    for known in _of_same_office(session, org_id, entry):
        if known.id not in taken and _overlap(known, entry):
            return known
    return _new(session, org_id, entry, source)


def differences(authority: Authority, entry: RecipientEntry) -> list[tuple[str, str]]:
    """What an entry says otherwise than the directory, as (field, words)."""
    found = []
    holder = authority.holder
    if entry.office and entry.name and (not holder or holder.name != entry.name):
        known = holder.name if holder and holder.name else "nobody by name"
        found.append(("holder", f"The appeal names {entry.name}, the directory {known}."))
    if entry.address and entry.address != authority.address:
        found.append(("address", f"The appeal prints another address: {entry.address}."))
    known_points = {(point.channel, point.address) for point in authority.contact_points}
    for channel, field, addresses in _contacts(entry):
        for address in addresses:
            if (channel, address) not in known_points:
                found.append((field, f"The appeal prints {address}, the directory does not."))
    return found


def title_of(entry: RecipientEntry) -> str:
    """The office; where the appeal prints none, the name, else the address, stands for it."""
    person = " ".join(filter(None, [entry.honorific, entry.name]))
    return entry.office or person or (entry.address or "").split(", ")[0] or "Unnamed office"


def _of_same_office(session: Session, org_id: UUID, entry: RecipientEntry) -> list[Authority]:
    query = select(Authority.id, Authority.office).where(
        Authority.org_id == org_id, Authority.country == entry.country
    )
    wanted = title_of(entry).casefold()
    found = session.execute(query.order_by(Authority.id))
    return [session.get_one(Authority, row.id) for row in found if row.office.casefold() == wanted]


def _overlap(known: Authority, entry: RecipientEntry) -> bool:
    """True if they share a number, an e-mail address or the postal address."""
    points = {(point.channel, point.address.casefold()) for point in known.contact_points}
    printed = {(channel, a.casefold()) for channel, _, found in _contacts(entry) for a in found}
    same_place = entry.address is not None and entry.address == known.address
    return same_place or bool(points & printed)


def _new(session: Session, org_id: UUID, entry: RecipientEntry, source: str) -> Authority:
    office = title_of(entry)
    authority = Authority(
        org_id=org_id,
        office=office,
        kind=kind_of(office),
        country=entry.country,
        address=entry.address,
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
    position = 0
    for channel, _, addresses in _contacts(entry):
        for address in addresses:
            if channel == "fax" and never_called(address):
                continue  # `differences` tells of it
            session.add(
                ContactPoint(
                    org_id=org_id,
                    authority_id=authority.id,
                    channel=channel,
                    address=address,
                    position=position,
                    source=source,
                )
            )
            position += 1
    session.flush()
    session.refresh(authority)
    return authority


def _contacts(entry: RecipientEntry) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Channel, field and addresses, in the order in which ways are preferred."""
    return ("email", "emails", entry.emails), ("fax", "faxes", entry.faxes)
