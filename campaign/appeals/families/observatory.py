"""The Observatory for the Protection of Human Rights Defenders (FIDH and OMCT)."""

import re

from campaign.appeals.actions import read_actions
from campaign.appeals.addresses import read_addresses
from campaign.appeals.codes import AppealCode, find_codes
from campaign.appeals.countries import country_of_code
from campaign.appeals.head import Head, read_head
from campaign.appeals.headings.words import Headings
from campaign.appeals.issuers import issuers_of
from campaign.appeals.lines import Paragraph, squeeze
from campaign.appeals.model import Appeal, Doubt, RecipientEntry
from campaign.appeals.story import Story, part_story


def read_observatory(paragraphs: list[Paragraph], headings: Headings, width: int) -> Appeal:
    """Read an appeal of the Observatory from top to bottom."""
    story = part_story(paragraphs, headings)
    head = read_head(story.head, headings)
    code = head.code.code if head.code else None
    country, country_doubts = _country(code, story, head)
    actions, action_doubts = read_actions(story.actions)
    recipients, recipient_doubts = read_addresses(story.addresses, headings, country, width)
    everything = "\n".join([p.text for p in paragraphs])
    related = _related(everything, code)
    place = story.place or head.place
    day, date_doubts = _date(head, story, code)
    doubts = [*head.doubts, *country_doubts, *date_doubts, *action_doubts, *recipient_doubts]
    doubts += _missing(head, story, recipients)
    return Appeal(
        family="observatory",
        language=headings.tag,
        code=str(code) if code else None,
        code_as_printed=head.code.printed if head.code else None,
        kind=_kind(code, head),
        update_of=_update_of(code, head, everything, headings),
        related_codes=tuple(related),
        title=head.title,
        categories=tuple(head.categories),
        date=day,
        deadline=story.deadline,
        country=country,
        issuers=tuple(issuers_of(story.formula, headings)),
        place=place,
        lead=head.lead,
        description=tuple(squeeze(p.text) for p in story.description),
        actions=tuple(actions),
        recipients=tuple(recipients),
        asks_diplomatic=story.asks_diplomatic,
        asks_report=story.asks_report,
        footnotes=tuple(story.footnotes),
        warnings=tuple(dict.fromkeys(doubts)),
    )


def _country(code: AppealCode | None, story: Story, head: Head) -> tuple[str | None, list[Doubt]]:
    """Return the country of concern: by the formula, the head, the title, the code."""
    by_code = country_of_code(code.country) if code else None
    by_text = story.country or head.country
    doubts = []
    if by_text and by_code and by_text != by_code:
        doubts.append(Doubt("country", f"The code says {by_code}, the text says {by_text}."))
    if not by_text and not by_code:
        doubts.append(Doubt("country", "The text does not say which country it is about."))
    return by_text or by_code, doubts


def _date(head: Head, story: Story, code: AppealCode | None) -> tuple[str | None, list[Doubt]]:
    """Choose among the dates the text gives, and say where they contradict one another."""
    beside, signed = head.day, story.place_date or head.place_date
    chosen = beside or signed
    if chosen is None:
        return None, [Doubt("date", "The text gives no date of issue.")]
    doubts = []
    if chosen.unsure:
        doubts.append(Doubt("date", f"“{chosen.printed}” could also be read with the month first."))
    for other in [*head.site_days, *([signed] if signed else [])]:
        if other.day != chosen.day:
            doubts.append(
                Doubt(
                    "date",
                    f"“{chosen.printed}” was taken, but the text also says “{other.printed}”.",
                )
            )
    month = f"{chosen.day:%m%y}"
    if code and not code.suffix and not head.says_update and code.mmyy != month:
        doubts.append(Doubt("date", f"The code says {code.mmyy}, the date “{chosen.printed}”."))
    return chosen.day.isoformat(), doubts


def _kind(code: AppealCode | None, head: Head) -> str:
    if head.says_closed:
        return "closed"
    if head.says_update or (code and code.suffix):
        return "new_information"
    return "urgent_appeal"


def _update_of(code: AppealCode | None, head: Head, text: str, headings: Headings) -> str | None:
    """Return the code that this text updates, by its suffix or by what it says."""
    if code and code.suffix:
        return str(code.base)
    for found in find_codes(text):
        says = re.search(headings.update_of, text[max(0, found.start - 60) : found.start], re.I)
        if found.code != code and says and head.says_update:
            return str(found.code)
    return None


def _related(text: str, own: AppealCode | None) -> list[str]:
    codes = [found.code for found in find_codes(text)]
    return list(dict.fromkeys(str(code) for code in codes if code != own))


def _missing(head: Head, story: Story, recipients: list[RecipientEntry]) -> list[Doubt]:
    doubts = []
    if head.code is None:
        doubts.append(Doubt("code", "The text has no code that could be read."))
    if story.formula is None:
        doubts.append(Doubt("issuers", "The text does not say in its usual words who issues it."))
    if not story.description:
        doubts.append(Doubt("description", "No description of what happened was found."))
    if not recipients:
        doubts.append(Doubt("recipients", "No recipient was found."))
    return doubts
