"""Workers and their leases: who is alive, and who is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    inspect,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import rowcount, writing
from campaign.base.extensions import db
from campaign.base.ids import new_id
from campaign.delivery.models import Worker
from campaign.letters.models import Transmission

_WORKER: Any = inspect(Worker).local_table
_RENEWING = (
    update(_WORKER)
    .where(_WORKER.c.id == bindparam("worker"), _WORKER.c.lease_until > bindparam("now"))
    .values(lease_until=bindparam("until"))
)


class LeaseLost(Exception):
    """This worker was taken for dead; what it held belongs to others now."""


@contextmanager
def working(channel: str) -> Iterator[UUID]:
    """Be a worker: on the list, with a lease, and holding the lock that says so (PostgreSQL).

    Whoever ends by an error stays on the list, and so does what it held, until the sweeper comes.
    """
    worker_id = new_id()
    with dialects.worker_lock(db.engine, worker_id):
        with writing() as session:
            now = db_now()
            session.add(
                Worker(id=worker_id, channel=channel, started_at=now, lease_until=now + _lease())
            )
        yield worker_id
        with writing() as session:
            session.execute(delete(Worker).where(Worker.id == worker_id))


def renew_lease(session: Session, worker_id: UUID) -> datetime:
    """Prolong the lease in the caller's transaction; raises LeaseLost if it is over.

    Returns the present time, which it had to ask for.
    """
    now = db_now()
    renewed = session.connection().execute(
        _RENEWING, {"worker": worker_id, "now": now, "until": now + _lease()}
    )
    if not rowcount(renewed):
        raise LeaseLost(str(worker_id))
    return now


def strike_off(session: Session) -> None:
    """Take off the list who let the lease run out or whose session died."""
    died = [
        worker_id
        for worker_id in session.scalars(select(Worker.id))
        if dialects.worker_lock_gone(session, worker_id)
    ]
    over = Worker.lease_until <= db_now()
    session.execute(delete(Worker).where(or_(over, Worker.id.in_(died))))


def orphaned() -> ColumnElement[bool]:
    """The condition that a transmission is held by a worker who is not on the list any more."""
    return and_(
        Transmission.worker_id.is_not(None), ~exists().where(Worker.id == Transmission.worker_id)
    )


def _lease() -> timedelta:
    return timedelta(seconds=current_app.config["CAMPAIGN"].lease_seconds)
