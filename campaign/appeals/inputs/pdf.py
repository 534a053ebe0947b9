"""A PDF as text: letters become lines, lines paragraphs; what stands on every page is left out."""

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaign.appeals.inputs.order import Glyph, Line, in_order
from campaign.appeals.lines import UnreadableAppeal

_PROGRAM = Path(__file__).with_name("glyphs.py")
_PATIENCE = 20  # seconds on a busy machine; the program's own limit is on the processor's time
_FEWEST = 40  # letters in a document that is not only a picture
_WHY_NOT = {
    "locked": "This PDF is locked with a password. Please save it without one, or paste the text.",
    "broken": "This PDF cannot be opened: it is damaged or incomplete. Please paste the text.",
    "long": "This PDF is too long for an appeal: more than 30 pages. Please paste the text.",
}
_HEAVY = "This PDF is too heavy to be read. Please paste the text."
_PICTURE = (
    "This PDF is a picture of a page: there is no text in it. Please paste the text, or type it."
)
_MARKER = re.compile(r"[•·▪◦●■◼►➢✓*–—-]\s|[•·▪◦●■◼►➢✓]|\(?(?:\d{1,2}|[ivxl]{1,5}|[a-z])[.)]\s")
_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:(?:page|p\.|seite|página|pág\.|стр\.|страница|صفحة) ?)?\d{1,3}"
    r"(?: ?(?:/|of|de|von|sur|из|من) ?\d{1,3})?\W{0,3}",
    re.IGNORECASE,
)
_EDGE = 3  # lines at the head and foot of a page that may be the same on all


@dataclass(frozen=True)
class _Page:
    lines: tuple[Line, ...]
    left: float
    right: float


def text_of_pdf(data: bytes) -> str:
    """Return the text of a PDF, a paragraph a line; raises UnreadableAppeal."""
    pages = [in_order([Glyph(*glyph) for glyph in page]) for page in _glyphs(data)]
    if sum(len(line.text) for page in pages for line in page) < _FEWEST:
        raise UnreadableAppeal(_PICTURE)
    return _joined([_measured(page) for page in _without_edges(pages) if page])


def _glyphs(data: bytes) -> list[list[Any]]:
    try:
        run = subprocess.run(  # noqa: S603  (our own program)
            [sys.executable, "-I", str(_PROGRAM)],
            input=data,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        found = json.loads(run.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise UnreadableAppeal(_HEAVY) from error
    if isinstance(found, str):
        raise UnreadableAppeal(_WHY_NOT[found])
    pages: list[list[Any]] = found
    return pages


def _without_edges(pages: list[list[Line]]) -> list[list[Line]]:
    """Leave out page numbers, and what stands at the head or foot of more than one page."""
    edges = [_edges(page) for page in pages]
    seen: Counter[str] = Counter()
    for some in edges:
        seen.update({_shape(page_line) for page_line in some.values()})
    return [
        [
            line
            for at, line in enumerate(page)
            if at not in some or not (seen[_shape(line)] > 1 or _PAGE_NUMBER.fullmatch(line.text))
        ]
        for page, some in zip(pages, edges, strict=True)
    ]


def _edges(page: list[Line]) -> dict[int, Line]:
    """The highest and the lowest lines of a page, by their place in it."""
    by_height = sorted(enumerate(page), key=lambda one: one[1].y)
    return dict([*by_height[:_EDGE], *by_height[-_EDGE:]])


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _measured(lines: list[Line]) -> _Page:
    return _Page(tuple(lines), min(one.left for one in lines), max(one.right for one in lines))


def _joined(pages: list[_Page]) -> str:
    """Join the lines of paragraphs; an empty line where the page leaves more room than usual."""
    pitch = _pitch(pages)
    words = Counter(re.findall(r"[\w-]{3,40}", " ".join(ln.text for p in pages for ln in p.lines)))
    out: list[list[str]] = []  # each a paragraph in pieces
    before: tuple[Line, _Page] | None = None
    for page in pages:
        for line in page.lines:
            if before is None:
                out.append([line.text])
            elif _goes_on(*before, line, pitch, same_page=before[1] is page):
                out[-1][-1] = _glued(out[-1][-1], line.text, words)
                out[-1].append(line.text)
            else:
                drop = before[0].y - line.y
                apart = before[1] is page and not 0 < drop < 1.3 * pitch
                out += [[], [line.text]] if apart else [[line.text]]
            before = line, page
    return "\n".join("".join(pieces) for pieces in out) + "\n"


def _pitch(pages: list[_Page]) -> float:
    """How far the lines of a paragraph are apart: paragraphs themselves are further apart."""
    drops = sorted(
        upper.y - lower.y
        for page in pages
        for upper, lower in zip(page.lines, page.lines[1:], strict=False)
        if upper.y - lower.y > 0.6 * lower.size
    )
    return drops[len(drops) // 5] if drops else 12.0


def _goes_on(upper: Line, page: _Page, lower: Line, pitch: float, same_page: bool) -> bool:
    """Tell whether a line is full, so that the next one goes on with its paragraph."""
    if _MARKER.match(lower.text) or abs(upper.size - lower.size) > 0.15 * upper.size:
        return False
    drop = upper.y - lower.y
    if same_page and not 0 < drop < 1.3 * pitch:
        return False
    if not same_page and upper.text[-1] in ".:;!?":
        return False
    left, right = (page.left, page.right) if same_page else (upper.left, page.right)
    letter = (upper.right - upper.left) / max(len(upper.text), 1)
    first_word = lower.text.split(maxsplit=1)[0]
    room = (upper.left - left) if upper.leftward else (right - upper.right)
    return room < (len(first_word) + 1) * letter


def _glued(above: str, below: str, words: Counter[str]) -> str:
    """The upper of two lines of a paragraph, ready for the lower to follow.

    A word parted at its hyphen becomes whole again, unless the hyphen is its own.
    """
    parted = re.search(r"([^\W\d_]{1,40})[-\u00ad\u2010]\Z", above[-60:])
    rest = re.match(r"[^\W\d_]{1,40}", below)
    if not parted or not rest:
        return above if re.search(r"\S[-/@]\Z", above[-2:]) else f"{above} "
    compound = f"{parted[1]}-{rest[0]}"
    if rest[0][0].isupper() or words[compound] or "@" in above[-60:].rsplit(" ", 1)[-1]:
        return above[:-1] + "-"
    return above[:-1]
