"""Where in the source each value of a reading is printed, so that a person can compare.

Values are compared by their letters and digits alone: however lines are broken, whatever spaces,
hyphens or marks stand between, in every script. Offsets are of the text in its logical order.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from campaign.appeals.codes import find_codes
from campaign.appeals.countries import find_countries
from campaign.appeals.dates import find_dates
from campaign.appeals.headings import LANGUAGES
from campaign.appeals.model import Appeal, RecipientEntry

SCANS = 100  # how often, in all, the whole text may be searched; then no more places are found
TRY = 100  # characters; what one try costs besides those it passes
SHORT = 12  # letters; shorter values must stand as words of their own
ENDS = 30  # letters; a long text that differs inside is known by as much of both its ends
TAIL = 6  # digits; by these a number is known whose beginning is printed otherwise
ABOVE = 150  # characters; so far above its name an office may stand
BLOCK = 1500  # characters; no recipient's entry is longer

Span = tuple[int, int]

_QUOTED = re.compile(r"“([^“”]{1,200})”")
_BEFORE_TAIL = re.compile(r"[+(\d][\d\s()./-]{0,18}\Z")


@dataclass(frozen=True)
class Place:
    """A value's path, as `recipients[1].emails[0]`, and its `text[start:end]` in the source."""

    path: str
    start: int
    end: int


def places(text: str, appeal: Appeal) -> list[Place]:
    """The places of all values that can be found in a text, in the order of the reading.

    `text` is the source as `clean_text` gives it. Takes linear time: searches are counted, and
    what is asked for after too many in vain has no place.
    """
    letters = _Letters(text)
    found = [*_of_head(letters, appeal), *_of_story(letters, appeal)]
    return [*found, *_of_recipients(letters, appeal, found)]


def quoted(text: str, message: str) -> list[tuple[str, int, int]]:
    """What a message quotes “so” of the text: the words, and where they first stand."""
    letters = _Letters(text)
    found = ((words, letters.find(words)) for words in _QUOTED.findall(message))
    return [(words, *span) for words, span in found if span]


def stands_in(text: str, words: str) -> bool:
    """True if these words stand in the text, however their lines are broken there."""
    return _Letters(text).seek(words) is not None


class _Letters:
    """A text as its letters and digits, each of which knows where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        pairs = [(letter, at) for at, char in enumerate(text) for letter in _letters_of(char)]
        self.letters = "".join(letter for letter, _ in pairs)
        self.at = [at for _, at in pairs]
        self.left = SCANS * (len(self.letters) + TRY)

    def find(self, value: str | None, start: int = 0, end: int | None = None) -> Span | None:
        """The first place of a value between two places of the text, or None."""
        key = "".join(map(_letters_of, value or ""))
        first = self._index(start)
        last = len(self.letters) if end is None else self._index(end)
        found = self._seek(key, first, last, words=len(key) < SHORT)
        if found is None and len(key) > 2 * ENDS:
            found = self._by_ends(key, first, last)
        return self._span(*found) if found else None

    def seek(self, words: str) -> Span | None:
        """The first place at which these very words stand, or None."""
        key = "".join(map(_letters_of, words))
        found = self._seek(key, 0, len(self.letters), words=True)
        return self._span(*found) if found else None

    def find_number(self, number: str, start: int, end: int) -> Span | None:
        """The place of a number, also one that is printed without its country's code."""
        if found := self.find(number, start, end):
            return self._whole_number(found)
        digits = "".join(map(_letters_of, number))
        for cut in (2, 3, max(len(digits) - TAIL, 4)):
            tail = digits[cut:]
            first, last = self._index(start), self._index(end)
            if len(tail) >= TAIL and (at := self._seek(tail, first, last, words=False)):
                return self._whole_number(self._span(*at))
        return None

    def _seek(self, key: str, start: int, end: int, words: bool) -> Span | None:
        while key and self.left > 0:
            at = self.letters.find(key, start, end)
            self.left -= (at if at >= 0 else end) - start + len(key) + TRY
            if at < 0:
                return None
            if not words or self._is_word(at, at + len(key)):
                return at, at + len(key)
            start = at + 1
        return None

    def _by_ends(self, key: str, start: int, end: int) -> Span | None:
        head = self._seek(key[:ENDS], start, end, words=False)
        if head is None:
            return None
        within = min(end, head[0] + len(key) + len(key) // 2)
        tail = self._seek(key[-ENDS:], head[1], within, words=False)
        return (head[0], tail[1]) if tail else None

    def _is_word(self, start: int, end: int) -> bool:
        first, after = self.at[start], self.at[end - 1] + 1
        beside = self.text[first - 1 : first] if first else "", self.text[after : after + 1]
        return not any(map(_letters_of, beside))

    def _whole_number(self, span: Span) -> Span:
        lead = max(0, span[0] - 20)
        before = _BEFORE_TAIL.search(self.text[lead : span[0]])
        return (lead + before.start() if before else span[0]), span[1]

    def _index(self, at: int) -> int:
        """The first letter that stands at a place of the text or after it."""
        return bisect_left(self.at, at)

    def _span(self, start: int, end: int) -> Span:
        """From the first letter to the last, with a bracket that closes one opened between."""
        first, after = self.at[start], self.at[end - 1] + 1
        for opened, closed in ("()", "[]"):
            if self.text[after : after + 1] == closed:
                within = self.text[first:after]
                after += within.count(opened) > within.count(closed)
        return first, after


@lru_cache(4096)
def _letters_of(char: str) -> str:
    """A letter in lower case, a digit in its Western form; nothing for all else."""
    if not char.isalnum() or unicodedata.category(char) == "No":  # such as the mark of a footnote
        return ""
    digit = unicodedata.decimal(char, None)
    return char.lower() if digit is None else str(digit)


def _of_head(letters: _Letters, appeal: Appeal) -> Iterator[Place]:
    text, language = letters.text, appeal.language if appeal.language in LANGUAGES else "en"
    codes = {str(found.code): (found.start, found.end) for found in reversed([*find_codes(text)])}
    code = letters.find(appeal.code_as_printed) or codes.get(appeal.code or "")
    yield from _at("code", code or letters.find(appeal.code))
    yield from _at("update_of", codes.get(appeal.update_of or "") or letters.find(appeal.update_of))
    for path, values in (
        ("related_codes", appeal.related_codes),
        ("categories", appeal.categories),
        ("issuers", appeal.issuers),
    ):
        for number, value in enumerate(values):
            yield from _at(f"{path}[{number}]", codes.get(value) or letters.find(value))
    yield from _at("title", letters.find(appeal.title))
    yield from _at("place", letters.find(appeal.place))
    days = [(found.day.isoformat(), found.start, found.end) for found in find_dates(text, language)]
    yield from _at("date", next(((a, b) for day, a, b in days if day == appeal.date), None))
    last = ((a, b) for day, a, b in reversed(days) if day == appeal.deadline)
    yield from _at("deadline", next(last, None))
    named = (c for c in find_countries(text, language) if c.country == appeal.country)
    yield from _at("country", next(((c.start, c.end) for c in named), None))


def _of_story(letters: _Letters, appeal: Appeal) -> Iterator[Place]:
    """What stands in the order of the text: each is sought behind the one before, then anywhere."""
    told = [("lead", appeal.lead)]
    told += [(f"description[{n}]", paragraph) for n, paragraph in enumerate(appeal.description)]
    for number, action in enumerate(appeal.actions):
        told.append((f"actions[{number}].text", action.text))
        told += [(f"actions[{number}].items[{n}]", item) for n, item in enumerate(action.items)]
    told.append(("suggested_letter", appeal.suggested_letter))
    told += [(f"footnotes[{n}].text", note.text) for n, note in enumerate(appeal.footnotes)]
    after = 0
    for path, value in told:
        span = letters.find(value, after) or letters.find(value)
        after = span[1] if span else after
        yield from _at(path, span)


def _of_recipients(letters: _Letters, appeal: Appeal, before: Sequence[Place]) -> Iterator[Place]:
    """Each recipient in its own block, which begins with its name or office; the last ones first,
    where they are named in the story, too."""
    asked = [place.end for place in before if place.path.startswith("actions[")]
    starts = _starts(letters, appeal.recipients, max(asked, default=0))
    known = sorted({start for start in starts if start is not None})
    for number, (entry, start) in enumerate(zip(appeal.recipients, starts, strict=True)):
        if start is not None:
            following = bisect_right(known, start)
            end = min([start + BLOCK, *known[following : following + 1]])
            for place in _of_entry(letters, entry, start, end):
                yield Place(f"recipients[{number}].{place.path}", place.start, place.end)


def _starts(
    letters: _Letters, recipients: Sequence[RecipientEntry], after: int
) -> list[int | None]:
    """Where the block of each recipient begins: with the first of what it is known by."""
    starts: list[int | None] = []
    for entry in recipients:
        span = _known_by(letters, entry, after) or _known_by(letters, entry, 0)
        if span is None:
            starts.append(None)
            continue
        above = max(span[0] - ABOVE, after if span[0] > after else 0)
        lead = (letters.find(value, above, span[0]) for value in (entry.office, entry.honorific))
        starts.append(min(found[0] for found in (span, *lead) if found))
        after = span[1]
    return starts


def _known_by(letters: _Letters, entry: RecipientEntry, start: int) -> Span | None:
    values = (entry.name, entry.office, entry.address, *entry.emails[:1])
    return next((span for value in values if (span := letters.find(value, start))), None)


def _of_entry(letters: _Letters, entry: RecipientEntry, start: int, end: int) -> Iterator[Place]:
    for path in ("honorific", "name", "office", "address", "salutation"):
        yield from _at(path, letters.find(getattr(entry, path), start, end))
    for path in ("faxes", "phones"):
        for number, value in enumerate(getattr(entry, path)):
            yield from _at(f"{path}[{number}]", letters.find_number(value, start, end))
    for number, address in enumerate(entry.emails):
        hidden = address.replace("@", " at ")  # as some print it against robots
        span = letters.find(address, start, end) or letters.find(hidden, start, end)
        yield from _at(f"emails[{number}]", span)


def _at(path: str, span: Span | None) -> Iterator[Place]:
    if span:
        yield Place(path, *span)
