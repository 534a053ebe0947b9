"""Workers and their leases: who is alive, and who is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import rowcount, writing
from campaign.base.extensions import db
from campaign.base.ids import new_id
from campaign.delivery.models import Worker


class LeaseLost(Exception):
    """This worker was taken for dead; what it held belongs to others now."""


@contextmanager
def working(channel: str) -> Iterator[UUID]:
    """Be a worker: on the list, with a lease, and holding the lock that says so (PostgreSQL)."""
    worker_id = new_id()
    with db.engine.connect() as own_connection:
        dialects.hold_worker_lock(own_connection, worker_id)
        with writing() as session:
            now = db_now()
            session.add(
                Worker(id=worker_id, channel=channel, started_at=now, lease_until=now + _lease())
            )
        try:
            yield worker_id
        finally:
            with writing() as session:
                session.execute(delete(Worker).where(Worker.id == worker_id))


def renew_lease(session: Session, worker_id: UUID) -> None:
    """Prolong the lease in the caller's transaction; raises LeaseLost if it is over."""
    now = db_now()
    renewed = session.execute(
        update(Worker)
        .where(Worker.id == worker_id, Worker.lease_until > now)
        .values(lease_until=now + _lease())
    )
    if not rowcount(renewed):
        raise LeaseLost(str(worker_id))


def gone(session: Session) -> list[UUID]:
    """Workers whose lease is over or whose session died; they are struck off the list."""
    now = db_now()
    dead = [
        worker.id
        for worker in session.scalars(select(Worker))
        if worker.lease_until <= now or dialects.worker_lock_gone(session, worker.id)
    ]
    session.execute(delete(Worker).where(Worker.id.in_(dead)))
    return dead


def _lease() -> timedelta:
    return timedelta(seconds=current_app.config["CAMPAIGN"].lease_seconds)
