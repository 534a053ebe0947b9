"""Walk down one of Amnesty's actions once and put each paragraph into its zone."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from campaign.appeals.addresses import AddressLines, begins_recipient
from campaign.appeals.dates import find_dates
from campaign.appeals.families.amnesty_codes import find_amnesty_codes
from campaign.appeals.families.amnesty_head import AmnestyHead
from campaign.appeals.headings.words import AmnestyWords, Headings
from campaign.appeals.lines import Paragraph, squeeze
from campaign.appeals.story import after_heading

_SENTENCE = re.compile(r"[.!?:][”\"»)\]]{0,2}\Z")
_SENTENCE_FROM = 8  # words
_GREETING_TO = 8  # words
_LETTER_FROM = 8  # words of a letter's first paragraph
_NEAR = 12  # letters between "before" and the date
_SHORT = 200
_ASIDE = re.compile(r"\([^()@\d]{30,300}\)[.:]?")
_NAME = 60


@dataclass
class AmnestyStory:
    """The zones of an action."""

    head: AmnestyHead = field(default_factory=AmnestyHead)
    opening: list[Paragraph] = field(default_factory=list)
    opening_ends_at: str = ""
    background: list[Paragraph] = field(default_factory=list)
    actions: list[Paragraph] = field(default_factory=list)
    addresses: list[AddressLines] = field(default_factory=list)
    letter: list[Paragraph] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)
    asks_diplomatic: bool = False
    asks_report: bool = False


def part_amnesty(
    paragraphs: list[Paragraph], headings: Headings, words: AmnestyWords
) -> AmnestyStory:
    """Put the paragraphs of an action into their zones."""
    parts = [part for whole in paragraphs for part in _parted(whole, headings.tag, words)]
    walk = _Walk(parts, headings, words)
    for at in range(len(walk.paragraphs)):
        walk.step(at)
    return walk.story


def _parted(paragraph: Paragraph, tag: str, words: AmnestyWords) -> list[Paragraph]:
    """Part titles, headings and page headers from the text that was joined to them."""
    parts = [[paragraph.first]]
    for before, line in pairwise(paragraph.lines):
        ended = _SENTENCE.search(before.text) or before.text.endswith(";")
        capital = before.text.isupper() and not line.text.isupper()
        if (
            (capital and all(above.text.isupper() for above in parts[-1]))
            or (ended and _opens_zone(line.text, words))
            or any(_is_header(each.text, tag, words) for each in (before, line))
        ):
            parts.append([])
        parts[-1].append(line)
    if len(parts) == 1:
        return [paragraph]
    return [Paragraph(" ".join(line.text for line in part), tuple(part)) for part in parts]


def _is_header(text: str, tag: str, words: AmnestyWords) -> bool:
    """Tell whether a line is nothing but code, index, country and date."""
    return len(text) <= _SHORT and AmnestyHead().header(text, tag, words) == []


def _opens_zone(text: str, words: AmnestyWords) -> bool:
    """Tell whether a line begins with a heading, also one inside a sentence to the reader."""
    inside = rf"(?:{words.actions}|{words.addresses}|{words.letter})(?!\w)"
    if re.match(inside, text, re.IGNORECASE):
        return True
    return any(after_heading(zone, text) is not None for zone in (words.story, words.copies))


class _Walk:
    """Where the walk stands: the zone, and what was gathered so far."""

    def __init__(
        self, paragraphs: list[Paragraph], headings: Headings, words: AmnestyWords
    ) -> None:
        self.paragraphs = paragraphs
        self.headings = headings
        self.words = words
        self.story = AmnestyStory()
        self.zone = "head"
        self.sealed = False  # Amnesty's own address has begun: no recipient follows

    def step(self, at: int) -> None:
        """Put one paragraph where it belongs."""
        paragraph = self.paragraphs[at]
        text = squeeze(paragraph.text)
        if self.zone == "head" and not self._ends_head(text):
            for line in paragraph.lines:
                self.story.head.take(line, self.headings, self.words)
            return
        if self.zone == "head":
            self.zone = "opening"
        if self._is_repeated(text) or self._is_field(text):
            return
        if self.zone == "letter" and not self._heading(text, ("story", "addresses")):
            self._into_letter(paragraph, text)
        elif self.zone != "letter" and not self._heading(text) and not self._to_reader(text):
            self._into_zone(at, paragraph, text)

    def _ends_head(self, text: str) -> bool:
        """Tell whether the head is over: at a heading or the first sentence without a code."""
        words = self.words
        if after_heading(words.story, text) is not None or self._opens(words.letter, text):
            return True
        if self._opens(words.actions, text) or self._opens(words.addresses, text):
            return True
        known = self.story.head.codes or self.story.head.title
        sentence = len(text.split()) >= _SENTENCE_FROM and _SENTENCE.search(text)
        header = AmnestyHead().header(text, self.headings.tag, words)
        return bool(known and sentence and header is None)

    def _opens(self, pattern: str, text: str) -> bool:
        return re.match(rf"(?:{pattern})(?!\w)", text, re.IGNORECASE) is not None

    def _is_repeated(self, text: str) -> bool:
        """Tell whether the head stands here again, as at the top and the foot of each page."""
        head = self.story.head
        if re.fullmatch(self.words.banner, text, re.IGNORECASE):
            return True
        if head.title and text.casefold() == head.title.casefold():
            return True
        if text.isupper() and text in head.title_lines:
            return True
        if len(text) > _SHORT:
            return False
        again = AmnestyHead()
        if again.header(text, self.headings.tag, self.words) != []:
            return False
        head.codes += again.codes
        head.days += again.days
        head.country = head.country or again.country
        return True

    def _is_field(self, text: str) -> bool:
        """Tell whether it is a line of facts at the foot: names, languages, the earlier text."""
        if self.zone in ("addresses", "copies", "addressee"):
            return False
        if not re.match(rf"(?:{self.words.fields})\s{{0,3}}(?:[:：]|\.?\Z)", text, re.IGNORECASE):
            return False
        self._note(text)
        self.zone = "closing"
        return True

    def _heading(self, text: str, zones: tuple[str, ...] = ()) -> bool:
        """Switch the zone at a heading; what follows on its line goes into the new zone."""
        words = self.words
        patterns = {
            "addressee": words.letter,
            "copies": words.copies,
            "addresses": words.addresses,
            "actions": words.actions,
            "story": words.story,
        }
        for zone, pattern in patterns.items():
            if zones and zone not in zones:
                continue
            rest = after_heading(pattern, text)
            if zone in ("addressee", "actions") and rest is None and self._opens(pattern, text):
                rest = ""  # the whole sentence is the heading
            if rest is None or (zone == "copies" and self.zone in ("opening", "story")):
                continue
            self._note(text)
            self._leave_opening(zone)
            self.zone = zone
            if zone in ("addressee", "copies", "addresses"):
                self.story.addresses.append(AddressLines([], zone == "copies"))
            if zone in ("copies", "addresses", "story") and rest and not self._to_reader(rest):
                first = replace(self.paragraphs[0].first, text=rest, mark=None, gap=False)
                self._into_zone(-1, Paragraph(rest, (first,)), rest)
            return True
        return False

    def _leave_opening(self, zone: str) -> None:
        self.story.opening_ends_at = self.story.opening_ends_at or zone

    def _to_reader(self, text: str) -> bool:
        """Take note of a sentence that speaks to the reader; True if it is one."""
        if re.fullmatch(self.words.placeholder, text, re.IGNORECASE):
            return True
        if _ASIDE.fullmatch(text) and not self.headings.label.match(text[1:]):
            return True  # "(if a voice answers, ask for the fax tone)"
        if self.zone in ("opening", "story"):
            closes = re.search(self.words.closes, text[:60], re.IGNORECASE) is not None
            self.story.head.closes |= closes
            refers = re.match(self.words.reader, text, re.IGNORECASE) and next(
                find_amnesty_codes(text), None
            )
            return len(text) < _SHORT and bool(closes or refers)
        contacts = self.headings.label.search(text) is not None
        diplomatic = not contacts and re.search(self.words.diplomatic, text, re.IGNORECASE)
        report = not contacts and re.search(self.headings.report, text, re.IGNORECASE)
        if not diplomatic and not report and not re.match(self.words.reader, text, re.IGNORECASE):
            return False
        self._note(text)
        self.story.asks_diplomatic |= bool(diplomatic)
        self.story.asks_report |= bool(report)
        self.story.head.closes |= bool(re.search(self.words.closes, text[:60], re.IGNORECASE))
        if self.zone in ("addresses", "copies") and not contacts:
            self.zone = "closing"
        return True

    def _note(self, text: str) -> None:
        """Note the day until when letters are asked for."""
        ends = [m.end() for m in re.finditer(self.words.deadline, text, re.IGNORECASE)]
        for day in find_dates(text, self.headings.tag):
            if any(0 <= day.start - end <= _NEAR for end in ends):
                self.story.deadlines.append(day.day.isoformat())

    def _into_zone(self, at: int, paragraph: Paragraph, text: str) -> None:
        story = self.story
        if self.zone == "closing" or (self.zone == "actions" and not paragraph.first.mark):
            self._note(text)
            own = re.match(self.words.issuer, text, re.IGNORECASE) and len(text) < _NAME
            begins = at >= 0 and begins_recipient(self.paragraphs, at, self.headings, strict=True)
            self.sealed = self.sealed or bool(own)
            if begins and not self.sealed:
                self.zone = "addresses"
                story.addresses.append(AddressLines([], False))
        if self.zone == "opening":
            story.opening.append(paragraph)
        elif self.zone == "story":
            story.background.append(paragraph)
        elif self.zone == "actions" and not text.isupper() and text[-1] != ":":
            story.actions.append(paragraph)
        elif self.zone == "addressee" and self._is_greeting(at):
            self.zone = "letter"
            story.letter.append(paragraph)
        elif self.zone in ("addresses", "copies", "addressee"):
            story.addresses[-1].lines.extend(paragraph.lines)

    def _is_greeting(self, at: int) -> bool:
        """Tell whether the letter begins here: a greeting, and a sentence soon after."""
        text = self.paragraphs[at].text.strip()
        stands_alone = self.paragraphs[at].first.gap and text[-1] in ",:،"
        shaped = stands_alone and len(text.split()) <= _GREETING_TO
        if not shaped and not re.fullmatch(self.words.greeting, text, re.IGNORECASE):
            return False
        after = self.paragraphs[at + 1 : at + 4]
        return any(
            len(paragraph.text.split()) >= _LETTER_FROM and _SENTENCE.search(paragraph.text)
            for paragraph in after
        )

    def _into_letter(self, paragraph: Paragraph, text: str) -> None:
        self.story.letter.append(paragraph)
        if re.fullmatch(self.words.sign_off, text, re.IGNORECASE):
            self.zone = "closing"
