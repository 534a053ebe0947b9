"""How offices are addressed, one file a language."""

from campaign.directory.words import en
from campaign.directory.words.forms import Forms

_BY_LANGUAGE = {"en": en.FORMS}


def forms(language: str) -> Forms:
    """The forms of address of a language (BCP 47 tag), English where we have none yet."""
    return _BY_LANGUAGE.get(language.split("-")[0], en.FORMS)
