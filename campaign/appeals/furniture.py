"""Lines that belong to the site or the page rather than to the appeal."""

import re

from campaign.appeals.codes import find_codes
from campaign.appeals.headings.words import Headings

_RULE = re.compile(r"[*_=~#\s.–—-]{3,200}")
_DIGITS = re.compile(r"[\d\s./+-]{1,20}")
_PAGE_NUMBER = re.compile(r"[-–\s]{0,4}\d{1,3}(?:\s?/\s?\d{1,3})?[-–\s]{0,4}")
_SEPARATORS = re.compile(r"\s{1,9}[|>»›·•–—-]{1,3}\s{1,9}|\s?[|>»›]\s?")
_BUTTONS = re.compile(
    r"(?:(?:share|tweet|print|e-?mail|pdf(?: version)?|facebook|twitter|linkedin|whatsapp|telegram"
    r"|partager|imprimer|compartir|imprimir|teilen|drucken|поделиться) ?){2,6}",
    re.IGNORECASE,
)
_EDGE = " .,:()-–—"
_LONG_LINE = 55  # a line at least this long may have been broken by the width of the page
_LONGEST = 200


def without_furniture(lines: list[str], headings: Headings) -> list[str]:
    """Drop menus, share links, page numbers and running footers; rules become blank lines."""
    furniture = re.compile(headings.furniture, re.IGNORECASE)
    in_footer = re.compile(rf"(?:{headings.banner}|{headings.furniture})", re.IGNORECASE)
    kept: list[str] = []
    code_line_seen = False
    above = ""
    for line in lines:
        bare = " ".join(line.split())
        is_code_line = _is_code_line(bare, in_footer)
        is_footer = is_code_line and code_line_seen
        code_line_seen = code_line_seen or is_code_line
        if _goes_on(bare, above) or not (is_footer or _is_furniture(bare, furniture)):
            kept.append("" if _RULE.fullmatch(bare) else line)
        above = bare or (above if above.endswith("/") else "")
    return kept


def _goes_on(line: str, above: str) -> bool:
    """Tell whether the line ends a list of categories ("Search") or a telephone number ("22")."""
    if above.endswith("/"):
        return not line.isdecimal()
    broken = len(above) >= _LONG_LINE and above[-1:] in "0123456789+-/"
    return broken and _DIGITS.fullmatch(line) is not None and line[:1] not in "-–"


def _is_code_line(line: str, in_footer: re.Pattern[str]) -> bool:
    """Tell whether the line is a code and nothing but words of a banner or a footer."""
    if len(line) > _LONGEST:
        return False
    codes = list(find_codes(line))
    if not codes:
        return False
    rest = line[: codes[0].start] + " | " + line[codes[-1].end :]
    return all(in_footer.fullmatch(piece) for piece in _pieces(rest))


def _is_furniture(line: str, furniture: re.Pattern[str]) -> bool:
    if not line or len(line) > _LONGEST:
        return False
    if any(sign.fullmatch(line) for sign in (furniture, _PAGE_NUMBER, _BUTTONS)):
        return True
    pieces = _pieces(line)
    known = sum(furniture.fullmatch(piece) is not None for piece in pieces)
    if line.count("|") > 1 and 2 * known > len(pieces) and "@" not in line:
        return True
    if len(pieces) > 1 and furniture.fullmatch(pieces[0]):
        return ">" in line or "»" in line or all(furniture.fullmatch(p) for p in pieces)
    words = line.split()
    return 1 < len(words) <= 8 and all(furniture.fullmatch(word) for word in words)


def _pieces(line: str) -> list[str]:
    return [piece for part in _SEPARATORS.split(line) if (piece := part.strip(_EDGE))]
