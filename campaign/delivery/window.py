"""A window: mark the next few, hand them over, record what came of it.

One transaction records the results of the last window and marks the next. Nothing leaves that was
not marked in a commit; so a worker that dies leaves at most one window in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.base import crash, dialects, many
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.base.ids import new_id
from campaign.delivery import budget, consequences, gates, retry
from campaign.delivery.claim import may_leave
from campaign.delivery.gateways import Gateway, Outcome, Parcel
from campaign.delivery.models import Attempt
from campaign.delivery.workers import renew_lease
from campaign.letters import states
from campaign.letters.addresses import bounce_address
from campaign.letters.models import (
    ChannelGate,
    Destination,
    Domain,
    Transmission,
    TransmissionContent,
)


@dataclass(frozen=True)
class Result:
    """What came of one parcel."""

    parcel: Parcel
    outcome: Outcome


def record_and_mark(
    worker_id: UUID, gateway: Gateway, results: Sequence[Result], window: dict[UUID, int]
) -> list[Parcel]:
    """Record the last window and mark the next, in one commit; returns what may be handed over.

    Raises LeaseLost (and then nothing is recorded or marked) if this worker was taken for dead.
    """
    with writing() as session:
        now = renew_lease(session, worker_id)
        _record_all(session, results, f"worker:{worker_id}", now)
        consequences.act(session)  # before the mark, which asks what is closed now
        parcels = _mark(session, worker_id, gateway, window, now)
        if window:
            crash.point("marking")
    if results:
        crash.point("recorded")
    if parcels:
        crash.point("marked")
    return parcels


def record_late(worker_id: UUID, results: Sequence[Result]) -> None:
    """Record results after the lease was lost: what we saw is still evidence."""
    with writing() as session:
        _record_all(session, results, f"worker:{worker_id}", db_now())


def put_back(worker_id: UUID, claimed: dict[UUID, int]) -> None:
    """Give back what was claimed and will not be marked by us."""
    with writing() as session:
        back = states.move(session, "put_back", claimed, f"worker:{worker_id}", worker_id=None)
        consequences.unsent(session, (m.id for m in back))


def _mark(
    session: Session, worker_id: UUID, gateway: Gateway, window: dict[UUID, int], now: datetime
) -> list[Parcel]:
    if not window:
        return []
    by = f"worker:{worker_id}"
    parcels = _sendable(session, window)
    sendable = {p.transmission_id: p.fence for p in parcels}
    marked = {m.id for m in states.move(session, "marked", sendable, by, now, marked_at=now)}
    parcels = [p for p in parcels if p.transmission_id in marked]
    tries = [_attempt(p, worker_id, gateway, now) for p in parcels]
    many.insert(session, Attempt, tries)
    rest = {key: fence for key, fence in window.items() if key not in marked}
    if rest:
        _not_now(session, rest, by)
    return parcels


def _attempt(parcel: Parcel, worker_id: UUID, gateway: Gateway, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "org_id": parcel.org_id,
        "transmission_id": parcel.transmission_id,
        "fence": parcel.fence,
        "worker_id": worker_id,
        "gateway": gateway.name,
        "outcome": "open",
        "started_at": now,
    }


def _sendable(session: Session, window: dict[UUID, int]) -> list[Parcel]:
    """Those of a window that are still ours and that nothing speaks against, with their bytes."""
    sandbox = current_app.config["CAMPAIGN"].sandbox
    query = _leaving(sandbox, dialects.is_sqlite(session))
    rows = {row.id: row for row in session.connection().execute(query, {"ids": list(window)})}
    return [
        Parcel(
            transmission_id=row.id,
            org_id=row.org_id,
            fence=row.fence,
            message_id=row.message_id,
            sender=bounce_address(row.id),
            address=row.address,
            payload=row.payload,
        )
        for row in (rows[key] for key in window if key in rows)
        if row.fence == window[row.id]
    ]


@cache
def _leaving(sandbox: bool, sqlite: bool) -> Any:
    """The query for those of `ids` that nothing speaks against; `sandbox` is our mode."""
    t, content = Transmission, TransmissionContent
    return (
        select(t.id, t.org_id, t.fence, t.message_id, Destination.address, content.payload)
        .join(Destination, Destination.id == t.destination_id)
        .join(content, content.transmission_id == t.id)
        .outerjoin(Domain, Domain.id == Destination.domain_id)
        .outerjoin(ChannelGate, ChannelGate.channel == t.channel)
        .where(
            dialects.one_of(sqlite, t.id, "ids"),
            may_leave(sandbox),
            *(gates.lets_leave(gate) for gate in (ChannelGate, Domain, Destination)),
        )
    )


def _not_now(session: Session, rest: dict[UUID, int], by: str) -> None:
    """Back to the queue what a pause or correction holds; call back what has been erased."""
    content = TransmissionContent.transmission_id
    kept = set(session.scalars(select(content).where(content.in_(rest))))
    erased = {key: fence for key, fence in rest.items() if key not in kept}
    states.move(session, "called_back", erased, by, fence=Transmission.fence + 1, worker_id=None)
    back = states.move(session, "put_back", rest, by, worker_id=None)
    consequences.unsent(session, (m.id for m in back))


def _record_all(session: Session, results: Sequence[Result], by: str, now: datetime) -> None:
    """First the letters, then whom their answers concern (the order of locks)."""
    if not results:
        return
    _record_taken(session, [r for r in results if r.outcome.event == "taken"], by, now)
    for result in results:
        if result.outcome.event != "taken":
            _record(session, result, by, now)
    _end_attempts(session, results, now)
    for result in results:
        if result.outcome.event == "not_taken":
            retry.give_up_if_spent(session, result.parcel.transmission_id, by)
    for parcel, outcome in ((r.parcel, r.outcome) for r in results):
        if outcome.event == "taken" or outcome.error_class:
            consequences.heard(session, parcel.transmission_id, outcome.error_class, outcome.text)


def _record_taken(session: Session, results: Sequence[Result], by: str, now: datetime) -> None:
    """All that was taken moves at once; what somebody took from us is found to be taken."""
    if not results:
        return
    ours = {r.parcel.transmission_id: r.parcel.fence for r in results}
    named = {"gateway_ref": {r.parcel.transmission_id: r.outcome.reference for r in results}}
    changes: dict[str, Any] = {
        "handed_at": now,
        "worker_id": None,
        "error_class": None,
        "error_text": None,
    }
    moved = {m.id for m in states.move(session, "taken", ours, by, now, each=named, **changes)}
    doubted = {key: fence for key, fence in ours.items() if key not in moved}
    states.move(session, "found_taken", doubted, by, now, each=named, **changes)


def _record(session: Session, result: Result, by: str, now: datetime) -> None:
    """What was not taken, or may not have been."""
    parcel, outcome = result.parcel, result.outcome
    ours = {parcel.transmission_id: parcel.fence}
    changes: dict[str, Any] = {
        "worker_id": None,
        "error_class": outcome.error_class,
        "error_text": outcome.text,
    }
    if outcome.event == "not_taken" and outcome.error_class:
        key, error_class = parcel.transmission_id, outcome.error_class
        changes |= retry.after(session, key, error_class, outcome.text, now, outcome.began)
    moved = states.move(session, outcome.event, ours, by, **changes)
    if not moved and outcome.event != "cut":  # somebody took us for dead; we know better
        moved = states.move(session, "found_not_taken", ours, by, **changes)
    if moved and outcome.event != "cut":
        budget.give_back(session, ours)  # nobody was called


def _end_attempts(session: Session, results: Sequence[Result], now: datetime) -> None:
    """How each try ended; sent to the database in one go."""
    many.update_by(
        session,
        Attempt,
        ("transmission_id", "fence"),
        [
            {
                "transmission_id": parcel.transmission_id,
                "fence": parcel.fence,
                "outcome": outcome.event if outcome.began else "voided",
                "ended_at": now,
                "error_class": outcome.error_class,
                "code": outcome.code,
                "text": outcome.text,
                "gateway_ref": outcome.reference,
            }
            for parcel, outcome in ((r.parcel, r.outcome) for r in results)
        ],
    )
