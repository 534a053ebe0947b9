"""At most one call to a number at a time: their line is theirs too.

A call lasts from the claim of a fax until its gateway tells how it ended.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from campaign.letters import states
from campaign.letters.models import Transmission

OPEN = (states.CLAIMED, states.HANDING_OVER, states.ACCEPTED)


def one_at_a_time(channel: str) -> bool:
    """True if a number is called for one letter at a time; in the sandbox no machine rings."""
    live: bool = current_app.config["CAMPAIGN"].live
    return live and channel == "fax"


def going_on() -> Select[UUID]:
    """The numbers (destinations) that are being called."""
    return select(Transmission.destination_id).where(
        Transmission.channel == "fax", Transmission.state.in_(OPEN)
    )


def engaged(session: Session, destinations: Collection[UUID]) -> set[UUID]:
    """Those of these numbers that are being called; to be asked while their gates are held."""
    among = going_on().where(Transmission.destination_id.in_(destinations))
    return set(session.scalars(among))
