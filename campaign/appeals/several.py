"""Two appeals in one text: each with a head of its own, its own demands and its own addresses."""

import re
from collections.abc import Iterator
from itertools import chain

from campaign.appeals.codes import find_codes
from campaign.appeals.families.amnesty_codes import find_amnesty_codes
from campaign.appeals.lines import clean_text
from campaign.appeals.model import Appeal
from campaign.appeals.read import read
from campaign.appeals.schemes import find_family_codes

MOST_CUTS = 6  # places at which a second appeal may begin; each costs two readings
_CONTACT = re.compile(r"\S@\S|\[at\]|\(at\)|\+ ?\d\d|\bfax", re.IGNORECASE)
_HEAD_LINE = 200  # characters; a longer line is a paragraph that cites a code
_BEFORE = 40  # characters that a head may have before its code, unless the code ends the line
_SUFFIX = re.compile(r"\.\d{1,2}\Z")


def two_codes(source: str) -> tuple[str, str] | None:
    """The own codes of two appeals that stand one after the other in a source, None for one appeal.

    That other codes are cited makes no second appeal, nor does an update with the appeal that it
    follows. Raises UnreadableAppeal as `read` does.
    """
    text, _ = clean_text(source)
    for cut in _cuts(text):
        first, second = read(text[:cut]), read(text[cut:])
        if not (_is_whole(first) and _is_whole(second)) or _follows(first, second):
            continue
        if first.code and second.code:
            return first.code, second.code
    return None


def _cuts(text: str) -> Iterator[int]:
    """Where a line begins that is the head of another code, with addresses above and below it."""
    contacts = [match.start() for match in _CONTACT.finditer(text)]
    known: set[str] = set()
    left = MOST_CUTS
    for code, start, end in _codes(text):
        line_at = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        line_end = line_end if line_end >= 0 else len(text)
        line = " ".join(text[line_at:line_end].split())
        opens = start - line_at <= _BEFORE or not text[end:line_end].strip(" .)]")
        if code in known or len(line) > _HEAD_LINE or not opens:
            continue
        if known and contacts and contacts[0] < line_at and contacts[-1] > end and left:
            left -= 1
            yield line_at
        known.add(code)


def _codes(text: str) -> list[tuple[str, int, int]]:
    """The codes of all families without suffixes, and where they stand."""
    found = chain(
        ((str(one.code.base), one.start, one.end) for one in find_codes(text)),
        ((one.base, one.start, one.end) for one in find_family_codes(text)),
        ((one.normal, one.start, one.end) for one in find_amnesty_codes(text)),
    )
    return sorted(found, key=lambda one: one[1])


def _is_whole(appeal: Appeal) -> bool:
    reached = any(one.emails or one.faxes or one.address for one in appeal.recipients)
    return bool(appeal.code and appeal.actions and reached)


def _follows(first: Appeal, second: Appeal) -> bool:
    """True if both are of one case: the same code, or one says that it updates the other."""
    return not _names(first).isdisjoint(_names(second))


def _names(appeal: Appeal) -> set[str]:
    return {_SUFFIX.sub("", code) for code in (appeal.code, appeal.update_of) if code}
