"""The life of a letter in plain words: states, events, who did it, and what comes next."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.accounts.models import AuditEntry
from campaign.delivery import errors
from campaign.delivery.expect import Departure
from campaign.delivery.models import Attempt
from campaign.desk.record import who_did
from campaign.desk.tables import column_of
from campaign.desk.words import (
    DOERS,
    EVENTS,
    NEXT,
    NEXT_WHEN_OVER,
    OUTCOMES,
    OVER,
    REASONS,
    SERVICES,
    STATES,
    THEIRS,
    WAITS,
    WAYS,
)
from campaign.letters.life import Life
from campaign.letters.models import History, Letter, Transmission
from campaign.letters.reroute import OURS
from campaign.letters.states import HANDED_OVER
from campaign.letters.write import TRAVELLING


@dataclass(frozen=True)
class Step:
    """One line of a life; the time is in UTC."""

    at: datetime
    words: str
    who: str
    why: str = ""  # the reason a person gave


@dataclass(frozen=True)
class Try:
    """One attempt in words; the time is in UTC."""

    at: datetime
    gateway: str
    outcome: str
    answer: str  # code and text of the other side
    seconds: str  # how long it took, or empty


@dataclass(frozen=True)
class Journey:
    """One transmission: where it went, how far it got, and every try."""

    carrier: Transmission
    way: str
    address: str
    words: str
    tone: str
    reason: str
    current: bool
    tries: list[Try]


def words_of(state: str) -> tuple[str, str]:
    """A state in words, and the tone in which the page shows it."""
    return STATES[state], column_of(state).tone


def words_for(state: str, carrier: Transmission | None) -> tuple[str, str]:
    """The same of a letter with what carries it, where more is known than the state says."""
    words, tone = words_of(state)
    if carrier is not None and state in HANDED_OVER:
        if carrier.missed_at:
            return "Handed over; our mail service has no trace of it any more", "bad"
        if carrier.error_class:
            return "Handed over; their mail server asks us to wait", tone
    return words, tone


def reason_of(carrier: Transmission | None) -> str:
    """Why it came back or was not taken, in words; empty where nothing is known."""
    if carrier is None or not carrier.error_class or carrier.state in HANDED_OVER:
        return ""
    return REASONS.get(carrier.error_class, carrier.error_class)


def story(life: Life, decisions: Sequence[AuditEntry]) -> list[Step]:
    """The life of a letter, the newest last. `decisions` give the reasons of acts by hand."""
    channels = {carrier.id: carrier.channel for carrier in life.carriers}
    whys = deque(sorted((d.at, d.detail) for d in decisions))
    steps = [Step(life.letter.created_at, "Confirmed: the letter was promised.", "supporter")]
    for carrier in life.carriers:
        way = WAYS[carrier.channel].lower()
        version = f" (text version {carrier.text_version})" if carrier.text_version else ""
        words = f"Written{version}, and put into the queue: {way} to {life.addresses[carrier.id]}."
        steps.append(Step(carrier.created_at, words, "the program"))
    for row in life.history:
        by_person = row.by.startswith("manager:") and row.letter_id is None
        why = whys.popleft()[1] if by_person and whys else ""
        channel = channels.get(row.transmission_id, life.letter.channel)  # type: ignore[arg-type]
        steps.append(Step(row.at, _event(row, channel), doer(row.by, channel), why))
    return sorted(steps, key=lambda step: step.at)


def _event(row: History, channel: str) -> str:
    known = EVENTS.get(row.event, f"{row.event.replace('_', ' ').capitalize()}.")
    patience = errors.NO_NEWS.get(channel)
    return known.format(
        service=SERVICES.get(channel, "gateway"),
        theirs=THEIRS.get(channel, "it arrived"),
        patience=f"{patience.total_seconds() / 86400:g} days" if patience else "a long time",
    )


def doer(by: str, channel: str) -> str:
    """Who did it: a person by name, or which part of the program."""
    if by.startswith("worker:"):
        return "fax worker" if channel == "fax" else "mail worker"
    return DOERS.get(by) or who_did(by)


def journeys(life: Life, attempts: Sequence[Attempt]) -> list[Journey]:
    """The transmissions of a letter in order; old ones stay as they ended."""
    made = []
    for carrier in life.carriers:
        words, tone = words_for(carrier.state, carrier)
        current = life.letter.state == TRAVELLING and carrier.id == life.letter.transmission_id
        tries = [_try(a) for a in attempts if a.transmission_id == carrier.id]
        made.append(
            Journey(
                carrier=carrier,
                way=WAYS[carrier.channel],
                address=life.addresses[carrier.id],
                words=words,
                tone=tone,
                reason=reason_of(carrier),
                current=current,
                tries=tries,
            )
        )
    return made


def _try(attempt: Attempt) -> Try:
    took = attempt.ended_at - attempt.started_at if attempt.ended_at else None
    answer = " ".join(str(part) for part in (attempt.code, attempt.text) if part)
    return Try(
        at=attempt.started_at,
        gateway=attempt.gateway,
        outcome=OUTCOMES.get(attempt.outcome, attempt.outcome),
        answer=answer,
        seconds=f"{took.total_seconds():.1f} s" if took is not None else "",
    )


def next_of(
    letter: Letter,
    state: str,
    carrier: Transmission | None,
    leaves: Departure | None = None,
    over: bool = False,
) -> str:
    """What comes next and when, in one sentence; `leaves` is expected of one that waits.

    `over` says that the campaign has ended.
    """
    if over and state not in HANDED_OVER:
        return NEXT_WHEN_OVER.get(state, OVER)
    own = NEXT.get(state, "")
    if carrier is None:
        return own
    if leaves is not None:
        return WAITS[leaves.because].format(at=moment(leaves.at) if leaves.at else "")
    if carrier.missed_at and state in HANDED_OVER:
        return "Our mail service has no trace of it any more: send it anew, or let it be."
    if state == "accepted" and carrier.error_class:
        return "Our mail service tries again and again, for days."
    if state == "accepted" and carrier.handed_at:
        until = moment(carrier.handed_at + errors.NO_NEWS[carrier.channel])
        return f"If nothing is heard until {until}, it counts as “no error reported”."
    if state in ("bounced", "failed", "dead"):
        return _after_failure(letter, carrier)
    return own


def _after_failure(letter: Letter, carrier: Transmission) -> str:
    from_us = carrier.error_class in OURS
    if letter.transmission_id == carrier.id and from_us:
        return "The fault is ours, so no other way is tried: a person must look."
    return "The next way to this authority is looked for within a minute."


def moment(at: datetime) -> str:
    """A time in words, in UTC."""
    return f"{at:%-d %B %Y, %H:%M} UTC"
