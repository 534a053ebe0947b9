"""Entries of a table are compared with the directory: what is new is added, nothing overwritten.

What the directory has otherwise is told and left as it is; a person decides at the desk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.base.ids import new_id
from campaign.base.search import fold
from campaign.directory.entries import Entry
from campaign.directory.models import (
    Accreditation,
    Authority,
    ContactPoint,
    Mission,
    OfficeHolder,
    OfficeName,
)

AT_ONCE = 500


@dataclass
class Known:
    """What the directory has of an authority, as far as a table can tell of it."""

    id: UUID
    office: str = ""
    kind: str = ""
    country: str = ""
    names: dict[str, str] = field(default_factory=dict)
    holder: tuple[str, str, str] | None = None  # name, honorific, salutation
    mission: tuple[str, str, str] | None = None  # sending, city, website
    covers: set[str] = field(default_factory=set)
    points: list[tuple[str, str]] = field(default_factory=list)  # channel and address, in order
    retired: list[tuple[str, str]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)  # of the points, each once
    last: int = -1  # position of its last contact point


@dataclass
class Change:
    """What becomes of an entry; `adds` is what the directory lacks, and all that is written."""

    entry: Entry
    outcome: str  # new, completed, same, differs or refused
    id: UUID | None = None
    new: bool = False
    adds: Entry | None = None
    words: list[str] = field(default_factory=list)  # for a person: what is added, kept or wrong
    last: int = -1  # position of the last contact point there was

    @property
    def shows(self) -> bool:
        """True if letters that wait may read or travel otherwise now."""
        return bool(self.adds and not self.new)


class Index:
    """Authorities of an organisation by title and country, those of this file too."""

    def __init__(self, session: Session, org_id: UUID) -> None:
        self._by_title: dict[tuple[str, str], set[UUID]] = defaultdict(set)
        self._stands_for: dict[UUID, UUID] = {}
        self._lines: dict[UUID, int] = {}
        query = select(Authority.id, Authority.office, Authority.country, Authority.merged_into)
        countries = {}
        for row in session.execute(query.where(Authority.org_id == org_id)):
            countries[row.id] = row.country or ""
            self._stands_for[row.id] = row.merged_into or row.id
            self._by_title[_title(row.office, row.country)].add(row.merged_into or row.id)
        names = select(OfficeName.authority_id, OfficeName.name).where(OfficeName.org_id == org_id)
        for authority_id, name in session.execute(names):
            title = _title(name, countries[authority_id])
            self._by_title[title].add(self._stands_for[authority_id])

    def find(self, entry: Entry) -> UUID | None:
        """The authority that an entry means; what forbids to say so is added to its `wrong`."""
        if entry.id:
            found = {self._stands_for[entry.id]} if entry.id in self._stands_for else set()
            if not found:
                entry.wrong.append("There is no authority with this id.")
        else:
            found = set(self._by_title[_title(entry.office, entry.country)])
        if len(found) > 1:
            entry.wrong.append(f"There are {len(found)} authorities of this title: give the id.")
            return None
        one = next(iter(found), None)
        if one in self._lines:
            entry.wrong.append(f"It is the same authority as on line {self._lines[one]}.")
        elif one:
            self._lines[one] = entry.line
        return one

    def add(self, entry: Entry) -> UUID:
        """A new authority for an entry."""
        one = new_id()
        self._by_title[_title(entry.office, entry.country)].add(one)
        self._stands_for[one], self._lines[one] = one, entry.line
        return one


def plan(session: Session, index: Index, entries: Sequence[Entry]) -> list[Change]:
    """What would become of some entries; reads only."""
    changes, meant = [], {}
    for entry in entries:
        one = None if entry.wrong else index.find(entry)
        if entry.wrong:
            changes.append(Change(entry, "refused", words=entry.wrong))
        elif one is None:
            changes.append(Change(entry, "new", index.add(entry), new=True, adds=entry))
        else:
            meant[entry.line] = one
            changes.append(Change(entry, "same", one))
    known = known_of(session, list(meant.values()))
    return [
        _compared(change.entry, known[meant[change.entry.line]])
        if change.entry.line in meant
        else change
        for change in changes
    ]


def known_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, Known]:
    """What the directory has of these authorities."""
    found: dict[UUID, Known] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= _known_of(session, ids[start : start + AT_ONCE])
    return found


def _known_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, Known]:
    a, n, h, m, s, p = Authority, OfficeName, OfficeHolder, Mission, Accreditation, ContactPoint
    found = {
        row.id: Known(row.id, row.office, row.kind, row.country or "")
        for row in session.execute(select(a.id, a.office, a.kind, a.country).where(a.id.in_(ids)))
    }
    for one, *said in session.execute(
        select(n.authority_id, n.language, n.name).where(n.authority_id.in_(ids))
    ):
        found[one].names[said[0]] = said[1]
    holders = select(h.authority_id, h.name, h.honorific, h.salutation).order_by(h.id)
    current = holders.where(h.authority_id.in_(ids), h.until.is_(None))
    for one, name, honorific, salutation in session.execute(current):
        found[one].holder = (name or "", honorific or "", salutation or "")
    missions = select(m.authority_id, m.sending, m.city, m.website)
    for one, sending, city, website in session.execute(missions.where(m.authority_id.in_(ids))):
        found[one].mission = (sending, city or "", website or "")
    for one, state in session.execute(
        select(s.authority_id, s.receiving).where(s.authority_id.in_(ids))
    ):
        found[one].covers.add(state)
    ways = select(p.authority_id, p.channel, p.address, p.position, p.source, p.retired_at)
    for row in session.execute(ways.where(p.authority_id.in_(ids)).order_by(p.position)):
        its = found[row.authority_id]
        kept = its.points if row.retired_at is None else its.retired
        kept.append((row.channel, row.address))
        if row.retired_at is None and row.source not in its.sources:
            its.sources.append(row.source)
        its.last = max(its.last, row.position)
    return found


def _compared(entry: Entry, known: Known) -> Change:
    """What an entry adds to what is known, and where both differ."""
    adds = Entry(entry.line, known.id, known.office, known.kind, known.country)
    adds.source = entry.source
    change = Change(entry, "same", known.id, last=known.last)
    differs: list[str] = []
    _compare(differs, "office", known.office, entry.office)
    _compare(differs, "country", known.country, entry.country)
    for language, title in entry.names.items():
        if language in known.names:
            _compare(differs, f"office_{language}", known.names[language], title)
        else:
            adds.names[language] = title
            change.words.append(f"adds office_{language} {title}")
    _compare_holder(entry, known, adds, change.words, differs)
    _compare_mission(entry, known, adds, change.words, differs)
    for point in entry.points:
        if point in known.retired:
            differs.append(f"{point[0]} {point[1]} was taken out at the desk, and stays out")
        elif point not in known.points:
            adds.points.append(point)
            change.words.append(f"adds {point[0]} {point[1]}")
    if entry.id:  # a line of our own table says all there is; any other may know less
        differs += [
            f"{channel}: the directory has {address}, the file does not; kept as it is"
            for channel, address in known.points
            if channel in entry.channels and (channel, address) not in entry.points
        ]
    if change.words:
        change.outcome, change.adds = "completed", adds
    if differs:
        change.outcome = "differs"
        change.words += differs
    return change


def _compare_holder(
    entry: Entry, known: Known, adds: Entry, words: list[str], differs: list[str]
) -> None:
    said = (entry.holder, entry.honorific, entry.salutation)
    if not (entry.holder or entry.salutation):
        return
    if known.holder is None:
        adds.holder, adds.honorific, adds.salutation = said
        adding = f"holder {entry.holder}" if entry.holder else f"salutation {entry.salutation}"
        words.append(f"adds {adding}")
        return
    names = ("holder", "honorific", "salutation")
    for name, has, says in zip(names, known.holder, said, strict=True):
        _compare(differs, name, has, says)


def _compare_mission(
    entry: Entry, known: Known, adds: Entry, words: list[str], differs: list[str]
) -> None:
    if not entry.represents:
        return
    if known.mission is None:
        adds.represents = entry.represents
        adds.city, adds.website = entry.city, entry.website
        words.append(f"adds represents {entry.represents}")
    else:
        _compare(differs, "represents", known.mission[0], entry.represents)
        if known.mission[0] != entry.represents:
            return
        for name, has in zip(("city", "website"), known.mission[1:], strict=True):
            says = getattr(entry, name)
            if says and not has:
                setattr(adds, name, says)
                words.append(f"adds {name} {says}")
            else:
                _compare(differs, name, has, says)
    more = {*entry.covers, *filter(None, [known.country])} - known.covers
    if more:
        adds.represents, adds.covers = entry.represents, tuple(sorted(more))
        words.append(f"adds covers {', '.join(sorted(more))}")


def _compare(differs: list[str], name: str, has: str, says: str) -> None:
    if says and says != has:
        differs.append(f"{name}: the directory has “{has}”, the file “{says}”; kept as it is")


def _title(office: str, country: str | None) -> tuple[str, str]:
    return fold(office), country or ""
