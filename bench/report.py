"""What was measured, as a table with an opinion."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

PAGE = Path(__file__).parents[1] / "docs/performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Line:
    """One figure; with `expected` it is judged, without it is for information."""

    what: str
    figure: str
    expected: str = ""
    short: bool = False

    def cells(self) -> tuple[str, str, str, str]:
        judged = ("short" if self.short else "ok") if self.expected else ""
        return self.what, self.figure, self.expected, judged


def at_least(what: str, ratios: Sequence[float], wanted: float) -> Line:
    """A ratio measured once each round; the median counts, the range is shown."""
    return _judged(what, ratios, "at least", wanted, lambda has: has < wanted)


def at_most(what: str, ratios: Sequence[float], wanted: float) -> Line:
    return _judged(what, ratios, "at most", wanted, lambda has: has > wanted)


def _judged(
    what: str, ratios: Sequence[float], word: str, wanted: float, short: Callable[[float], bool]
) -> Line:
    median = statistics.median(ratios)
    spread = f" ({min(ratios):.2f} to {max(ratios):.2f})" if len(ratios) > 1 else ""
    return Line(what, f"{median:.2f}{spread}", f"{word} {wanted:g}", short(median))


def rates(
    what: str,
    values: Sequence[float],
    unit: str,
    least: float | None = None,
    most: float | None = None,
) -> Line:
    """Figures of this machine at this hour; their median and range."""
    median = statistics.median(values)
    digits = 0 if median >= 20 else 1
    spread = f" ({min(values):,.{digits}f} to {max(values):,.{digits}f})" if len(values) > 1 else ""
    figure = f"{median:,.{digits}f} {unit}{spread}"
    if least is not None:
        return Line(what, figure, f"at least {least:g}", median < least)
    if most is not None:
        return Line(what, figure, f"at most {most:g}", median > most)
    return Line(what, figure)


def each(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """The ratio of each round."""
    return [a / b for a, b in zip(above, below, strict=True)]


def table(lines: Sequence[Line]) -> str:
    rows = [("what", "measured", "expected", ""), ("---",) * 4, *(line.cells() for line in lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def machine() -> str:
    """This machine, without its name."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB of memory, "
        f"{platform.system()}, Python {platform.python_version()}; "
        f"load when it began {os.getloadavg()[0]:.1f}"
    )


def write(about: str, lines: Sequence[Line]) -> None:
    """Put the table into the page, between its marks."""
    measured = f"{BEGIN}\n{about}\n\n{table(lines)}\n{END}"
    page = PAGE.read_text()
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: measured, page, flags=re.DOTALL))
