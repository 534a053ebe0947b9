"""How offices are addressed, one file a language."""

from campaign.directory.words import ar, de, en, es, fr, ru
from campaign.directory.words.forms import Forms

_BY_LANGUAGE = {
    "ar": ar.FORMS,
    "de": de.FORMS,
    "en": en.FORMS,
    "es": es.FORMS,
    "fr": fr.FORMS,
    "ru": ru.FORMS,
}
# By which a salutation is known as one of some language that has forms.
BEGINNINGS = tuple(start for one in _BY_LANGUAGE.values() for start in one.beginnings)


def forms(language: str) -> Forms:
    """The forms of address of a language (BCP 47 tag), English where we have none yet."""
    return _BY_LANGUAGE.get(language.split("-")[0], en.FORMS)
