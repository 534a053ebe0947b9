"""A notice enters the outbox, or is taken out of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.database import rowcount
from campaign.notices.models import Notice

READY, SENDING, SENT, FAILED = "ready", "sending", "sent", "failed"


def post(
    session: Session,
    org_id: UUID,
    to: str,
    template: str,
    values: Mapping[str, object],
    sandbox: bool,
    send_at: datetime | None = None,
    about: UUID | None = None,
) -> Notice:
    """Put a mail into the outbox, in the caller's transaction; nudge "notices" after the commit.

    `template` is the name of a file in templates/mail/, `values` (plain JSON) are what it shows.
    It leaves at once or at `send_at` (aware). `about` names what it belongs to: `forget` finds it
    by that. Raises jinja2.TemplateNotFound.
    """
    current_app.jinja_env.get_template(f"mail/{template}.txt")
    now = db_now()
    notice = Notice(
        org_id=org_id,
        state=READY,
        template=template,
        about=about,
        to=to,
        values=dict(values),
        message_id=_new_message_id(),
        sandbox=sandbox,
        created_at=now,
        next_at=send_at or now,
    )
    session.add(notice)
    return notice


def forget(session: Session, about: UUID) -> None:
    """Wipe every mail that belongs to `about`; what has not left will not leave."""
    _wipe(session, Notice.about == about)


def take_back(session: Session, org_id: UUID, template: str, created_at: datetime) -> bool:
    """Wipe the mail of this template that was posted at this moment; False if it has left."""
    posted = (Notice.org_id == org_id, Notice.template == template)
    return _wipe(session, *posted, Notice.created_at == created_at) > 0


def _wipe(session: Session, *which: ColumnElement[bool]) -> int:
    unsettled = Notice.state.in_((READY, SENDING))
    wiped = update(Notice).where(*which, unsettled).values(state=FAILED, to=None, values=None)
    return rowcount(session.execute(wiped))


def change_waiting(session: Session, org_id: UUID, change: Callable[[str], str]) -> None:
    """Change every text in the values of an organisation's mails that have not left."""
    waiting = select(Notice).where(Notice.org_id == org_id, Notice.state == READY)
    for notice in session.scalars(waiting.with_for_update()):
        values = notice.values or {}
        notice.values = {key: _changed(value, change) for key, value in values.items()}


def _changed(value: object, change: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return change(value)
    return [_changed(one, change) for one in value] if isinstance(value, list) else value


def _new_message_id() -> str:
    """Made once, so that a mail which has to be sent again can be recognised."""
    _, sender = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])
    return f"<{secrets.token_hex(16)}@{sender.rpartition('@')[2]}>"
