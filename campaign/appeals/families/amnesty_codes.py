"""Amnesty's codes: `UA 132/19`, with the AI Index of the document beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The French, Spanish and German sections print AU or UA for one and the same action.
_SERIES = {"UA": "UA", "AU": "UA", "UAA": "UAA", "EX": "EX", "EXTRA": "EX", "FI": "UA"}
_SPELLED = r"urgent action|action urgente|acción urgente"
_CODE = re.compile(
    r"(?<![\w-])(?:UA-Nr\.?\s{0,3}:?\s{0,3})?"
    rf"(?P<printed>(?P<series>EXTRA|UAA|UA|AU|EX|FI|MA|NSA|{_SPELLED}|medical action"
    r"|تحرك عاجل|التحرك (?:الأول|الثاني|الثالث|الرابع|الخامس|العاجل))"
    r"(?:\s{1,3}(?:MA|NSA))?[ \t\n\u00a0:#-]{0,6}(?:n[o°º]\.?\s?)?"
    r"(?P<number>\d{1,3})\s?[/.]\s?(?P<year>(?:19|20)\d{2}|\d{2}))(?P<suffix>-\d{1,2})?(?![\d/])",
    re.IGNORECASE,
)
INDEX = re.compile(
    r"\b(?:ACT|AFR|AMR|ASA|DOC|EUR|IOR|MDE|NWS|ORG|POL)\s{0,3}\d{2}/(?:\d{1,5}/)?\d{1,4}/?(?:\d{2,4})?"
    r"(?!\d)"
)


@dataclass(frozen=True)
class AmnestyCode:
    """A code and where it stands; `follows` when its suffix or series says that it is an update."""

    normal: str
    printed: str
    start: int
    end: int
    year: int
    follows: bool


def find_amnesty_codes(text: str) -> Iterator[AmnestyCode]:
    """Yield every code of the text in order of appearance."""
    for match in _CODE.finditer(text):
        series = match["series"].upper()
        if "MEDICAL" in series:
            series = "MA"
        elif series not in ("MA", "NSA"):
            series = _SERIES.get(series, "UA")
        year = match["year"][-2:]
        yield AmnestyCode(
            normal=f"{series} {int(match['number'])}/{int(year):02}",
            printed=match["printed"] + (match["suffix"] or ""),
            start=match.start(),
            end=match.end(),
            year=(1900 if int(year) > 60 else 2000) + int(year),
            follows=match["suffix"] is not None or match["series"].upper() == "FI",
        )
