"""What is set by typst: one compiler a process. Every word reaches it as data, never as source."""

from __future__ import annotations

import json
import os
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import typst
from babel import Locale, UnknownLocaleError

from campaign.base.safe_text import without_controls
from campaign.letters import fonts

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "letter"
# For archives (ISO 19005-2, level a) and for screen readers (ISO 14289-1).
STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
POINTS_PER_INCH = 72

_lock = Lock()  # a compiler refuses to be used by two threads at once


def typeset(
    template: str,
    data: dict[str, Any],
    form: Literal["pdf", "png"],
    made_at: datetime | None = None,
) -> bytes:
    """Return a document as one PDF, or as one PNG of a dot a point.

    `template` is a file of `templates/letter`; it finds `data` as JSON in `sys.inputs.letter`.
    `made_at` is the date of the file, to the second. A PDF is for archives and screen readers
    (STANDARDS).
    """
    source, inputs = str(FOLDER / template), {"letter": json.dumps(data)}
    at = made_at and made_at.replace(microsecond=0)
    with _lock:
        compiler = _compiler(os.getpid())
        try:
            made = compiler.compile(
                input=source,
                format=form,
                ppi=POINTS_PER_INCH,
                sys_inputs=inputs,
                timestamp=at,
                pdf_standards=STANDARDS,
            )
        except typst.TypstError:
            # The standards forbid a character without a glyph; a letter is worth more than they.
            made = compiler.compile(input=source, format=form, sys_inputs=inputs, timestamp=at)
    if not isinstance(made, bytes):
        raise TypeError("typst returned no single document")
    return made


def clean(value: Any) -> Any:
    """Return data without control characters, however deep its texts lie."""
    if isinstance(value, str):
        return without_controls(value)
    if isinstance(value, dict):
        return {name: clean(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [clean(inner) for inner in value]
    return value


def language_data(language: str) -> dict[str, Any]:
    """Return what every template reads of a language (BCP 47), and the fonts."""
    locale = locale_of(language)
    return {
        "lang": locale.language,
        "region": locale.territory,
        "direction": locale.text_direction,
        "fonts": fonts.families(),
    }


@cache
def locale_of(language: str) -> Locale:
    """Return the language as CLDR knows it; one that it does not know is set as English is."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


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
    return typst.Compiler(root=str(FOLDER), font_paths=found)
