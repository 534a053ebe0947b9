"""Authorities by organisation, country, kind, name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, case, exists, func, select

from campaign.base.countries import names_in
from campaign.base.database import reading
from campaign.base.problems import NotFound
from campaign.directory.models import Authority, ContactPoint, OfficeHolder

# What may be missing or failing, in words, for a list to be narrowed to it.
LACKS = {
    "email": "No e-mail address",
    "way": "Neither e-mail address nor fax number",
    "failing": "An address that does not work",
    "holder": "Nobody known to hold the office",
    "unverified": "A holder whom nobody has checked",
}


@dataclass(frozen=True)
class Page:
    """Some authorities of a long list."""

    rows: Sequence[Authority]
    number: int  # from 1
    pages: int
    total: int  # authorities on all pages


def one_of(org_id: UUID, authority_id: UUID) -> Authority:
    """An authority of this organisation, merged or not; raises NotFound for any other id."""
    query = select(Authority).where(Authority.org_id == org_id, Authority.id == authority_id)
    authority = reading().scalars(query).one_or_none()
    if authority is None:
        raise NotFound("There is no such authority.")
    return authority


def listed(
    org_id: UUID, country: str = "", kind: str = "", lacks: str = "", most: int | None = None
) -> Sequence[Authority]:
    """The authorities of an organisation by country and office, without those that were merged.

    `country` (ISO 3166-1 alpha-2), `kind` (of kinds.NAMES) and `lacks` (of LACKS) narrow the list;
    what is none of them does not. Not more than the first `most`.
    """
    query = _narrowed(org_id, country, kind, lacks)
    order = Authority.country, Authority.office, Authority.id
    return reading().scalars(query.order_by(*order).limit(most)).all()


def page_of(
    org_id: UUID, number: int, size: int, country: str = "", kind: str = "", lacks: str = ""
) -> Page:
    """The page of this number (from 1; the last one if there are fewer) of such a list.

    Countries stand in the order of their English names, as nobody knows them by code; authorities
    without one come last. Only the countries on the page are put in order.
    """
    query = _narrowed(org_id, country, kind, lacks)
    code = func.coalesce(Authority.country, "")
    counted = query.with_only_columns(code, func.count()).group_by(code)
    counts = {row[0]: row[1] for row in reading().execute(counted)}
    pages = max(1, -(-sum(counts.values()) // size))
    number = min(max(1, number), pages)
    start, before, passed = (number - 1) * size, 0, 0
    here: list[str] = []
    for one in sorted(counts, key=_by_name):
        if before + counts[one] <= start:
            passed += counts[one]
        elif before < start + size:
            here.append(one)
        before += counts[one]
    order = case({one: place for place, one in enumerate(here)}, value=code) if here else code
    rows = query.where(code.in_(here)).order_by(order, Authority.office, Authority.id)
    found = reading().scalars(rows.offset(start - passed).limit(size)).all()
    return Page(found, number, pages, before)


def _by_name(code: str) -> tuple[bool, str]:
    return not code, names_in("en").get(code, code)


def _narrowed(org_id: UUID, country: str, kind: str, lacks: str) -> Select[Authority]:
    query = _not_merged(org_id)
    if country:
        query = query.where(Authority.country == country)
    if kind:
        query = query.where(Authority.kind == kind)
    if lacks in LACKS:
        query = _lacking(query, lacks)
    return query


def countries(org_id: UUID) -> list[str]:
    """Countries (ISO 3166-1 alpha-2) of which an organisation knows authorities."""
    query = select(Authority.country).where(
        Authority.org_id == org_id, Authority.merged_into.is_(None)
    )
    return sorted(filter(None, reading().scalars(query.distinct())))


def merged_into(authority: Authority) -> Sequence[Authority]:
    """Authorities that turned out to be this one."""
    query = select(Authority).where(Authority.merged_into == authority.id)
    return reading().scalars(query.order_by(Authority.id)).all()


def all_points(authority: Authority) -> Sequence[ContactPoint]:
    """Its contact points, the retired ones last."""
    query = select(ContactPoint).where(ContactPoint.authority_id == authority.id)
    retired = ContactPoint.retired_at.is_not(None)
    return reading().scalars(query.order_by(retired, ContactPoint.position)).all()


def _not_merged(org_id: UUID) -> Select[Authority]:
    return select(Authority).where(Authority.org_id == org_id, Authority.merged_into.is_(None))


def _lacking(query: Select[Authority], lacks: str) -> Select[Authority]:
    point = exists().where(
        ContactPoint.authority_id == Authority.id, ContactPoint.retired_at.is_(None)
    )
    holder = exists().where(
        OfficeHolder.authority_id == Authority.id,
        OfficeHolder.until.is_(None),
        OfficeHolder.name.is_not(None),
    )
    conditions = {
        "email": ~point.where(ContactPoint.channel == "email"),
        "way": ~point.where(ContactPoint.channel.in_(("email", "fax"))),
        "failing": point.where(ContactPoint.health == "failing"),
        "holder": ~holder,
        "unverified": holder.where(OfficeHolder.verified_at.is_(None)),
    }
    return query.where(conditions[lacks])
