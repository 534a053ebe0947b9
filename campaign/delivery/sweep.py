"""The sweeper: finds what a crash, a lost nudge or time left behind. It needs no Redis."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.delivery import budget, consequences, errors, evidence, fax_follow, workers
from campaign.delivery.models import Attempt
from campaign.letters import states
from campaign.letters.ending import end_letters
from campaign.letters.models import Transmission
from campaign.letters.renew import gather, renew
from campaign.letters.reroute import reroute

BY = "sweeper"
CRASHES = 3  # workers that may die with a transmission before it is set aside
BATCH = 500  # a sweep stays short; the next one goes on


def sweep() -> None:
    """Take back what dead workers held, note silence, settle doubts, renew or end what waits.

    Whoever calls it has the channels drained afterwards.
    """
    with writing() as session:
        if not dialects.only_one(session, "sweep"):
            return
        workers.strike_off(session)
        _take_back(session)
        _note_silence(session)
        budget.release(session)
    evidence.settle()
    fax_follow.follow()
    reroute()
    gather()
    renew()
    end_letters()


def _take_back(session: Session) -> None:
    """What the dead held: claimed goes back or, the third time, aside; marked is in doubt."""
    held = select(Transmission.id).where(workers.orphaned())
    cut = states.move(session, "cut", _ids(session, held, states.HANDING_OVER), BY, worker_id=None)
    session.execute(
        update(Attempt)
        .where(Attempt.transmission_id.in_([m.id for m in cut]), Attempt.outcome == "open")
        .values(outcome="cut", ended_at=db_now(), text="the worker was gone")
    )
    poison = held.where(Transmission.crashes >= CRASHES - 1)
    once_more: dict[str, Any] = {"crashes": Transmission.crashes + 1, "worker_id": None}
    states.move(session, "poisonous", _ids(session, poison, states.CLAIMED), BY, **once_more)
    back = states.move(session, "put_back", _ids(session, held, states.CLAIMED), BY, **once_more)
    consequences.unsent(session, (m.id for m in back))


def _note_silence(session: Session) -> None:
    """What was handed over long ago, and nothing was heard of since."""
    now = db_now()
    for channel, patience in errors.NO_NEWS.items():
        quiet = select(Transmission.id).where(
            Transmission.channel == channel, Transmission.handed_at < now - patience
        )
        states.move(session, "no_news", _ids(session, quiet, states.ACCEPTED), BY)


def _ids(session: Session, query: Select[UUID], state: str) -> list[UUID]:
    return list(session.scalars(query.where(Transmission.state == state).limit(BATCH)))
