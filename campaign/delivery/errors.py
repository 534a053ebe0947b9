"""What a refusal means, when to try again, and on whom it reflects: one table, three inputs.

An answer is heard in our own session with the relay (`classify`), or told of the authority's server
by the relay's log or a bounce (`classify_report`), after RFC 5321 (4.2.1) and RFC 3463 (enhanced
codes). What became of a fax each gateway puts into one of these classes by a table of its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True)
class ErrorClass:
    """A row of the table; what follows from `blames` is in `consequences.py`."""

    pauses: tuple[float, ...]  # minutes before the next try, the last one repeats; none: final
    counts: bool  # whether a try counts towards giving up
    blames: Literal["letter", "contact", "domain", "channel"]
    nobody: bool = False  # it says that no mailbox, no fax machine is there
    most: int | None = None  # tries that may end so; none: only ATTEMPTS_MAX is the limit

    @property
    def final(self) -> bool:
        """True if there is no point in trying again."""
        return not self.pauses


TABLE: Mapping[str, ErrorClass] = {
    # our relay is away, full or refuses us: the channel rests
    "local": ErrorClass((0.5, 1, 2, 5), counts=False, blames="channel"),
    # no safe connection to our relay; nothing goes in plain text instead: the channel rests
    "tls": ErrorClass((30, 120), counts=False, blames="channel"),
    # asked for patience, or greylisted: the domain gets half its pace
    "throttled": ErrorClass((6, 15, 30, 60, 120, 240), counts=True, blames="domain"),
    # full, or out of order for now
    "temporary": ErrorClass((5, 15, 45, 120, 240), counts=True, blames="contact"),
    # nobody there: two different letters, and the contact point is failing
    "address": ErrorClass((), counts=True, blames="contact", nobody=True),
    # our standing with them (block list, SPF, DKIM): the domain is closed until a person looks
    "policy": ErrorClass((), counts=True, blames="domain"),
    # this letter is too big, or of a kind they cannot take
    "content": ErrorClass((), counts=True, blames="letter"),
    # for good, and no reason given
    "refused": ErrorClass((), counts=True, blames="letter"),
    # What faxes meet.
    "busy": ErrorClass((5, 10, 20, 40, 80), counts=True, blames="contact", most=6),
    "no_answer": ErrorClass((30, 120, 1440), counts=True, blames="contact", most=4),
    # a person or no fax machine answered: nobody is rung up a third time
    "voice": ErrorClass((30, 120), counts=True, blames="contact", nobody=True, most=2),
    # the machines did not understand each other
    "line": ErrorClass((10, 60), counts=True, blames="contact", most=3),
    # no such number, or one that we may not call: two different letters, and it is failing
    "bad_number": ErrorClass((), counts=True, blames="contact", nobody=True),
    # our own telephone line is dead, or it turns this one call away
    "no_line": ErrorClass((5, 15, 60), counts=True, blames="channel", most=4),
    # key, rights or credit at the fax service: the channel rests until an operator has seen to it
    "account": ErrorClass((30, 120, 240), counts=False, blames="channel"),
}

DEADLINES = {"email": timedelta(days=5), "fax": timedelta(hours=48)}
NO_NEWS = {"email": timedelta(days=6), "fax": timedelta(hours=48)}
LONGEST_PAUSE = timedelta(hours=4)

Rules = Sequence[tuple[str, re.Pattern[str]]]  # the first that matches wins

# What a mail server says of a letter, by enhanced code.
BY_ENHANCED: Rules = (
    ("temporary", re.compile(r"4\.7\.[45]$")),  # its TLS; the relay keeps trying
    ("throttled", re.compile(r"4\.(7\.\d+|2\.1)$")),
    ("temporary", re.compile(r"4\.[1-9]")),
    ("policy", re.compile(r"5\.(7\.\d+|1\.[78])$")),  # 5.1.7, 5.1.8: the sender's address, ours
    ("address", re.compile(r"5\.(1\.\d+|2\.1|4\.4)$")),  # 5.4.4: no such domain
    ("refused", re.compile(r"5\.2\.2$")),  # full, and they do not ask us to wait
    ("content", re.compile(r"5\.(6\.\d+|2\.3|3\.4)$")),  # 5.2.3, 5.3.4: too big
)

# The same by code and words, where no enhanced code says more than "no" (5.0.0).
STANDING = (
    r"spam|bl(?:ock|ack) ?list|blocked (?:using|by|for|due)|policy|reputation|"
    r"dnsbl|rbl|spf|dkim|dmarc"
)
BY_CODE: Rules = (
    ("throttled", re.compile(r"421")),
    ("temporary", re.compile(r"4")),
    ("policy", re.compile(rf"55[04] .*\b(?:{STANDING})", re.IGNORECASE)),
    ("address", re.compile(r"55[013]")),
    ("content", re.compile(r"552")),
    ("refused", re.compile(r"5")),
)

# What our relay says of itself or of us, and of no letter and no authority: its disk and look-ups
# (4.3.x), our log-in (53x), our right to send through it.
NO_RIGHT = (
    r"relay(?:ing)? (?:access |is )?(?:denied|not (?:permitted|allowed))|(?:to|cannot) relay|"
    r"sender address rejected|authentication (?:is )?required|must authenticate"
)
BY_RELAY: Rules = (
    ("local", re.compile(r"4\d\d 4\.3\.")),
    ("local", re.compile(r"53[0458]")),
    ("local", re.compile(rf"5\d\d .*\b(?:{NO_RIGHT})\b", re.IGNORECASE)),
)

ENHANCED = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?!\.?\d)")
REPLY_CODE = re.compile(r"(?:^|said: |smtp; ?)([45]\d\d)\b")
STATED = re.compile(
    r"\b(?:again|retry|wait|greylisted|delayed)\b\D{0,40}(\d{1,5}) ?(sec|s\b|min|m\b|hour|h\b)",
    re.IGNORECASE,
)
UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


def classify(code: int, text: str) -> str:
    """The class of a refusal (4xx or 5xx) by our own relay."""
    return _first(BY_RELAY, f"{code} {text}") or _class(code, text)


def classify_report(status: str, text: str) -> str:
    """The class of a delay or failure beyond our relay.

    `status` is the enhanced code in the relay's log or a bounce (RFC 3463), such as 5.1.1; `text`
    goes with it and may hold the server's own answer, which says more than a mere 5.0.0.
    """
    said = REPLY_CODE.search(text)
    code = said[1] if said and said[1][0] == status[0] else f"{status[0]}00"
    return _class(int(code), f"{status} {text}")


def pause_before_next(
    error_class: str, tries: int, text: str = "", percent: int = 100
) -> timedelta:
    """How long to wait after this many tries, at `percent` of the usual patience.

    Spread from a quarter of the pause to the whole, so that not all come back at once; not less
    than the delay that the other side's `text` asks for (at most LONGEST_PAUSE is granted).
    """
    pauses = TABLE[error_class].pauses
    usual = timedelta(minutes=pauses[min(tries, len(pauses) - 1)])
    spread = random.uniform(0.25, 1.0)  # noqa: S311
    return max(usual * spread, stated_delay(text) * (1 + spread / 10)) * (percent / 100)


def stated_delay(text: str) -> timedelta:
    """The delay that an answer asks for ("try again in 300 seconds"); zero if none."""
    stated = STATED.search(text)
    if stated is None:
        return timedelta()
    return min(timedelta(**{UNITS[stated[2][0].lower()]: int(stated[1])}), LONGEST_PAUSE)


def _class(code: int, text: str) -> str:
    for enhanced in ENHANCED.finditer(text):
        if int(enhanced[1]) == code // 100 and (found := _first(BY_ENHANCED, enhanced[0])):
            return found
    return _first(BY_CODE, f"{code} {text}") or "temporary"


def _first(rules: Rules, text: str) -> str | None:
    return next((name for name, pattern in rules if pattern.match(text)), None)
