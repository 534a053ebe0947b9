"""Codes of the families beside the Observatory: a table, read by one parser and one printer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from campaign.appeals.countries import country_of_code

_DASH = r"[-‐‑–]"
_YEARS = range(1961, 2070)  # Amnesty wrote the first urgent appeals of this kind


@dataclass(frozen=True)
class Scheme:
    """How a family writes its codes.

    `pattern` has the named groups that `form` prints; runs of digits in `numbers` print as
    numbers, so their leading zeros do not matter. `update` tells by the code's letters that it
    counts an update.
    """

    family: str
    pattern: re.Pattern[str]
    form: str
    numbers: tuple[str, ...]
    update: str = r"(?!)"


@dataclass(frozen=True)
class FamilyCode:
    """A code in its normal form and where it stands: `printed` is `text[start:end]`."""

    family: str
    code: str
    printed: str
    start: int
    end: int
    base: str
    says_update: bool

    def __str__(self) -> str:
        """Return the normal form."""
        return self.code


SCHEMES = (
    Scheme(
        "ahrc",
        re.compile(
            rf"(?<![\w-])AHRC{_DASH}(?P<letters>[A-Z]{{3}}){_DASH}(?P<number>\d{{1,3}})"
            rf"{_DASH}(?P<year>\d{{4}})(?![\w-])"
        ),
        "AHRC-{letters}-{number:03}-{year}",
        ("number", "year"),
        update=r"UAU|FUA",
    ),
    Scheme(  # until 2007
        "ahrc",
        re.compile(
            rf"(?<![\w-])(?P<letters>UA|UP|UG|FS|HA|FA|GE){_DASH}(?P<number>\d{{1,3}})"
            rf"{_DASH}(?P<year>\d{{4}})(?![\w-])"
        ),
        "{letters}-{number:03}-{year}",
        ("number", "year"),
        update=r"UP",
    ),
    Scheme(
        "pen",
        re.compile(
            r"(?<![\w/])RAN\s{0,3}:?\s{0,3}(?P<number>\d{1,3})\s{0,3}/\s{0,3}"
            r"(?:20|19)?(?P<year>\d{2})(?![\d/])"
        ),
        "RAN {number:02}/{year:02}",
        ("number", "year"),
    ),
    Scheme(
        "omct",
        re.compile(
            r"(?:(?<=\b[Cc]as )|(?<=\bCAS )|(?<=\b[Cc]as[eo] )|(?<=\bCAS[EO] ))"
            r"(?P<country>[A-Z]{3})\s{1,3}(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d)"
            r"(?:\.(?P<suffix>\d{1,2}))?(?![\d/])"
        ),
        "{country} {day:02}{month:02}{year:02}",
        ("day", "month", "year"),
    ),
)


def find_family_codes(text: str) -> Iterator[FamilyCode]:
    """Yield every code of the table's families, in order of appearance."""
    found = [
        code
        for scheme in SCHEMES
        for match in scheme.pattern.finditer(text)
        if (code := _from_match(scheme, match))
    ]
    yield from sorted(found, key=lambda code: code.start)


def parse_family_code(text: str) -> FamilyCode:
    """Read one code in any spelling; raises ValueError when the text is no code of the table."""
    found = next(find_family_codes(text), None)
    bare = re.sub(r"\ACas[eo]? ", "", text.strip())
    if found is None or found.printed != bare:
        raise ValueError(f"not an appeal code: {text!r}")
    return found


def _from_match(scheme: Scheme, match: re.Match[str]) -> FamilyCode | None:
    """Return the code, or None when its parts cannot be what they stand for."""
    groups = match.groupdict()
    parts = {key: int(text) if key in scheme.numbers else text for key, text in groups.items()}
    if not _is_sound(groups):
        return None
    base = scheme.form.format(**parts)
    suffix = groups.get("suffix")
    return FamilyCode(
        family=scheme.family,
        code=f"{base}.{suffix}" if suffix else base,
        printed=match.group(),
        start=match.start(),
        end=match.end(),
        base=base,
        says_update=bool(suffix)
        or re.fullmatch(scheme.update, groups.get("letters") or "") is not None,
    )


def _is_sound(groups: dict[str, str]) -> bool:
    """Tell whether number, year, day and country of a match exist."""
    if "number" in groups and int(groups["number"]) == 0:
        return False
    if len(groups["year"]) == 4 and int(groups["year"]) not in _YEARS:
        return False
    if "country" in groups and country_of_code(groups["country"]) is None:
        return False
    if "day" in groups:
        try:
            date(2000 + int(groups["year"]), int(groups["month"]), int(groups["day"]))
        except ValueError:
            return False
    return True
