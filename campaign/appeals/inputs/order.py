"""In which order the letters of a page are read: lines, columns, text from right to left."""

import re
import unicodedata
from bisect import bisect
from collections import Counter
from dataclasses import dataclass
from itertools import chain, groupby

_COLUMN = 0.9  # a gap wider than this many times the letters' height may part two columns
_SPACE = 0.2
_FEWEST = 4  # lines side by side that make columns
_RTL = re.compile(r"[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RTL_PARTS = re.compile(f"({_RTL.pattern}+)")
_RTL_RUN = re.compile(rf"{_RTL.pattern}(?:[\W\d]{{0,9}}{_RTL.pattern}){{0,400}}")
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?")
_NUMBER = re.compile(r"\d(?:[\d.,:/-]*\d)?")
_PHONE = re.compile(r"\+[\d (),/-]{0,60}\d|\d[\d (),/-]{0,60}\+")
_PHONES = re.compile(rf"({_PHONE.pattern})")
_UNCLOSED = re.compile(r"\(([^()]{1,60})\(")
_MIRRORED = str.maketrans("()[]{}«»", ")(][}{»«")


@dataclass(frozen=True)
class Glyph:
    """A letter, where it stands on the page (from the left, from below), and how high it is."""

    letter: str
    left: float
    right: float
    y: float
    size: float


@dataclass(frozen=True)
class Line:
    """Words beside each other; `leftward` when they are read from right to left."""

    text: str
    left: float
    right: float
    y: float
    size: float
    leftward: bool


def in_order(glyphs: list[Glyph]) -> list[Line]:
    """Return the lines of a page from top to bottom, columns one after the other."""
    leftward = _runs_left("".join(glyph.letter for glyph in glyphs))
    rows = [_segments(row) for row in _rows(glyphs)]
    lines: list[Line] = []
    for are_columns, some in groupby(_bands(rows), key=lambda band: band[0] is not None):
        if are_columns:
            found = list(some)
            for side in (0, 1):
                parts = (part for gutter, row in found for part in _side(row, gutter, side))
                lines += [_line(part, leftward) for part in parts]
        else:
            lines += [_line(list(chain.from_iterable(row)), leftward) for _, row in some]
    return [line for line in lines if line.text]


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Letters that stand on one line, from the left to the right; lines from the top down."""
    rows: list[list[Glyph]] = []
    height = 0.0
    for glyph in sorted(glyphs, key=lambda one: -one.y):
        if rows and height - glyph.y < 0.3 * max(glyph.size, rows[-1][0].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            height = glyph.y
    return [_once(sorted(row, key=_place)) for row in rows]


def _place(glyph: Glyph) -> tuple[float, bool]:
    """By which letters of a row are put in order; of a ligature of two, lam is read first."""
    return _middle(glyph), glyph.letter == "ل"


def _once(row: list[Glyph]) -> list[Glyph]:
    """Letters drawn twice in one place, to make them bold or to add a dot, count once."""
    kept: list[Glyph] = []
    for glyph in row:
        width = glyph.right - glyph.left
        again = (old for old in kept[-4:] if old.letter == glyph.letter)
        if all(min(old.right, glyph.right) - glyph.left <= 0.5 * width for old in again):
            kept.append(glyph)
    return kept


def _segments(row: list[Glyph]) -> list[list[Glyph]]:
    """Cut a row at its wide gaps."""
    segments = [[row[0]]]
    end = row[0].right
    for glyph in row[1:]:
        if glyph.left - end > _COLUMN * glyph.size:
            segments.append([])
        segments[-1].append(glyph)
        end = max(end, glyph.right)
    return segments


def _bands(rows: list[list[list[Glyph]]]) -> list[tuple[float | None, list[list[Glyph]]]]:
    """Say of each row where its columns part; None when it has none."""
    starts = Counter(round(row[1][0].left / 4) for row in rows if len(row) == 2)
    common = {start for start, times in starts.items() if times >= _FEWEST}
    bands: list[tuple[float | None, list[list[Glyph]]]] = []
    gutter = None
    for row in rows:
        if len(row) == 2 and round(row[1][0].left / 4) in common:
            gutter = row[1][0].left
        elif gutter is None or _crosses(row, gutter):
            gutter = None
        bands.append((gutter, row))
    return bands


def _crosses(row: list[list[Glyph]], gutter: float) -> bool:
    return len(row) != 1 or row[0][0].left < gutter - 4 < row[0][-1].right


def _side(row: list[list[Glyph]], gutter: float | None, side: int) -> list[list[Glyph]]:
    return [part for part in row if (part[0].left >= (gutter or 0) - 4) == bool(side)]


def _line(glyphs: list[Glyph], leftward: bool) -> Line:
    size = max(glyph.size for glyph in glyphs)
    seen: list[str] = []
    end = glyphs[0].left
    for cluster in _clusters(glyphs):
        if cluster[-1].left - end > _SPACE * size:
            seen.append(" ")
        seen += [glyph.letter for glyph in cluster]
        end = max(end, *(glyph.right for glyph in cluster))
    text = _as_read("".join(seen), leftward)
    printed = [glyph for glyph in glyphs if glyph.letter.strip()] or glyphs
    return Line(
        unicodedata.normalize("NFC", " ".join(text.split())),
        printed[0].left,
        max(glyph.right for glyph in printed),
        glyphs[0].y,
        size,
        leftward,
    )


def _clusters(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Each letter with the marks on it, which come first where the text runs to the left."""
    letters = [glyph for glyph in glyphs if not unicodedata.combining(glyph.letter)]
    clusters = [[letter] for letter in letters]
    middles = [_middle(letter) for letter in letters]
    for mark in glyphs:
        if unicodedata.combining(mark.letter) and clusters:
            place = bisect(middles, _middle(mark))
            beside = range(max(place - 1, 0), min(place + 1, len(letters)))
            near = min(beside, key=lambda at: abs(middles[at] - _middle(mark)))
            first = _RTL.match(letters[near].letter)
            clusters[near].insert(0 if first else len(clusters[near]), mark)
    return clusters


def _middle(glyph: Glyph) -> float:
    return (glyph.left + glyph.right) / 2


def _runs_left(text: str) -> bool:
    rtl = len(_RTL.findall(text))
    return rtl > sum(letter.isalpha() for letter in text) - rtl


def _as_read(seen: str, leftward: bool) -> str:
    """Turn letters in the order in which they stand, from the left, into that of reading."""
    if not _RTL.search(seen):
        return seen
    if not leftward:
        return _RTL_RUN.sub(lambda run: _forward(run.group()[::-1]), seen)
    text = "".join(
        part if _RTL.match(part) else _forward(part) for part in _RTL_PARTS.split(seen[::-1])
    )
    if -1 < text.find(")") < text.find("(") or (")" in text and "(" not in text):
        text = text.translate(_MIRRORED)
    return _UNCLOSED.sub(r"(\1)", text)


def _forward(part: str) -> str:
    """Turn what runs to the right, inside of text that runs to the left, round again."""
    return "".join(
        _number_forward(piece) if _PHONE.fullmatch(piece) else _words_forward(piece)
        for piece in _PHONES.split(part)
    )


def _number_forward(number: str) -> str:
    """Turn a number round; one that begins on the left stands as a whole, else group by group."""
    if number.endswith("+"):
        return number[::-1]
    return _NUMBER.sub(lambda group: group.group()[::-1], number)


def _words_forward(part: str) -> str:
    if any(letter.isalpha() and not _RTL.match(letter) for letter in part):
        return _CORE.sub(lambda core: core.group()[::-1], part, count=1)
    return _NUMBER.sub(lambda group: group.group()[::-1], part)
