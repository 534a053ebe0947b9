"""A person corrects what the directory says of an authority."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.directory.kinds import kind_of
from campaign.directory.models import Authority, OfficeHolder
from campaign.directory.office import keep_title
from campaign.directory.points import (
    addresses_of,
    arrange,
    email_address,
    fax_number,
    refuse_unlisted,
)
from campaign.directory.ways import LETTERS

WRITTEN = (*LETTERS, "post")


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
    office holder; the one before stays with the date of the change. A replaced title stays known.
    """
    emails = [email_address(text) for text in correction.emails]
    faxes = [fax_number(text, correction.country) for text in correction.faxes]
    refuse_unlisted(session, authority, faxes)
    if not correction.office:
        raise Problem("An authority needs the title of its office.")
    before = as_written(authority)
    title, country = authority.office, authority.country
    if authority.office != correction.office:
        authority.office, authority.kind = correction.office, kind_of(correction.office)
    authority.country = correction.country or None
    keep_title(session, authority, title, country)
    _correct_holder(session, authority, correction)
    arrange(session, authority, "email", emails, source)
    arrange(session, authority, "fax", faxes, source)
    arrange(session, authority, "post", _posts(authority, correction.address), source)
    session.flush()
    session.refresh(authority)
    return as_written(authority) != before


def as_written(authority: Authority) -> tuple[object, ...]:
    """All that a letter shows or travels by; what waits is written anew when it changes."""
    holder = authority.holder
    return (
        authority.office,
        authority.kind,
        authority.country,
        [(one.language, one.name) for one in authority.names],
        (holder.honorific, holder.name, holder.salutation) if holder else None,
        [(one.language, one.honorific, one.salutation) for one in holder.styles] if holder else [],
        [(p.channel, p.address) for p in authority.contact_points if p.channel in WRITTEN],
    )


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


def _posts(authority: Authority, wanted: str) -> list[str]:
    """The postal addresses when the preferred one is corrected; further ones stay behind it."""
    further = addresses_of(authority, "post")[1:]
    return [wanted, *further] if wanted else further
