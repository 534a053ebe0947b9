"""The fixed words of a letter, one file a language."""

from campaign.letters.phrases import ar, de, en, es, fr, ru
from campaign.letters.phrases.words import Phrases

_BY_LANGUAGE = {
    "ar": ar.PHRASES,
    "de": de.PHRASES,
    "en": en.PHRASES,
    "es": es.PHRASES,
    "fr": fr.PHRASES,
    "ru": ru.PHRASES,
}
LANGUAGES = tuple(_BY_LANGUAGE)


def phrases(language: str) -> Phrases:
    """The words of a language (BCP 47 tag), or English ones where we have none yet."""
    return _BY_LANGUAGE.get(language.split("-")[0], en.PHRASES)
