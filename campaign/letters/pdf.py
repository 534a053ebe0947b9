"""A letter as PDF, set by typst. Every word reaches it as data and never as source."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from babel import Locale, UnknownLocaleError

from campaign.base.safe_text import without_controls
from campaign.letters import fonts
from campaign.letters.composed import ComposedLetter
from campaign.letters.pages import page_count

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "letter" / "letter.typ"
# Countries that use US Letter: Unicode CLDR, supplemental data, measurementData/paperSize.
US_LETTER = frozenset(
    ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")
)
# For archives (ISO 19005-2, level a) and for screen readers (ISO 14289-1).
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]

_lock = Lock()  # a compiler refuses to be used by two threads at once


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
    inputs = {"letter": json.dumps(data)}
    with _lock:
        compiler = _compiler(os.getpid())
        try:
            pdf = compiler.compile(
                format="pdf", sys_inputs=inputs, timestamp=midnight, pdf_standards=STANDARDS
            )
        except typst.TypstError:
            # The standards forbid a character without a glyph; a letter is worth more than they.
            pdf = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=midnight)
    if not isinstance(pdf, bytes):
        raise TypeError("typst returned no single PDF")
    return pdf


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


@cache
def _compiler(process: int) -> typst.Compiler:
    """Return the compiler of this process.

    typst's thread pool does not survive a fork, and a compilation would wait for ever: a process
    whose parent has already set letters gets an error instead.
    """
    if _compiler.cache_info().currsize:
        raise RuntimeError(f"process {process} was forked from one that had set letters")
    found = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=fonts.font_folders(),
    )
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=found)


def _data(letter: ComposedLetter, sent_on: str) -> dict[str, Any]:
    """Return what the template reads: the letter's fields, and what follows from them."""
    locale = _locale(letter.language)
    return {
        **{field: _clean(value) for field, value in asdict(letter).items()},
        "sent_on": sent_on,
        "paper": "us-letter" if letter.country in US_LETTER else "a4",
        "lang": locale.language,
        "region": locale.territory,
        "direction": locale.text_direction,
        "fonts": fonts.families(),
    }


@cache
def _locale(language: str) -> Locale:
    """Return the language as CLDR knows it; one that it does not know is set as English is."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _clean(value: Any) -> Any:
    """Return a field without control characters, however deep its texts lie."""
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, dict):
        return {name: _clean(inner) for name, inner in value.items()}
    if value is None:
        return None
    return [_clean(inner) for inner in value]


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of a field, however deep it lies."""
    if isinstance(value, str):
        yield value
    elif value is not None:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
