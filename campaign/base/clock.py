"""The one clock of all processes: the database's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from campaign.base.database import reading

_NOW = text("SELECT clock_timestamp()")
_shift = timedelta()


def db_now() -> datetime:
    """The database's present time, aware, in UTC.

    SQLite lies in our own process, so its clock is this machine's.
    """
    session = reading()
    if session.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC) + _shift
    now: datetime = session.connection().execute(_NOW).scalar_one()
    return now.astimezone(UTC) + _shift


def shift(by: timedelta) -> None:
    """Move the clock of this process, for tests; a zero timedelta sets it right again."""
    global _shift
    _shift = by
