"""When a transmission that failed is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.delivery import errors
from campaign.delivery.models import Attempt
from campaign.letters import states
from campaign.letters.models import Transmission
from config import Config


def after(
    session: Session,
    transmission_id: UUID,
    error_class: str,
    text: str,
    now: datetime,
    began: bool = True,
) -> dict[str, Any]:
    """What a try that failed for now writes on a transmission besides its state.

    `began` is False if nothing was said of it to anybody: then the try is void and counts nothing.
    """
    transmission = session.get_one(Transmission, transmission_id)
    percent = _config().patience_percent
    pause = errors.pause_before_next(error_class, transmission.tries, text, percent)
    changes: dict[str, Any] = {
        "worker_id": None,
        "error_class": error_class,
        "error_text": text,
        "next_at": now + pause,
    }
    if began:
        limit = errors.DEADLINES[transmission.channel]
        changes["deadline"] = transmission.deadline or now + limit
        if errors.TABLE[error_class].counts:
            changes["tries"] = Transmission.tries + 1
    return changes


def give_up_if_spent(session: Session, transmission_id: UUID, by: str) -> None:
    """Give up what failed too often or for too long; to be called after the attempt was ended.

    Nothing dies but by a try that failed: not while it is paused or waits for our relay.
    """
    transmission = session.get_one(Transmission, transmission_id, populate_existing=True)
    late = transmission.deadline is not None and transmission.deadline < db_now()
    often = transmission.tries >= _config().attempts_max
    if late or often or _class_is_spent(session, transmission):
        states.move(session, "spent", [transmission_id], by)


def _class_is_spent(session: Session, transmission: Transmission) -> bool:
    """True if as many tries have ended in the last one's class as the table allows.

    Counted since a person last let all tries begin anew.
    """
    last = transmission.error_class or ""
    most = errors.TABLE[last].most if last in errors.TABLE else None
    if most is None:
        return False
    counting = [name for name, rule in errors.TABLE.items() if rule.counts]
    query = (
        select(Attempt.error_class)
        .where(Attempt.transmission_id == transmission.id, Attempt.error_class.in_(counting))
        .order_by(Attempt.fence.desc())
        .limit(transmission.tries)
    )
    return session.scalars(query).all().count(last) >= most


def _config() -> Config:
    config: Config = current_app.config["CAMPAIGN"]
    return config
