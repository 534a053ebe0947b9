"""Part an appeal into its zones, walking down the page once as a reader does."""

import re
from dataclasses import dataclass, field, replace
from functools import cache

from campaign.appeals.addresses import AddressLines, begins_recipient, stray_blocks
from campaign.appeals.codes import find_codes
from campaign.appeals.countries import find_countries, only_country
from campaign.appeals.dates import FoundDate, find_dates
from campaign.appeals.emails import has_address
from campaign.appeals.headings.words import Headings
from campaign.appeals.lines import Paragraph, squeeze
from campaign.appeals.model import Footnote

_FOOTNOTE = re.compile(r"\[(\d{1,2})\]\s{0,3}(?=\S)|([¹²³⁴⁵⁶⁷⁸⁹])\s{0,3}(?=\S)")
_BARE_NOTE = re.compile(r"(\d{1,2})\s{1,3}(?=[^\W\d_a-z][^\W\d_])")
_SENTENCE_END = re.compile(r"[.!?؟][”\"»)]{0,2}\s")
_LETTERS = re.compile(r"\b(?:letters?|appeals?|write|messages?|faxes)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:\A|[,،]?\s)(?:le|el|a|den|am)\s{1,3}\Z", re.IGNORECASE)  # of a date
_STORY_WORDS = 12
_AFTER_YEAR = re.compile(r"\s?(?:г\.?|года|р\.|م\.?)?[\s.]{0,3}")
_HEADING_TO = 8  # words


@dataclass
class Story:
    """The zones of an appeal and what its sentences to the reader say."""

    head: list[Paragraph] = field(default_factory=list)
    formula: str | None = None
    country: str | None = None
    description: list[Paragraph] = field(default_factory=list)
    actions: list[Paragraph] = field(default_factory=list)
    addresses: list[AddressLines] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    place: str | None = None
    place_date: FoundDate | None = None
    deadline: str | None = None
    asks_diplomatic: bool = False
    asks_report: bool = False


def part_story(paragraphs: list[Paragraph], headings: Headings, zone: str = "head") -> Story:
    """Walk down the paragraphs and put each into its zone; `zone` is where the first one stands."""
    walk = _Walk(headings, paragraphs)
    walk.zone = zone
    for at in range(len(paragraphs)):
        walk.step(at)
    if not walk.story.addresses:
        walk.find_stray_addresses()
    return walk.story


def place_and_date(text: str, headings: Headings) -> tuple[str, FoundDate] | None:
    """Read a line such as `Paris-Geneva, March 17, 2014`, or return None."""
    if len(text) > 90:
        return None
    found = list(find_dates(text, headings.tag))
    if len(found) != 1 or not _AFTER_YEAR.fullmatch(text[found[0].end :]):
        return None
    place = _ARTICLE.sub("", text[: found[0].start]).strip(" ,،:–—")
    words = re.split(r"[\s/,–—-]+", place)
    if not 1 <= len(words) <= 6 or ":" in place or only_country(place, headings.tag):
        return None
    named = all(word[:1].isalpha() and not word[:1].islower() for word in words)
    return (squeeze(place), found[0]) if named and next(find_codes(text), None) is None else None


def after_heading(pattern: str, text: str) -> str | None:
    """Return what follows a heading in its paragraph ("" if nothing), None if it is no heading."""
    match = _heading_pattern(pattern).match(text)
    return text[match.end() :] if match else None


@cache  # asked of every line, with few and long patterns
def _heading_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{pattern})\s{{0,3}}(?:[:：]\s{{0,3}}|[–—-]\s{{1,3}}|\.?\Z)", re.IGNORECASE
    )


class _Walk:
    """Where the walk stands: the zone, and what was gathered so far."""

    def __init__(self, headings: Headings, paragraphs: list[Paragraph]) -> None:
        self.words = headings
        self.paragraphs = paragraphs
        self.story = Story()
        self.zone = "head"
        self.formula_at = self._first(headings.formula)
        codes = [n for n, p in enumerate(paragraphs) if next(find_codes(p.text), None)]
        self.code_at = codes[0] if codes else -1
        self.sealed = False  # the publisher's own contacts have begun: no recipient follows

    def step(self, at: int) -> None:
        """Put one paragraph where it belongs."""
        paragraph = self.paragraphs[at]
        text = paragraph.text
        mark = paragraph.first.mark or ""
        if note := _FOOTNOTE.match(text):
            label = note[1] or str("¹²³⁴⁵⁶⁷⁸⁹".index(note[2]) + 1)
            self.story.footnotes.append(Footnote(label, squeeze(text[note.end() :])))
        elif self.zone == "closing" and mark.isdecimal():
            self.story.footnotes.append(Footnote(mark, squeeze(text)))
        elif self.zone == "closing" and (note := _BARE_NOTE.match(text)):
            self.story.footnotes.append(Footnote(note[1], squeeze(text[note.end() :])))
        elif self.zone == "head":
            self._step_head(at, paragraph)
        elif self._heads_demands(at):
            self.zone = "actions"
        elif not self._heading(paragraph) and not self._sentence_to_reader(paragraph):
            self._into_zone(at, paragraph)

    def find_stray_addresses(self) -> None:
        """Look everywhere for recipients that no heading and no shape announced."""
        stray = stray_blocks(self.paragraphs, self.words)
        if stray:
            lines = [line for paragraph in stray for line in paragraph.lines]
            self.story.addresses.append(AddressLines(lines, False))
            self.story.description = [p for p in self.story.description if p not in stray]

    def _first(self, pattern: str) -> int:
        search = re.compile(pattern, re.IGNORECASE).search
        return next((n for n, p in enumerate(self.paragraphs) if search(p.text)), -1)

    def _step_head(self, at: int, paragraph: Paragraph) -> None:
        if at == self.formula_at:
            self.story.formula = paragraph.text
            asked = re.search(self.words.formula, paragraph.text, re.IGNORECASE)
            said = paragraph.text[asked.end() :] if asked else ""
            named = next(find_countries(said, self.words.tag), None)
            self.story.country = named.country if named else None
            self.zone = "story"
        elif self.formula_at < 0 and at > self.code_at and self._ends_head(paragraph):
            self.zone = "story"
            self.step(at)
        else:
            self.story.head.append(paragraph)

    def _ends_head(self, paragraph: Paragraph) -> bool:
        """Tell, in a text without the formula, whether the story begins here."""
        headings = (self.words.story_heading, self.words.actions_heading)
        if any(after_heading(h, paragraph.text) is not None for h in headings):
            return True
        words = len(paragraph.text.split())
        return words >= _STORY_WORDS if self.code_at >= 0 else words >= 2 * _STORY_WORDS

    def _heading(self, paragraph: Paragraph) -> bool:
        """Switch the zone at a heading; what follows on its line goes into the new zone."""
        zones = (
            ("copies", self.words.copies_heading),
            ("addresses", self.words.addresses_heading),
            ("actions", self.words.actions_heading),
            ("story", self.words.story_heading),
        )
        for zone, pattern in zones:
            rest = after_heading(pattern, paragraph.text)
            if rest is None or (zone == "copies" and self.zone == "story"):
                continue
            if rest and zone == self.zone == "addresses" and self.words.label.match(paragraph.text):
                continue  # "Address: ..." inside a recipient
            self.zone = zone
            if zone in ("copies", "addresses"):
                self.story.addresses.append(AddressLines([], zone == "copies"))
            if rest and not self._sentence_to_reader(replace(paragraph, text=rest)):
                line = replace(paragraph.first, text=rest)
                self._into_zone(-1, Paragraph(rest, (line, *paragraph.lines[1:])))
            return True
        return False

    def _sentence_to_reader(self, paragraph: Paragraph) -> bool:
        """Take note of a sentence that speaks to the reader of the appeal; True if it is one."""
        text = paragraph.text
        if self._opens_actions(paragraph):
            return True
        if re.fullmatch(self.words.banner, text, re.IGNORECASE):
            return True
        if place := place_and_date(text, self.words):
            self.story.place, self.story.place_date = place
            self.zone = "closing"
            return True
        if self.zone == "story" and len(text) > 300:
            return False
        contacts = self.words.label.search(text) is not None
        if not contacts:
            self._note_deadline(text)
        if not contacts and re.search(self.words.diplomatic, text, re.IGNORECASE):
            self.story.asks_diplomatic = True
            if self.zone in ("addresses", "copies"):
                self.zone = "closing"
            return True
        if self.zone != "story" and re.search(self.words.report, text, re.IGNORECASE):
            self.story.asks_report = True
            self.zone = "closing"
            return True
        if re.search(self.words.closing, text, re.IGNORECASE) and self.zone != "story":
            self.zone = "closing"
            self.sealed = self.sealed or bool(re.search(self.words.own_contact, text, re.I))
            return True
        return False

    def _heads_demands(self, at: int) -> bool:
        """Tell whether a short line of the story that asks stands right above a list."""
        text = self.paragraphs[at].text
        below = self.paragraphs[at + 1 : at + 3]
        if self.zone != "story" or self.paragraphs[at].first.mark or len(below) < 2:
            return False
        if not all(p.first.mark and not self.words.honorific.match(p.text) for p in below):
            return False
        short = text[-1] == ":" or (len(text.split()) <= _HEADING_TO and text[-1] not in ".!?")
        return (
            short
            and len(_SENTENCE_END.findall(text)) == 0
            and re.search(self.words.list_intro, text, re.IGNORECASE) is not None
        )

    def _opens_actions(self, paragraph: Paragraph) -> bool:
        """Begin the actions at "... urging them to:"; sentences before it stay in the story."""
        text = paragraph.text
        if not text.endswith(":") or paragraph.first.mark or self.zone == "addresses":
            return False
        ends = [end.end() for end in _SENTENCE_END.finditer(text)]
        cut = ends[-1] if ends else 0
        if not re.search(self.words.actions_intro, text[cut:], re.IGNORECASE):
            return False
        if cut and self.zone == "story":
            self.story.description.append(replace(paragraph, text=text[:cut].strip()))
        self.zone = "actions"
        return True

    def _note_deadline(self, text: str) -> None:
        word = re.search(self.words.deadline, text, re.IGNORECASE)
        if self.zone == "story" or not word or not _LETTERS.search(text):
            return
        for day in find_dates(text, self.words.tag):
            if 0 <= day.start - word.end() <= 15 and not self.story.deadline:
                self.story.deadline = day.day.isoformat()

    def _into_zone(self, at: int, paragraph: Paragraph) -> None:
        """Put a paragraph that is no heading and no sentence to the reader into the zone."""
        if self.zone == "closing" and re.search(self.words.own_contact, paragraph.text, re.I):
            self.sealed = True
        begins = (
            at >= 0
            and (self.zone == "actions" or (self.zone == "closing" and not self.sealed))
            and begins_recipient(self.paragraphs, at, self.words, bool(self.story.addresses))
        )
        if begins:
            self.zone = "addresses"
            self.story.addresses.append(AddressLines([], False))
        if self.zone == "story":
            self.story.description.append(paragraph)
        elif self.zone == "actions":
            note = re.match(self.words.reader_note, paragraph.text, re.IGNORECASE)
            # "Please write in English" is for the reader; "... asking them to free her" is not.
            if not note or re.search(self.words.actions_intro, paragraph.text, re.IGNORECASE):
                self.story.actions.append(paragraph)
        elif self.zone in ("addresses", "copies"):
            self._into_addresses(paragraph)

    def _into_addresses(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        office = text[-1] == ":" and re.match(rf"(?:{self.words.office_splits})\b", text)
        said = text[-1] in ".:" and len(text.split()) > 5 and not self.words.label.search(text)
        said = said and not office
        copied = re.match(rf"(?:{self.words.copies_heading})\s{{1,3}}", text, re.IGNORECASE)
        named = self.words.office_word.search(text.partition(",")[0]) or has_address(text)
        if copied and named:
            self.zone = "copies"
            self.story.addresses.append(AddressLines([], True))
            text = re.sub(r"\A(?:l['’]|the |la |le |die |der )", "", text[copied.end() :])
            line = replace(paragraph.first, text=text)
            paragraph = replace(paragraph, text=text, lines=(line, *paragraph.lines[1:]))
        if said and (text.endswith(":") or re.match(self.words.reader_note, text, re.IGNORECASE)):
            return
        self.story.addresses[-1].lines.extend(paragraph.lines)
