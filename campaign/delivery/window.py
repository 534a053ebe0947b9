"""A window: mark the next few, hand them over, record what came of it.

One transaction records the results of the last window and marks the next. Nothing leaves that was
not marked in a commit; so a worker that dies leaves at most one window in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import or_, select, tuple_, update
from sqlalchemy.orm import Session

from campaign.base import crash
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.delivery import consequences, errors, gates
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
        renew_lease(session, worker_id)
        _record_all(session, results, f"worker:{worker_id}")
        consequences.act(session)  # before the mark, which asks what is closed now
        parcels = _mark(session, worker_id, gateway, window)
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
        _record_all(session, results, f"worker:{worker_id}")


def put_back(worker_id: UUID, claimed: dict[UUID, int]) -> None:
    """Give back what was claimed and will not be marked by us."""
    with writing() as session:
        back = states.move(session, "put_back", claimed, f"worker:{worker_id}", worker_id=None)
        consequences.unsent(session, (m.id for m in back))


def _mark(
    session: Session, worker_id: UUID, gateway: Gateway, window: dict[UUID, int]
) -> list[Parcel]:
    by = f"worker:{worker_id}"
    parcels = _sendable(session, window)
    sendable = {p.transmission_id: p.fence for p in parcels}
    now = db_now()
    marked = {m.id for m in states.move(session, "marked", sendable, by, marked_at=now)}
    parcels = [p for p in parcels if p.transmission_id in marked]
    session.add_all(
        Attempt(
            org_id=p.org_id,
            transmission_id=p.transmission_id,
            fence=p.fence,
            worker_id=worker_id,
            gateway=gateway.name,
            outcome="open",
            started_at=now,
        )
        for p in parcels
    )
    rest = {key: fence for key, fence in window.items() if key not in marked}
    _not_now(session, rest, by)
    return parcels


def _sendable(session: Session, window: dict[UUID, int]) -> list[Parcel]:
    """Those of a window that are still ours and that nothing speaks against, with their bytes."""
    t, content = Transmission, TransmissionContent
    query = (
        select(t.id, t.org_id, t.fence, t.message_id, Destination.address, content.payload)
        .join(Destination, Destination.id == t.destination_id)
        .join(content, content.transmission_id == t.id)
        .outerjoin(Domain, Domain.id == Destination.domain_id)
        .outerjoin(ChannelGate, ChannelGate.channel == t.channel)
        .where(
            tuple_(t.id, t.fence).in_(list(window.items())),
            may_leave(),
            *(gates.lets_leave(gate) for gate in (ChannelGate, Domain, Destination)),
        )
    )
    parcels = [
        Parcel(
            transmission_id=row.id,
            org_id=row.org_id,
            fence=row.fence,
            message_id=row.message_id,
            sender=bounce_address(row.id),
            address=row.address,
            payload=row.payload,
        )
        for row in session.execute(query)
    ]
    return sorted(parcels, key=lambda p: list(window).index(p.transmission_id))


def _not_now(session: Session, rest: dict[UUID, int], by: str) -> None:
    """Back to the queue what a pause or correction holds; call back what has been erased."""
    content = TransmissionContent.transmission_id
    kept = set(session.scalars(select(content).where(content.in_(rest))))
    erased = {key: fence for key, fence in rest.items() if key not in kept}
    states.move(session, "called_back", erased, by, fence=Transmission.fence + 1, worker_id=None)
    back = states.move(session, "put_back", rest, by, worker_id=None)
    consequences.unsent(session, (m.id for m in back))


def _record_all(session: Session, results: Sequence[Result], by: str) -> None:
    """First the letters, then whom their answers concern (the order of locks)."""
    for result in results:
        _record(session, result, by)
    for parcel, outcome in ((r.parcel, r.outcome) for r in results):
        if outcome.event == "taken" or outcome.error_class:
            consequences.heard(session, parcel.transmission_id, outcome.error_class, outcome.text)


def _record(session: Session, result: Result, by: str) -> None:
    parcel, outcome = result.parcel, result.outcome
    ours = {parcel.transmission_id: parcel.fence}
    changes = _changes(session, parcel, outcome)
    moved = states.move(session, outcome.event, ours, by, **changes)
    if not moved and outcome.event != "cut":  # somebody took us for dead; we know better
        found = "found_taken" if outcome.event == "taken" else "found_not_taken"
        states.move(session, found, ours, by, **changes)
    if outcome.event == "not_taken":
        _give_up_if_spent(session, parcel.transmission_id, by)
    session.execute(
        update(Attempt)
        .where(Attempt.transmission_id == parcel.transmission_id, Attempt.fence == parcel.fence)
        .values(
            outcome=outcome.event if outcome.began else "voided",
            ended_at=db_now(),
            error_class=outcome.error_class,
            code=outcome.code,
            text=outcome.text,
            gateway_ref=outcome.reference,
        )
    )


def _changes(session: Session, parcel: Parcel, outcome: Outcome) -> dict[str, Any]:
    """What a result writes on the transmission besides its state."""
    now = db_now()
    if outcome.event == "taken":
        return {
            "handed_at": now,
            "gateway_ref": outcome.reference,
            "worker_id": None,
            "error_class": None,
            "error_text": None,
        }
    changes: dict[str, Any] = {
        "worker_id": None,
        "error_class": outcome.error_class,
        "error_text": outcome.text,
    }
    if outcome.event == "not_taken" and outcome.error_class:
        transmission = session.get_one(Transmission, parcel.transmission_id)
        changes["next_at"] = now + errors.pause_before_next(
            outcome.error_class,
            transmission.tries,
            outcome.text,
            current_app.config["CAMPAIGN"].patience_percent,
        )
        if outcome.began:
            limit = errors.DEADLINES[transmission.channel]
            changes["deadline"] = transmission.deadline or now + limit
            if errors.TABLE[outcome.error_class].counts:
                changes["tries"] = Transmission.tries + 1
    return changes


def _give_up_if_spent(session: Session, transmission_id: UUID, by: str) -> None:
    """Nothing dies but by a try that failed: not while it is paused or waits for our relay."""
    tries = current_app.config["CAMPAIGN"].attempts_max
    spent = select(Transmission.id).where(
        Transmission.id == transmission_id,
        or_(Transmission.deadline < db_now(), Transmission.tries >= tries),
    )
    states.move(session, "spent", session.scalars(spent).all(), by)
