"""Counts put into tables that add up: every state stands in exactly one column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.letters import states
from campaign.letters.counts import Figure

BAR_HOURS = 72


@dataclass(frozen=True)
class Column:
    """A group of states under one head, with what it means in words."""

    head: str
    states: tuple[str, ...]
    meaning: str
    tone: str

    @property
    def slug(self) -> str:
        """How an address names it."""
        return self.head.lower().replace(" ", "-")


COLUMNS = (
    Column(
        "Waiting",
        (*states.WAITING, "gathering", "petition"),
        "In our queue, or just being handed over.",
        "wait",
    ),
    Column(
        "No news yet",
        (states.ACCEPTED,),
        "Handed over: a mail or fax service took it. Nothing is known beyond that.",
        "still",
    ),
    Column(
        "No error reported",
        (states.SILENT,),
        "Handed over, and nothing came back for 6 days (fax: 48 hours); no proof of delivery.",
        "still",
    ),
    Column(
        "Delivered",
        (states.DELIVERED,),
        "Proved: the authority's mail server took it, or its fax machine confirmed all pages.",
        "good",
    ),
    Column(
        "Came back",
        (states.BOUNCED,),
        "Handed over, then returned or reported as failed.",
        "bad",
    ),
    Column(
        "Cannot tell",
        states.UNSETTLED,
        "The line was cut at the last moment, or a worker failed over it: it may have arrived. "
        "Not sent again blindly.",
        "bad",
    ),
    Column(
        "Given up",
        (*states.GIVEN_UP, "given_up"),
        "Refused for good, or all tries and ways are used up.",
        "bad",
    ),
    Column(
        "To read",
        ("to_read",),
        "Own words that may be rude, or are much like those of another: a person reads them first.",
        "bad",
    ),
    Column("Held", ("held",), "Cannot leave as it is; a person must look at it.", "bad"),
    Column(
        "Asked",
        ("asked",),
        "An update changed the text: the supporter is asked whether their own words still fit.",
        "wait",
    ),
    Column(
        "To print",
        ("to_print",),
        "There is no electronic way: the supporter is asked to print and post it.",
        "wait",
    ),
    Column("Posted", ("posted",), "The supporter says that it was posted.", "good"),
    Column(
        "Presented",
        ("presented",),
        "Handed over by hand in a petition, as a person here noted.",
        "good",
    ),
    Column(
        "Called back",
        (states.CANCELLED, "withdrawn", "declined", "superseded", "expired"),
        "Withdrawn by the supporter, refused, replaced, or stopped with its campaign "
        "before it left.",
        "still",
    ),
)

# No column of its own: these are counted under "No news yet" and "No error reported".
LOST = Column(
    "No trace",
    states.HANDED_OVER,
    "Handed over, and our mail service has no trace of it any more: its queue was lost. Nothing of "
    "it is sent again by itself.",
    "bad",
)

_COLUMN_OF = {state: index for index, column in enumerate(COLUMNS) for state in column.states}


def column_of(state: str) -> Column:
    """Where a state stands."""
    return COLUMNS[_COLUMN_OF[state]]


def column_named(slug: str) -> Column | None:
    """The column that an address means, if it means any."""
    return next((column for column in (*COLUMNS, LOST) if column.slug == slug), None)


@dataclass(frozen=True)
class Row:
    """A line of a table: its key, its name, a number for each column, and their sum."""

    key: Hashable
    name: str
    cells: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of the line."""
        return sum(self.cells)


@dataclass(frozen=True)
class Table:
    """Rows of equal length; the last line sums each column."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def sums(self) -> Row:
        """All rows added up."""
        columns = range(len(self.columns))
        return Row(None, "All", tuple(sum(row.cells[i] for row in self.rows) for i in columns))

    @property
    def by_head(self) -> dict[str, int]:
        """The sum of each column by its head."""
        return {c.head: n for c, n in zip(self.columns, self.sums.cells, strict=True)}

    @property
    def filled(self) -> list[int]:
        """The places of the columns in which there is anything."""
        return [place for place, n in enumerate(self.sums.cells) if n]


def table(
    figures: Iterable[Figure],
    subject: str,
    names: Sequence[tuple[Hashable, str]],
    key: Callable[[Figure], Hashable],
) -> Table:
    """Figures of one subject (letter, transmission), a row for each key, in the order of `names`.

    A key without a name gets a row of its own, so that nothing is ever left out of the sums.
    """
    cells: dict[Hashable, Counter[int]] = {k: Counter() for k, _ in names}
    for figure in figures:
        if figure.subject == subject:
            cells.setdefault(key(figure), Counter())[_COLUMN_OF[figure.state]] += figure.n
    words = dict(names)
    shown = range(len(COLUMNS))
    rows = (
        Row(k, words.get(k, "Others"), tuple(counted[i] for i in shown))
        for k, counted in cells.items()
    )
    return Table(COLUMNS, tuple(rows))


def signatures(figures: Iterable[Figure]) -> Counter[str]:
    """Signatures by state."""
    counted: Counter[str] = Counter()
    for figure in figures:
        if figure.subject == "signature":
            counted[figure.state] += figure.n
    return counted


def hours(arrived: dict[datetime, int], now: datetime) -> list[dict[str, str | int]]:
    """One bar for each of the last 72 hours (UTC), the present one last."""
    present = now.replace(minute=0, second=0, microsecond=0)
    first = present - timedelta(hours=BAR_HOURS - 1)
    every = (first + timedelta(hours=n) for n in range(BAR_HOURS))
    return [{"label": f"{hour:%a %H:00}", "value": arrived.get(hour, 0)} for hour in every]
