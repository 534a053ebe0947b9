"""Dates as appeals print them: `March 17, 2014`, `14th March 2001`, `02/11/2006`, `11.01.18`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale


@dataclass(frozen=True)
class FoundDate:
    """A date and where it stands; `unsure` when day and month could be the other way round."""

    day: date
    printed: str
    start: int
    end: int
    numeric: bool
    unsure: bool


def find_dates(text: str, language: str) -> Iterator[FoundDate]:
    """Yield every date of the text in order, with month names of the language and of English."""
    months = _months(language)
    for match in _pattern(language).finditer(text):
        named = match.groupdict()
        if month_name := named["month1"] or named["month2"]:
            numbers = (
                int(named["year1"] or named["year2"]),
                months[month_name.casefold()],
                int(named["day1"] or named["day2"]),
            )
            readings = [numbers]
        elif named["iso_year"]:
            readings = [(int(named["iso_year"]), int(named["iso_month"]), int(named["iso_day"]))]
        else:
            year = _full_year(named["year3"])
            first, second = int(named["first"]), int(named["second"])
            # The sites that publish appeals write the day first; the other way only if it must be.
            readings = list(dict.fromkeys([(year, second, first), (year, first, second)]))
        possible = [day for reading in readings if (day := _day(*reading)) is not None]
        if possible:
            yield FoundDate(
                day=possible[0],
                printed=match.group(),
                start=match.start(),
                end=match.end(),
                numeric=month_name is None,
                unsure=len(possible) > 1,
            )


# Regions of a language that have names of their own for the months.
_REGIONS = {"ar": ("ar_LB", "ar_DZ", "ar_MA"), "de": ("de_AT",), "es": ("es_PE", "es_UY")}


@cache
def _months(language: str) -> dict[str, int]:
    """Map lower-case month names and abbreviations to their numbers."""
    names: dict[str, int] = {}
    for tag in (language, *_REGIONS.get(language, ()), "en"):
        months = Locale.parse(tag).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    if not name.rstrip(".").isdigit():
                        names.setdefault(name.casefold().rstrip("."), number)
    names.setdefault("sept", 9)
    return names


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Build the pattern of a date once for each language."""
    names = "|".join(re.escape(n) for n in sorted(_months(language), key=len, reverse=True))
    join = r"[\s,.]{1,3}"
    of = r"(?:de |del |of )?"
    # Arabic often names the month twice: by its Roman and by its Syriac name.
    twice = rf"(?:\s?/\s?(?:{names}))?"
    return re.compile(
        rf"(?<!\w)(?P<month1>{names})\.?\s{{1,3}}(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?{join}"
        rf"(?P<year1>\d{{4}})(?!\d)"
        rf"|(?<!\d)(?P<day2>\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?\.?\s{{0,3}}{of}"
        rf"(?P<month2>{names})(?!\w)\.?{twice}[\s,]{{0,3}}{of}(?P<year2>\d{{4}})(?!\d)"
        r"|(?<![\d/.-])(?P<iso_year>\d{4})(?P<iso_sep>[/-])(?P<iso_month>\d\d)(?P=iso_sep)"
        r"(?P<iso_day>\d\d)(?![\d/-])"
        r"|(?<![\d/.-])(?P<first>\d{1,2})(?P<sep>[/.-])(?P<second>\d{1,2})(?P=sep)"
        r"(?P<year3>\d{4}|\d{2})(?![\d/-])",
        re.IGNORECASE,
    )


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
