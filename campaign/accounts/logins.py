"""Who is logged in: half an hour without a request ends it, twelve hours end it in any case."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaign.accounts.models import LogIn, Manager
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.tokens import new_token, token_hash

IDLE = timedelta(minutes=30)
AT_MOST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last request is noted
COOKIE_KEY = "desk"  # under which the browser's session holds the token


def begin(session: Session, manager: Manager) -> str:
    """Let a manager in, in the caller's transaction; returns the token for the browser."""
    now = db_now()
    session.execute(delete(LogIn).where(LogIn.began_at < now - AT_MOST))
    token = new_token()
    session.add(
        LogIn(
            org_id=manager.org_id,
            manager_id=manager.id,
            token_hash=token_hash("desk", token),
            version=manager.session_version,
            began_at=now,
            seen_at=now,
        )
    )
    return token


def manager_of(token: str | None) -> Manager | None:
    """Who holds this token, or None; notes that they were here (in a transaction of its own)."""
    if not token:
        return None
    found = _open(token)
    if found is None:
        return None
    log_in, manager = found
    now = db_now()
    if now - log_in.seen_at > SEEN_EVERY:
        with writing() as session:
            session.execute(update(LogIn).where(LogIn.id == log_in.id).values(seen_at=now))
    return manager


def end(session: Session, token: str) -> None:
    """Log out: the token is worth nothing from now on."""
    session.execute(delete(LogIn).where(LogIn.token_hash == token_hash("desk", token)))


def _open(token: str) -> tuple[LogIn, Manager] | None:
    now = db_now()
    query = (
        select(LogIn, Manager)
        .join(Manager, Manager.id == LogIn.manager_id)
        .where(
            LogIn.token_hash == token_hash("desk", token),
            LogIn.version == Manager.session_version,
            LogIn.seen_at > now - IDLE,
            LogIn.began_at > now - AT_MOST,
            Manager.disabled_at.is_(None),
        )
    )
    row = reading().execute(query).one_or_none()
    return (row[0], row[1]) if row else None
