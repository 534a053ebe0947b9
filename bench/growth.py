"""What must not grow with the number of letters: the claim, the pages of the desk, the memory."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from bench import fill, report
from bench.ground import Ground
from bench.report import Line

FEW = 10_000  # letters waiting, all campaigns together
SMALL = 1_000  # letters of one campaign
ROUNDS = 5
CLAIMS = 5  # in a round, so that few letters are many still
PAGES = ("board", "list of waiting letters", "list of accepted letters")


def measure(ground: Ground, many: int) -> list[Line]:
    """Few letters against many, by turns."""
    few, lots, small = "few", "many", "small"
    fill.database(ground, few, FEW, contents=False)
    fill.database(ground, lots, many, contents=False)
    claims = _by_turns(ground, "claims", [few, lots], CLAIMS)
    fill.database(ground, small, SMALL * fill.CAMPAIGNS, contents=False)
    for state in ("accepted", "delivered"):  # half a million each, all of one campaign
        rest = (many - many // fill.CAMPAIGNS) // 2
        fill.fill(ground, lots, rest, contents=False, state=state, slugs=["case-0"])
    pages = _by_turns(ground, "pages", [small, lots], 5)
    lines = [
        report.at_most(
            f"time of a claim, {many:,} letters waiting : {FEW:,}",
            report.each(claims[lots, "claim"], claims[few, "claim"]),
            1.3,
        ),
        report.rates(f"a claim of 200, {many:,} waiting", claims[lots, "claim"], "ms"),
    ]
    for page in PAGES:
        ratios = report.each(pages[lots, page], pages[small, page])
        what = f"the desk's {page}, campaign of {many:,} letters"
        lines.append(report.at_most(f"{what} : {SMALL:,}", ratios, 1.3))
        lines.append(report.rates(what, pages[lots, page], "ms", most=100))
    return lines


def memory(ground: Ground, letters: int) -> list[Line]:
    """A worker's memory after a tenth of the letters, and after all."""
    fill.database(ground, "long", letters, contents=True)
    told = ground.alone("ours", config=ground.with_evidence("long", drain_seconds=5))
    early = next(rss for taken, rss in told["memory"] if taken >= letters // 10)
    late = told["memory"][-1][1]
    what = f"memory of a worker after {letters:,} letters : after {letters // 10:,}"
    return [
        report.at_most(what, [late / early], 1.1),
        report.rates("memory of that worker", [late / 2**20], "MB"),
    ]


def _by_turns(
    ground: Ground, what: str, names: Sequence[str], times: int
) -> dict[tuple[str, str], list[float]]:
    """Medians of so many times, ROUNDS of them, by database and figure, in milliseconds."""
    found: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for name in names:
            told = ground.alone("inside", what, times, config=ground.with_evidence(name))
            for figure, milliseconds in told.items():
                found.setdefault((name, figure), []).append(statistics.median(milliseconds))
    return found
