"""The ways to reach an authority: added, corrected, put in order, taken out, verified."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.problems import NotFound, Problem
from campaign.base.safe_text import plain
from campaign.directory.models import Authority, ContactPoint
from campaign.directory.prices import is_dear, price_of, prices_of

# In the order in which ways are preferred where nobody has said otherwise.
CHANNELS = {
    "email": "E-mail",
    "fax": "Fax",
    "post": "Post",
    "phone": "Phone, for reference only",
    "web": "Form on a web page",
}
LONGEST = 300
# Of these validate_email need see the domain only, and once; nothing before it is made otherwise.
_PLAIN_ADDRESS = re.compile(
    r"(?=.{3,254}\Z)([a-z0-9_-]{1,40}(?:\.[a-z0-9_-]{1,20})?)@([a-z0-9.-]+)"
)


def point_of(authority: Authority, point_id: UUID) -> ContactPoint:
    """A contact point of this authority that is not retired; raises NotFound."""
    found = next((point for point in authority.contact_points if point.id == point_id), None)
    if found is None:
        raise NotFound("There is no such address.")
    return found


def add_point(
    session: Session,
    authority: Authority,
    channel: str,
    typed: str,
    source: str,
    first: bool = False,
) -> ContactPoint:
    """Add a way behind those of its channel, or as the first of them.

    Raises Problem for what cannot be an address of its channel, is there already, or is a fax
    number without a price.
    """
    address = checked(session, authority, channel, typed)
    known = addresses_of(authority, channel)
    if address in known:
        raise Problem(f"{address} is in the directory already.")
    wanted = [address, *known] if first else [*known, address]
    arrange(session, authority, channel, wanted, source)
    return next(p for p in authority.contact_points if (p.channel, p.address) == (channel, address))


def correct_point(
    session: Session, authority: Authority, point: ContactPoint, typed: str, source: str
) -> None:
    """Put another address in its place; the old one keeps its row, for what went there.

    With the same address only its source is corrected. Raises Problem as `add_point` does.
    """
    address = checked(session, authority, point.channel, typed)
    if address == point.address:
        point.source = source
        session.flush()
        return
    known = addresses_of(authority, point.channel)
    if address in known:
        raise Problem(f"{address} is in the directory already.")
    wanted = [address if one == point.address else one for one in known]
    arrange(session, authority, point.channel, wanted, source)


def retire_point(session: Session, authority: Authority, point: ContactPoint) -> None:
    """Use it no more; its row stays, for what went there."""
    wanted = [one for one in addresses_of(authority, point.channel) if one != point.address]
    arrange(session, authority, point.channel, wanted, source="")


def verify_point(session: Session, point: ContactPoint) -> None:
    """A person looked it up today."""
    point.last_verified_at = db_now()
    session.flush()


def prefer(session: Session, authority: Authority, point: ContactPoint) -> None:
    """Let a way change places with the one before it, if there is one."""
    order = list(authority.contact_points)
    place = order.index(point)
    if place:
        order[place - 1 : place + 1] = [point, order[place - 1]]
    _number(session, authority, order)


def trust_again(session: Session, authority: Authority, point_id: UUID) -> str:
    """A person says that a suspended address or number is good; returns it. Raises NotFound."""
    point = point_of(authority, point_id)
    point.health = "unproven"
    point.doubted_by = point.failing_since = point.failing_because = None
    session.flush()
    return point.address


def taken_out(session: Session, org_id: UUID, addresses: Collection[str]) -> dict[str, datetime]:
    """When a person last took out these addresses, of those that no authority uses any more."""
    query = (
        select(ContactPoint.address, ContactPoint.retired_at)
        .join(Authority, Authority.id == ContactPoint.authority_id)
        .where(ContactPoint.org_id == org_id, ContactPoint.address.in_(addresses))
    )
    retired = ContactPoint.retired_at
    rows = session.execute(query.where(retired.is_not(None)).order_by(retired))
    found = {address: at for address, at in rows if at}
    in_use = query.where(retired.is_(None), Authority.merged_into.is_(None))
    for address, _ in session.execute(in_use):
        found.pop(address, None)
    return found


def addresses_of(authority: Authority, channel: str) -> list[str]:
    """The addresses of one channel that are in use, the preferred one first."""
    return [point.address for point in authority.contact_points if point.channel == channel]


def arrange(
    session: Session, authority: Authority, channel: str, addresses: Sequence[str], source: str
) -> None:
    """Bring the contact points of one channel into line, in this order.

    One that is not named any more is retired, a new one has this source. Those of other channels
    keep their order, and where this channel stands among them.
    """
    wanted = list(dict.fromkeys(addresses))
    if wanted == addresses_of(authority, channel):
        return
    order = list(authority.contact_points)
    ranks = list(CHANNELS)
    later = ranks[ranks.index(channel) + 1 :]
    place = next((n for n, p in enumerate(order) if p.channel in (channel, *later)), len(order))
    slots = [n for n, p in enumerate(order) if p.channel == channel]
    places = slots[: len(wanted)]
    rows = _rows(session, authority, channel, wanted, source)
    kept: list[ContactPoint | None] = [p if p.channel != channel else None for p in order]
    for slot, row in zip(places, rows, strict=False):
        kept[slot] = row
    behind = places[-1] + 1 if places else place
    kept[behind:behind] = rows[len(places) :]
    _number(session, authority, [point for point in kept if point is not None])


def checked(session: Session, authority: Authority, channel: str, typed: str) -> str:
    """An address as its channel has it; raises Problem for one that cannot be."""
    if channel == "email":
        return email_address(typed.strip())
    if channel == "fax":
        number = fax_number(typed, authority.country or "")
        refuse_unlisted(session, authority, [number])
        return number
    if channel == "phone":
        return phone_number(typed, authority.country or "")
    if channel == "web":
        return web_address(typed)
    if channel == "post":
        return postal_address(typed)
    raise Problem("Choose a way.")


def email_address(text: str) -> str:
    """An e-mail address that a letter can go to; raises Problem."""
    plain_one = _PLAIN_ADDRESS.fullmatch(text)
    try:
        if plain_one:
            return f"{plain_one[1]}@{_domain(plain_one[2])}"
        return str(validate_email(text, check_deliverability=False).normalized)
    except EmailNotValidError:
        raise Problem(f"“{text}” cannot be an e-mail address.") from None


def fax_number(text: str, country: str) -> str:
    """A number as E.164, a national one read as of the country of the post; raises Problem.

    Also for a number that is never called: at a premium rate, or of a satellite.
    """
    number = _parsed(text, country, "fax")
    if is_dear(number):
        raise Problem(f"“{text}” is a premium-rate or satellite number; these are never called.")
    return _as_e164(number)


def phone_number(text: str, country: str) -> str:
    """A number as E.164, a national one read as of the country of the post; raises Problem."""
    return _as_e164(_parsed(text, country, "phone"))


def web_address(text: str) -> str:
    """The address of a web page, http or https; raises Problem."""
    found = plain(text, sys.maxsize, lines=False)
    try:
        parts = urlsplit(found)
    except ValueError:
        parts = urlsplit("")
    sound = parts.scheme in ("http", "https") and parts.hostname and " " not in found
    if not sound or len(found) > LONGEST:
        raise Problem(f"“{found}” cannot be a web page; write it with https:// in front.")
    return found


def postal_address(text: str) -> str:
    """A postal address on one line, lines joined with commas; raises Problem if it is empty."""
    lines = [plain(line, sys.maxsize, lines=False).strip(" ,") for line in text.splitlines()]
    found = ", ".join(filter(None, lines))
    if not found:
        raise Problem("Write the postal address.")
    if len(found) > LONGEST:
        raise Problem(f"The postal address is too long: at most {LONGEST} characters.")
    return found


def refuse_unlisted(session: Session, authority: Authority, numbers: Collection[str]) -> None:
    """Raise Problem for a new number without a price: nobody knows what calling it would cost."""
    prices = prices_of(session, authority.org_id)
    known = {point.address for point in authority.contact_points}
    for number in numbers:
        if number not in known and price_of(prices, number) is None:
            raise Problem(f"There is no price for faxes to {number}; set one under Fax costs.")


@lru_cache(maxsize=10_000)
def _domain(name: str) -> str:
    """The domain of an e-mail address; raises EmailNotValidError."""
    return validate_email(f"a@{name}", check_deliverability=False).domain


def _parsed(text: str, country: str, kind: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Problem(f"“{text}” cannot be a {kind} number; write it with its country code, +….")
    return number


def _as_e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _rows(
    session: Session, authority: Authority, channel: str, addresses: Sequence[str], source: str
) -> list[ContactPoint]:
    """The rows of these addresses, known, used again or new; all others are retired."""
    query = select(ContactPoint).where(
        ContactPoint.authority_id == authority.id, ContactPoint.channel == channel
    )
    known = {point.address: point for point in session.scalars(query)}
    for address, point in known.items():
        if address not in addresses and point.retired_at is None:
            point.retired_at = db_now()
    return [
        _used(known[address], source)
        if address in known
        else ContactPoint(
            org_id=authority.org_id,
            authority_id=authority.id,
            channel=channel,
            address=address,
            source=source,
        )
        for address in addresses
    ]


def _used(point: ContactPoint, source: str) -> ContactPoint:
    if point.retired_at is not None:
        point.retired_at, point.health, point.source = None, "unproven", source
        point.doubted_by = point.failing_since = point.failing_because = None
        point.last_verified_at = None
    return point


def _number(session: Session, authority: Authority, order: Sequence[ContactPoint]) -> None:
    for position, point in enumerate(order):
        point.position = position
        session.add(point)
    session.flush()
    session.refresh(authority)
