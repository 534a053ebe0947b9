"""Where SQLite and PostgreSQL differ, and nowhere else but in `many.py`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    any_,
    bindparam,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from campaign.base.database import Base

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is erased is overwritten in the file too
)
LOCK_TIMEOUT = "2s"  # how long a migration waits for a lock, and others behind it


def prepare_engine(engine: Engine) -> None:
    """Teach an engine how a reader and a writer begin."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin for us
    for pragma in PRAGMAS:
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

    Rows that others only refer to (a letter is just being written to this mailbox) are not passed
    over. SQLite needs nothing: its one writer holds the whole file.
    """
    if is_sqlite(session):
        return query
    return query.with_for_update(skip_locked=True, key_share=True)


def insert(session: Session, table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT."""
    return sqlite.insert(table) if is_sqlite(session) else postgresql.insert(table)


def one_of(sqlite: bool, column: Any, name: str) -> ColumnElement[bool]:
    """The condition that a column is among the values of parameter `name`, however many they are.

    On PostgreSQL they travel as one array, so that the statement stays the same and prepared.
    """
    if sqlite:
        return column.in_(bindparam(name, expanding=True))  # type: ignore[no-any-return]
    return column == any_(bindparam(name, type_=postgresql.ARRAY(column.type)))  # type: ignore[no-any-return]


def is_sqlite(session: Session) -> bool:
    """True on SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def count_slots(session: Session) -> int:
    """Over how many rows a busy count is spread, so that writers do not wait for each other."""
    return 1 if is_sqlite(session) else 4


@contextmanager
def worker_lock(engine: Engine, worker_id: UUID) -> Iterator[None]:
    """Hold the lock that says the worker lives; it is gone with our connection (PostgreSQL).

    The connection is our own and is closed, not given back to the pool, where the lock would live
    on in it.
    """
    if engine.dialect.name == "sqlite":
        yield
        return
    with engine.connect() as connection:
        connection.detach()
        key = {"key": _lock_key(f"worker:{worker_id}")}
        connection.execute(text("SELECT pg_advisory_lock(:key)"), key)
        connection.commit()  # the lock is the session's; no transaction stays open beside it
        yield


def worker_lock_gone(session: Session, worker_id: UUID) -> bool:
    """True if the worker's session is gone; SQLite cannot know and says False."""
    return not is_sqlite(session) and _try_lock(session, f"worker:{worker_id}")


def only_one(session: Session, name: str) -> bool:
    """Take a lock for this transaction; False if somebody else is at the same work."""
    return is_sqlite(session) or _try_lock(session, name)


def one_by_one(session: Session, name: str) -> None:
    """Wait until nobody else is at the same work, and keep others waiting until the commit.

    SQLite needs nothing: its one writer is alone.
    """
    if not is_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_key(name)})


def _try_lock(session: Session, name: str) -> bool:
    query = text("SELECT pg_try_advisory_xact_lock(:key)")
    return bool(session.execute(query, {"key": _lock_key(name)}).scalar_one())


def _lock_key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@contextmanager
def migrating(connection: Connection) -> Iterator[None]:
    """The transaction of a migration, beside a site that works.

    PostgreSQL waits for no lock longer than LOCK_TIMEOUT, and nobody behind it: then the migration
    fails, nothing has changed, and it can be started again. On SQLite a table that others refer to
    is changed by a copy that takes its place, which foreign keys would forbid; they are checked
    before the commit, and RuntimeError is raised if something refers to nothing.
    """
    with _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "sqlite":
            yield
            if connection.execute(text("PRAGMA foreign_key_check")).first():
                raise RuntimeError("after the migration something would refer to nothing")
        else:
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
            yield


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """On SQLite, where they cannot be switched within a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def only_added_to(connection: Connection, table: str, but: str) -> None:
    """Let the database itself refuse to change or delete rows of a table, save one column."""
    columns = [c["name"] for c in inspect(connection).get_columns(table) if c["name"] != but]
    changed = f"UPDATE OF {', '.join(columns)}"
    if connection.dialect.name == "sqlite":
        for name, act in ("changed", changed), ("deleted", "DELETE"):
            refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
            _trigger(connection, f"{table}_{name}", table, act, "", refuse)
        return
    connection.execute(
        text(
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is only added to'; END $$"
        )
    )
    refuse = f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    act = f"{changed} OR DELETE OR TRUNCATE"
    _trigger(connection, f"{table}_kept", table, act, f" ON {table}", refuse)


def _trigger(connection: Connection, name: str, table: str, act: str, at: str, do: str) -> None:
    connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{at}"))
    connection.execute(text(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {do}"))
