"""Amnesty International's Urgent Actions, from the telegrams of the 1990s to the model letters."""

import re
from dataclasses import replace

from campaign.appeals.actions import read_actions
from campaign.appeals.addresses import read_addresses
from campaign.appeals.codes import find_codes
from campaign.appeals.countries import find_countries
from campaign.appeals.families.amnesty_codes import AmnestyCode, find_amnesty_codes
from campaign.appeals.families.amnesty_head import AmnestyHead
from campaign.appeals.families.amnesty_walk import AmnestyStory, part_amnesty
from campaign.appeals.headings import amnesty_words_for
from campaign.appeals.headings.words import AmnestyWords, Headings
from campaign.appeals.lines import Paragraph, squeeze
from campaign.appeals.model import Action, Appeal, Doubt, RecipientEntry

_BEFORE = 80  # letters before a code that may say what it is


def read_amnesty(paragraphs: list[Paragraph], headings: Headings, width: int) -> Appeal:
    """Read one of Amnesty's actions from top to bottom."""
    words = amnesty_words_for(headings.tag)
    story = part_amnesty(paragraphs, headings, words)
    head = story.head
    everything = "\n".join(p.text for p in paragraphs)
    codes = list(find_amnesty_codes(everything))
    code = next(iter(head.codes or codes), None)
    update_of = _update_of(codes, everything, head, code, words)
    lead, description = _parted(story)
    country, doubts = _country(head, lead, headings)
    recipients, address_doubts = read_addresses(story.addresses, headings, country, width)
    actions, action_doubts = _actions(story, words)
    day, date_doubts = _date(head)
    kind = _kind(head, update_of, code)
    doubts += [*date_doubts, *address_doubts]
    doubts += action_doubts if kind != "closed" else []
    doubts += _missing(story, code, description, recipients)
    normal = [found.normal for found in codes]
    related = [*normal, *(str(found.code) for found in find_codes(everything))]
    return Appeal(
        family="amnesty",
        language=headings.tag,
        code=code.normal if code else None,
        code_as_printed=code.printed if code else None,
        kind=kind,
        update_of=update_of,
        related_codes=tuple(
            dict.fromkeys(r for r in related if not code or r != code.normal),
        ),
        title=head.title,
        categories=tuple(c for part in head.concerns.split("/") if (c := squeeze(part))),
        date=day,
        deadline=next(iter(story.deadlines), None),
        country=country,
        place=head.place,
        issuers=_issuers(everything, words),
        lead=lead,
        description=tuple(squeeze(p.text) for p in description),
        actions=tuple(actions),
        recipients=tuple(_greeted(recipients, story)),
        asks_diplomatic=story.asks_diplomatic,
        asks_report=story.asks_report,
        suggested_letter=_letter(story.letter),
        warnings=tuple(dict.fromkeys(doubts)),
    )


def _update_of(
    codes: list[AmnestyCode],
    text: str,
    head: AmnestyHead,
    own: AmnestyCode | None,
    words: AmnestyWords,
) -> str | None:
    """Return the code that is updated; all texts of one action may carry the same."""
    for code in codes:
        before = text[max(0, code.start - _BEFORE) : code.start]
        if re.search(words.update_of, before, re.IGNORECASE):
            return code.normal
    return own.normal if own and head.follows else None


def _kind(head: AmnestyHead, update_of: str | None, code: AmnestyCode | None) -> str:
    if head.closes:
        return "closed"
    if head.follows or update_of:
        return "new_information"
    return "urgent_appeal" if code else "other"


def _parted(story: AmnestyStory) -> tuple[str | None, list[Paragraph]]:
    """Return the lead and the description; in the old style there is no lead."""
    opening = story.opening
    if story.head.old_style or not opening:
        return None, [*opening, *story.background]
    alone = story.opening_ends_at in ("story", "addressee") and len(opening) == 1
    if alone or len(opening) > 1:
        return squeeze(opening[0].text), [*opening[1:], *story.background]
    return None, [*opening, *story.background]


def _country(
    head: AmnestyHead, lead: str | None, headings: Headings
) -> tuple[str | None, list[Doubt]]:
    """Return the country of the head, else the first that title or lead name, with a doubt."""
    if head.country:
        return head.country, []
    for text in (head.title, lead):
        if named := next(find_countries(text or "", headings.tag), None):
            said = "The head names no country; it was taken from the title or the summary."
            return named.country, [Doubt("country", said)]
    return None, [Doubt("country", "The text does not say which country it is about.")]


def _date(head: AmnestyHead) -> tuple[str | None, list[Doubt]]:
    if not head.days:
        return None, [Doubt("date", "The text gives no date of issue.")]
    chosen = head.days[0]
    doubts = []
    if chosen.unsure:
        doubts.append(Doubt("date", f"“{chosen.printed}” could also be read with the month first."))
    doubts += [
        Doubt("date", f"“{chosen.printed}” was taken, but the text also says “{other.printed}”.")
        for other in head.days
        if other.day != chosen.day
    ]
    return chosen.day.isoformat(), doubts


def _actions(story: AmnestyStory, words: AmnestyWords) -> tuple[list[Action], list[Doubt]]:
    """Read the demands of the list, else those of the model letter."""
    if story.actions or not story.letter:
        return read_actions(story.actions)
    listed = [p for p in story.letter if p.first.mark]
    if listed:
        return read_actions(listed)
    asking = [
        replace(p.first, text=squeeze(p.text))
        for p in story.letter[1:]
        if re.search(words.demand, p.text, re.IGNORECASE)
    ]
    actions, doubts = read_actions([Paragraph(line.text, (line,)) for line in asking])
    said = "The letter has no list of requests; the paragraphs that ask for something were taken."
    return actions, [*doubts, Doubt("actions", said)] if actions else doubts


def _letter(paragraphs: list[Paragraph]) -> str | None:
    """Join the model letter: an empty line between paragraphs, none between listed requests."""
    text = ""
    for at, paragraph in enumerate(paragraphs):
        listed = at > 0 and paragraph.first.mark and paragraphs[at - 1].first.mark
        text += ("\n" if listed else "\n\n") + squeeze(paragraph.text)
    return text.strip() or None


def _greeted(recipients: list[RecipientEntry], story: AmnestyStory) -> list[RecipientEntry]:
    """Give the letter's only recipient the greeting with which it begins."""
    if len(recipients) != 1 or recipients[0].salutation or not story.letter:
        return recipients
    greeting = squeeze(story.letter[0].text).strip(" ,:،")
    return [replace(recipients[0], salutation=greeting)]


def _issuers(text: str, words: AmnestyWords) -> tuple[str, ...]:
    """Return Amnesty's name as the text prints it, rather not in capitals; its codes name it."""
    names = [match.group() for match in re.finditer(words.issuer, text, re.IGNORECASE)]
    return tuple(sorted(names, key=str.isupper)[:1]) or ("Amnesty International",)


def _missing(
    story: AmnestyStory,
    code: AmnestyCode | None,
    description: list[Paragraph],
    recipients: list[RecipientEntry],
) -> list[Doubt]:
    doubts = []
    if code is None:
        doubts.append(Doubt("code", "The text has no code that could be read."))
    if code and any(other.normal != code.normal for other in story.head.codes):
        doubts.append(Doubt("code", "The head of the text names more than one code."))
    if story.head.title is None:
        doubts.append(Doubt("title", "The text has no title; please write one."))
    if len(set(story.deadlines)) > 1:
        days = ", ".join(dict.fromkeys(story.deadlines))
        doubts.append(Doubt("deadline", f"The text gives more than one last day: {days}."))
    if not description:
        doubts.append(Doubt("description", "No description of what happened was found."))
    if not recipients:
        doubts.append(Doubt("recipients", "No recipient was found."))
    return doubts
