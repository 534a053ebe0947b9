"""The words by which an appeal is read, one file of data for each language.

A language has `Headings`; the words of freely laid out appeals (`DEMANDS`) and of Amnesty's
(`AMNESTY`) as far as they are known. What is missing is read with the English ones, because labels
such as Fax and Email travel.
"""

from campaign.appeals.headings import ar, de, en, es, fr, ru
from campaign.appeals.headings.words import AmnestyWords, Demands, Headings

LANGUAGES = {
    "en": en.ENGLISH,
    "fr": fr.FRENCH,
    "es": es.SPANISH,
    "ru": ru.RUSSIAN,
    "ar": ar.ARABIC,
    "de": de.GERMAN,
}
_DEMANDS = {
    "en": en.DEMANDS,
    "fr": fr.DEMANDS,
    "es": es.DEMANDS,
    "ru": ru.DEMANDS,
    "ar": ar.DEMANDS,
    "de": de.DEMANDS,
}
_AMNESTY = {
    "en": en.AMNESTY,
    "fr": fr.AMNESTY,
    "es": es.AMNESTY,
    "ru": ru.AMNESTY,
    "ar": ar.AMNESTY,
    "de": de.AMNESTY,
}


def headings_for(tag: str) -> Headings:
    """Return the words of the language, or the English ones when it has no file yet."""
    return LANGUAGES.get(tag, en.ENGLISH)


def demands_for(tag: str) -> Demands:
    """Return those of appeals that are laid out freely, by headings, a model letter, demands."""
    return _DEMANDS.get(tag, en.DEMANDS)


def amnesty_words_for(tag: str) -> AmnestyWords:
    """Return what Amnesty's sections write around an action."""
    return _AMNESTY.get(tag, en.AMNESTY)
