"""A name that was taken out of an appeal does not show in any text made from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# What stands in its place, by language; elsewhere a mark that every reader knows.
INSTEAD = {
    "en": "[name withheld]",
    "fr": "[nom non divulgué]",
    "es": "[nombre reservado]",
    "ru": "[имя не называется]",
    "ar": "[حُجب الاسم]",
}
ELSEWHERE = "[…]"


def veiled(text: str, names: Iterable[str], language: str) -> str:
    """The text without these names, as whole words, in any case and across line ends."""
    parts = [_pattern(name) for name in sorted(names, key=len, reverse=True)]
    if not parts or not text:
        return text
    instead = INSTEAD.get(language.partition("-")[0], ELSEWHERE)
    whole = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
    return whole.sub(instead, unicodedata.normalize("NFC", text))


def _pattern(name: str) -> str:
    words = unicodedata.normalize("NFC", name).split()
    return r"\s+".join(map(re.escape, words))
