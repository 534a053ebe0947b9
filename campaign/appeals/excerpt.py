"""Where in the source a recipient is printed, so that a person can compare."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from campaign.appeals.lines import clean_text
from campaign.appeals.model import RecipientEntry

BLOCK = 400  # characters; what is farther from the end of a block belongs to something else
LONGEST = 14  # lines


def excerpts(source: str, recipients: Sequence[RecipientEntry]) -> list[str]:
    """The lines of the source for each recipient; empty for one that cannot be found in it."""
    lines = [" ".join(line.split()) for line in clean_text(source)[0].split("\n")]
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    # one space for each line's end: a name that is broken over two lines is found, too
    text = " ".join(lines)
    found: list[str] = []
    after = len(text)
    for entry in reversed(recipients):  # lists of addresses stand last in an appeal
        place = _place(text, entry, after)
        if place is None:
            found.append("")
            continue
        first = bisect_right(starts, place) - 1
        block = lines[first : bisect_right(starts, after - 1)][:LONGEST]
        found.append("\n".join(block if any(found) else _to_gap(block)).strip())
        after = max(starts[first], 1)
    return found[::-1]


def _place(text: str, entry: RecipientEntry, before: int) -> int | None:
    """Where the block of a recipient begins: the first of its words that stand together."""
    street = (entry.address or "").split(", ")[0]
    words = filter(None, (entry.name, entry.office, street))
    places = [place for word in words if (place := text.rfind(word, 0, before)) >= 0]
    return min((p for p in places if max(places) - p < BLOCK), default=None)


def _to_gap(lines: Sequence[str]) -> Sequence[str]:
    """The lines up to an empty one: after the last recipient comes something else."""
    return lines[: lines.index("")] if "" in lines else lines
