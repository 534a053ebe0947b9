"""The sweeper: finds what a crash, a lost nudge or time left behind. It needs no Redis."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import budget, consequences, errors, evidence, workers
from campaign.delivery.gateways import Report
from campaign.delivery.gateways.choose import fax_gateway
from campaign.delivery.models import Attempt
from campaign.letters import states
from campaign.letters.models import Transmission
from campaign.letters.renew import gather, renew
from campaign.letters.reroute import reroute

BY = "sweeper"
CRASHES = 3  # workers that may die with a transmission before it is set aside
BATCH = 500  # a sweep stays short; the next one goes on


def sweep() -> None:
    """Take back what dead workers held, note silence, settle doubts, renew what waits.

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
    _ask_after_faxes()
    reroute()
    gather()
    renew()


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
    once_more = {"crashes": Transmission.crashes + 1, "worker_id": None}
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


def _ask_after_faxes() -> None:
    """A fax that a gateway took is followed until the gateway knows its fate."""
    config = current_app.config["CAMPAIGN"]
    if not config.fax_available:
        return
    gateway = fax_gateway(config)
    followed = reading().execute(
        select(Transmission.id, Transmission.gateway_ref)
        .where(Transmission.channel == "fax", Transmission.state == states.ACCEPTED)
        .limit(BATCH)
    )
    reports = [(row.id, gateway.look_up(row.gateway_ref)) for row in followed if row.gateway_ref]
    with writing() as session:
        for transmission_id, report in reports:
            _settle(session, transmission_id, report, db_now())


def _settle(session: Session, transmission_id: UUID, report: Report, now: datetime) -> None:
    if report.event:
        states.move(
            session, report.event, [transmission_id], BY, pages=report.pages, settled_at=now
        )
        budget.settle(session, transmission_id, pages=report.pages)
