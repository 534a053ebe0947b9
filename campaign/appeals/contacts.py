"""The labels of a block and the contacts behind them; what is left says who and where."""

import re
from dataclasses import dataclass, field

from campaign.appeals.emails import has_address, is_blanked, read_emails
from campaign.appeals.headings.words import Headings
from campaign.appeals.lines import squeeze
from campaign.appeals.numbers import read_numbers

_FIELD = re.compile(r"\s{0,9}[,;،؛\n]\s{0,9}")
_BARE_NUMBER = re.compile(r"\+\s?\d[\d\s().-]{6,24}\d")
_NUMBER_THEN_LABEL = re.compile(
    r"([+(]?\d[\d .()-]{4,24}\d)\s?\((tel(?:ephone)?/fax|fax|tel(?:ephone)?|phone|mobile)\)",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"(?<=\w{5})\.\Z")  # shorter words may be abbreviations
_REMARK = re.compile(r"\([^()\d@]{12,160}\)")  # (if a voice answers, ask for the fax tone)
_JUNK = " .,;:/\\-–—()[]\n\t<>|"


@dataclass
class Contacts:
    """What is gathered while a block is read."""

    fields: list[str] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    blanked: bool = False
    salutation: str | None = None
    named: dict[str, str] = field(default_factory=dict)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    beside: frozenset[str] = frozenset()  # fields on the line of the field before them


def read_contacts(block: str, headings: Headings) -> Contacts:
    """Part a block at its labels: contacts behind them, the fields of who and where before."""
    found = Contacts()
    block = _NUMBER_THEN_LABEL.sub(r"\2: \1", block)
    labels = list(headings.label.finditer(block))
    first = labels[0].start() if labels else len(block)
    _plain_fields(_FIELD.split(block[:first]), found)
    found.beside = _beside(block[:first])
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(block)
        value = block[label.end() : end]
        kind = label.lastgroup or "ignored"
        repeated = at + 1 < len(labels) and labels[at + 1].lastgroup == kind == "email"
        if repeated and not has_address(value):
            continue  # the words of a link, whose address follows
        if kind in ("tel_fax", "fax", "phone"):
            rest = _number_value(kind, value, found)
        elif kind == "email":
            rest = _email_value(value, found)
        elif kind == "salutation":
            line, _, rest = value.strip().partition("\n")
            if "(" not in line:  # "(Salutation: Dear Minister)"
                line = line.strip().removesuffix(")")
            found.salutation = squeeze(line).strip(" ,;") or None
        elif kind == "ignored":
            rest = value.strip().partition("\n")[2]
        else:
            if text := squeeze(value.replace("\n", ", ")).strip(_JUNK):
                found.named[kind] = text
            rest = ""
        _plain_fields([part for part in _FIELD.split(rest) if not _is_remark(part)], found)
    return found


def _beside(lines: str) -> frozenset[str]:
    """Return the fields that stand beside another, where others have lines of their own."""
    rows = [_FIELD.split(line) for line in lines.strip().split("\n")]
    return frozenset(squeeze(part) for row in rows[:-1] for part in row[1:])


def _number_value(kind: str, value: str, found: Contacts) -> str:
    """Keep the value for when the post's country is known; return the text that follows it."""
    value = _REMARK.sub("", value)
    rest = read_numbers(value, None).rest
    found.numbers.append((kind, value[: len(value) - len(rest)] if rest else value))
    return rest


def _email_value(value: str, found: Contacts) -> str:
    emails = read_emails(value)
    found.emails += [address for address in emails.addresses if address not in found.emails]
    found.blanked = found.blanked or emails.blanked
    found.doubts += [("emails", doubt) for doubt in emails.doubts]
    return emails.rest


def _is_remark(part: str) -> bool:
    """Tell whether words after a contact only speak of it: `via`, `(office hours)`."""
    words = part.split()
    return part.strip(" .,;")[:1] == "(" or (
        len(words) < 4 and all(word.islower() and word.isalpha() for word in words)
    )


def _plain_fields(parts: list[str], found: Contacts) -> None:
    """Add unlabelled fields; an address or a number among them is known by its shape."""
    for part in parts:
        if has_address(part) or is_blanked(part):
            part = _email_value(part, found)
        if bare := _BARE_NUMBER.search(part):
            found.numbers.append(("phone", bare.group()))
            found.doubts.append(
                ("phones", f"“{bare.group()}” has no label and was not taken for a fax.")
            )
            part = part.replace(bare.group(), "")
        if any(map(str.isalnum, part)):
            text = squeeze(part).lstrip(" .:-–—|/").rstrip(" :-–—|/")
            found.fields.append(_FULL_STOP.sub("", text))
