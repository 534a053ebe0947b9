"""The life of a transmission: the table of moves, and the one function that applies it.

Nothing else in the program changes `Transmission.state`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from campaign.base import many
from campaign.base.clock import db_now
from campaign.base.database import at_commit
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
    "replayed": Move((DEAD, FAILED, QUARANTINED, BOUNCED), READY),  # a person; it never arrived
    "proved": Move((ACCEPTED, UNCERTAIN, SILENT), DELIVERED),
    "came_back": Move((ACCEPTED, UNCERTAIN, SILENT, DELIVERED), BOUNCED),
    "not_through": Move((ACCEPTED, UNCERTAIN, SILENT), READY),  # a fax of which no page went
    "partly": Move((ACCEPTED, SILENT), UNCERTAIN),  # a fax of which some pages may have gone
    "went_after_all": Move((READY,), UNCERTAIN),  # news of a fax that waits to be sent again
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


_TOLD = ("id", "org_id", "campaign_id", "recipient_id", "channel", "sandbox", "carried", "fence")


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
    at: datetime | None = None,
    each: Mapping[str, Mapping[UUID, Any]] | None = None,
    **changes: Any,
) -> list[Moved]:
    """Apply an event to transmissions in the caller's transaction; returns what really moved.

    `which` is a list of ids, or ids with the fence the caller holds: one that was claimed or
    cancelled in the meantime has another fence and stays untouched. `changes` are set on every
    row that moves (`fence` may be `Transmission.fence + 1`); `each` gives values by column and id.
    Counts and history are written in the same transaction. `at` is the time, if db_now() has just
    told the caller. Raises KeyError for an unknown event.
    """
    rule = MOVES[event]
    if not which:
        return []
    session.flush()
    now = at or db_now()
    changes["state"] = rule.target
    if rule.target in NEWS:
        changes.setdefault("settled_at", now)
    moved = many.change_held(session, Transmission, which, rule.sources, _TOLD, changes, each or {})
    for row, before in moved:
        _forget(session, row.id)
        _count(session, row, before, -1, now)
        _count(session, row, rule.target, +1, now)
    _tell(session, [_history(row, event, before, rule.target, now, by) for row, before in moved])
    return [Moved(row.id, before, rule.target, row.fence) for row, before in moved]


def _forget(session: Session, key: UUID) -> None:
    """An object of a row that moved is read anew when it is used."""
    known = session.identity_map.get(identity_key(Transmission, key))
    if known is not None:
        session.expire(known)


def _tell(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add to the history, at the end of the transaction in one go."""
    if not rows:
        return
    session.info.setdefault("history", []).extend(rows)
    at_commit(session, "history", _write_history)


def _write_history(session: Session) -> None:
    many.insert(session, History, session.info.pop("history"))


def _count(session: Session, row: Any, state: str, sign: int, now: datetime) -> None:
    for subject, n in (("transmission", 1), ("letter", row.carried)):
        kind = counts.Kind(
            row.org_id, row.campaign_id, subject, state, row.sandbox, row.recipient_id, row.channel
        )
        counts.add(session, kind, sign * n, now)


def _history(
    row: Any, event: str, before: str, target: str, now: datetime, by: str
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "org_id": row.org_id,
        "campaign_id": row.campaign_id,
        "transmission_id": row.id,
        "letter_id": None,
        "event": event,
        "from_state": before,
        "to_state": target,
        "at": now,
        "by": by,
        "handled_at": None,
    }
