"""A letter as PDF, set by typst. Every word reaches it as data and never as source."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any

from campaign.letters import fonts
from campaign.letters.composed import ComposedLetter
from campaign.letters.pages import page_count
from campaign.letters.typeset import clean, language_data, typeset

TEMPLATE = "letter.typ"
# Countries that use US Letter: Unicode CLDR, supplemental data, measurementData/paperSize.
US_LETTER = frozenset(
    ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
)


class Unprintable(ValueError):
    """No font has some character of the letter: on paper it would be an empty box."""


def letter_pdf(letter: ComposedLetter, sent_on: str) -> bytes:
    """Return the letter as a tagged PDF with its fonts; the same input gives the same bytes.

    What is a few lines too long for its pages is set more snugly, in the same size.
    `sent_on` is the date of sending as YYYY-MM-DD: it stands at the head of every page and is the
    file's date (00:00 UTC). Paper is US Letter where the country of delivery uses it, else A4.
    Raises ValueError for another form of date.
    """
    midnight = datetime.combine(date.fromisoformat(sent_on), time(), UTC)
    data = _data(letter, sent_on)
    usual = _compiled({**data, "snug": False}, midnight)
    pages = page_count(usual)
    if pages == 1:
        return usual
    snug = _compiled({**data, "snug": True}, midnight)
    return snug if page_count(snug) < pages else usual


def _compiled(data: dict[str, Any], midnight: datetime) -> bytes:
    return typeset(TEMPLATE, data, "pdf", midnight)


def missing_characters(letter: ComposedLetter) -> set[str]:
    """Return the characters of the letter for which no font has a glyph; marks of format aside."""
    return without_glyph(_texts(asdict(letter)))


def without_glyph(texts: Iterable[str]) -> set[str]:
    """Return the characters of these texts for which no font has a glyph; marks of format aside."""
    used = {character for text in texts for character in text}
    return {
        character
        for character in used
        if ord(character) not in fonts.code_points()
        and unicodedata.category(character) not in ("Cc", "Cf", "Zs", "Zl", "Zp")
    }


def _data(letter: ComposedLetter, sent_on: str) -> dict[str, Any]:
    """Return what the template reads: the letter's fields, and what follows from them."""
    return {
        **clean(asdict(letter)),
        "sent_on": sent_on,
        "paper": "us-letter" if letter.country in US_LETTER else "a4",
        **language_data(letter.language),
    }


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of a field, however deep it lies."""
    if isinstance(value, str):
        yield value
    elif value is not None:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
