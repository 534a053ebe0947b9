"""Where SQLite and PostgreSQL differ, and nowhere else."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Select, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from campaign.base.database import Base

SESSION_LOCKS = 0x6C65747465727300  # our own range of advisory locks


def prepare_engine(engine: Engine) -> None:
    """Teach an engine how a reader and a writer begin."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin for us
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("writes"))


def _begin_sqlite(connection: Connection) -> None:
    writes = _writes(connection)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    driver.read_only = not _writes(connection)


def skip_locked(session: Session, query: Select[Any]) -> Select[Any]:
    """Lock the rows of a query, passing over rows another worker holds.

    SQLite needs nothing: its one writer holds the whole file.
    """
    return query if is_sqlite(session) else query.with_for_update(skip_locked=True)


def insert(session: Session, table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT."""
    return sqlite.insert(table) if is_sqlite(session) else postgresql.insert(table)


def is_sqlite(session: Session) -> bool:
    """True on SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def count_slots(session: Session) -> int:
    """Over how many rows a busy count is spread, so that writers do not wait for each other."""
    return 1 if is_sqlite(session) else 4


def _lock_key(worker_id: UUID) -> int:
    digest = hashlib.sha256(worker_id.bytes).digest()
    return int.from_bytes(digest[:8], "big", signed=True) ^ SESSION_LOCKS


def hold_worker_lock(connection: Connection, worker_id: UUID) -> None:
    """Hold, as long as this connection lives, the lock that says the worker lives (PostgreSQL)."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _lock_key(worker_id)})


def worker_lock_gone(session: Session, worker_id: UUID) -> bool:
    """True if the worker's session is gone; SQLite cannot know and says False."""
    if is_sqlite(session):
        return False
    key = {"key": _lock_key(worker_id)}
    return bool(session.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), key).scalar_one())


def only_one(session: Session, name: str) -> bool:
    """Take a lock for this transaction; False if somebody else is at the same work."""
    if is_sqlite(session):
        return True
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    query = text("SELECT pg_try_advisory_xact_lock(:key)")
    return bool(session.execute(query, {"key": key}).scalar_one())


def one_by_one(session: Session, name: str) -> None:
    """Wait until nobody else is at the same work, and keep others waiting until the commit.

    SQLite needs nothing: its one writer is alone.
    """
    if not is_sqlite(session):
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
