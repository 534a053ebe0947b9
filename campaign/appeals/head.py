"""The head of an appeal: title, code, categories, dates, lead, in whatever order they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from campaign.appeals.codes import FoundCode, find_codes
from campaign.appeals.countries import only_country
from campaign.appeals.dates import FoundDate, find_dates
from campaign.appeals.headings.words import Headings
from campaign.appeals.lines import Line, Paragraph, squeeze
from campaign.appeals.model import Doubt
from campaign.appeals.story import place_and_date

_PIECES = re.compile(r"\s{1,9}[–—|:-]{1,2}\s{1,9}|[|:]|\s{1,9}[–—-]\Z|\A[–—-]\s{1,9}")
_BARS = re.compile(r"\s[–—-]\s|\|")
_EDGE = " \t\n\u00a0-–—:|,;/.()[]"
DATE_WORDS = re.compile(
    r"\b(?:published|posted|issued|updated|last|on|date|the|of issue|le|el|г|года"
    r"|publiée?|mise? à jour"
    r"|publicado|actualizado|fecha|veröffentlicht|stand|опубликовано|обновлено|дата|نشر|تاريخ)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?][”\"»)\]\d]{0,6}\Z")
_SENTENCE_FROM = 8  # words
_TITLE_FROM = 4


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
    doubts: list[Doubt] = field(default_factory=list)


def read_head(paragraphs: list[Paragraph], headings: Headings) -> Head:
    """Read the paragraphs above the story."""
    head = Head()
    paragraphs = [part for paragraph in paragraphs for part in _unjoined(paragraph, headings)]
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
        before, after, found = _without_meta(paragraph.text, head, headings)
        days += [(at, day) for day in found]
        if at > code_at >= 0:
            before, after = "", after or before
        if after:
            (lead.append(after) if _is_sentence(after) else below.append(_line(after)))
        if before and above and not paragraph.first.gap and before[0].islower():
            above[-1] += " " + before  # a title broken over two lines
        elif before:
            (lead if _is_sentence(before) else above).append(before)
    _take_title(above, below, lead, head, headings)
    head.categories = _categories(below)
    head.lead = " ".join(lead) or None
    _take_days(days, code_at, head)
    return head


def _unjoined(paragraph: Paragraph, headings: Headings) -> list[Paragraph]:
    """Part categories from a country or a date that was joined to them."""
    alone = (
        only_country(line.text, headings.tag)
        or any(day.printed == line.text for day in find_dates(line.text, headings.tag))
        for line in paragraph.lines[1:]
    )
    if "/" not in paragraph.text or not any(alone):
        return [paragraph]
    return [Paragraph(line.text, (line,)) for line in paragraph.lines]


def _take_code(paragraphs: list[Paragraph], head: Head, headings: Headings) -> int:
    """Find the appeal's own code, rather on a line of its own than in the title."""
    found = [(at, code) for at, p in enumerate(paragraphs) for code in find_codes(p.text)]
    if not found:
        return -1
    own_line = [
        (at, code)
        for at, code in found
        if not any(_without_meta(paragraphs[at].text, Head(), headings)[:2])
        or len(paragraphs[at].text) < 2 * len(code.printed)
    ]
    at, head.code = (own_line or found)[0]
    if any(code.code.base != head.code.code.base for other, code in found if other <= at):
        head.doubts.append(Doubt("code", "The head of the text names more than one code."))
    return at


def _without_meta(text: str, head: Head, headings: Headings) -> tuple[str, str, list[FoundDate]]:
    """Take code, dates, banners and bare country names off a line.

    Returns what is left before the code (or of a line without one), what is left after it, and
    the dates; a date inside a sentence or a title stays there.
    """
    codes = list(find_codes(text))
    days = list(find_dates(text, headings.tag))
    bare = DATE_WORDS.sub(" ", _cut_out(text, [*days, *codes]))
    if all(_is_meta(piece, head, headings) for piece in _pieces(bare)):
        return "", "", days
    if not codes:
        text = re.sub(rf"\A(?:{headings.head_labels})\s?:\s?", "", text, flags=re.IGNORECASE)
        return _without_banner(text, head, headings), "", []
    before = _without_banner(text[: codes[0].start], head, headings)
    after = text[codes[-1].end :]
    days = list(find_dates(after, headings.tag))
    parts = [part.strip(_EDGE) for part in _BARS.split(_cut_out(after, days))]
    after = " - ".join(part for part in parts if part and not _is_meta(part, head, headings))
    return before, squeeze(after), days


def _cut_out(text: str, parts: Sequence[FoundDate | FoundCode]) -> str:
    for part in sorted(parts, key=lambda part: -part.start):
        text = text[: part.start] + " | " + text[part.end :]
    return text


def _pieces(text: str) -> list[str]:
    return [bare for piece in _PIECES.split(text) if (bare := piece.strip(_EDGE))]


def _without_banner(text: str, head: Head, headings: Headings) -> str:
    """Take banners off a line's beginning and signs off its ends: "New information - Title -"."""
    text = squeeze(text).strip(" |").removesuffix(" -").removesuffix(" –").removesuffix("-")
    first, dash, after = text.partition(" - ")
    if dash and _is_meta(first.strip(_EDGE), head, headings, country=False):
        return after
    return "" if _is_meta(text.strip(_EDGE), head, headings, country=False) else text.strip(" |–")


def _line(text: str) -> Paragraph:
    return Paragraph(text, (Line(text),))


def _is_meta(piece: str, head: Head, headings: Headings, country: bool = True) -> bool:
    """Tell whether a piece of a line is a banner, noting what it says, or a country's name."""
    closes = re.fullmatch(headings.closed_banner, piece, re.IGNORECASE) is not None
    updates = re.fullmatch(headings.update_banner, piece, re.IGNORECASE) is not None
    head.says_closed = head.says_closed or closes
    head.says_update = head.says_update or updates
    if closes or updates or re.fullmatch(headings.banner, piece, re.IGNORECASE):
        return True
    if country and (found := only_country(piece, headings.tag)):
        head.country = head.country or found
        return True
    return not any(map(str.isalnum, piece))


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= _SENTENCE_FROM and _SENTENCE.search(text) is not None


def _take_title(
    above: list[str], below: list[Paragraph], lead: list[str], head: Head, headings: Headings
) -> None:
    """Choose the title: above the code a line led by a country, else the first long one.

    Without any above the code it is a long line below, or the first sentence.
    """
    if above:
        led = [text for text in above if _led_by_country(text, headings)]
        long = [text for text in above if len(text.split()) >= _TITLE_FROM and "/" not in text]
        head.title = [*led, *long, *above][0]
        known = head.title.casefold()
        below[:] = [p for p in below if p.text.casefold() != known]
        return
    for paragraph in below:
        titled = _led_by_country(paragraph.text, headings)
        if titled or ("/" not in paragraph.text and len(paragraph.text.split()) >= 6):
            head.title = paragraph.text
            below.remove(paragraph)
            return
    if len(lead) > 1:
        head.title = lead.pop(0)
        return
    head.doubts.append(Doubt("title", "The text has no title; please write one."))


def _led_by_country(text: str, headings: Headings) -> bool:
    country, colon, _ = text.partition(":")
    return bool(colon and only_country(country, headings.tag))


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
