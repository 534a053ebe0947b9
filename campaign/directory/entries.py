"""A line of a table becomes what it says of an authority, every value checked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from campaign.base.countries import COUNTRIES
from campaign.base.problems import Problem
from campaign.base.safe_text import plain
from campaign.directory import points
from campaign.directory.columns import BETWEEN, OFFICE_IN, Line
from campaign.directory.kinds import NAMES, kind_of

LONGEST = 200  # characters of a title or a name


@dataclass
class Entry:
    """What a line says; `wrong` says what of it cannot be, and then nothing of it is taken."""

    line: int
    id: UUID | None = None
    office: str = ""
    kind: str = ""
    country: str = ""
    names: dict[str, str] = field(default_factory=dict)  # titles by language
    honorific: str = ""
    holder: str = ""
    salutation: str = ""
    represents: str = ""
    covers: tuple[str, ...] = ()
    city: str = ""
    website: str = ""
    points: list[tuple[str, str]] = field(default_factory=list)  # channel and address, in order
    channels: tuple[str, ...] = ()  # those that the file has a column for
    source: str = ""
    wrong: list[str] = field(default_factory=list)


def entry_of(line: Line) -> Entry:
    """Read and check one line."""
    number, cells = line
    entry = Entry(number)
    said: Callable[[str], str] = lambda name: _text(entry, name, cells)  # noqa: E731
    entry.id = _id(entry, cells.get("id", ""))
    entry.office = said("office")
    if not entry.office:
        entry.wrong.append("The title of the office is missing.")
    entry.kind = said("kind")
    if entry.kind and entry.kind not in NAMES:
        entry.wrong.append(f"“{entry.kind}” is no kind of office.")
    entry.kind = entry.kind or kind_of(entry.office)
    entry.country = _country(entry, cells.get("country", ""))
    for name in ("honorific", "holder", "salutation", "city", "source"):
        setattr(entry, name, said(name))
    if entry.honorific and not (entry.holder or entry.salutation):
        entry.wrong.append("An honorific needs a holder or a salutation.")
    _read_mission(entry, cells)
    for column, typed in cells.items():
        language = OFFICE_IN.fullmatch(column) if typed else None
        if language and (title := said(column)):
            entry.names[language[1]] = title
    _read_points(entry, cells)
    return entry


def _read_mission(entry: Entry, cells: Mapping[str, str]) -> None:
    entry.represents = _country(entry, cells.get("represents", ""))
    covers = (_country(entry, one) for one in _several(cells.get("covers", "")))
    entry.covers = tuple(sorted(filter(None, covers)))
    entry.website = _tried(entry, points.web_address, cells.get("website", ""))
    if not entry.represents and (entry.covers or entry.city or entry.website):
        entry.wrong.append("“covers”, “city” and “website” need the country that is represented.")


def _read_points(entry: Entry, cells: Mapping[str, str]) -> None:
    home = entry.country
    checks: dict[str, Callable[[str], str]] = {
        "email": points.email_address,
        "fax": lambda typed: points.fax_number(typed, home),
        "post": points.postal_address,
        "phone": lambda typed: points.phone_number(typed, home),
        "web": points.web_address,
    }
    entry.channels = tuple(channel for channel in checks if channel in cells)
    for channel, check in checks.items():
        for typed in _several(cells.get(channel, "")):
            point = (channel, _tried(entry, check, typed))
            if point[1] and point not in entry.points:
                entry.points.append(point)


def _several(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(BETWEEN.strip()) if one.strip()]


def _tried(entry: Entry, check: Callable[[str], str], typed: str) -> str:
    try:
        return check(typed) if typed else ""
    except Problem as problem:
        entry.wrong.append(str(problem))
        return ""


def _text(entry: Entry, name: str, cells: Mapping[str, str]) -> str:
    typed = cells.get(name, "")
    text = plain(typed, sys.maxsize, lines=False) if typed else ""
    if len(text) > LONGEST:
        entry.wrong.append(f"“{name}” is longer than {LONGEST} characters.")
    return text


def _country(entry: Entry, typed: str) -> str:
    code = typed.strip().upper()
    if code and code not in COUNTRIES:
        entry.wrong.append(f"“{typed}” is no country; write two letters, such as BE.")
        return ""
    return code


def _id(entry: Entry, typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        entry.wrong.append("The id is none; leave it empty for a new authority.")
        return None
