"""The life of a transmission: the table of moves, and the one function that applies it.

Nothing else in the program changes `Transmission.state`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.ids import new_id
from campaign.letters import counts
from campaign.letters.models import History, Transmission

READY, CLAIMED, HANDING_OVER = "ready", "claimed", "handing_over"
ACCEPTED, UNCERTAIN, SILENT = "accepted", "uncertain", "silent"
DELIVERED, BOUNCED, FAILED = "delivered", "bounced", "failed"
CANCELLED, QUARANTINED, DEAD = "cancelled", "quarantined", "dead"

STATES = (
    READY, CLAIMED, HANDING_OVER, UNCERTAIN, ACCEPTED, SILENT,
    DELIVERED, BOUNCED, FAILED, DEAD, QUARANTINED, CANCELLED,
)  # fmt: skip


@dataclass(frozen=True)
class Move:
    """From which states an event leads to which."""

    sources: tuple[str, ...]
    target: str


MOVES: Mapping[str, Move] = {
    "claimed": Move((READY,), CLAIMED),
    "called_back": Move((READY, CLAIMED), CANCELLED),  # withdrawn, closed, superseded
    "put_back": Move((CLAIMED,), READY),  # worker gone, paused, revision changed, mark voided
    "poisonous": Move((CLAIMED,), QUARANTINED),  # the third worker died with it
    "marked": Move((CLAIMED,), HANDING_OVER),
    "not_taken": Move((HANDING_OVER,), READY),  # cut or refused before the final dot
    "refused": Move((HANDING_OVER,), FAILED),  # for good
    "taken": Move((HANDING_OVER,), ACCEPTED),
    "cut": Move((HANDING_OVER,), UNCERTAIN),  # after the final dot, or the worker is gone
    "restored": Move((READY, CLAIMED, HANDING_OVER), UNCERTAIN),  # an older database came back
    "found_taken": Move((UNCERTAIN,), ACCEPTED),  # evidence
    "found_not_taken": Move((UNCERTAIN,), READY),
    "sent_again": Move((UNCERTAIN,), READY),  # the operator's choice: once, the same bytes
    "sent_anew": Move((UNCERTAIN, ACCEPTED, SILENT), READY),  # a named person, who takes the risk
    "replayed": Move((DEAD, FAILED, QUARANTINED), READY),  # a named person; it never arrived
    "proved": Move((ACCEPTED, UNCERTAIN, SILENT), DELIVERED),
    "came_back": Move((ACCEPTED, UNCERTAIN, SILENT, DELIVERED), BOUNCED),
    "proved_after_all": Move((BOUNCED,), DELIVERED),
    "no_news": Move((ACCEPTED,), SILENT),
    "spent": Move((READY,), DEAD),  # tries or deadline
}

# Groups of states as people count them. Every state stands in exactly one, so sums add up.
WAITING = (READY, CLAIMED, HANDING_OVER)
HANDED_OVER = (ACCEPTED, SILENT)
UNSETTLED = (UNCERTAIN, QUARANTINED)
GIVEN_UP = (FAILED, DEAD)

ENDS = (BOUNCED, FAILED, DEAD, CANCELLED)  # it did not arrive, as far as can be known

NEWS = frozenset({DELIVERED, BOUNCED, FAILED, DEAD, CANCELLED})


@dataclass(frozen=True)
class Moved:
    """A transmission that really moved."""

    id: UUID
    from_state: str
    to_state: str
    fence: int


def move(
    session: Session,
    event: str,
    which: Sequence[UUID] | Mapping[UUID, int],
    by: str,
    **changes: Any,
) -> list[Moved]:
    """Apply an event to transmissions in the caller's transaction; returns what really moved.

    `which` is a list of ids, or ids with the fence the caller holds: one that was claimed or
    cancelled in the meantime has another fence and stays untouched. `changes` are set on every
    row that moves (`fence` may be `Transmission.fence + 1`). Counts and history are written in
    the same transaction. Raises KeyError for an unknown event.
    """
    rule = MOVES[event]
    rows = _lock(session, rule, which)
    if not rows:
        return []
    now = db_now()
    if rule.target in NEWS:
        changes.setdefault("settled_at", now)
    updated = session.execute(
        update(Transmission)
        .where(Transmission.id.in_([row.id for row in rows]), Transmission.state.in_(rule.sources))
        .values(state=rule.target, **changes)
        .returning(Transmission.id, Transmission.fence),
        execution_options={"synchronize_session": "fetch"},
    )
    fences: dict[UUID, int] = {row.id: row.fence for row in updated}
    for row in rows:
        _count(session, row, row.state, -1)
        _count(session, row, rule.target, +1)
    session.execute(
        insert(History),
        [_history(row, event, rule.target, now, by) for row in rows],
    )
    return [Moved(row.id, row.state, rule.target, fences[row.id]) for row in rows]


def _lock(session: Session, rule: Move, which: Sequence[UUID] | Mapping[UUID, int]) -> list[Any]:
    """The rows that may move, locked in the order of their keys."""
    t = Transmission
    query = select(
        t.id, t.org_id, t.campaign_id, t.recipient_id, t.channel, t.sandbox, t.carried, t.state
    ).where(t.state.in_(rule.sources))
    if isinstance(which, Mapping):
        query = query.where(tuple_(t.id, t.fence).in_(list(which.items())))
    else:
        query = query.where(t.id.in_(which))
    return list(session.execute(query.order_by(t.id).with_for_update(key_share=True)))


def _count(session: Session, row: Any, state: str, sign: int) -> None:
    for subject, n in (("transmission", 1), ("letter", row.carried)):
        kind = counts.Kind(
            row.org_id, row.campaign_id, subject, state, row.sandbox, row.recipient_id, row.channel
        )
        counts.add(session, kind, sign * n)


def _history(row: Any, event: str, target: str, now: Any, by: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "org_id": row.org_id,
        "campaign_id": row.campaign_id,
        "transmission_id": row.id,
        "letter_id": None,
        "event": event,
        "from_state": row.state,
        "to_state": target,
        "at": now,
        "by": by,
        "handled_at": None,
    }
