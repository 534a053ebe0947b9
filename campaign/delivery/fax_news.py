"""What a gateway says of a fax moves its transmission, once, and only by the try it belongs to."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.base.ids import new_id
from campaign.delivery import budget, consequences, retry
from campaign.delivery.gateways import Report
from campaign.delivery.models import Attempt, FaxReport
from campaign.letters import states
from campaign.letters.addresses import named_by_fax

HUNDREDTHS = 100  # of a cent, in which budgets count

log = logging.getLogger(__name__)


class TooEarly(Exception):
    """News of a fax whose handing over is not recorded yet: it must be told again later."""


def tell(gateway: str, report: Report, by: str) -> bool:
    """Let a transmission hear what a gateway says of it; True if something was news.

    The gateway's words are kept with the try they are about. If that is not the last one, nothing
    moves: what came of a later try is not undone by news of an earlier one. A fax that we do not
    know is none of ours. Raises TooEarly.
    """
    if report.event is None:
        return False
    with writing() as session:
        attempt = _attempt(session, gateway, report)
        if attempt is None:
            log.warning("%s tells of a fax that is not ours", gateway)
            return False
        if attempt.outcome == "open":
            raise TooEarly
        now = db_now()
        if not _is_new(session, attempt, report, now):
            return False
        attempt.outcome = "taken"  # whatever we thought
        attempt.gateway_ref = attempt.gateway_ref or report.reference
        attempt.error_class, attempt.text = report.error_class, report.text
        session.flush()
        if _move(session, attempt, report, now, by):
            _pay(session, attempt.transmission_id, report)
            consequences.heard(session, attempt.transmission_id, report.error_class, report.text)
    return True


def _pay(session: Session, transmission_id: UUID, report: Report) -> None:
    """What the gateway asks for it, else its pages; a call that carried none costs nothing."""
    pages = report.pages if report.pages or report.event == "proved" else 0
    cost = None if report.cost is None else report.cost * HUNDREDTHS
    budget.settle(session, transmission_id, pages=pages, cost=cost)


def _attempt(session: Session, gateway: str, report: Report) -> Attempt | None:
    """The try that a report is about: by our reference, else by the gateway's own."""
    query = select(Attempt).where(Attempt.gateway == gateway)
    if named := named_by_fax(report.ours):
        query = query.where(
            Attempt.transmission_id == named.transmission_id, Attempt.fence == named.fence
        )
    else:
        query = query.where(Attempt.gateway_ref == report.reference)
    return session.scalar(query)


def _is_new(session: Session, attempt: Attempt, report: Report, now: datetime) -> bool:
    """Keep what was said; False if it was said before."""
    row = dialects.insert(session, FaxReport).values(
        id=new_id(),
        org_id=attempt.org_id,
        attempt_id=attempt.id,
        key=report.key,
        at=now,
        event=report.event,
        error_class=report.error_class,
        text=report.text,
        pages=report.pages,
        cost=report.cost,
        raw=report.raw,
    )
    kept = row.on_conflict_do_nothing(index_elements=["attempt_id", "key"]).returning(FaxReport.id)
    return session.scalar(kept) is not None


def _move(session: Session, attempt: Attempt, report: Report, now: datetime, by: str) -> bool:
    """Move the transmission if this try is its last; True if it moved."""
    key = attempt.transmission_id
    ours = {key: attempt.fence}
    changes: dict[str, Any] = {
        "pages": report.pages,
        "error_class": report.error_class,
        "error_text": report.text if report.error_class else None,
    }
    if report.event == "not_through" and report.error_class:
        changes |= retry.after(session, key, report.error_class, report.text, now)
        moved = states.move(session, "not_through", ours, by, **changes)
        if moved:
            retry.give_up_if_spent(session, key, by)
        return bool(moved)
    if report.event in ("proved", "partly"):  # what waits to be sent again is not, after all
        states.move(session, "went_after_all", ours, by, **changes)
    events = ("proved", "proved_after_all") if report.event == "proved" else (str(report.event),)
    return any(states.move(session, event, ours, by, **changes) for event in events)
