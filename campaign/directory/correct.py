"""A person corrects what the directory says of an authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.problems import NotFound, Problem
from campaign.directory.kinds import kind_of
from campaign.directory.models import Authority, ContactPoint, OfficeHolder
from campaign.directory.prices import never_called, price_of, prices_of


@dataclass(frozen=True)
class Correction:
    """What the directory shall say; e-mail addresses and numbers in preferred order."""

    office: str
    honorific: str
    name: str
    salutation: str
    holder_checked: bool  # somebody looked it up today
    country: str  # ISO 3166-1 alpha-2 of the post, or empty
    address: str
    emails: tuple[str, ...]
    faxes: tuple[str, ...]


def correct(session: Session, authority: Authority, correction: Correction, source: str) -> bool:
    """Apply a correction in the caller's transaction; False if it changes no letter.

    Raises Problem for an address or number that cannot be one, or be called. A new name is a new
    office holder; the one before stays with the date of the change.
    """
    emails = [email_address(text) for text in correction.emails]
    faxes = [fax_number(text, correction.country) for text in correction.faxes]
    _refuse_unlisted(session, authority, faxes)
    if not correction.office:
        raise Problem("An authority needs the title of its office.")
    before = _as_it_is(authority)
    authority.office = correction.office
    authority.kind = kind_of(correction.office)
    authority.country = correction.country or None
    authority.address = correction.address or None
    _correct_holder(session, authority, correction)
    _correct_points(session, authority, "email", emails, 0, source)
    _correct_points(session, authority, "fax", faxes, len(emails), source)
    session.flush()
    session.refresh(authority)
    return _as_it_is(authority) != before


def trust_again(session: Session, authority: Authority, contact_id: UUID) -> str:
    """A person says that a suspended address or number is good; returns it. Raises NotFound."""
    points = {point.id: point for point in authority.contact_points}
    if contact_id not in points:
        raise NotFound("There is no such address.")
    point = points[contact_id]
    point.health = "unproven"
    point.doubted_by = point.failing_since = point.failing_because = None
    session.flush()
    return point.address


def email_address(text: str) -> str:
    """An e-mail address that a letter can go to; raises Problem."""
    try:
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        raise Problem(f"“{text}” cannot be an e-mail address.") from None


def fax_number(text: str, country: str) -> str:
    """A number as E.164, a national one read as of the country of the post; raises Problem.

    Also for a number that is never called: at a premium rate, or of a satellite.
    """
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Problem(f"“{text}” cannot be a fax number; write it with its country code, +….")
    found = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if never_called(found):
        raise Problem(f"“{text}” is a premium-rate or satellite number; these are never called.")
    return found


def _refuse_unlisted(session: Session, authority: Authority, numbers: Sequence[str]) -> None:
    """A new number needs a price, or nobody knows what calling it would cost."""
    prices = prices_of(session, authority.org_id)
    known = {point.address for point in authority.contact_points}
    for number in numbers:
        if number not in known and price_of(prices, number) is None:
            raise Problem(f"There is no price for faxes to {number}; set one under Fax costs.")


def _correct_holder(session: Session, authority: Authority, correction: Correction) -> None:
    now = db_now()
    holder = authority.holder
    name = correction.name or None
    if holder is None or (holder.name != name and holder.name is not None):
        if holder:
            holder.until = now.date()
        if not (name or correction.salutation):
            return
        holder = OfficeHolder(
            org_id=authority.org_id, authority_id=authority.id, since=None, until=None
        )
        session.add(holder)
    holder.name = name
    holder.honorific = correction.honorific or None
    holder.salutation = correction.salutation or None
    if correction.holder_checked:
        holder.verified_at = now


def _correct_points(
    session: Session,
    authority: Authority,
    channel: str,
    addresses: Sequence[str],
    first: int,
    source: str,
) -> None:
    """Bring the contact points of one channel into line; one that is taken out is retired."""
    query = select(ContactPoint).where(
        ContactPoint.authority_id == authority.id, ContactPoint.channel == channel
    )
    known = {point.address: point for point in session.scalars(query)}
    for address, point in known.items():
        if address not in addresses and point.retired_at is None:
            point.retired_at = db_now()
    for position, address in enumerate(dict.fromkeys(addresses), start=first):
        found = known.get(address)
        if found is None:
            found = ContactPoint(
                org_id=authority.org_id,
                authority_id=authority.id,
                channel=channel,
                address=address,
                source=source,
            )
            session.add(found)
        elif found.retired_at is not None:
            found.retired_at, found.health = None, "unproven"
        found.position = position


def _as_it_is(authority: Authority) -> tuple[object, ...]:
    """All that a letter shows or travels by."""
    holder = authority.holder
    return (
        authority.office,
        authority.country,
        authority.address,
        (holder.honorific, holder.name, holder.salutation) if holder else None,
        [(point.channel, point.address) for point in authority.contact_points],
    )
