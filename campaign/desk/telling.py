"""The life of a letter in plain words: states, events, who did it, and what comes next."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.accounts.models import AuditEntry
from campaign.delivery import errors
from campaign.delivery.expect import Departure
from campaign.delivery.models import Attempt
from campaign.desk.record import who_did
from campaign.desk.tables import column_of
from campaign.letters.life import Life
from campaign.letters.models import History, Letter, Transmission
from campaign.letters.reroute import OURS
from campaign.letters.states import HANDED_OVER
from campaign.letters.write import TRAVELLING

STATES: Mapping[str, str] = {
    "ready": "Waits in our queue",
    "claimed": "Next in line to leave",
    "handing_over": "Is being handed over",
    "accepted": "Handed over, no news yet",
    "silent": "Handed over, no error reported",
    "uncertain": "We cannot tell whether it arrived",
    "quarantined": "Set aside: three workers failed over it",
    "delivered": "Delivered",
    "bounced": "Came back",
    "failed": "Refused for good",
    "dead": "Every try failed",
    "cancelled": "Called back before it left",
    "to_print": "For the supporter to print",
    "posted": "Posted by the supporter",
    "petition": "In a petition, to be handed over by hand",
    "presented": "Handed over by hand in a petition",
    "held": "Held: it cannot leave as it is",
    "gathering": "Waits to leave with others",
    "withdrawn": "Withdrawn by the supporter",
    "superseded": "Replaced by a newer letter",
    "expired": "Became too old",
    "given_up": "Given up: no other way known",
}

REASONS: Mapping[str, str] = {
    "address": "address unknown",
    "temporary": "full or out of order for too long",
    "throttled": "they asked us to wait, again and again",
    "policy": "turned away by a rule; our standing there has to be mended",
    "content": "not accepted in this form",
    "refused": "refused, and no reason given",
    "local": "our own mail service was out of order",
    "tls": "no safe connection to our own mail service",
    "busy": "their line was busy, again and again",
    "no_answer": "nobody answered",
    "voice": "no fax machine answered: a person, or an answering machine",
    "line": "the fax machines did not understand each other",
    "bad_number": "no such number, or one that we may not call",
    "no_line": "our own telephone line was dead, or turned the call away",
    "account": "our fax service refuses us: key, rights or credit",
}

OUTCOMES: Mapping[str, str] = {
    "open": "going on now",
    "taken": "taken",
    "refused": "refused for good",
    "not_taken": "not taken, to be tried again",
    "cut": "cut off: taken or not, we cannot tell",
    "voided": "not begun",
}

EVENTS: Mapping[str, str] = {
    "claimed": "Taken from the queue to be handed over.",
    "called_back": "Called back before it left.",
    "put_back": "Put back into the queue, untouched.",
    "poisonous": "Set aside: the third worker failed over it.",
    "marked": "Handing over began.",
    "not_taken": "Not taken; it will be tried again.",
    "refused": "Refused for good.",
    "taken": "Our {service} took it.",
    "cut": "The line was cut at the last moment: taken or not, we cannot tell.",
    "found_taken": "Found: our {service} had taken it.",
    "found_not_taken": "Found: it had not been taken; back into the queue.",
    "restored": "An older database was restored: whether it had left since, we cannot tell.",
    "sent_again": "Back into the queue without proof, once, as the operator chose.",
    "sent_anew": "Sent anew: the same letter goes a second time.",
    "replayed": "Back into the queue: all tries begin anew.",
    "proved": "Proved: {theirs}.",
    "came_back": "It came back.",
    "not_through": "It did not get through, and no page went; it will be tried again.",
    "went_after_all": "News of its last try: it may have gone after all, so it does not go again.",
    "partly": "Some pages may have gone, not all: a person decides.",
    "proved_after_all": "Proved after all: {theirs}.",
    "no_news": "No error was reported for {patience}; nothing proves that it arrived.",
    "spent": "Every try failed, or the time for it was over.",
    "sent_on": "Written anew, and sent on.",
    "given_up": "Given up: no other way to this authority is known.",
    "held": "Held: it cannot leave as it is.",
    "to_print": "No electronic way is left: the supporter may print it.",
    "taken_up": "Taken up again.",
    "arrived_before": "It counts as far as its earlier transmission got.",
    "arrived_twice": "The earlier transmission had arrived after all, but the later one had left "
    "already: the authority may have it twice.",
    "gathered": "Joined with others into one letter.",
    "gathered_anew": "Taken out of its joint letter, which is written anew.",
    "petition": "Taken into a petition, to be handed over by hand.",
    "presented": "Handed over by hand.",
    "gathering": "Not handed over by hand after all; it waits for the next joint letter.",
    "posted": "The supporter says that it was posted.",
    "withdrawn": "Withdrawn; it does not leave.",
}

DOERS: Mapping[str, str] = {
    "sweeper": "sweeper (looks after what is left over)",
    "inbound": "incoming mail",
    "fax": "the fax service, asked or by itself",
    "gathering": "gathering (joins letters into one)",
    "renewal": "renewal (writes waiting letters anew)",
    "evidence": "evidence (reads what our mail service tells)",
    "restored": "restoring of a backup",
    "supporter": "supporter",
}
SERVICES = {"email": "mail service", "fax": "fax service"}
THEIRS = {
    "email": "the authority's mail server took it",
    "fax": "the authority's fax machine confirmed all pages",
}
WAYS = {"email": "E-mail", "fax": "Fax", "print": "Paper"}


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
        words = f"Written, and put into the queue: {way} to {life.addresses[carrier.id]}."
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
    letter: Letter, state: str, carrier: Transmission | None, leaves: Departure | None = None
) -> str:
    """What comes next and when, in one sentence; `leaves` is expected of one that waits."""
    own = _NEXT.get(state, "")
    if carrier is None:
        return own
    if leaves is not None:
        return _WAITS[leaves.because].format(at=moment(leaves.at) if leaves.at else "")
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


_WAITS: Mapping[str, str] = {  # by what it waits for (delivery/expect.py)
    "line": "It leaves as soon as a line is free.",
    "next_try": "Next try about {at}.",
    "limit": "It leaves about {at}: letters to this address go one after another.",
    "hours": "It leaves about {at}, when the office there is open.",
    "breaker": "Next try about {at}: the way there is down at the moment.",
    "policy": "It waits until a person opens the way there again: see Departures.",
    "pause": "It waits until a pause ends: see Departures.",
}
_NEXT: Mapping[str, str] = {
    "claimed": "It leaves within a minute.",
    "handing_over": "Within minutes we know whether it was taken.",
    "uncertain": "It is settled by evidence, such as our relay's log, or by you.",
    "quarantined": "A person must look; then it can be tried again.",
    "silent": "Nothing, unless it comes back after all.",
    "delivered": "Nothing: this is the end of its way.",
    "held": "It is written anew when the address or the letter of the campaign is corrected.",
    "given_up": "It goes on when the address of this authority is corrected, or another one added.",
    "to_print": "The supporter is asked to print and post it.",
    "petition": "A person hands it over, and notes here when, where and to whom.",
    "presented": "Nothing: this is the end of its way.",
    "gathering": "It leaves tomorrow (UTC) in one letter with the others.",
}


def moment(at: datetime) -> str:
    """A time in words, in UTC."""
    return f"{at:%-d %B %Y, %H:%M} UTC"
