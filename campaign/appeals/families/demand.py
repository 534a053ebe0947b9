"""Appeals that are laid out freely: a head, a story, demands, addresses, perhaps a model letter."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from campaign.appeals.actions import read_actions
from campaign.appeals.addressees import cut_addressees
from campaign.appeals.addresses import read_addresses
from campaign.appeals.codes import find_codes
from campaign.appeals.countries import country_of_code, find_countries
from campaign.appeals.dates import find_dates
from campaign.appeals.headings import demands_for
from campaign.appeals.headings.words import Demands, Headings
from campaign.appeals.issuers import issuers_of, who_asks
from campaign.appeals.letter import cut_letter, letter_text
from campaign.appeals.lines import Paragraph, squeeze
from campaign.appeals.model import Action, Appeal, Doubt
from campaign.appeals.opening import Opening, choose_day, read_opening
from campaign.appeals.schemes import find_family_codes
from campaign.appeals.story import Story, part_story

_TOWARDS = r"\b(?:to|an|à|aux|a|إلى|الى|адрес\w{0,3})"
_URGES = (
    r"(?:\b(?:urg|call(?:ing)? (?:up)?on|ask(?:ing)?\b|demand|pidi|instan|exig|exhort|forder"
    r"|verlang)|треб|призыв|مطالب|لحث)"
)
_HEADING_TO = 6
_NEAR = 15  # characters between "before" and a date
_SENTENCE_TO = 300


@dataclass(frozen=True)
class Family:
    """What is known of a family beforehand.

    `codes` names its scheme of codes, `issuers` matches its organisations as the text prints
    them, `statements` the letters of codes that ask nothing of anybody.
    """

    name: str
    codes: str
    issuers: str = r"(?!)"
    own_contact: str = ""
    statements: str = r"(?!)"


def read_demand(
    paragraphs: list[Paragraph], headings: Headings, width: int, family: Family
) -> Appeal:
    """Read an appeal of the family from top to bottom."""
    words = demands_for(headings.tag)
    headings = _with_demands(headings, family.own_contact)
    everything = "\n".join(p.text for p in paragraphs)
    deadline, paragraphs = _take_deadline(paragraphs, headings, words)
    top = cut_addressees(paragraphs, headings, words)
    paragraphs = top.paragraphs if top else paragraphs
    opening = read_opening(paragraphs, headings, words, family.codes)
    letter, rest = top.letter if top else [], paragraphs[opening.story_at :]
    if not letter:
        letter, rest = cut_letter(rest, headings, words)
    formula, lead, rest = _take_formula(rest, headings)
    story = part_story(rest, headings, "story")
    story.addresses = [*(top.addresses if top else []), *story.addresses]
    description = _description(story, headings, words)
    actions, action_doubts = _actions(story, letter, headings)
    country, country_doubts = _country(opening, formula, story, headings)
    recipients, recipient_doubts = read_addresses(story.addresses, headings, country, width)
    day, date_doubts = choose_day(opening, story.place_date)
    issuers = _issuers(formula, paragraphs, rest, opening, headings, family)
    code = opening.code.code if opening.code else opening.other_code
    printed = opening.code.printed if opening.code else opening.other_code
    doubts = [*opening.doubts, *country_doubts, *date_doubts, *action_doubts, *recipient_doubts]
    missing = (
        ("code", code, "The text has no code that could be read."),
        ("issuers", issuers, "The text does not say in its usual words who issues it."),
        ("description", description, "No description of what happened was found."),
        ("recipients", recipients, "No recipient was found."),
    )
    doubts += [Doubt(name, message) for name, value, message in missing if not value]
    asks = bool(recipients or actions or letter)
    return Appeal(
        family=family.name,
        language=headings.tag,
        code=squeeze(code) if code else None,
        code_as_printed=printed,
        kind=_kind(opening, asks, family),
        update_of=_update_of(opening),
        related_codes=tuple(_related(everything, code)),
        title=opening.title,
        categories=tuple(opening.categories),
        date=day,
        deadline=deadline or story.deadline,
        country=country,
        issuers=tuple(issuers),
        place=story.place or opening.place,
        lead=lead,
        description=tuple(description),
        actions=tuple(actions),
        recipients=tuple(recipients),
        asks_diplomatic=story.asks_diplomatic,
        asks_report=story.asks_report or _asks_report(rest, headings),
        suggested_letter=letter_text(letter),
        footnotes=tuple(story.footnotes),
        warnings=tuple(dict.fromkeys(doubts)),
    )


def _take_deadline(
    paragraphs: list[Paragraph], headings: Headings, words: Demands
) -> tuple[str | None, list[Paragraph]]:
    """Find the day until which letters are asked for; its line goes unless it is a heading."""
    before = re.compile(f"(?:{headings.deadline}|{words.deadline})", re.IGNORECASE)
    for at, paragraph in enumerate(paragraphs):
        text = paragraph.text
        if paragraph.first.mark or len(text) > _SENTENCE_TO:
            continue
        for word in before.finditer(text):
            labelled = not text[: word.start()].strip(" *")
            if not labelled and not re.search(words.writes, text, re.IGNORECASE):
                continue
            for day in find_dates(text[word.end() : word.end() + 60], headings.tag):
                if day.start <= _NEAR:
                    heads = text.rstrip(" *").endswith(":") or bool(headings.label.search(text))
                    others = paragraphs[:at] + paragraphs[at + 1 :]
                    return day.day.isoformat(), paragraphs if heads else others
    return None, paragraphs


def _take_formula(
    rest: list[Paragraph], headings: Headings
) -> tuple[str | None, str | None, list[Paragraph]]:
    """Return the sentence "... requests your intervention ...", the lead above it, and the rest."""
    for at, paragraph in enumerate(rest[:6]):
        if len(paragraph.text) <= 3 * _SENTENCE_TO and re.search(
            headings.formula, paragraph.text, re.IGNORECASE
        ):
            lead = " ".join(squeeze(p.text) for p in rest[:at]) or None
            return paragraph.text, lead, rest[at + 1 :]
    return None, None, rest


def _description(story: Story, headings: Headings, words: Demands) -> list[str]:
    """Return the story's paragraphs without headings and sentences to the reader."""
    to_reader = re.compile(
        rf"(?:{headings.closing}|{headings.reader_note}|\A(?:{headings.furniture}):|{words.greeting}\Z"
        rf"|\A(?:{headings.report}))",
        re.IGNORECASE,
    )
    own = re.compile(headings.own_contact, re.IGNORECASE)
    found = []
    for paragraph in story.description:
        text = squeeze(paragraph.text)
        short = len(text.split()) <= _HEADING_TO and not paragraph.first.mark
        heads = short and (text.isupper() or text.endswith(":"))
        contact = headings.label.search(text) is not None and own.search(text) is not None
        if not (heads or contact or to_reader.search(text)):
            found.append(text)
    return found


def _actions(
    story: Story, letter: list[Paragraph], headings: Headings
) -> tuple[list[Action], list[Doubt]]:
    """Read the demands of the text, else the list of demands that the model letter makes."""
    demands = story.actions
    if any(p.first.mark for p in demands):
        first = next(n for n, p in enumerate(demands) if p.first.mark)
        demands = _to_the_last(demands[first:])
    elif all(re.match(headings.reader_note, p.text, re.IGNORECASE) for p in demands):
        demands = []
    if not demands:
        marked = [n for n, p in enumerate(letter) if p.first.mark]
        asks = marked and letter[marked[0] - 1].text.endswith(":")
        demands = letter[marked[0] : marked[-1] + 1] if asks else []
    return read_actions(demands)


def _to_the_last(demands: list[Paragraph]) -> list[Paragraph]:
    """Leave out the sentences that follow a list of demands without points under them."""
    last = max(n for n, p in enumerate(demands) if p.first.mark)
    if any(p.text.endswith(":") for p in demands[: last + 1]):
        return demands
    ends = (n for n, p in enumerate(demands) if n > last and p.first.gap)
    return demands[: next(ends, len(demands))]


def _country(
    opening: Opening, formula: str | None, story: Story, headings: Headings
) -> tuple[str | None, list[Doubt]]:
    """Return the country of concern: by formula, title, code, else where most letters go."""
    said = re.split(headings.formula, formula, maxsplit=1, flags=re.I)[-1] if formula else ""
    named = next(find_countries(said, headings.tag), None)
    by_text = named.country if named else opening.country
    code = opening.code
    by_code = country_of_code(code.code[:3]) if code and code.family == "omct" else None
    if by_text or by_code:
        doubts = []
        if by_text and by_code and by_text != by_code:
            doubts.append(Doubt("country", f"The code says {by_code}, the text says {by_text}."))
        return by_text or by_code, doubts
    lines = [line.text for part in story.addresses for line in part.lines]
    lines += [p.text for p in story.description]
    votes = Counter(c.country for text in lines for c in find_countries(text, headings.tag))
    if not votes:
        return None, [Doubt("country", "The text does not say which country it is about.")]
    country = votes.most_common(1)[0][0]
    if len(votes) == 1:
        return country, []
    return country, [Doubt("country", f"{country} is the country named most often.")]


def _kind(opening: Opening, asks: bool, family: Family) -> str:
    code = opening.code
    if opening.says_closed:
        return "closed"
    if opening.says_update or (code and code.says_update):
        return "new_information"
    statement = code is not None and re.search(family.statements, code.code)
    return "urgent_appeal" if asks and not statement else "other"


def _update_of(opening: Opening) -> str | None:
    if opening.updates:
        return opening.updates.base
    code = opening.code
    return code.base if code and code.base != code.code else None


def _related(text: str, own: str | None) -> list[str]:
    found = [(code.start, str(code.code)) for code in find_codes(text)]
    found += [(code.start, code.code) for code in find_family_codes(text)]
    return list(dict.fromkeys(code for _, code in sorted(found) if code != own))


def _issuers(
    formula: str | None,
    paragraphs: list[Paragraph],
    rest: list[Paragraph],
    opening: Opening,
    headings: Headings,
    family: Family,
) -> list[str]:
    """Read who issues it: the family's own, the line on top, who asks, or a line named again."""
    text = "\n".join(squeeze(p.text) for p in paragraphs)
    if known := re.search(family.issuers, text):
        return [known.group()]
    if formula:
        return issuers_of(formula, headings)
    if opening.organisation:
        return [opening.organisation]
    lines = [line for line in opening.lines if line != opening.title]
    return who_asks(text, rest, lines, headings, demands_for(headings.tag))


def _asks_report(rest: list[Paragraph], headings: Headings) -> bool:
    return any(
        len(p.text) <= _SENTENCE_TO and re.search(headings.report, p.text, re.IGNORECASE)
        for p in rest[len(rest) // 2 :]
    )


def _with_demands(headings: Headings, own_contact: str = "") -> Headings:
    """Return the headings with those of freely laid out appeals among them.

    `own_contact` is a pattern of the names of those who publish the appeal.
    """
    more = demands_for(headings.tag)
    return replace(
        headings,
        story_heading=f"(?:{headings.story_heading}|{more.story_heading})",
        actions_heading=f"(?:{headings.actions_heading}|{more.actions_heading})",
        actions_intro=f"(?:{headings.actions_intro}|{more.actions_intro})",
        addresses_heading=(
            f"(?:{headings.addresses_heading}|{more.addresses_heading}"
            rf"|(?!.{{0,160}}{_URGES})[^:.]{{0,60}}(?:{more.writes})(?:[^:.]|\d\.){{0,80}}{_TOWARDS}(?=\s?:?\Z))"
        ),
        closing=f"(?:{headings.closing}|{more.closing})",
        list_intro=f"(?:{more.writes}|{more.asking})",
        own_contact=f"(?:{headings.own_contact}|{own_contact})"
        if own_contact
        else headings.own_contact,
    )
