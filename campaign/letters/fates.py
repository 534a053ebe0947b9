"""What became of letters by where they went."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app
from sqlalchemy import func, or_, select, text

from campaign.base.database import reading
from campaign.directory.models import Authority, ContactPoint
from campaign.letters import states
from campaign.letters.models import LEFT, Transmission

Place = tuple[str, str]  # channel and address

GROUPS: Mapping[str, tuple[str, ...]] = {
    "arrived": (states.DELIVERED,),
    "handed_over": states.HANDED_OVER,
    "unsettled": (states.UNCERTAIN,),
    "came_back": (states.BOUNCED,),
    "failed": states.GIVEN_UP,
}


def fates(authority: Authority) -> dict[Place, dict[str, int]]:
    """How many letters left to each address of an authority, by what became of them (GROUPS).

    Joint letters count as one. Those that went there when it was still known as another authority,
    merged since, are among them. Only of this mode, sandbox or live.
    """
    group = {state: name for name, of_it in GROUPS.items() for state in of_it}
    ours = or_(Authority.id == authority.id, Authority.merged_into == authority.id)
    points = (
        select(ContactPoint).join(Authority, Authority.id == ContactPoint.authority_id).where(ours)
    )
    places = {one.id: (one.channel, one.address) for one in reading().scalars(points)}
    query = (
        select(Transmission.contact_point_id, Transmission.state, func.count())
        .where(
            Transmission.contact_point_id.in_(list(places)),
            Transmission.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
            text(LEFT),  # as the index says it
        )
        .group_by(Transmission.contact_point_id, Transmission.state)
    )
    found: dict[Place, dict[str, int]] = {}
    for point_id, state, n in reading().execute(query):
        there = found.setdefault(places[point_id], dict.fromkeys(GROUPS, 0))
        there[group[state]] += n
    return found
