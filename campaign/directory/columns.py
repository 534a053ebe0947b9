"""Authorities as a table: one line each, columns as docs/directory.md lists them.

A cell that a spreadsheet would take for a formula is written behind an apostrophe, and read without
it (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from campaign.base.problems import Problem

LARGEST_FILE = 20_000_000  # bytes
MOST_LINES = 50_000
BETWEEN = " | "  # several values of one cell

FIXED = (
    "id", "office", "kind", "country", "honorific", "holder", "salutation",
    "represents", "covers", "city", "website",
    "email", "fax", "post", "phone", "web", "source",
)  # fmt: skip
OFFICE_IN = re.compile(r"office_([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")  # a title in one more language

_FORMULA = re.compile(r"[=+\-@\t\r']")  # what begins a formula, and the mark against it

Line = tuple[int, Mapping[str, str]]  # its number in the file, and cells by column


def read_table(data: bytes) -> list[Line]:
    """The lines of a CSV file that are not empty; raises Problem for one that cannot be read.

    Cells stand between commas, semicolons or tabs, as the first line has it; the text is UTF-8.
    """
    return list(_checked(read_lines(data)))


def read_lines(data: bytes) -> Iterator[Line]:
    """The lines of any CSV file with names of columns in the first; raises Problem."""
    if len(data) > LARGEST_FILE:
        raise Problem(f"The file is too large: at most {LARGEST_FILE // 1_000_000} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("The file is not in UTF-8; save it as “CSV UTF-8”.") from None
    if "\0" in text:
        raise Problem("The file cannot be read: it is no text.")
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    try:
        columns = [name.strip() for name in next(rows, [])]
        while columns and not columns[-1]:  # a separator at the end of the line
            columns.pop()
        if len(set(columns)) < len(columns):
            raise Problem("Two columns of the file have the same name.")
        for number, cells in enumerate(rows):
            if number >= MOST_LINES:
                raise Problem(f"The file has more than {MOST_LINES:,} lines: divide it.")
            if any(map(str.strip, cells)):
                yield rows.line_num, dict(zip(columns, map(_unguarded, cells), strict=False))
    except csv.Error as error:
        raise Problem(f"Line {rows.line_num} of the file cannot be read: {error}.") from None


def write_table(lines: Iterable[Mapping[str, str]], languages: Sequence[str]) -> Iterator[str]:
    """The lines of a CSV file that `read_table` reads back; `languages` are further titles."""
    columns = [*FIXED, *(f"office_{language}" for language in languages)]
    for cells in ({name: name for name in columns}, *lines):
        into = io.StringIO()
        csv.writer(into).writerow([guarded(cells.get(name, "")) for name in columns])
        yield into.getvalue()


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _checked(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines; raises Problem unless the columns are ours."""
    seen = False
    for number, cells in lines:
        if not seen:
            unknown = [c for c in cells if c not in FIXED and not OFFICE_IN.fullmatch(c)]
            missing = "" if "office" in cells else "The column “office” is missing. "
            if unknown:
                names = ", ".join(f"“{c[:40]}”" for c in unknown[:5])
                known = ", ".join(FIXED)
                raise Problem(f"{missing}Nobody knows this column: {names}. There are: {known}.")
            if missing:
                raise Problem(missing.strip())
            seen = True
        yield number, cells
    if not seen:
        raise Problem("The file has no lines below the names of its columns.")
