"""The readings between which a doubt of the reader lies, each where it stands in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from campaign.appeals.codes import find_codes
from campaign.appeals.countries import find_countries
from campaign.appeals.dates import find_dates
from campaign.appeals.families.amnesty_codes import find_amnesty_codes
from campaign.appeals.headings import LANGUAGES
from campaign.appeals.model import Appeal, Doubt
from campaign.appeals.places import Place, quoted
from campaign.appeals.schemes import find_family_codes

MOST = 6  # readings of one value

_SAYS_CODE = "The code says"
_COUNTRY = re.compile(r"\b[A-Z]{2}\b")
_NUMBER = re.compile(r"\+\d+(\d{6})\b")
_NO_DIGITS = re.compile(r"\D+")
_GAP = re.compile(r"After request (\S{1,9}) comes (\S{1,9}):")


@dataclass(frozen=True)
class Reading:
    """Words of the source, `text[start:end]`, and the value they give; empty where that is told by
    the words alone."""

    words: str
    value: str
    start: int
    end: int


def readings(text: str, appeal: Appeal, doubt: Doubt, found: Sequence[Place]) -> list[Reading]:
    """What competes in a doubt, in the order of the text; empty where there is nothing to show.

    `text` is the source as `clean_text` gives it, `found` the `places` of what was read in it. Of a
    date, a code or a country each other one that may be meant is shown with its value; of all else,
    what the doubt quotes and what was taken; of what is missing of a recipient, who that is.
    """
    said = (Reading(words, "", start, end) for words, start, end in quoted(text, doubt.message))
    taken = (_at(text, place) for place in found if _is_meant(place.path, appeal, doubt))
    if number := _NUMBER.search(doubt.message):
        taken = (one for one in taken if _NO_DIGITS.sub("", one.words).endswith(number[1]))
    competing: list[Reading] = []
    for one in chain(_of_its_sort(text, appeal, doubt), said, taken):
        if len(competing) == MOST:
            break
        if not any(other.start <= one.start < other.end for other in competing):
            competing.append(one)
    if not competing and doubt.field.startswith("recipients["):
        competing = list(_named(text, doubt, found))
    return sorted(competing, key=lambda one: one.start)


def _at(text: str, place: Place) -> Reading:
    words = " ".join(text[place.start : place.end].split())
    return Reading(words, "", place.start, place.end)


def _named(text: str, doubt: Doubt, found: Sequence[Place]) -> Iterator[Reading]:
    """The recipient itself, where nothing is printed of what is missing of it."""
    whose = doubt.field.partition("]")[0]
    wanted = (f"{whose}].name", f"{whose}].office")
    yield from (_at(text, place) for place in found if place.path in wanted)


def _is_meant(path: str, appeal: Appeal, doubt: Doubt) -> bool:
    """True for the value in doubt and its parts; of requests, for those between which one may
    be missing."""
    if gap := _GAP.match(doubt.message):
        at = [n for n, action in enumerate(appeal.actions) if action.label in gap.groups()]
        return path in [f"actions[{n}].text" for n in at]
    return path == doubt.field or path.startswith((f"{doubt.field}[", f"{doubt.field}."))


def _of_its_sort(text: str, appeal: Appeal, doubt: Doubt) -> Iterator[Reading]:
    """What the text says of the sort in doubt, and the code where the doubt speaks of it."""
    language = appeal.language if appeal.language in LANGUAGES else "en"
    if doubt.field == "code":
        yield from _codes(text)
    elif _SAYS_CODE in doubt.message:
        yield from (replace(one, value="") for one in _codes(text) if one.value == appeal.code)
    if doubt.field in ("date", "deadline"):
        yield from _dates(text, language, doubt.message)
    if doubt.field == "country":
        meant = _COUNTRY.findall(doubt.message)
        found = (c for c in find_countries(text, language) if c.country in meant or not meant)
        yield from _once(Reading(text[c.start : c.end], c.country, c.start, c.end) for c in found)


def _codes(text: str) -> Iterator[Reading]:
    own = (Reading(f.printed, str(f.code), f.start, f.end) for f in find_codes(text))
    others = (Reading(f.printed, f.code, f.start, f.end) for f in find_family_codes(text))
    amnesty = (Reading(f.printed, f.normal, f.start, f.end) for f in find_amnesty_codes(text))
    yield from _once(chain(own, others, amnesty))


def _dates(text: str, language: str, message: str) -> Iterator[Reading]:
    """Those that the doubt names; with the month first where that is the doubt."""
    for one in find_dates(text, language):
        if one.printed in message or one.day.isoformat() in message:
            day = one.day
            if one.unsure and "month first" in message:
                day = day.replace(month=day.day, day=day.month)
            yield Reading(one.printed, day.isoformat(), one.start, one.end)


def _once(found: Iterable[Reading]) -> Iterator[Reading]:
    """Each value where it stands first."""
    known: set[str] = set()
    for one in found:
        if one.value not in known:
            known.add(one.value)
            yield one
