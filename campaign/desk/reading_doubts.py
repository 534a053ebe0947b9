"""The doubts about a reading, in the order of its form: in words, each with what competes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from campaign.appeals import Appeal, from_json
from campaign.appeals.doubted import readings
from campaign.appeals.model import Doubt as ReadersDoubt
from campaign.appeals.places import Place, places
from campaign.campaigns import corrections, reread
from campaign.campaigns.models import Campaign, CorrectedValue
from campaign.campaigns.odd_values import odd_values
from campaign.campaigns.values import as_text, fields, same_text, value_at, with_values
from campaign.desk.marks import mark_of
from campaign.desk.reading_form import FAMILIES, KINDS, label_of

MOST_LINKS = 40  # from one field or doubt to its places in the source
LONGEST = 80  # characters of the source that are repeated
ONE_VALUE = ("line", "date", "country")  # kinds of which another reading is taken by a button


@dataclass
class Other:
    """Another reading: its words in the source, the id of their mark, and the value it gives."""

    words: str
    mark: str
    value: str = ""
    can_take: bool = False


@dataclass
class Doubt:
    """A doubt at its field: in words, with what the program reads otherwise."""

    path: str
    message: str
    label: str
    number: int = 0
    others: list[Other] = field(default_factory=list)
    anew: str | None = None  # a later reading, to be taken or refused
    can_confirm: bool = False


def doubts_of(
    campaign: Campaign, rows: Sequence[CorrectedValue], order: Sequence[str]
) -> list[Doubt]:
    """The reader's doubts that nobody settled, and what a later reading gives otherwise.

    `order`: the paths as the page shows them. What is said of a recipient that is left out is no
    doubt any more.
    """
    stands = campaign.appeal.reading
    kinds = dict(fields(stands))
    settled = corrections.settled(campaign)
    found = [
        Doubt(one["field"], one["message"], label_of(one["field"]))
        for one in stands["warnings"]
        if one["field"] not in settled
    ]
    written = [Doubt(one.field, one.message, label_of(one.field)) for one in odd_values(campaign)]
    odd = {doubt.path for doubt in written}
    found += written
    found += [_of_row(row, kinds) for row in rows if row.waits]
    left_out = tuple(
        f"recipients[{one.printed_as}]" for one in campaign.all_recipients if one.left_out_at
    )
    found = [doubt for doubt in found if not doubt.path.startswith(left_out)]
    at = {path: number for number, path in enumerate(order)}
    found.sort(key=lambda doubt: at.get(doubt.path, at.get(f"{doubt.path}.honorific", -1)))
    for number, doubt in enumerate(found, start=1):
        doubt.number = number
        # What a person wrote themselves is acknowledged at publication.
        doubt.can_confirm = doubt.anew is None and doubt.path in kinds and doubt.path not in odd
    return found


def other_places(
    text: str,
    campaign: Campaign,
    rows: Sequence[CorrectedValue],
    doubts: Sequence[Doubt],
    found: Sequence[Place],
) -> dict[Place, int]:
    """Marks of the source for what competes, with the numbers of their doubts, which are given
    links to them."""
    stands = campaign.appeal.reading
    appeal = from_json(stands)
    marks: dict[Place, int] = {}
    for doubt in doubts:
        if doubt.anew is None:
            marks |= _competing(text, appeal, stands, doubt, found)
    return marks | _read_anew(text, stands, rows, doubts)


def _competing(
    text: str, appeal: Appeal, stands: dict[str, Any], doubt: Doubt, found: Sequence[Place]
) -> dict[Place, int]:
    kind = dict(fields(stands)).get(doubt.path, "")
    said = ReadersDoubt(doubt.path, doubt.message)
    marks: dict[Place, int] = {}
    for number, one in enumerate(readings(text, appeal, said, found)):
        path = f"{doubt.path}.doubt-{doubt.number}-{number}"
        marks[Place(path, one.start, one.end)] = doubt.number
        new = bool(one.value) and not same_text(kind, one.value, value_at(stands, doubt.path))
        can_take = new and kind in ONE_VALUE
        doubt.others.append(Other(one.words[:LONGEST], mark_of(path), one.value, can_take))
    return marks


def _read_anew(
    text: str,
    stands: dict[str, Any],
    rows: Sequence[CorrectedValue],
    doubts: Sequence[Doubt],
) -> dict[Place, int]:
    kinds = dict(fields(stands))
    waiting = {row.path: row.anew for row in rows if row.waits and row.path in kinds}
    here = {doubt.path: doubt for doubt in doubts if doubt.anew is not None}
    marks: dict[Place, int] = {}
    for place in places(text, from_json(with_values(stands, waiting))) if waiting else ():
        doubt = next((here[path] for path in _above(place.path) if path in here), None)
        if doubt and len(doubt.others) < MOST_LINKS:
            path = f"{place.path}.anew"
            marks[Place(path, place.start, place.end)] = doubt.number
            words = " ".join(text[place.start : place.end].split())
            doubt.others.append(Other(words[:LONGEST], mark_of(path)))
    return marks


def _of_row(row: CorrectedValue, kinds: dict[str, str]) -> Doubt:
    if row.path.startswith(reread.NEW):
        parts = [row.anew["honorific"], row.anew["name"], row.anew["office"], row.anew["address"]]
        parts += row.anew["emails"] + row.anew["faxes"]
        words, anew = "A later reading finds one more recipient.", ", ".join(filter(None, parts))
        return Doubt(row.path, words, "One more recipient", anew=anew)
    if row.path not in kinds:
        words = "A later reading does not find this recipient any more. Take it to leave it out."
        return Doubt(row.path, words, label_of(row.path), anew="(no such recipient)")
    whose = "a person corrected this" if row.corrected_by else "this stands from the first reading"
    words = f"A later reading gives something else; {whose}."
    anew = as_text(kinds[row.path], row.anew) or "(nothing)"
    named = (KINDS | FAMILIES).get(anew, anew) if kinds[row.path] in ("kind", "family") else anew
    return Doubt(row.path, words, label_of(row.path), anew=named)


def _above(path: str) -> list[str]:
    """A path and those it lies under: `a[0].b[1]`, `a[0].b`, `a[0]`, `a`."""
    found = [path]
    while cut := max(path.rfind("["), path.rfind("."), 0):
        path = path[:cut]
        found.append(path)
    return found
