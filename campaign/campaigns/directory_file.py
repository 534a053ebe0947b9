"""A file of authorities is imported: looked at first, then taken in, every line with its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.base import dialects
from campaign.base.database import reading, writing
from campaign.campaigns.authorities import write_anew
from campaign.directory.columns import Line, read_lines, read_table
from campaign.directory.entries import Entry, entry_of
from campaign.directory.put import put
from campaign.directory.take_in import Change, Index, plan
from campaign.directory.wikidata import is_missions, lines_of

AT_ONCE = 2000  # lines of one transaction, so that others need not wait for all of them
OUTCOMES = {
    "new": "New",
    "completed": "Completed",
    "differs": "Differs: for a person to decide",
    "same": "As the directory has it",
    "refused": "Refused",
}


@dataclass(frozen=True)
class LineReport:
    """What became of one line, or would."""

    line: int
    office: str
    outcome: str  # of OUTCOMES
    words: str
    authority_id: UUID | None = None  # the one it means, where that was here before


def lines_in(data: bytes) -> list[Line]:
    """The lines of a file: our own table, or the list of missions from Wikidata; raises Problem."""
    return lines_of(data) if is_missions(list(read_lines(data))[:1]) else read_table(data)


def take_in(
    org_id: UUID, lines: Sequence[Line], source: str, by: UUID | None, dry_run: bool
) -> list[LineReport]:
    """Add to the directory what it lacks; a dry run writes nothing and reports the same.

    A wrong line is refused whole, and no other with it. Every AT_ONCE lines are a transaction of
    their own: after a failure the file is simply imported again, for what is there stays.
    """
    entries = [entry_of(line) for line in lines]
    index = Index(reading(), org_id)
    reports: list[LineReport] = []
    for start in range(0, len(entries), AT_ONCE):
        some = entries[start : start + AT_ONCE]
        changes = (
            plan(reading(), index, some) if dry_run else _write(org_id, index, some, source, by)
        )
        reports += [_report(change) for change in changes]
    return reports


def in_sum(reports: Sequence[LineReport]) -> dict[str, int]:
    """How many lines had which outcome, in the order of OUTCOMES."""
    found = Counter(report.outcome for report in reports)
    return {outcome: found[outcome] for outcome in OUTCOMES}


def _write(
    org_id: UUID, index: Index, entries: Sequence[Entry], source: str, by: UUID | None
) -> list[Change]:
    with writing() as session:
        dialects.one_by_one(session, f"directory:{org_id}")
        changes = plan(session, index, entries)
        put(session, org_id, changes, source)
        _follow(session, org_id, changes, source, by)
    return changes


def _follow(
    session: Session, org_id: UUID, changes: Sequence[Change], source: str, by: UUID | None
) -> None:
    """What waits is written anew where it reads otherwise now; and the record."""
    shown = [change.id for change in changes if change.id and change.shows]
    for start in range(0, len(shown), 500):
        write_anew(session, shown[start : start + 500])
    for change in changes:
        if change.id and change.shows:
            words = f"{source}, line {change.entry.line}: {'; '.join(change.words)}"
            record(session, org_id, by, "authority completed", f"authority:{change.id}", words)
    number = sum(change.new for change in changes)
    if number:
        words = f"{source}: {number} new"
        record(session, org_id, by, "directory imported", f"organisation:{org_id}", words)


def _report(change: Change) -> LineReport:
    between = " " if change.outcome == "refused" else "; "  # those are sentences
    words = between.join(change.words)
    known = None if change.new else change.id
    return LineReport(change.entry.line, change.entry.office, change.outcome, words, known)
