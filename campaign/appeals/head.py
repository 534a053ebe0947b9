"""The head of an appeal: title, code, categories, dates, lead, in whatever order they stand."""

import re
from dataclasses import dataclass, field

from campaign.appeals.codes import FoundCode, find_codes
from campaign.appeals.countries import only_country
from campaign.appeals.dates import FoundDate, find_dates
from campaign.appeals.headings.words import Headings
from campaign.appeals.lines import Paragraph, squeeze
from campaign.appeals.model import Doubt
from campaign.appeals.story import place_and_date

_PIECES = re.compile(r"\s{1,9}[–—|:-]{1,2}\s{1,9}|[|:]|\s{1,9}[–—-]\Z|\A[–—-]\s{1,9}")
_EDGE = " \t\n\u00a0-–—:|,;/.()[]"
_DATE_WORDS = re.compile(
    r"\b(?:published|posted|issued|updated|last|on|date|the|of issue)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.!?][”\"»)\]\d]{0,6}\Z")
_SENTENCE_FROM = 8  # words


@dataclass
class Head:
    """What stands above the story."""

    code: FoundCode | None = None
    title: str | None = None
    categories: list[str] = field(default_factory=list)
    day: FoundDate | None = None
    site_days: list[FoundDate] = field(default_factory=list)
    country: str | None = None
    place: str | None = None
    place_date: FoundDate | None = None
    lead: str | None = None
    says_update: bool = False
    says_closed: bool = False
    says_appeal: bool = False
    doubts: list[Doubt] = field(default_factory=list)


def read_head(paragraphs: list[Paragraph], headings: Headings) -> Head:
    """Read the paragraphs above the story."""
    head = Head()
    code_at = _take_code(paragraphs, head, headings)
    days: list[tuple[int, FoundDate]] = []
    above: list[str] = []
    below: list[Paragraph] = []
    lead: list[str] = []
    for at, paragraph in enumerate(paragraphs):
        if place := place_and_date(paragraph.text, headings):
            head.place, head.place_date = place
            days.append((at, place[1]))
            continue
        text, found = _without_meta(paragraph.text, head, headings)
        days += [(at, day) for day in found]
        if not text:
            continue
        if _is_sentence(text):
            lead.append(text)
        elif at <= code_at or code_at < 0:
            above.append(text)
        else:
            below.append(Paragraph(text, paragraph.lines))
    _take_title(above, below, lead, head)
    head.categories = _categories(below)
    head.lead = " ".join(lead) or None
    _take_days(days, code_at, head)
    return head


def _take_code(paragraphs: list[Paragraph], head: Head, headings: Headings) -> int:
    """Find the appeal's own code, rather on a line of its own than in the title."""
    found = [(at, code) for at, p in enumerate(paragraphs) for code in find_codes(p.text)]
    if not found:
        return -1
    own_line = [
        (at, code)
        for at, code in found
        if not _without_meta(paragraphs[at].text, Head(), headings)[0]
        or len(paragraphs[at].text) < 2 * len(code.printed)
    ]
    at, head.code = (own_line or found)[0]
    if any(code.code.base != head.code.code.base for other, code in found if other <= at):
        head.doubts.append(Doubt("code", "The head of the text names more than one code."))
    return at


def _without_meta(text: str, head: Head, headings: Headings) -> tuple[str, list[FoundDate]]:
    """Take code, dates, banners and a bare country name off a line; return what is left."""
    for code in reversed(list(find_codes(text))):
        text = text[: code.start] + " | " + text[code.end :]
    days = list(find_dates(text, headings.tag))
    rest = text
    for day in reversed(days):
        rest = rest[: day.start] + " | " + rest[day.end :]
    pieces = [piece.strip(_EDGE) for piece in _PIECES.split(_DATE_WORDS.sub(" ", rest))]
    pieces = [piece for piece in pieces if piece]
    if all(_is_meta(piece, head, headings) for piece in pieces):
        return "", days
    text = squeeze(text)
    while True:  # banners at either end: "New information - Title", "Title |"
        first, _, after = text.partition(" - ")
        if after and _is_meta(first.strip(_EDGE), head, headings, country=False):
            text = after
        elif (cut := text.strip(" |").removesuffix(" -").removesuffix(" –").strip(" |-–")) != text:
            text = cut
        else:
            return text, []


def _is_meta(piece: str, head: Head, headings: Headings, country: bool = True) -> bool:
    """Tell whether a piece of a line is a banner, noting what it says, or a country's name."""
    for pattern, flag in (
        (headings.closed_banner, "says_closed"),
        (headings.update_banner, "says_update"),
        (headings.banner, "says_appeal"),
    ):
        if re.fullmatch(pattern, piece, re.IGNORECASE):
            setattr(head, flag, True)
            return True
    if country and (found := only_country(piece, headings.tag)):
        head.country = head.country or found
        return True
    return not any(map(str.isalnum, piece))


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= _SENTENCE_FROM and _SENTENCE.search(text) is not None


def _take_title(above: list[str], below: list[Paragraph], lead: list[str], head: Head) -> None:
    """Choose the title: the first line above the code, else a long one below without slashes."""
    if above:
        head.title = above[0]
        known = head.title.casefold()
        below[:] = [p for p in below if p.text.casefold() != known]
        return
    for paragraph in below:
        if "/" not in paragraph.text and len(paragraph.text.split()) >= 6:
            head.title = paragraph.text
            below.remove(paragraph)
            return
    if len(lead) > 1:
        head.title = lead.pop(0)
        return
    head.doubts.append(Doubt("title", "The text has no title; please write one."))


def _categories(paragraphs: list[Paragraph]) -> list[str]:
    """Split the lines under the code at their slashes; a slash at a line's end goes on."""
    joined = ""
    for paragraph in paragraphs:
        for line in paragraph.text.split("\n"):
            wraps = joined and (joined.endswith("/") or line[0] in "/" or line[0].islower())
            joined += (" " if wraps or not joined else " / ") + line.strip()
    return [squeeze(part) for part in joined.split("/") if part.strip(_EDGE)]


def _take_days(days: list[tuple[int, FoundDate]], code_at: int, head: Head) -> None:
    """Choose the date beside the code; what stands apart from it above is the site's date."""
    if not days:
        return

    def distance(entry: tuple[int, FoundDate]) -> tuple[bool, int, bool]:
        at, day = entry
        return (at < code_at, abs(at - code_at), day.numeric)

    chosen = min(days, key=distance)
    head.day = chosen[1]
    head.site_days = [day for _, day in days if day is not chosen[1]]
