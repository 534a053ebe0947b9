"""The head of one of Amnesty's actions: code, index, country, date, and concerns or a title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from campaign.appeals.countries import find_countries, only_country
from campaign.appeals.dates import FoundDate, find_dates
from campaign.appeals.families.amnesty_codes import INDEX, AmnestyCode, find_amnesty_codes
from campaign.appeals.headings.words import AmnestyWords, Headings
from campaign.appeals.lines import Line, squeeze
from campaign.appeals.story import place_and_date

_ASIDE = re.compile(r"\([^()]{0,120}\)")
_PIECES = re.compile(r"\s{2,9}|\s{0,9}\|\s{0,9}|\s[–—-]\s")
_EDGE = " \t\n\u00a0-–—:|,;.()[]"
_PERSON = re.compile(r"\((?:m|f|h|w|male|female)\)|:\s?\Z", re.IGNORECASE)
_OLD_STYLE_ENDS = 2010


@dataclass
class AmnestyHead:
    """What stands above the story; `codes` are those of the head in order."""

    codes: list[AmnestyCode] = field(default_factory=list)
    days: list[FoundDate] = field(default_factory=list)
    country: str | None = None
    place: str | None = None
    concerns: str = ""
    title: str | None = None
    title_lines: list[str] = field(default_factory=list)
    has_banner: bool = False
    follows: bool = False
    closes: bool = False
    _title_open: bool = False

    @property
    def old_style(self) -> bool:
        """Tell whether it is of the years in which concerns and names stood for a title."""
        if self.has_banner or not self.codes or ":" in self.codes[0].printed:
            return False  # "UA: 211/09" stands in the header of the later template
        days = [day.day.year for day in self.days[:1]]
        return max([self.codes[0].year, *days]) < _OLD_STYLE_ENDS

    def header(self, line: str, tag: str, words: AmnestyWords) -> list[str] | None:
        """Read a line that bears a code or an index; return what is left of it, else None."""
        codes, indexes = list(find_amnesty_codes(line)), list(INDEX.finditer(line))
        if not codes and not indexes:
            return None
        self.follows |= re.search(words.follows, line, re.IGNORECASE) is not None
        self.follows |= any(code.follows for code in codes)
        self.closes |= re.search(words.closes, line, re.IGNORECASE) is not None
        if len(codes) == 1:  # "(Vietnam: UA 132.19)" at the end of a title
            line = self._without_aside(line, tag)
        # An earlier text's index and date stand in brackets or behind "issued".
        asides = [aside for aside in _ASIDE.finditer(line) if _is_reference(aside.group(), tag)]
        outside = _cut(line, [(a.start(), a.end()) for a in asides])
        # "AFR 27/09/98" is an index and no day of September.
        outside = _cut(outside, [(i.start(), i.end()) for i in INDEX.finditer(outside)])
        outside = re.sub(rf"(?:{words.earlier})(?=\d)", "| – ", outside, flags=re.IGNORECASE)
        before_dates = outside.find("| – ")
        days = [
            day for day in find_dates(outside, tag) if day.start - 4 != before_dates or day.end == 0
        ]
        self.days += days
        self.codes += [code for code in codes if code not in self.codes]
        outside = _cut(outside, [(d.start, d.end) for d in find_dates(outside, tag)])
        outside = _cut(outside, [(c.start, c.end) for c in find_amnesty_codes(outside)])
        outside = re.sub(rf"(?<!\w)(?:{words.header})\s?:", " | ", outside, flags=re.IGNORECASE)
        pieces = (piece.strip(_EDGE) for piece in _PIECES.split(outside))
        return [piece for piece in pieces if piece and not self._is_meta(piece, tag, words)]

    def _without_aside(self, line: str, tag: str) -> str:
        """Take the brackets that hold the code off the line, noting the country they name."""
        for aside in _ASIDE.finditer(line):
            if next(find_amnesty_codes(aside.group()), None):
                named = next(find_countries(aside.group(), tag), None)
                self.country = self.country or (named.country if named else None)
                return _cut(line, [(aside.start(), aside.end())])
        return line

    def take(self, line: Line, headings: Headings, words: AmnestyWords) -> None:
        """Take one line of the head."""
        text, tag = line.text.strip(), headings.tag
        titled, self._title_open = self._title_open, False
        left = self.header(text, tag, words)
        if left is not None:
            if left and self.old_style:
                self.concerns = " / ".join(filter(None, [self.concerns, *left]))
            elif left and self.title is None:
                self.title = " - ".join(left)
            return
        days = list(find_dates(text, tag))
        if self._is_meta(_cut(text, [(d.start, d.end) for d in days]).strip(_EDGE), tag, words):
            self.days += days
            return
        if place := place_and_date(text, headings):
            self.place = self.place or place[0]
            self.days.append(place[1])
            return
        if self.old_style:
            self._old_line(text, tag)
            return
        banner = re.match(rf"(?:{words.banner})\s?[:–-]\s?(?=\S)", text, re.IGNORECASE)
        if banner:
            self.has_banner, text = True, text[banner.end() :]
        if self.title is None:
            self.title, self._title_open = squeeze(text), text.isupper()
        elif titled and text.isupper() and not line.gap:
            self.title, self._title_open = f"{self.title} {squeeze(text)}", True
        else:
            return
        self.title_lines.append(squeeze(text))

    def _old_line(self, text: str, tag: str) -> None:
        """Take the country at the head of the names, or the end of the concerns above it."""
        named = next(find_countries(text, tag), None)
        if named and named.start == 0 and self.country is None:
            self.country = named.country
        elif self.country is None and self.concerns and not _PERSON.search(text):
            self.concerns += " " + text

    def _is_meta(self, piece: str, tag: str, words: AmnestyWords) -> bool:
        """Tell whether a piece is a banner, words of a header or a country, noting what it says."""
        if re.fullmatch(words.banner, piece, re.IGNORECASE):
            self.has_banner = self.has_banner or not self.old_style
            return True
        if re.fullmatch(rf"(?:(?:{words.header})[\s:,]{{0,3}}){{1,4}}", piece, re.IGNORECASE):
            self.closes |= re.search(words.closes, piece, re.IGNORECASE) is not None
            return True
        if found := only_country(piece, tag):
            self.country = self.country or found
            return True
        return not any(map(str.isalnum, piece))


def _is_reference(aside: str, tag: str) -> bool:
    return INDEX.search(aside) is not None or next(find_dates(aside, tag), None) is not None


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " | " + text[end:]
    return text
