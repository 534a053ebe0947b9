"""What a refusal means, and when to try again.

Two tables: answers of an SMTP server to error classes, and classes to patience. After RFC 5321
(4.2.1), RFC 3463 (enhanced codes).
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import timedelta

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


@dataclass(frozen=True)
class Patience:
    """Pauses between tries in minutes (the last one repeats), and whether a try counts."""

    pauses: tuple[float, ...]
    counts: bool


PATIENCE = {
    "local": Patience((0.5, 1, 2, 5), counts=False),
    "throttled": Patience((6, 15, 30, 60, 120, 240), counts=True),
    "temporary": Patience((5, 15, 45, 120, 240), counts=True),
    "tls": Patience((30, 120), counts=True),
}

# Enhanced codes (subject.detail) that say more than the first digit; first match wins.
BY_ENHANCED = (
    ("throttled", re.compile(r"4\.(7\.(0|1|28)|2\.1)$")),
    ("temporary", re.compile(r"4\.")),
    ("address", re.compile(r"5\.1\.\d+$")),
    ("content", re.compile(r"5\.(6\.\d+|3\.4)$")),
    ("policy", re.compile(r"5\.7\.\d+$")),
)

DEADLINES = {"email": timedelta(days=5), "fax": timedelta(hours=48)}
NO_NEWS = {"email": timedelta(days=6), "fax": timedelta(hours=48)}


def classify(code: int, text: str) -> str:
    """The class of an SMTP answer: throttled, temporary, address, content, policy or refused."""
    enhanced = ENHANCED.search(text)
    if enhanced and int(enhanced[1]) == code // 100:
        for error_class, pattern in BY_ENHANCED:
            if pattern.match(enhanced[0]):
                return error_class
    if code == 421:
        return "throttled"
    if 400 <= code < 500:
        return "temporary"
    if code in (550, 551, 553):
        return "address"
    return "content" if code == 552 else "refused"


def is_final(error_class: str) -> bool:
    """True if there is no point in trying again."""
    return error_class not in PATIENCE


def counts(error_class: str) -> bool:
    """True if a try that ended so counts towards giving up."""
    return PATIENCE[error_class].counts


def pause_before_next(error_class: str, tries: int) -> timedelta:
    """How long to wait after this many tries; spread, so that not all come back at once."""
    pauses = PATIENCE[error_class].pauses
    longest = pauses[min(tries, len(pauses) - 1)]
    return timedelta(minutes=longest * random.uniform(0.5, 1.0))  # noqa: S311
