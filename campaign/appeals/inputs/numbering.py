"""The labels of a Word document's lists, which are nowhere in its text."""

import re
from typing import Any

from docx.oxml.ns import qn

_DEEPEST = 9
_LARGEST = 1000
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))
_BULLET = "•"


class Labels:
    """Counts the lists of a document, paragraph by paragraph from its beginning."""

    def __init__(self, document: Any) -> None:
        self._of_style = _style_lists(document)
        self._levels, self._lists, self._restarts = _definitions(document)
        self._counts: dict[str, list[int | None]] = {}

    def of(self, paragraph: Any) -> str:
        """Return `i. ` or `• ` for a paragraph of a list, behind its indent; else nothing."""
        found = self._place(paragraph)
        if found is None:
            return ""
        number, depth = found
        kind = self._lists.get(number, "")
        level = self._levels.get((kind, depth))
        if level is None:
            return ""
        label = self._counted(number, kind, depth, level)
        return f"{'    ' * depth}{label} " if label else ""

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """Which list a paragraph is in, and how deep: said by itself or by its style."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        by_style = self._of_style.get(style.get(qn("w:val")) if style is not None else "")
        numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number, depth = _numbered(numbered)
        if number is None and by_style is None:
            return None
        number = number or (by_style[0] if by_style else "0")
        depth = depth if depth is not None else (by_style[1] if by_style else 0)
        return None if number == "0" else (number, min(depth, _DEEPEST - 1))

    def _counted(self, number: str, kind: str, depth: int, level: tuple[str, str, int]) -> str:
        form, pattern, start = level
        if form == "bullet":
            return _BULLET
        if (number, depth) in self._restarts:
            self._counts.setdefault(kind, [None] * _DEEPEST)[depth] = (
                self._restarts.pop((number, depth)) - 1
            )
        counts = self._counts.setdefault(kind, [None] * _DEEPEST)
        so_far = counts[depth]
        counts[depth] = start if so_far is None else min(so_far + 1, _LARGEST)
        counts[depth + 1 :] = [None] * (_DEEPEST - depth - 1)

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            above = self._levels.get((kind, at), ("decimal", "", 1))
            value = counts[at]
            return _written(above[2] if value is None else value, above[0])

        return re.sub(r"%([1-9])", shown, pattern[:40])


def _style_lists(document: Any) -> dict[str, tuple[str, int]]:
    """The lists that paragraph styles put their paragraphs into."""
    found: dict[str, tuple[str, int]] = {}
    for style in document.styles.element.iterchildren(qn("w:style")):
        number, depth = _numbered(style.find(f"{qn('w:pPr')}/{qn('w:numPr')}"))
        if number:
            found[style.get(qn("w:styleId"))] = number, depth or 0
    return found


def _numbered(properties: Any) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    number, depth = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
    value = depth.get(qn("w:val")) if depth is not None else None
    return (
        number.get(qn("w:val")) if number is not None else None,
        int(value) if value and value.isdecimal() and len(value) < 3 else None,
    )


def _definitions(
    document: Any,
) -> tuple[dict[tuple[str, int], tuple[str, str, int]], dict[str, str], dict[tuple[str, int], int]]:
    """Levels as (form, pattern, start); the kind of each list; where one starts anew."""
    levels: dict[tuple[str, int], tuple[str, str, int]] = {}
    lists: dict[str, str] = {}
    restarts: dict[tuple[str, int], int] = {}
    for link in document.part.rels.values():
        if link.is_external or not link.reltype.endswith("/numbering"):
            continue
        root = link.target_part.element
        for kind in root.iterchildren(qn("w:abstractNum")):
            for level in kind.iterchildren(qn("w:lvl")):
                levels[kind.get(qn("w:abstractNumId")), _int(level.get(qn("w:ilvl")), 0)] = (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    _int(_value(level, "w:start", "1"), 1),
                )
        for one in root.iterchildren(qn("w:num")):
            number = one.get(qn("w:numId"))
            lists[number] = _value(one, "w:abstractNumId", "")
            for override in one.iterchildren(qn("w:lvlOverride")):
                start = _value(override, "w:startOverride", "")
                if start:
                    restarts[number, _int(override.get(qn("w:ilvl")), 0)] = _int(start, 1)
    return levels, lists, restarts


def _value(parent: Any, name: str, default: str) -> str:
    child = parent.find(qn(name))
    found: str | None = child.get(qn("w:val")) if child is not None else None
    return default if found is None else found


def _int(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else default


def _written(number: int, form: str) -> str:
    """A number as the list writes it; a form that is not known as digits."""
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for value, letters in (*_ROMAN, (1, "i")):
            roman += letters * (number // value)
            number %= value
        return roman.upper() if form == "upperRoman" else roman
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr(ord("A" if form == "upperLetter" else "a") + number - 1)
    return "" if form == "none" else str(number)
