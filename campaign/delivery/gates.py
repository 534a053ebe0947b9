"""Gates: how many letters may go to one place now, and when it rests.

A letter passes three of them: its channel's, its domain's (mail only), its mailbox's or number's.
First what happens to one gate, as arithmetic; then how gates are locked, listed and opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, inspect, or_, select
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.delivery import errors
from campaign.letters.models import ChannelGate, Destination, Domain, Gate, Transmission
from config import Config

LIMIT, BREAKER, POLICY = "limit", "breaker", "policy"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNTIL_OPENED = datetime(9999, 1, 1, tzinfo=UTC)  # by a person
LONGEST_REST = timedelta(hours=4)
UNLIMITED = 1_000_000
SLOWEST = 1 / 16  # of the usual rate
GOOD_AGAIN = 20  # letters that went well make up for one halving
SLOWED_ONCE = timedelta(minutes=5)  # what is heard of letters that were already on their way
A_HAIR = 1e-6  # of a token; sums of fractions are not exact

G = TypeVar("G", bound=Gate)


@dataclass(frozen=True)
class Rate:
    """At most `cap` letters in any `period`, and at most `burst` of them at once."""

    cap: int
    period: timedelta
    burst: int

    @property
    def per_second(self) -> float:
        """How fast tokens grow: a burst, and what grows in less than a period, make the cap."""
        return (self.cap - self.burst + 1) / self.period.total_seconds()


def rate_of(gate: Gate) -> Rate | None:
    """The limit that the settings put on a gate; none: no limit.

    A mailbox or a domain takes what ten minutes bring at once, a number what gathers in six hours
    outside the office.
    """
    cap, period, at_once = 0, DAY, timedelta()
    if isinstance(gate, Domain):
        cap, period, at_once = _config().domain_per_hour, HOUR, timedelta(minutes=10)
    elif isinstance(gate, Destination) and gate.channel == "email":
        cap, at_once = _config().mailbox_per_day, timedelta(minutes=10)
    elif isinstance(gate, Destination):
        cap, at_once = _config().number_per_day, timedelta(hours=6)
    return Rate(cap, period, max(1, int(cap * (at_once / period)))) if cap > 0 else None


def allowance(gate: Gate, rate: Rate | None, now: datetime) -> int:
    """How many letters may pass now; one, the probe, if the breaker closed it and its rest is over.

    Zero as long as it is closed.
    """
    if not is_open(gate, now):
        return 0
    n = UNLIMITED if rate is None else int(_tokens(gate, rate, now) + A_HAIR)
    return min(n, 1) if gate.closed_by == BREAKER else n


def is_open(gate: Gate, now: datetime) -> bool:
    """True unless a gate is closed at present."""
    return gate.free_at is None or gate.free_at <= now


def spend(gate: Gate, rate: Rate | None, now: datetime, ids: Sequence[UUID]) -> None:
    """Let these transmissions through an open gate, which closes behind a probe or the last token.

    While the probe is out the gate rests as it does after a failure: should nothing be heard of it,
    another one follows.
    """
    if rate is not None and ids:
        gate.tokens, gate.tokens_at = _tokens(gate, rate, now) - len(ids), now
    if gate.closed_by == BREAKER:
        if ids:
            gate.last_id, gate.free_at = ids[0], now + rest(gate)
            return
    else:
        gate.closed_by = gate.free_at = None
    _close_if_empty(gate, rate, now)


def give_back(gate: Gate, rate: Rate | None, now: datetime, ids: Sequence[UUID]) -> None:
    """Take back the tokens of transmissions that were claimed and did not leave."""
    if rate is not None and gate.tokens is not None:
        gate.tokens, gate.tokens_at = (
            min(_burst(gate, rate), _tokens(gate, rate, now) + len(ids)),
            now,
        )
    if gate.closed_by == LIMIT:
        gate.closed_by = gate.free_at = None
        _close_if_empty(gate, rate, now)
    elif gate.closed_by == BREAKER and gate.last_id in ids:
        gate.last_id, gate.free_at = None, now


def went_well(gate: Gate, n: int, proved: bool = True) -> None:
    """n letters arrived: the breaker's matter is closed, and a slow pace becomes faster.

    What was only handed over (not `proved`) says nothing against a doubt.
    """
    if proved or gate.failures:
        gate.last_id = None
    gate.failures = gate.openings = 0
    gate.pace = min(1.0, gate.pace * 2 ** (n / GOOD_AGAIN))
    if gate.closed_by == BREAKER:
        gate.closed_by = gate.free_at = gate.since = None


def failed(gate: Gate, now: datetime, transmission_id: UUID, error_class: str) -> None:
    """A failure that is not the letter's fault: after some in a row the gate closes for a while.

    At a closed gate only the probe counts; at an open one, one letter counts once in a row. A
    channel closes at the first failure.
    """
    probe = gate.closed_by == BREAKER and gate.last_id == transmission_id
    if not probe and (gate.closed_by in (BREAKER, POLICY) or gate.last_id == transmission_id):
        return
    gate.failures += 1
    gate.last_id = transmission_id
    if probe or isinstance(gate, ChannelGate) or gate.failures >= _config().breaker_failures:
        gate.openings += 1
        gate.closed_by, gate.last_id = BREAKER, None
        gate.free_at, gate.since = now + rest(gate, error_class), gate.since if probe else now


def doubt(gate: Gate, transmission_id: UUID) -> None:
    """A letter is said to have been turned away by a domain, which no breaker closes: noted."""
    gate.last_id = gate.last_id or transmission_id


def slow_down(gate: Gate, now: datetime) -> None:
    """Asked for patience: half the pace, once for all the letters that were on their way."""
    if gate.closed_by != POLICY and (gate.since is None or gate.since <= now - SLOWED_ONCE):
        gate.pace, gate.since = max(SLOWEST, gate.pace / 2), now


def shut(gate: Gate, now: datetime) -> None:
    """Close a gate until a person opens it."""
    gate.closed_by, gate.free_at, gate.since = POLICY, UNTIL_OPENED, now
    gate.last_id = None


def rest(gate: Gate, error_class: str = "local") -> timedelta:
    """How long a gate that the breaker closed stays so; a channel's by the class of the error."""
    percent, before = _config().patience_percent, max(0, gate.openings - 1)
    if isinstance(gate, ChannelGate):
        return errors.pause_before_next(error_class, before, percent=percent)
    doubled = timedelta(minutes=_config().breaker_minutes << min(before, 10))
    return min(doubled, LONGEST_REST) * (percent / 100)


def _burst(gate: Gate, rate: Rate) -> float:
    return max(1.0, rate.burst * gate.pace)


def _tokens(gate: Gate, rate: Rate, now: datetime) -> float:
    """What a bucket holds now; a clock that was set back adds nothing."""
    if gate.tokens is None or gate.tokens_at is None:
        return _burst(gate, rate)
    seconds = max(0.0, (now - gate.tokens_at).total_seconds())
    return min(_burst(gate, rate), gate.tokens + seconds * rate.per_second * gate.pace)


def _close_if_empty(gate: Gate, rate: Rate | None, now: datetime) -> None:
    """Closed until the next token is there, so that a claim need not look at what waits behind."""
    if rate is None or gate.tokens is None or gate.tokens > 1 - A_HAIR:
        return
    seconds = (1 - gate.tokens) / (rate.per_second * gate.pace)
    gate.closed_by, gate.free_at = gate.closed_by or LIMIT, now + timedelta(seconds=seconds)


# In the database


def restless(gate: type[Gate]) -> ColumnElement[bool]:
    """The condition that a success would change something at a gate."""
    return or_(
        gate.failures > 0,
        gate.openings > 0,
        gate.last_id.is_not(None),
        gate.pace < 1,
    )


def open_at(gate: type[Gate], now: datetime) -> ColumnElement[bool]:
    """The condition that a gate is not closed, or that there is none."""
    return or_(gate.free_at.is_(None), gate.free_at <= now)


def lets_leave(gate: type[Gate]) -> ColumnElement[bool]:
    """The condition that what was claimed may still leave: no breaker has closed since the claim.

    The limit does not matter: its token was taken. The probe goes through.
    """
    return or_(gate.closed_by.is_(None), gate.closed_by == LIMIT, gate.last_id == Transmission.id)


def lock(
    session: Session, table: type[G], keys: Iterable[Any], *, skip: bool = False
) -> dict[Any, G]:
    """The gates with these keys, locked in their order until the commit, as they are now.

    With `skip` those that somebody else holds are left out. Gates are locked in the order channel,
    domain, destination.
    """
    key = inspect(table).primary_key[0]
    query = select(table).where(key.in_(set(keys))).order_by(key)
    query = dialects.skip_locked(session, query) if skip else query.with_for_update(key_share=True)
    found = session.scalars(query.execution_options(populate_existing=True))
    return {getattr(gate, key.name): gate for gate in found}


KINDS: dict[str, tuple[Any, str]] = {
    "channel": (ChannelGate, "channel"),
    "domain": (Domain, "name"),
    "destination": (Destination, "address"),
}  # by kind: the table, and what people call a row of it


@dataclass(frozen=True)
class Closed:
    """A gate that is closed now, for the desk and the command line."""

    kind: str  # channel, domain or destination
    key: UUID | str
    name: str  # the channel, domain or address
    by: str  # limit, breaker or policy
    since: datetime | None  # none: by a limit, a moment ago
    until: datetime | None  # none: until a person opens it


def closed(org_id: UUID | None = None) -> list[Closed]:
    """What is closed now for an organisation, or (none) for anybody; channels first."""
    now = db_now()
    found = []
    for kind, (table, name) in KINDS.items():
        query = select(table).where(table.free_at > now).order_by(table.free_at)
        if org_id and kind != "channel":
            query = query.where(table.org_id == org_id)
        found += [
            Closed(
                kind=kind,
                key=inspect(gate).identity[0],
                name=getattr(gate, name),
                by=gate.closed_by,
                since=None if gate.closed_by == LIMIT else gate.since,
                until=None if gate.closed_by == POLICY else gate.free_at,
            )
            for gate in reading().scalars(query)
        ]
    return found


def open_again(session: Session, kind: str, key: UUID | str, org_id: UUID | None = None) -> bool:
    """A person opens what breaker or policy closed; False if nothing of the kind is closed so.

    `kind` and `key` as in Closed; for an organisation only what is its own.
    """
    gate = lock(session, KINDS[kind][0], [key]).get(key)
    if gate is None or gate.closed_by not in (BREAKER, POLICY):
        return False
    if org_id and (kind == "channel" or gate.org_id != org_id):
        return False
    went_well(gate, 0)
    gate.closed_by = gate.free_at = gate.since = None
    return True


def _config() -> Config:
    config: Config = current_app.config["CAMPAIGN"]
    return config
