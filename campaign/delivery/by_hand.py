"""What a named person may do about a letter that is stuck, each time with a reason.

The same bytes go under the same Message-ID: they were never taken, or the person says so. A second
press finds nothing to move.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign
from campaign.delivery import budget
from campaign.delivery.models import Attempt
from campaign.letters import states
from campaign.letters.models import Letter, Transmission, TransmissionContent
from campaign.letters.renew import carriers_of
from campaign.letters.reroute import OURS
from campaign.letters.write import GIVEN_UP, TRAVELLING, carried_by

MOST = 500  # letters at once


@dataclass(frozen=True)
class Act:
    """A decision: from which states, by which move, and how the record calls it."""

    sources: tuple[str, ...]
    event: str
    recorded: str


ACTS: Mapping[str, Act] = {
    # of what came back only where the fault was ours; elsewhere the next way is tried
    "try-again": Act(
        (states.DEAD, states.FAILED, states.QUARANTINED, states.BOUNCED), "replayed", "tried again"
    ),
    # the word of a person counts as handed over; delivered is only what the other side proved
    "it-arrived": Act((states.UNCERTAIN,), "found_taken", "said to have arrived"),
    # also what our relay took and then lost (`missed_at`)
    "send-anew": Act((states.UNCERTAIN, states.ACCEPTED, states.SILENT), "sent_anew", "sent anew"),
}


def possible(letter: Letter, carrier: Transmission | None) -> list[str]:
    """Which acts there are for a letter as it stands; the campaign may still forbid them."""
    if carrier is None or letter.state not in (TRAVELLING, GIVEN_UP):
        return []
    if carrier.state in states.HANDED_OVER and carrier.missed_at is None:
        return []
    if carrier.state == states.BOUNCED and carrier.error_class not in OURS:
        return []
    return [name for name, act in ACTS.items() if carrier.state in act.sources]


def act_on(
    session: Session,
    name: str,
    campaign: Campaign,
    letter_ids: Collection[UUID],
    manager_id: UUID,
    why: str,
    fax_twice: bool = False,
) -> int:
    """Do one of ACTS to letters of a campaign; returns how many it was done to.

    Those for which it is too late, or whose words were erased, stay as they are. Raises Problem if
    the campaign does not run, or for a fax that is to be sent anew without `fax_twice`: that a
    second one may come out of their machine was read and accepted.
    """
    if campaign.state != "published":
        raise Problem("This campaign does not run: nothing of it leaves.")
    act = ACTS[name]
    by = f"manager:{manager_id}"
    stuck = _stuck(session, campaign, letter_ids, act)
    faxes = any(carrier.channel == "fax" for _, carrier in stuck)
    if name == "send-anew" and faxes and not fax_twice:
        raise Problem("Say that you know: their machine may print this fax a second time.")
    for letter, carrier in stuck:
        if letter.state == GIVEN_UP:
            carried_by(session, letter, GIVEN_UP, carrier, "taken_up", by)
    carriers = list({carrier.id: carrier for _, carrier in stuck})
    moved = {m.id for m in states.move(session, act.event, carriers, by, **_changes(name))}
    budget.spend_all(session, moved)  # what may have been called; the next try is paid anew
    done = [letter for letter, carrier in stuck if carrier.id in moved]
    for letter in done:
        record(
            session, campaign.org_id, manager_id, f"letter {act.recorded}", subject(letter.id), why
        )
    return len(done)


def subject(letter_id: UUID) -> str:
    """How the record names a letter."""
    return f"letter:{letter_id}"


def attempts(transmission_ids: Collection[UUID]) -> Sequence[Attempt]:
    """Every try to hand these transmissions over, oldest first."""
    query = select(Attempt).where(Attempt.transmission_id.in_(transmission_ids))
    return reading().scalars(query.order_by(Attempt.started_at, Attempt.id)).all()


def _stuck(
    session: Session, campaign: Campaign, letter_ids: Collection[UUID], act: Act
) -> list[tuple[Letter, Transmission]]:
    """The letters this can be done to, with what carries them; letters are locked first.

    Not among them: one of whose transmissions another may have arrived, or whose bytes are gone.
    """
    query = (
        select(Letter)
        .where(
            Letter.id.in_(letter_ids),
            Letter.campaign_id == campaign.id,
            Letter.state.in_((TRAVELLING, GIVEN_UP)),
        )
        .order_by(Letter.id)
    )
    letters = session.scalars(query.with_for_update(key_share=True)).all()
    kept = select(TransmissionContent.transmission_id)
    found = (
        select(Transmission)
        .where(
            Transmission.id.in_([letter.transmission_id for letter in letters]),
            Transmission.state.in_(act.sources),
            or_(Transmission.state.not_in(states.HANDED_OVER), Transmission.missed_at.is_not(None)),
            or_(Transmission.state != states.BOUNCED, Transmission.error_class.in_(OURS)),
            Transmission.id.in_(kept),
        )
        .order_by(Transmission.id)
    )
    carriers = {c.id: c for c in session.scalars(found.with_for_update(key_share=True))}
    return [
        (letter, carriers[letter.transmission_id])
        for letter in letters
        if letter.transmission_id in carriers and _others_ended(session, letter)
    ]


def _others_ended(session: Session, letter: Letter) -> bool:
    others = [c for c in carriers_of(session, letter.id) if c.id != letter.transmission_id]
    return all(other.state in states.ENDS for other in others)


def _changes(name: str) -> dict[str, Any]:
    """What an act writes on the transmissions besides their state."""
    now = db_now()
    if name == "it-arrived":
        return {"handed_at": func.coalesce(Transmission.marked_at, now)}
    anew: dict[str, Any] = {
        "next_at": now,
        "tries": 0,
        "deadline": None,
        "crashes": 0,
        "error_class": None,
        "error_text": None,
        "settled_at": None,
        "missed_at": None,
        "worker_id": None,
    }
    # what was heard of an earlier sending says nothing of this one
    handed = case((Transmission.handed_at.is_not(None), now), else_=Transmission.resent_at)
    return anew | {"resent_at": handed if name == "try-again" else now}
