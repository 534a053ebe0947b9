"""The words by which an appeal is read, one file of data for each language.

`headings_for(tag)` gives them; a language without a file is read with the English ones, because
labels such as Fax and Email travel.
"""

from campaign.appeals.headings.ar import ARABIC
from campaign.appeals.headings.de import GERMAN
from campaign.appeals.headings.en import ENGLISH
from campaign.appeals.headings.es import SPANISH
from campaign.appeals.headings.fr import FRENCH
from campaign.appeals.headings.ru import RUSSIAN
from campaign.appeals.headings.words import Headings

LANGUAGES = {
    headings.tag: headings for headings in (ENGLISH, FRENCH, SPANISH, RUSSIAN, ARABIC, GERMAN)
}


def headings_for(tag: str) -> Headings:
    """Return the words of the language, or the English ones when it has no file yet."""
    return LANGUAGES.get(tag, ENGLISH)
