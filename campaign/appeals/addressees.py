"""A text that is itself a letter: its addressees stand on top, before `Your Excellency,`."""

import re
from dataclasses import dataclass, replace

from campaign.appeals.addresses import AddressLines
from campaign.appeals.emails import has_address
from campaign.appeals.headings.words import Demands, Headings
from campaign.appeals.issuers import is_organisation
from campaign.appeals.letter import letter_end, opens_letter
from campaign.appeals.lines import Line, Paragraph
from campaign.appeals.opening import begins_story
from campaign.appeals.story import after_heading

_LOOK_FOR = 80  # paragraphs above the form of address
_TO = re.compile(r"(?:to|an|à|a|para|кому|إلى)\s?:\s{0,3}", re.IGNORECASE)


@dataclass(frozen=True)
class Addressed:
    """The addressees, the text without them, and the letter if others are to copy it."""

    addresses: list[AddressLines]
    paragraphs: list[Paragraph]
    letter: list[Paragraph]


def cut_addressees(
    paragraphs: list[Paragraph], headings: Headings, words: Demands
) -> Addressed | None:
    """Part a letter from the addressees above it; None when the text does not begin as a letter.

    An open letter goes on as the text of the appeal, without form of address, close and names of
    the signers. A letter that a story follows is a model for others.
    """
    at = _opening_at(paragraphs, headings, words)
    if at is None:
        return None
    addresses: list[AddressLines] = []
    above: list[Paragraph] = []
    for group in _groups(paragraphs[:at]):
        if not _is_addressee(group, headings, words):
            above += group
        elif lines := _address(group, headings):
            addresses.append(lines)
    if not addresses:
        return None
    end, closed = letter_end(paragraphs, at + 1, headings, words)
    after = paragraphs[end:]
    if any(begins_story(p.text, headings, words) for p in after if not _heads_list(p, headings)):
        return Addressed(addresses, above + after, paragraphs[at:end])
    body = paragraphs[at + 1 : end - 1 if closed else end]
    lists = (n for n, p in enumerate(after) if _heads_list(p, headings))
    return Addressed(addresses, above + body + after[next(lists, len(after)) :], [])


def _opening_at(paragraphs: list[Paragraph], headings: Headings, words: Demands) -> int | None:
    for at, paragraph in enumerate(paragraphs[:_LOOK_FOR]):
        text = paragraph.text
        if text[-1] in ",:!،" and opens_letter(text, words):
            return at
        if begins_story(text, headings, words) or re.fullmatch(words.greeting, text, re.I):
            return None
    return None


def _groups(paragraphs: list[Paragraph]) -> list[list[Paragraph]]:
    groups: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if not groups or paragraph.first.gap:
            groups.append([])
        groups[-1].append(paragraph)
    return groups


def _is_addressee(group: list[Paragraph], headings: Headings, words: Demands) -> bool:
    """Tell whether lines that stand together are an addressee and no letterhead."""
    texts = [_TO.sub("", paragraph.text) for paragraph in group]
    if is_organisation(texts[0], words) or re.search(headings.own_contact, texts[0], re.I):
        return False
    if any(headings.label.search(text) or has_address(text) for text in texts):
        return True
    titled = any(headings.honorific.match(text) for text in texts[:2])
    office = any(headings.office_word.search(text) for text in texts[:2])
    return (titled and len(texts) > 1) or (office and len(texts) > 2)


def _address(group: list[Paragraph], headings: Headings) -> AddressLines | None:
    lines = [line for paragraph in group for line in paragraph.lines]
    copied = after_heading(headings.copies_heading, lines[0].text)
    text = _TO.sub("", lines[0].text, count=1) if copied is None else copied
    first = [Line(text, gap=True)] if text else []
    rest = [replace(line, mark=None) for line in lines[1:]]
    return AddressLines([*first, *rest], copied is not None) if first or rest else None


def _heads_list(paragraph: Paragraph, headings: Headings) -> bool:
    zones = (headings.copies_heading, headings.addresses_heading)
    return any(after_heading(zone, paragraph.text) is not None for zone in zones)
