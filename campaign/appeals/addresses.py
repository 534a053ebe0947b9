"""The address list: where it begins when no heading says so, and where each recipient begins."""

import re
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from campaign.appeals.emails import has_address, is_only_addresses
from campaign.appeals.headings.words import Headings
from campaign.appeals.lines import Line, Paragraph
from campaign.appeals.model import Doubt, RecipientEntry
from campaign.appeals.recipients import read_recipient

_CONTINUES = re.compile(r"(?:[+(/&:,;\d]|or\b|and\b|@)")
_ENDS_OPEN = re.compile(r"(?:[,;/&+–-]|\b(?:or|and|of|the|to|for|in|de|du|des))\Z")
_CUT_EMAIL = re.compile(r"@(?:[\w.-]{0,120}[.-])?\Z")
_SENTENCE = re.compile(r"(?<=[.;]\s)[^\W\d_a-z][^,;:\d@+]{2,160}(?=,)")
_WRAPPED_FROM = 55  # a line at least this long may have been broken by the width of the page
_FULL = 0.85  # of the width: up to here a line is broken only where its field ends
_LOOK_AHEAD = 8
_FAR = 400
_SHORT = 100
_LONGEST = 600
_BLOCK = 24  # lines of one recipient that are looked at again for each line that follows


@dataclass(frozen=True)
class AddressLines:
    """Lines of the address list, one by one; `copy` when they stand under "copies to"."""

    lines: list[Line]
    copy: bool


def begins_recipient(
    paragraphs: list[Paragraph], at: int, headings: Headings, strict: bool = False
) -> bool:
    """Tell by shape whether a recipient begins with this paragraph.

    Either a title and a name stand first, or an office stands first and contacts follow before
    the next gap or within a few lines; `strict` asks for contacts in any case.
    """
    text = paragraphs[at].text
    first_label = headings.label.match(text)
    if first_label and first_label.lastgroup not in ("name", "office"):
        return False
    chunk = _chunk(paragraphs, at, headings)
    # In the first few lines: an action may mention a telephone, further down.
    has_contact = headings.label.search(chunk[:_FAR]) is not None or has_address(chunk[:_FAR])
    if re.search(headings.own_contact, chunk, re.IGNORECASE):
        return False
    if strict and not has_contact:
        return False
    if headings.honorific.match(text):
        return has_contact or "," in text[:120] or len(text) < 60
    if has_contact:
        return True
    ahead = "\n".join(p.text for p in paragraphs[at + 1 : at + _LOOK_AHEAD] if not p.first.mark)
    return (
        headings.office_word.search(text) is not None
        and len(text) < 100
        and text[-1] not in ".;:"
        and not paragraphs[at].first.mark
        and headings.label.search(ahead) is not None
    )


def _chunk(paragraphs: list[Paragraph], at: int, headings: Headings) -> str:
    """Return the text from a paragraph to the next gap, marker or heading."""
    texts = [paragraphs[at].text]
    for paragraph in paragraphs[at + 1 : at + 2 * _LOOK_AHEAD]:
        if paragraph.first.gap or paragraph.first.mark or headings.zone.match(paragraph.text):
            break
        texts.append(paragraph.text)
    return "\n".join(texts)


def stray_blocks(paragraphs: list[Paragraph], headings: Headings) -> list[Paragraph]:
    """Return every short block that holds contacts, with the short lines just above it."""
    groups: list[list[Paragraph]] = []
    for paragraph in paragraphs:
        if groups and not paragraph.first.gap and not paragraph.first.mark:
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    stray: list[Paragraph] = []
    above: list[Paragraph] = []
    for group in groups:
        text = "\n".join(paragraph.text for paragraph in group)
        short = len(text) < _SHORT and not text.endswith((".", ":"))
        contacts = headings.label.search(text) is not None or has_address(text)
        if contacts and len(text) < _LONGEST and not re.search(headings.own_contact, text, re.I):
            begins = headings.label.match(text) is None
            stray += group if begins else [*above, *group]
            above = []
        elif short:
            above = [*above, *group][-_LOOK_AHEAD:]
        else:
            above = []
    return stray


def read_addresses(
    lists: Iterable[AddressLines], headings: Headings, home: str | None, width: int
) -> tuple[list[RecipientEntry], list[Doubt]]:
    """Read every recipient of the lists, in printed order, with the doubts about each.

    `width` is where the page broke its lines, 0 if it did not.
    """
    recipients: list[RecipientEntry] = []
    doubts: list[Doubt] = []
    for part in lists:
        for block in _blocks(part.lines, headings):
            text = _joined(block, headings, width)
            entry, about = read_recipient(text, headings, home, part.copy)
            where = f"recipients[{len(recipients)}]"
            recipients.append(entry)
            doubts += [Doubt(f"{where}.{key}" if key else where, text) for key, text in about]
    return recipients, doubts


def _blocks(lines: list[Line], headings: Headings) -> list[list[Line]]:
    """Cut the lines where a new recipient begins: marker, gap, or a name after contacts."""
    parted = [piece for line in lines for piece in _parted(line, headings)]
    spaced = sum(line.gap for line in parted) > 0.7 * len(parted) and not any(
        headings.label.search(line.text) and not headings.label.match(line.text) for line in parted
    )
    blocks: list[list[Line]] = []
    contacts: list[bool] = []  # whether a line of the last block has one
    for at, line in enumerate(parted):
        goes_on = at + 1 < len(parted) and not parted[at + 1].gap
        told = any(contacts[-_BLOCK:])
        if not blocks or _starts_new(blocks[-1], told, line, goes_on, spaced, headings):
            blocks.append([])
            contacts = []
        blocks[-1].append(line)
        contacts.append(_has_contact(line, headings))
    return blocks


def _parted(line: Line, headings: Headings) -> list[Line]:
    """Part a line that runs on from one recipient's contacts to the next one's name or office."""
    labels = list(headings.label.finditer(line.text))
    contacts = [label.end() for label in labels if _tells_way(label)]
    # "Salutation: Dear President / Dear Mr President" names nobody new.
    greeting = next((at.start() for at in labels if at.lastgroup == "salutation"), len(line.text))
    offices = (m for m in _SENTENCE.finditer(line.text) if _is_office(m.group(), headings))
    titles = headings.inner_honorific.finditer(line.text)
    starts = [0]
    for begin in sorted(match.start() for match in (*titles, *offices)):
        if begin < greeting and bisect(contacts, begin) > bisect(contacts, starts[-1]):
            starts.append(begin)
    texts = [line.text[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]
    return [replace(line, text=texts[0])] + [Line(text, mark="•") for text in texts[1:]]


def _tells_way(label: re.Match[str]) -> bool:
    """Tell whether a label stands before a contact rather than before a name or an address."""
    return label.lastgroup not in ("name", "office", "address")


def _is_office(text: str, headings: Headings) -> bool:
    """Tell whether the words before the next comma name an office and no place."""
    return headings.office_word.search(text) is not None and not headings.street.search(text)


def _starts_new(
    block: list[Line],
    has_contacts: bool,
    line: Line,
    goes_on: bool,
    spaced: bool,
    headings: Headings,
) -> bool:
    """Tell whether the line begins the next recipient rather than going on with this one."""
    titled = headings.honorific.match(line.text) is not None
    last = block[-1].text
    if line.mark:
        return not _is_contact(line, headings)
    if _is_contact(line, headings) or (_CONTINUES.match(line.text) and not line.gap):
        return False
    begins = titled or (has_contacts and _is_office(line.text.partition(",")[0], headings))
    stands_apart = line.gap or (has_contacts and not block[0].mark)
    if (_ENDS_OPEN.search(last) and not (stands_apart and begins)) or _CUT_EMAIL.search(last):
        return False
    if titled:
        return has_contacts or any(
            _is_titled_or_placed(other, headings) for other in block[-_BLOCK:]
        )
    if block[0].mark and not line.gap:
        return False
    if has_contacts:
        return True
    if spaced or not line.gap:
        return False
    return len(block) > 1 or goes_on or "," in block[0].text


def _is_titled_or_placed(line: Line, headings: Headings) -> bool:
    title = headings.honorific.match(line.text)
    # "Mr. Minister of Justice" names nobody: the name may follow on a line of its own.
    titled = title is not None and not headings.office_word.match(line.text[title.end() :])
    return titled or any(map(str.isdecimal, line.text))


def _is_contact(line: Line, headings: Headings) -> bool:
    label = headings.label.match(line.text)
    if label:
        return label.lastgroup not in ("name", "office")
    return line.text[0] in "+@:" or is_only_addresses(line.text)


def _has_contact(line: Line, headings: Headings) -> bool:
    return any(map(_tells_way, headings.label.finditer(line.text))) or has_address(line.text)


def _joined(block: list[Line], headings: Headings, width: int) -> str:
    """Join the lines: a space where the page broke a field, a line break between fields."""
    text = block[0].text
    short = [a for a, b in pairwise(block) if _is_short_field(a, b, headings)]
    for before, line in pairwise(block):
        label = _ends_in_label(before.text, headings)
        open_ended = label or line.text[0] in ":,;"
        open_ended = open_ended or _ENDS_OPEN.search(before.text) is not None
        broken = open_ended or (
            width
            and not short
            and len(before.text) >= _WRAPPED_FROM
            and len(before.text) + len(line.text.split(maxsplit=1)[0]) >= _FULL * width
            and headings.label.match(line.text) is None
        )
        text += (" " if broken else "\n") + line.text
    return text


def _ends_in_label(text: str, headings: Headings) -> bool:
    return any(label.end() == len(text) for label in headings.label.finditer(text))


def _is_short_field(line: Line, following: Line, headings: Headings) -> bool:
    """Tell whether a line ended early without need: then each line is a field of its own."""
    return (
        len(line.text) < _WRAPPED_FROM - 10
        and not _ENDS_OPEN.search(line.text)
        and headings.label.match(following.text) is None
        and headings.label.match(line.text) is None
    )
