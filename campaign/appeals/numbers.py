"""Telephone and fax numbers behind a label, to E.164, with doubts in plain words."""

import re
from dataclasses import dataclass

import phonenumbers

# What may stand in a run of numbers: digits, their separators, and the words that join two.
_RUN = re.compile(
    r"(?:[\d+()\[\]\s.\-‐‑–—/,;&]|\b(?:or|and|ou|et|y|e|o|oder|und|или|и|أو|ext|extension)\b)+"
)
_JOIN = re.compile(r"[/,;&\n]|(?<=\d)\s{1,3}(?=\+)|\b(?:or|and|ou|et|y|e|o|oder|und|или|и|أو)\b")
_EXTENSION = re.compile(r"(?:ext\.?|extension)\s{0,3}\d{1,6}")
_REMARK = re.compile(r"\([^\d()]{0,30}\)")


@dataclass(frozen=True)
class Numbers:
    """The numbers read, in printed order; what was doubtful; and the text that follows them."""

    e164: tuple[str, ...]
    doubts: tuple[str, ...]
    rest: str


def read_numbers(text: str, country: str | None) -> Numbers:
    """Read the numbers at the start of the text.

    A number without country code belongs to `country`; a short one after another takes over the
    beginning of the one before it (`515 1794 or 542 1648`).
    """
    text = _REMARK.sub(" ", text, count=4).lstrip(" .:\t\n")
    run = _RUN.match(text)
    end = 0
    found: list[str] = []
    doubts: list[str] = []
    for piece, stop in _pieces(run.group() if run else ""):
        digits = sum(c.isdecimal() for c in piece)
        # "12" after a comma is a house in the next street, after a slash the end of a number.
        if digits < (2 if end and "/" in text[end : end + 3] else 5):
            if digits:
                break
            continue
        number, doubt = _read_one(piece, country, found[-1] if found else None)
        if number and number not in found:
            found.append(number)
        if doubt:
            doubts.append(doubt)
        end = stop
    return Numbers(tuple(found), tuple(doubts), text[end:])


def region_fits(e164: str, country: str) -> bool:
    """Tell whether the number's country code is one of the country's."""
    return country in _regions(e164)


def region_of(e164: str) -> str | None:
    """Return the only country the number can belong to, or None."""
    regions = _regions(e164)
    return regions[0] if len(regions) == 1 and regions[0].isalpha() else None


def _regions(e164: str) -> tuple[str, ...]:
    code = phonenumbers.parse(e164).country_code or 0
    return tuple(phonenumbers.region_codes_for_country_code(code))


def _pieces(run: str) -> list[tuple[str, int]]:
    """Cut a run at the signs and words between two numbers; each piece with where it ends."""
    pieces = []
    start = 0
    for join in _JOIN.finditer(run):
        pieces.append((run[start : join.start()], join.start()))
        start = join.end()
    return [*pieces, (run[start:], len(run))]


def _read_one(piece: str, country: str | None, before: str | None) -> tuple[str | None, str | None]:
    """Return the number in E.164 or None, and a doubt or None."""
    printed = piece.strip(" \t\n.-–—,;/(")
    bare, extensions = _EXTENSION.subn("", printed)
    marks = "".join(c for c in bare.replace("(0)", "") if c.isdecimal() or c == "+")
    digits = "".join(str(int(c)) for c in marks if c.isdecimal())
    doubt = None
    if marks.startswith("+"):
        number = _possible("+" + digits, None)
    elif digits.startswith("00") and len(digits) > 9:
        number = _possible("+" + digits[2:], None)
    elif digits.startswith("011") and len(digits) > 11:
        number = _possible("+" + digits[3:], None)
    elif before and _continues(digits, before, country):
        number = _possible(before[: -len(digits)] + digits, None)
        doubt = f"“{printed}” was completed from the number before it."
    elif country:
        number = _possible(digits, country)
    else:
        return None, f"“{printed}” has no country code and the country is not known."
    if number is None:
        return None, f"“{printed}” cannot be a telephone number; please look it up."
    if extensions:
        doubt = f"“{printed}” names an extension, which a fax cannot dial."
    elif not phonenumbers.is_valid_number(number):
        doubt = f"“{printed}” does not fit the country's numbers of today; please check it."
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), doubt


def _continues(digits: str, before: str, country: str | None) -> bool:
    """Tell whether the digits are only the end of a number like the one before."""
    if len(digits) >= len(str(phonenumbers.parse(before).national_number)):
        return False
    whole = _possible(digits, country) if digits.startswith("0") and country else None
    return whole is None or not phonenumbers.is_valid_number(whole)


def _possible(digits: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    if len(digits) > 20:
        return None
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None
