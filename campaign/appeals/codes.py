"""Appeal codes: `KGZ 002 / 0314 / OBS 020` in every spelling in which it is printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

# Runs of spaces are bounded so that near matches cost no time; a code may break over a line.
_CODE = re.compile(
    # The regions of Amnesty's index are no countries: AFR 44/0231/2019.
    r"(?<![A-Z])(?!ACT|AFR|AMR|ASA|EUR|IOR|MDE)(?P<country>[A-Z]{3})\s{0,3}/?\s{0,3}(?P<number>\d{1,3})"
    r"\s{0,3}/\s{0,3}(?P<mmyy>\d{4})"
    r"\s{0,3}/\s{0,3}(?P<series>O\.?B\.?S\.?|Obs|obs)?\s{0,3}(?P<serial>\d{1,4})"
    r"(?:\.(?P<suffix>\d{1,2}))?(?![\d/])",
)


@dataclass(frozen=True)
class AppealCode:
    """An Observatory code.

    `mmyy` is the month of the case's first appeal, `suffix` counts its updates, and `series` is
    False for the old codes printed without the word OBS.
    """

    country: str
    number: int
    mmyy: str
    serial: int
    suffix: str | None = None
    series: bool = True

    def __str__(self) -> str:
        """Return the normal form, `KGZ 002 / 0314 / OBS 020.1`."""
        series = "OBS " if self.series else ""
        suffix = f".{self.suffix}" if self.suffix else ""
        return f"{self.country} {self.number:03} / {self.mmyy} / {series}{self.serial:03}{suffix}"

    @property
    def base(self) -> "AppealCode":
        """The code of the case's first appeal: this one without its suffix."""
        return replace(self, suffix=None)

    @classmethod
    def parse(cls, text: str) -> "AppealCode":
        """Read one code in any spelling; raises ValueError when the text is no code."""
        match = _CODE.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"not an appeal code: {text!r}")
        return _from_match(match)


@dataclass(frozen=True)
class FoundCode:
    """A code and where it stands: `printed` is `text[start:end]`, spaces included."""

    code: AppealCode
    printed: str
    start: int
    end: int


def find_codes(text: str) -> Iterator[FoundCode]:
    """Yield every code of the text in order of appearance."""
    for match in _CODE.finditer(text):
        yield FoundCode(_from_match(match), match.group(), match.start(), match.end())


def _from_match(match: re.Match[str]) -> AppealCode:
    return AppealCode(
        country=match["country"],
        number=int(match["number"]),
        mmyy=match["mmyy"],
        serial=int(match["serial"]),
        suffix=match["suffix"],
        series=match["series"] is not None,
    )
