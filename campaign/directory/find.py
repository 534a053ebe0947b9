"""Authorities by organisation, country, kind, name."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, exists, select

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
    query = _not_merged(org_id)
    if country:
        query = query.where(Authority.country == country)
    if kind:
        query = query.where(Authority.kind == kind)
    if lacks in LACKS:
        query = _lacking(query, lacks)
    order = Authority.country, Authority.office, Authority.id
    return reading().scalars(query.order_by(*order).limit(most)).all()


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
