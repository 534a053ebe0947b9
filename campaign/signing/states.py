"""The life of a signature: the table of moves, and the one function that applies it.

Nothing else in the program changes `Signature.state`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from campaign.base.database import rowcount
from campaign.letters import counts
from campaign.signing.models import Signature

WAITING, CONFIRMED, REPEATED = "waiting", "confirmed", "repeated"
EXPIRED, ERASED = "expired", "erased"


@dataclass(frozen=True)
class Move:
    """From which states an event leads to which."""

    sources: tuple[str, ...]
    target: str


MOVES: Mapping[str, Move] = {
    "confirmed": Move((WAITING,), CONFIRMED),
    "confirmed_again": Move((WAITING,), REPEATED),  # the same person had confirmed before
    "ran_out": Move((WAITING,), EXPIRED),
    "erased": Move((WAITING, CONFIRMED, REPEATED), ERASED),
}


def begin(session: Session, signature: Signature) -> None:
    """Add a signature that waits to be confirmed, and count it."""
    signature.state = WAITING
    session.add(signature)
    session.flush()
    counts.add(session, _kind(signature, WAITING), +1)


def move(session: Session, event: str, signature: Signature, **changes: Any) -> bool:
    """Apply an event in the caller's transaction, with its count; False if it came too late.

    `changes` are set on the row if it moves. Raises KeyError for an unknown event.
    """
    rule = MOVES[event]
    before = signature.state
    if before not in rule.sources:
        return False
    moved = session.execute(
        update(Signature)
        .where(Signature.id == signature.id, Signature.state == before)
        .values(state=rule.target, **changes),
        execution_options={"synchronize_session": False},
    )
    session.refresh(signature)
    if not rowcount(moved):
        return False
    counts.add(session, _kind(signature, before), -1)
    counts.add(session, _kind(signature, rule.target), +1)
    return True


def _kind(signature: Signature, state: str) -> counts.Kind:
    return counts.Kind(
        signature.org_id, signature.campaign_id, "signature", state, signature.sandbox
    )
