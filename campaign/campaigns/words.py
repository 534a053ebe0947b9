"""Words that a drafted letter needs or should not have, by language."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class DraftWords:
    """How a letter of a language begins, and what points outside of it."""

    beginning: str
    aside: re.Pattern[str]  # sends readers of the appeal to other texts, and leaves the letter
    dangling: re.Pattern[str]


ENGLISH = DraftWords(
    beginning="I am writing to you out of concern about the following case.",
    aside=re.compile(r"\s?\((?:see|for (?:more|further))\b[^()]*\)", re.IGNORECASE),
    dangling=re.compile(
        r"\b(?:the )?(?:above|afore|below)[- ]?(?:mentioned|named|said|described)\b"
        r"|\b(?:mentioned|described|cited|named|listed|quoted) (?:above|below|earlier)\b"
        r"|\bthe latter\b|\bthe former\b(?=[,;.]| (?:was|is|were|had|has|and)\b)"
        r"|\bsee (?:above|below)\b|\bthe above\b|\bas above\b"
        r"|\bthis urgent appeal\b|\b(?:issu|publi)\w+ (?:of )?this appeal\b"
        r"|\bbackground information\b"
        r"|\bon (?:the|that) same (?:day|date)\b",
        re.IGNORECASE,
    ),
)

_BY_LANGUAGE = {"en": ENGLISH}


def draft_words(language: str) -> DraftWords | None:
    """The words of a language (BCP 47 tag), or None where we have none yet."""
    return _BY_LANGUAGE.get(language.split("-")[0])
