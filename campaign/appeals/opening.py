"""What stands above the story of a freely laid out appeal: issuer, dates, code, title, labels."""

import re
from dataclasses import dataclass, field

from campaign.appeals.categories import is_programme, is_slashed, split_issues
from campaign.appeals.countries import find_countries, only_country
from campaign.appeals.dates import FoundDate, find_dates
from campaign.appeals.head import DATE_WORDS
from campaign.appeals.headings.words import Demands, Headings
from campaign.appeals.issuers import is_organisation
from campaign.appeals.lines import Paragraph, squeeze
from campaign.appeals.model import Doubt
from campaign.appeals.schemes import FamilyCode, find_family_codes
from campaign.appeals.story import after_heading, place_and_date

_EARLIER = re.compile(r"\bre:?\s\Z", re.IGNORECASE)
_EDGE = " \t\n-–—:|,;/.()[]*#"
_SENTENCE = re.compile(r"(?:[.!?؟][”\"»)\]\d]{0,6}|:[”\"»)\]]{0,6})\Z")  # 08:05 ends none
_SUBJECT = re.compile(
    r"\A(?:(?:fwd?|tr|wg|aw|re|rv)\s?:\s{0,3}|\[[^\]]{1,40}\]\s{1,3}){1,4}(?=\S)", re.IGNORECASE
)
_SENTENCE_FROM = 8  # words
_TITLE_TO = 45
_BESIDE_A_DATE = 4
_COLON = re.compile(r"\s?[:–—]\s|\s-\s")
_BARE_CODE = re.compile(r"(?=\S{0,40}\d)(?=\S{0,40}[^\W\d_])[\w.-]{1,20}(?:/[\w.-]{1,20}){1,5}")


@dataclass
class Opening:
    """What was read above the story, and where the story begins."""

    story_at: int = 0
    code: FamilyCode | None = None
    other_code: str | None = None
    title: str | None = None
    lines: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    days: list[tuple[int, FoundDate]] = field(default_factory=list)
    code_at: int = 0
    organisation: str | None = None
    place: str | None = None
    country: str | None = None
    says_update: bool = False
    says_closed: bool = False
    updates: FamilyCode | None = None
    doubts: list[Doubt] = field(default_factory=list)


def read_opening(
    paragraphs: list[Paragraph], headings: Headings, words: Demands, family: str
) -> Opening:
    """Read the paragraphs above the story; a code of `family` is the appeal's own."""
    opening = Opening(story_at=_story_at(paragraphs, headings, words))
    for at, paragraph in enumerate(paragraphs[: opening.story_at]):
        text = squeeze(paragraph.text).strip("*# ")
        if not _matches(words.greeting, text):
            _read_line(at, paragraph, text, opening, headings, words, family)
    _take_title(opening, headings)
    return opening


def _story_at(paragraphs: list[Paragraph], headings: Headings, words: Demands) -> int:
    """Return where the story begins, or in a text without one the first block with a contact."""
    for at, paragraph in enumerate(paragraphs):
        text = squeeze(paragraph.text).strip("*# ")
        if _matches(words.greeting, text):
            below = squeeze(paragraphs[at + 1].text) if at + 1 < len(paragraphs) else ""
            titled = _led_by_country(below, headings) and not begins_story(below, headings, words)
            return at + 2 if titled else at + 1
        if begins_story(text, headings, words):
            return at
    block = 0
    for at, paragraph in enumerate(paragraphs):
        block = at if paragraph.first.gap else block
        if headings.label.search(paragraph.text):
            return block
    return len(paragraphs)


def choose_day(opening: Opening, signed: FoundDate | None) -> tuple[str | None, list[Doubt]]:
    """Choose the date nearest to the code, else the one of the place-and-date line.

    Returns it as ISO, with doubts where dates contradict one another or may be read two ways.
    """
    days = [d for _, d in sorted(opening.days, key=lambda d: (abs(d[0] - opening.code_at), d[0]))]
    days += [signed] if signed else []
    if not days:
        return None, [Doubt("date", "The text gives no date of issue.")]
    first = days[0]
    doubts = [
        Doubt("date", f"“{first.printed}” was taken, but the text also says “{other.printed}”.")
        for other in days[1:]
        if other.day != first.day
    ]
    if first.unsure:
        doubts.append(Doubt("date", f"“{first.printed}” could also be read with the month first."))
    return first.day.isoformat(), doubts


def begins_story(text: str, headings: Headings, words: Demands) -> bool:
    """Tell whether the story, the demands or the addresses begin with this paragraph."""
    zones = (headings.story_heading, headings.actions_heading, headings.addresses_heading)
    if any(after_heading(zone, text) == "" for zone in zones) and not _is_banner(text, headings):
        return True
    if re.search(headings.formula, text, re.IGNORECASE):
        return True
    if text.endswith(":") and re.search(headings.actions_intro, text, re.IGNORECASE):
        return True
    if re.match(rf"(?:{words.issues})\s{{0,3}}:", text, re.IGNORECASE):
        return False
    count = len(text.split())
    ends = _SENTENCE.search(text) is not None and text[-1] != ":"
    return count > _TITLE_TO or (ends and count >= _SENTENCE_FROM)


def _read_line(
    at: int,
    paragraph: Paragraph,
    text: str,
    opening: Opening,
    headings: Headings,
    words: Demands,
    family: str,
) -> None:
    """Take what one line of the head says."""
    if label := re.match(rf"(?:{words.issues})\s{{0,3}}:\s{{0,3}}", text, re.IGNORECASE):
        opening.categories += split_issues(text[label.end() :])
        return
    codes = list(find_family_codes(text))
    if codes:
        text = _take_codes(at, text, codes, opening, headings, family)
    elif (code := _labelled_code(text, words)) and not opening.code:
        opening.other_code, opening.code_at = opening.other_code or code, at
        return
    if headings.label.search(text):
        return  # how to reach the publisher
    days = list(find_dates(text, headings.tag))
    led = _led_by_country(text, headings)
    bare = squeeze(DATE_WORDS.sub(" ", text)) if days else text
    place = None if led else place_and_date(bare, headings)
    if place:
        opening.place = opening.place or place[0]
        opening.days.append((at, place[1]))
        return
    if days and not led and _words_beside(text, days, headings) <= _BESIDE_A_DATE:
        opening.days += [(at, day) for day in days]
        _note_banner(text[: days[0].start], opening, headings)
        return
    text = _without_banner(text, opening, headings)
    if not any(map(str.isalnum, text)) or is_programme(text):
        return
    if not opening.lines and not opening.organisation and is_organisation(text, words):
        opening.organisation = text
        return
    if country := only_country(text, headings.tag):
        opening.country = opening.country or country
    elif "/" in text and not led and is_slashed(text):
        opening.categories += [part.strip() for part in text.split("/") if part.strip()]
    elif opening.lines and not paragraph.first.gap and text[0].islower():
        opening.lines[-1] += " " + text  # a title broken over two lines
    else:
        opening.lines.append(text)


def _take_codes(
    at: int,
    text: str,
    codes: list[FamilyCode],
    opening: Opening,
    headings: Headings,
    family: str,
) -> str:
    """Take the appeal's own code and the one it updates off a line; return what is left."""
    for code in codes:
        before = text[max(0, code.start - 60) : code.start]
        updates = re.search(headings.update_of, before, re.IGNORECASE) or re.search(
            rf"\b(?:{headings.update_banner})\b.{{0,12}}\bto\s\Z|\bre:?\s\Z", before, re.IGNORECASE
        )
        if code.family != family:
            continue
        if updates:
            opening.updates = opening.updates or code
            opening.says_update = True
        if opening.code is None:
            opening.code, opening.code_at = code, at
        elif opening.code.base != code.base and not updates and opening.updates is None:
            opening.doubts.append(Doubt("code", "The head of the text names more than one code."))
    earlier = next((code for code in codes if _EARLIER.search(text[: code.start])), None)
    if earlier:  # the title of the earlier appeal follows it
        text, codes = text[: earlier.end], [c for c in codes if c.end <= earlier.end]
    for code in reversed(codes):
        text = text[: code.start] + " | " + text[code.end :]
    pieces = [piece.strip(_EDGE) for piece in text.split("|")]
    for piece in pieces:
        _note_banner(piece, opening, headings)
    long = [piece for piece in pieces if len(piece.split()) >= _BESIDE_A_DATE]
    rest = [piece for piece in long if not re.match(r"urgent appeal", piece, re.IGNORECASE)]
    dated = [piece for piece in pieces if next(find_dates(piece, headings.tag), None)]
    return (rest or dated or [""])[0]


def _labelled_code(text: str, words: Demands) -> str | None:
    """Return a code of no known family: behind its label, or standing alone with strokes."""
    match = re.match(
        rf"(?:{words.code_label})\s{{0,2}}(?:[.:№#]\s{{0,3}}){{1,2}}(?=\S)", text, re.IGNORECASE
    )
    if match:
        value = text[match.end() :].strip(" .")
        if len(value) <= 40 and any(map(str.isdecimal, value)):
            return value
    if _BARE_CODE.fullmatch(text) and next(find_dates(text, "en"), None) is None:
        return text
    return None


def _words_beside(text: str, days: list[FoundDate], headings: Headings) -> int:
    """Count the words of a line beside its dates and a banner."""
    for day in reversed(days):
        text = text[: day.start] + " " + text[day.end :]
    text = DATE_WORDS.sub(" ", text)
    bare = re.sub(rf"\A\W*(?:{headings.banner})", "", text, flags=re.IGNORECASE)
    return len([word for word in bare.split() if any(map(str.isalpha, word))])


def _led_by_country(text: str, headings: Headings) -> bool:
    """Tell whether a line begins as titles do: `CHAD: Two students held`."""
    lead = _COLON.split(text, maxsplit=1)
    return len(lead) == 2 and len(lead[0]) < 40 and bool(only_country(lead[0], headings.tag))


def _is_banner(text: str, headings: Headings) -> bool:
    banners = (headings.banner, headings.update_banner, headings.closed_banner)
    return any(_matches(banner, text.strip(_EDGE)) for banner in banners)


def _note_banner(text: str, opening: Opening, headings: Headings) -> None:
    """Note that a line calls the appeal an update or closed."""
    text = text.strip(_EDGE)
    if _leads(headings.closed_banner, text):
        opening.says_closed = True
    elif _leads(headings.update_banner, text):
        opening.says_update = True


def _leads(banner: str, text: str) -> bool:
    """Tell whether a banner stands first and no word of a sentence after it."""
    pattern = rf"(?:{banner})(?=\W|\Z)(?!\s[^\W\d_]{{3}})"
    return re.match(pattern, text, re.IGNORECASE) is not None


def _without_banner(text: str, opening: Opening, headings: Headings) -> str:
    """Take a banner off a line's beginning, unless what follows would be no title of its own."""
    _note_banner(text, opening, headings)
    if _is_banner(text, headings):
        return ""
    banners = f"{headings.banner}|{headings.update_banner}|{headings.closed_banner}"
    bare = re.match(
        rf"[\[(]?(?:{banners}|{headings.head_labels})[\])]?(?:\s?[:|]\s{{0,3}}|\s[–—-]\s|(?<=[\])])\s)",
        text,
        re.IGNORECASE,
    )
    if bare and text[bare.end() :] and not text[bare.end()].islower():
        return _SUBJECT.sub("", text[bare.end() :].strip(), count=1)
    return text


def _take_title(opening: Opening, headings: Headings) -> None:
    """Choose the title: a line led by a country, else the first long one, else the first."""
    lines = opening.lines
    led = [line for line in lines if _led_by_country(line, headings)]
    named = [line for line in lines if next(find_countries(line, headings.tag), None)]
    long = [line for line in lines if len(line.split()) >= _BESIDE_A_DATE]
    long_named = [line for line in long if line in named]
    chosen = next(iter([*led, *long_named, *long, *lines]), None)
    if chosen is None and opening.organisation:
        chosen, opening.organisation = opening.organisation, None
    if chosen is None:
        opening.doubts.append(Doubt("title", "The text has no title; please write one."))
        return
    opening.title = chosen
    for line in led:
        if line != chosen and ";" in line and not opening.categories:
            opening.categories = split_issues(_COLON.split(line, maxsplit=1)[1])
    named_first = next(find_countries(chosen, headings.tag), None)
    if named_first:
        opening.country = opening.country or named_first.country
    if not led and len(long) > 1:
        opening.doubts.append(Doubt("title", "More than one line could be the title."))


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(f"(?:{pattern})", text, re.IGNORECASE) is not None
