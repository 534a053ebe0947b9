"""The values of a reading: under which path each stands, and how a person writes it.

A reading is what `appeals.as_json` gives. Paths are `title`, `recipients[1].emails`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from typing import Any

from campaign.base.countries import COUNTRIES
from campaign.base.problems import Problem
from campaign.base.safe_text import TextTooLong, plain
from campaign.campaigns.edit import demands_as_text, demands_from
from campaign.campaigns.languages import language_tag
from campaign.directory.points import email_address, fax_number

LINE_LENGTH = 1000
TEXT_LENGTH = 200_000  # as long as an appeal may be
KINDS = ("urgent_appeal", "new_information", "update", "closed", "other")
FAMILIES = ("observatory", "amnesty", "ahrc", "pen", "other")

# What a person may correct, and in which way it is written.
OF_APPEAL = {
    "code": "line",
    "code_as_printed": "line",
    "title": "line",
    "date": "date",
    "deadline": "date",
    "language": "language",
    "country": "country",
    "kind": "kind",
    "family": "family",
    "update_of": "line",
    "related_codes": "lines",
    "categories": "lines",
    "issuers": "lines",
    "place": "line",
    "lead": "text",
    "description": "paragraphs",
    "actions": "demands",
    "suggested_letter": "text",
    "footnotes": "notes",
    "asks_diplomatic": "flag",
    "asks_report": "flag",
}
OF_RECIPIENT = {
    "honorific": "line",
    "name": "line",
    "office": "line",
    "salutation": "line",
    "address": "line",
    "country": "country",
    "emails": "emails",
    "email_blanked": "flag",
    "faxes": "faxes",
    "phones": "phones",
    "copy": "flag",
}
LONG = ("text", "lines", "paragraphs", "demands", "notes", "emails", "faxes", "phones")

_ENTRY = re.compile(r"recipients\[(\d+)\]\.(\w+)")
_NOTE = re.compile(r"\[([^\]]{1,20})\]\s*(.+)")
_PHONE = re.compile(r"\+?[\d\s()./-]{4,40}")


def fields(reading: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The path of every value that can be corrected, and its kind, from top to bottom."""
    yield from OF_APPEAL.items()
    for number in range(len(reading["recipients"])):
        yield from ((f"recipients[{number}].{key}", kind) for key, kind in OF_RECIPIENT.items())


def value_at(reading: dict[str, Any], path: str) -> Any:
    """The value at a path; raises KeyError or IndexError where there is none."""
    entry = _ENTRY.fullmatch(path)
    return reading["recipients"][int(entry[1])][entry[2]] if entry else reading[path]


def with_values(reading: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """A copy of a reading in which other values stand at these paths."""
    changed = deepcopy(reading)
    for path, value in values.items():
        entry = _ENTRY.fullmatch(path)
        where, key = (changed["recipients"][int(entry[1])], entry[2]) if entry else (changed, path)
        where[key] = value
    return changed


def seen_of(reading: dict[str, Any]) -> str:
    """Names a reading as it stands, so that nobody corrects one that has changed meanwhile."""
    return hashlib.sha256(json.dumps(reading, sort_keys=True).encode()).hexdigest()[:32]


def as_text(kind: str, value: Any) -> str:
    """A value as a person writes it: lists one a line, paragraphs parted by an empty line."""
    if kind == "flag":
        return "yes" if value else ""
    if kind == "demands":
        return demands_as_text(value)
    if kind == "notes":
        return "\n".join(f"[{note['label']}] {note['text']}" for note in value)
    if kind in LONG and kind != "text":
        return ("\n\n" if kind == "paragraphs" else "\n").join(value)
    return value or ""


def same_text(kind: str, typed: str, value: Any) -> bool:
    """True if what was typed is the value as it was shown."""
    return _tidy(typed) == _tidy(as_text(kind, value))


def from_text(kind: str, typed: str, before: Any, country: str) -> Any:
    """The value that a person wrote; what stood there `before` is not asked whether it can be.

    `country` is that of the post, for numbers without code. Raises Problem.
    """
    try:
        text = plain(typed, TEXT_LENGTH if kind in LONG else LINE_LENGTH, lines=kind in LONG)
    except TextTooLong as error:
        raise Problem(f"Shorten it: {error}.") from None
    if kind in ("emails", "faxes", "phones"):
        check: Callable[[str], str] = {
            "emails": email_address,
            "faxes": lambda number: fax_number(number, country),
            "phones": _phone,
        }[kind]
        return [line if line in before else check(line) for line in _lines(text)]
    if kind == "demands":
        labels = {action["text"]: action["label"] for action in before}
        return [{"label": labels.get(one["text"]), **one} for one in demands_from(text)]
    return _OTHERS[kind](text)


def _tidy(text: str) -> str:
    return plain(text, 2 * TEXT_LENGTH, lines=True)


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def _paragraphs(text: str) -> list[str]:
    return [part for part in (" ".join(p.split()) for p in text.split("\n\n")) if part]


def _date(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        raise Problem("Write the date as year-month-day, such as 2026-11-12.") from None


def _country(text: str) -> str | None:
    if text and text not in COUNTRIES:
        raise Problem("There is no such country.")
    return text or None


def _kind(text: str) -> str:
    if text not in KINDS:
        raise Problem("Choose what kind of appeal it is.")
    return text


def _family(text: str) -> str:
    if text not in FAMILIES:
        raise Problem("Choose whose appeals look like this one.")
    return text


def _notes(text: str) -> list[dict[str, str]]:
    notes = [_NOTE.fullmatch(line) for line in _lines(text)]
    if None in notes:
        raise Problem("Write each footnote on a line of its own, such as “[1] See …”.")
    return [{"label": note[1], "text": note[2]} for note in notes if note]


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise Problem(f"“{text[:60]}” is no phone number.")
    return text


_OTHERS: dict[str, Callable[[str], Any]] = {
    "line": lambda text: text or None,
    "text": lambda text: text or None,
    "flag": bool,
    "lines": _lines,
    "paragraphs": _paragraphs,
    "date": _date,
    "country": _country,
    "language": language_tag,
    "kind": _kind,
    "family": _family,
    "notes": _notes,
}
