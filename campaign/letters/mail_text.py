"""A letter as plain text: the body of an e-mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from campaign.base.safe_text import without_controls
from campaign.letters.composed import ComposedLetter, Demand, Joint

WIDTH = 72  # characters; leaves room for two levels of quotation in a reply of 78 (RFC 3676, 4.2)
NO_BREAK_SPACE = "\u00a0"
RULE = "-" * 24  # stands between the letter and what the organisation says of it


def mail_text(letter: ComposedLetter) -> str:
    """Return the letter as it is read in a mail program: lines ended by a newline.

    Lines break between words at 72 characters; a longer word, such as an address on the web, and
    scripts that put no space between words, are left whole for the reader's program to break.
    """
    blocks = _blocks(letter)
    return without_controls("\n\n".join(block for block in blocks if block)) + "\n"


def _blocks(letter: ComposedLetter) -> Iterator[str]:
    """Yield the parts of the letter in their order; between two stands an empty line."""
    yield letter.date
    yield "\n".join(letter.addressee)
    about = (letter.code, letter.subject) if letter.code else (letter.subject,)
    heading = _wrapped(f"{letter.re_label} " + "\n".join(about))
    yield f"{heading}\n{letter.reference_label} {letter.reference}"
    yield letter.salutation
    yield from map(_wrapped, letter.opening)
    yield from map(_wrapped, letter.own_words)
    yield _wrapped(letter.asking)
    for number, demand in enumerate(letter.demands, start=1):
        yield _demand(number, demand)
    yield _wrapped(letter.convey)
    yield letter.closing
    yield "\n".join(letter.signatory)
    if letter.joint:
        yield from _joint(letter.joint)
    yield RULE
    yield _wrapped(letter.attestation, whole=letter.code)
    yield "\n".join((letter.organisation, *letter.organisation_address, letter.reply_address))


def _joint(joint: Joint) -> Iterator[str]:
    """Yield who signed a joint letter, and what they added."""
    yield _wrapped(joint.heading)
    yield "\n".join(
        f"{number}. " + ", ".join(filter(None, (one.name, one.country, one.date)))
        for number, one in enumerate(joint.signatories, start=1)
    )
    yield _wrapped(joint.unnamed)
    if joint.words:
        yield _wrapped(joint.words_heading)
        yield from map(_wrapped, joint.words)


def _demand(number: int, demand: Demand) -> str:
    """Return one demand with its nested points, each line indented below its mark."""
    mark = f"{number}. "
    points = (_wrapped(point, "   - ") for point in demand.items)
    return "\n".join((_wrapped(demand.text, mark), *points))


def _wrapped(text: str, mark: str = "", whole: str = "") -> str:
    """Wrap a text, whose own line ends stay; the mark stands before its first line.

    `whole` are words that a line end would make hard to find, such as a code.
    """
    glued = whole.replace(" ", NO_BREAK_SPACE)
    lines = text.replace(whole, glued).split("\n")
    indent = " " * len(mark)
    wrapped = "\n".join(
        textwrap.fill(
            line,
            width=WIDTH,
            initial_indent=indent if index else mark,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for index, line in enumerate(lines)
    )
    return wrapped.replace(glued, whole)
