"""Tables and transactions: what a row is, and how a writer begins and ends.

Reading is the default and cannot write. Whoever writes says so with `writing()`, which on SQLite
takes the write lock at once (BEGIN IMMEDIATE), so that no reader has to become a writer halfway.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import DateTime, Dialect, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from campaign.base.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# What is done last in a transaction, in the order of the locks.
AT_COMMIT = ("authorities searched", "campaigns searched", "gates", "history", "counts")


class Utc(TypeDecorator[datetime]):
    """An aware datetime, stored and returned in UTC; a naive one raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC, without zone where the database knows none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone reached the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """From the database: always aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of the house."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: Utc}
    )


class Owned:
    """A row with its own id that belongs to one organisation."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction that writes: commits at the end, rolls back on any error.

    It does not nest: a function that takes part in somebody's transaction is given the session.
    Objects read before it are read anew inside it.
    """
    session: Session = current_app.extensions["sqlalchemy"].session()
    if session.info.get("writing"):
        raise RuntimeError("writing() does not nest")
    session.rollback()
    session.connection(execution_options={"writes": True})
    session.info["writing"] = True
    try:
        yield session
        session.flush()  # what is written last may ask for a last thing to be done
        for name in AT_COMMIT:
            if last_thing := session.info.get("at_commit", {}).pop(name, None):
                last_thing(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()  # what belonged to this transaction ends with it


def at_commit(session: Session, name: str, last_thing: Callable[[Session], None]) -> None:
    """Do a thing once, as the last of this transaction, however often it is asked for.

    `name` is one of AT_COMMIT, which says what is locked before what.
    """
    session.info.setdefault("at_commit", {})[name] = last_thing


def reading() -> Session:
    """The session of this request or job, for reading."""
    session: Session = current_app.extensions["sqlalchemy"].session()
    return session


def rowcount(result: Any) -> int:
    """How many rows a statement changed (SQLAlchemy types execute() too widely to say)."""
    return int(result.rowcount)
