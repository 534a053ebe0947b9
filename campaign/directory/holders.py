"""Who holds an office: one after the other, each with dates, and how they are addressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.problems import NotFound, Problem
from campaign.directory.models import Authority, HolderStyle, OfficeHolder

Style = tuple[str, str]  # honorific and salutation, either may be empty


@dataclass(frozen=True)
class Person:
    """What is said of somebody who holds or held an office."""

    name: str
    honorific: str = ""
    salutation: str = ""
    since: date | None = None
    until: date | None = None  # none: still
    styles: Mapping[str, Style] = field(default_factory=dict)  # by language (BCP 47 tag)


def succeed(session: Session, authority: Authority, person: Person) -> OfficeHolder:
    """A new holder; who held it before stays, until the day on which the new one began.

    Where that is not known, until today. Raises Problem for a name that is missing, the same
    as before, or a beginning in the future or before the last one's.
    """
    today = db_now().date()
    before = authority.holder
    if not person.name:
        raise Problem("Write the name of the new holder.")
    if person.until:
        raise Problem("Somebody who has left is no new holder.")
    if before and before.name == person.name:
        raise Problem(f"{person.name} holds this office already.")
    if person.since and person.since > today:
        raise Problem("The new holder has not begun yet; enter the change on that day.")
    if before and before.name is None:
        before.until = today
    elif before:
        before.until = person.since or today
        _refuse_backward(before.since, before.until)
    holder = OfficeHolder(org_id=authority.org_id, authority_id=authority.id, until=None)
    session.add(holder)
    _write(session, holder, person)
    session.refresh(authority)
    return holder


def correct_holder(
    session: Session, authority: Authority, holder: OfficeHolder, person: Person
) -> None:
    """Mend what is said of a holder, present or former; raises Problem.

    One who left keeps an end, and the last one may be given one: then nobody is known to hold it.
    """
    if not (person.name or person.salutation):
        raise Problem("Write the name of the holder.")
    if holder.until and not person.until:
        raise Problem("Say until when; a new holder is entered as such.")
    if any(day and day > db_now().date() for day in (person.since, person.until)):
        raise Problem("That day has not come yet.")
    _refuse_backward(person.since, person.until)
    holder.until = person.until
    _write(session, holder, person)
    session.refresh(authority)


def verify_holder(session: Session, holder: OfficeHolder) -> None:
    """A person looked it up today."""
    holder.verified_at = db_now()
    session.flush()


def holder_of(authority: Authority, holder_id: UUID) -> OfficeHolder:
    """A holder of this office, present or former; raises NotFound."""
    found = next((holder for holder in authority.holders if holder.id == holder_id), None)
    if found is None:
        raise NotFound("There is no such holder.")
    return found


def _refuse_backward(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise Problem(f"That ends before it began, on {since:%-d %B %Y}.")


def _write(session: Session, holder: OfficeHolder, person: Person) -> None:
    holder.name = person.name or None
    holder.honorific = person.honorific or None
    holder.salutation = person.salutation or None
    holder.since = person.since
    session.flush()
    session.execute(delete(HolderStyle).where(HolderStyle.holder_id == holder.id))
    session.add_all(
        HolderStyle(
            org_id=holder.org_id,
            holder_id=holder.id,
            language=language,
            honorific=honorific or None,
            salutation=salutation or None,
        )
        for language, (honorific, salutation) in person.styles.items()
    )
    session.flush()
    session.refresh(holder)
