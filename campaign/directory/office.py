"""An office: added, renamed, named in more languages, and still known by a title it had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.directory.kinds import NAMES, kind_of
from campaign.directory.models import Authority, OfficeName


@dataclass(frozen=True)
class Office:
    """What is said of an office, whoever holds it."""

    office: str
    kind: str = ""  # of kinds.NAMES; empty: as the title says
    country: str = ""  # ISO 3166-1 alpha-2, or empty
    names: Mapping[str, str] = field(default_factory=dict)  # titles by language (BCP 47 tag)


def add_office(session: Session, org_id: UUID, office: Office) -> Authority:
    """A new authority, nobody's yet and without any way to reach it; raises Problem."""
    authority = Authority(org_id=org_id, created_at=db_now(), office="", kind="other")
    _write(authority, office)
    session.add(authority)
    session.flush()
    _name(session, authority, office.names)
    return authority


def edit_office(session: Session, authority: Authority, office: Office) -> None:
    """Put this in the place of what was said of it; raises Problem.

    A title that is replaced stays known (`keep_title`); one in another language that is taken out
    does not.
    """
    title, country = authority.office, authority.country
    replaced = [n.name for n in authority.names if office.names.get(n.language, n.name) != n.name]
    _write(authority, office)
    for former in (title, *replaced):
        keep_title(session, authority, former, country)
    _name(session, authority, office.names)


def keep_title(session: Session, authority: Authority, title: str, country: str | None) -> None:
    """Let an authority still be found by a title and country that it had until now.

    They are kept as a row that was merged into it, so that an appeal or table that prints them
    means this authority. What is said of it still, or kept already, is not kept again.
    """
    known = select(Authority.id).where(
        Authority.org_id == authority.org_id,
        or_(Authority.id == authority.id, Authority.merged_into == authority.id),
        Authority.office == title,
        func.coalesce(Authority.country, "") == (country or ""),
    )
    session.flush()
    if title and session.scalars(known).first() is None:
        session.add(
            Authority(
                org_id=authority.org_id,
                office=title,
                kind=authority.kind,
                country=country,
                created_at=db_now(),
                merged_into=authority.id,
            )
        )
        session.flush()


def _write(authority: Authority, office: Office) -> None:
    if not office.office:
        raise Problem("An authority needs the title of its office.")
    if office.kind and office.kind not in NAMES:
        raise Problem("Choose the kind of the office.")
    authority.office = office.office
    authority.kind = office.kind or kind_of(office.office)
    authority.country = office.country or None


def _name(session: Session, authority: Authority, names: Mapping[str, str]) -> None:
    session.execute(delete(OfficeName).where(OfficeName.authority_id == authority.id))
    session.add_all(
        OfficeName(org_id=authority.org_id, authority_id=authority.id, language=language, name=name)
        for language, name in names.items()
    )
    session.flush()
    session.refresh(authority)
