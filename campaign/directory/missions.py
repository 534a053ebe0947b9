"""Embassies and missions: which state sent them, where they are, which states they cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.appeals.countries import find_countries
from campaign.base.database import reading
from campaign.directory.models import Accreditation, Authority, Mission
from campaign.directory.points import web_address


@dataclass(frozen=True)
class Representation:
    """A mission that represents one state in another."""

    authority: Authority
    city: str  # of its seat, or empty
    website: str  # or empty
    resident: bool  # its seat is in the receiving state


def describe(
    session: Session,
    authority: Authority,
    sending: str,
    receiving: Iterable[str] = (),
    city: str = "",
    website: str = "",
) -> None:
    """Say of an authority which state it represents (ISO 3166-1 alpha-2), and in which others.

    The country of its seat is one of them without being named. Raises Problem for a website that
    cannot be one.
    """
    known = session.scalars(select(Mission).filter_by(authority_id=authority.id)).one_or_none()
    mission = known or Mission(org_id=authority.org_id, authority_id=authority.id)
    mission.sending, mission.city = sending, city or None
    mission.website = web_address(website) if website else None
    session.add(mission)
    session.execute(delete(Accreditation).where(Accreditation.authority_id == authority.id))
    session.add_all(
        Accreditation(
            org_id=authority.org_id, authority_id=authority.id, sending=sending, receiving=state
        )
        for state in sorted({*receiving, *filter(None, [authority.country])})
    )
    session.flush()


def learn_mission(session: Session, gone: Authority, kept: Authority) -> None:
    """Tell one that stands for both what only the other was described as."""
    known = select(Mission).where(Mission.authority_id.in_((gone.id, kept.id)))
    missions = {one.authority_id: one for one in session.scalars(known)}
    if kept.id in missions or gone.id not in missions:
        return
    covered = select(Accreditation.receiving).where(Accreditation.authority_id == gone.id)
    its, states = missions[gone.id], session.scalars(covered).all()
    describe(session, kept, its.sending, states, its.city or "", its.website or "")


def representing(org_id: UUID, sending: str, receiving: str) -> list[Representation]:
    """Missions of one state that are known to cover another, the most fitting first.

    Embassies come before permanent missions, which speak to an organisation, and those with their
    seat in the receiving state before others. States are ISO 3166-1 alpha-2.
    """
    described = (
        select(Authority, Mission)
        .join(Mission, Mission.authority_id == Authority.id)
        .join(Accreditation, Accreditation.authority_id == Authority.id)
        .where(
            Accreditation.org_id == org_id,
            Accreditation.sending == sending,
            Accreditation.receiving == receiving,
            Authority.merged_into.is_(None),
        )
    )
    found = [
        Representation(one, mission.city or "", mission.website or "", one.country == receiving)
        for one, mission in reading().execute(described)
    ]
    found += [
        Representation(one, "", "", resident=True)
        for one in _undescribed(org_id, receiving)
        if sending in sent_by(one)
    ]
    return sorted(found, key=_fitness)


def sent_by(authority: Authority) -> list[str]:
    """States that the title of a mission names, but for that of its seat."""
    named = (one.country for one in find_countries(authority.office, "en"))
    return [country for country in named if country != authority.country]


def _undescribed(org_id: UUID, country: str) -> list[Authority]:
    """Missions that came in with an appeal: only their title says whose they are."""
    query = (
        select(Authority)
        .outerjoin(Mission, Mission.authority_id == Authority.id)
        .where(
            Authority.org_id == org_id,
            Authority.country == country,
            Authority.kind.in_(("embassy", "mission")),
            Authority.merged_into.is_(None),
            Mission.id.is_(None),
        )
    )
    return list(reading().scalars(query))


def _fitness(one: Representation) -> tuple[bool, bool, bool, str]:
    consulate = "consul" in one.authority.office.casefold()
    return (one.authority.kind != "embassy", not one.resident, consulate, str(one.authority.id))
