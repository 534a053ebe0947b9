"""What the receiving side really got, against what the database says: I1 to I6."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from tests.faults.house import House
from tests.faults.seed import CANARY

TAKEN = ("accepted", "silent", "delivered")
KNOWN = (*TAKEN, "bounced", "uncertain")  # what was received may be in these states only

COUNTED = """
    SELECT campaign_id, subject, state,
           CASE WHEN subject <> 'signature' THEN recipient_id END, channel, sum(n)
    FROM "count" GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0
"""
TRANSMISSIONS = "SELECT message_id, state FROM transmission"
LETTERS = """
    SELECT l.id, CASE WHEN l.state = 'travelling' THEN t.state ELSE l.state END
    FROM letter l LEFT JOIN transmission t ON t.id = l.transmission_id
"""
CARRIED = """
    SELECT c.letter_id, t.message_id FROM carriage c JOIN transmission t ON t.id = c.transmission_id
"""
TRUE = (
    """
    SELECT campaign_id, 'transmission', state, recipient_id, channel, count(*)
    FROM transmission GROUP BY 1, 2, 3, 4, 5
    """,
    """
    SELECT l.campaign_id, 'letter', CASE WHEN l.state = 'travelling' THEN t.state ELSE l.state END,
           l.recipient_id, l.channel, count(*)
    FROM letter l LEFT JOIN transmission t ON t.id = l.transmission_id GROUP BY 1, 2, 3, 4, 5
    """,
    "SELECT campaign_id, 'signature', state, NULL, '', count(*) FROM signature GROUP BY 1, 2, 3",
)
ERROR_TEXTS = """
    SELECT error_text FROM transmission WHERE error_text IS NOT NULL
    UNION SELECT text FROM attempt WHERE text IS NOT NULL
"""


@dataclass
class Verdict:
    """What a fault did; `excused` states may stand at the end, `doubts` may stay undecided."""

    fault: str = ""
    letters: int = 0
    harms: int = 0
    lost: int = 0
    doubled: int = 0
    undecided: int = 0
    wrong_counts: int = 0
    seconds: float = 0.0
    doubts: int = 0
    doubles: int = 0
    remarks: list[str] = field(default_factory=list)  # for the reader
    failures: list[str] = field(default_factory=list)  # goals missed besides the four figures

    @property
    def good(self) -> bool:
        """True if every goal was met."""
        return (
            not self.lost
            and not self.wrong_counts
            and self.doubled <= self.doubles
            and self.undecided <= self.doubts
            and not self.failures
        )


def compare(house: House, verdict: Verdict, excused: tuple[str, ...] = ()) -> Verdict:
    """Fill in a verdict once a house has settled; letters in `excused` states are not lost."""
    with house.engine.connect() as connection:
        judge(connection, house.relay.how_often(), house.letters, verdict, excused)
    verdict.letters, verdict.harms = house.letters, house.harms
    verdict.seconds = time.monotonic() - house.began
    verdict.failures += [f"a name or address in {place}" for place in canaries(house)]  # I6
    return verdict


def judge(
    connection: Connection,
    received: Mapping[str, int],
    promised: int,
    verdict: Verdict,
    excused: tuple[str, ...] = (),
) -> None:
    """Hold what a database says against how often each Message-ID was received."""
    got = Counter(received)
    sent = {row[0]: row[1] for row in connection.execute(text(TRANSMISSIONS))}
    letters = {row[0]: row[1] for row in connection.execute(text(LETTERS))}
    copies: Counter[object] = Counter()
    for letter, message_id in connection.execute(text(CARRIED)):
        copies[letter] += got[message_id]
    lost = Counter(
        f"{state}, received" for key, state in sent.items() if got[key] and state not in KNOWN
    )  # I2
    lost += Counter(
        f"{state}, not received" for key, state in sent.items() if state in TAKEN and not got[key]
    )  # I3
    lost += Counter(state for state in letters.values() if state not in (*KNOWN, *excused))
    lost["letters missing"] = promised - len(letters)  # I1
    wrong = wrong_counts(connection)
    verdict.lost = lost.total()
    verdict.doubled = sum(n - 1 for n in copies.values() if n > 1)  # I4
    verdict.undecided = sum(state == "uncertain" for state in sent.values())
    verdict.wrong_counts = len(wrong)  # I1
    verdict.remarks += [f"lost: {n} {state}" for state, n in lost.items() if n]
    verdict.remarks += [f"wrong count: {line}" for line in wrong[:3]]
    if strangers := got.keys() - sent.keys():  # I5
        verdict.failures.append(f"{len(strangers)} mails that nobody promised")
    texts = "".join(row[0] for row in connection.execute(text(ERROR_TEXTS)))
    if CANARY in texts.lower():  # I6
        verdict.failures.append("a name or address in an error text")


def wrong_counts(connection: Connection) -> list[tuple[Any, ...]]:
    """Where the counts differ from the rows, at one moment of the database."""
    counted = {tuple(row[:5]): int(row[5]) for row in connection.execute(text(COUNTED))}
    true = {tuple(row[:5]): row[5] for query in TRUE for row in connection.execute(text(query))}
    keys = counted.keys() | true.keys()
    return [
        (*key[1:3], counted.get(key, 0), true.get(key, 0))
        for key in keys
        if counted.get(key, 0) != true.get(key, 0)
    ]


def canaries(house: House) -> list[str]:
    """The files that hold a supporter's name or address: logs, and what Redis keeps."""
    files = [*house.folder.rglob("*.log"), house.servers.postgres.folder / "log"]
    files += [f for f in house.servers.redis.folder.rglob("*") if f.is_file()]
    return [f.name for f in files if CANARY.encode() in f.read_bytes().lower()]
