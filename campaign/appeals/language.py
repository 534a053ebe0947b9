"""Which language a text is in, by its script and its commonest words."""

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+")
# Only words that no other of these languages uses.
_COMMON = {
    "en": "the of and to that was his her for with by has been were is at this",
    "fr": "le les des et du une dans est pour par sur au aux ont été cette",
    "es": "el los las del y una por con su fue han sus como",
    "de": "der die und das den von zu mit für ist dem nicht auf ein eine wurde",
}
_LANGUAGE_OF = {word: tag for tag, words in _COMMON.items() for word in words.split()}


def detect_language(text: str) -> str:
    """Return `ru`, `ar`, `en`, `fr`, `es` or `de`; English when nothing tells."""
    scripts = Counter(_script(char) for char in text if char.isalpha())
    for tag in ("ar", "ru"):
        if scripts[tag] > scripts["latin"]:
            return tag
    words = (word.casefold() for word in _WORD.findall(text))
    votes = Counter(_LANGUAGE_OF[word] for word in words if word in _LANGUAGE_OF)
    return votes.most_common(1)[0][0] if votes else "en"


def _script(char: str) -> str:
    if "\u0400" <= char <= "\u04ff":
        return "ru"
    if "\u0600" <= char <= "\u06ff":
        return "ar"
    return "latin"
