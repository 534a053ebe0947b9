"""What a supporter wishes to send, each part cleaned; a Problem says what to write instead."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext, ngettext

from campaign.base.countries import names_in
from campaign.base.languages import number
from campaign.base.problems import Problem
from campaign.base.safe_text import UnsafeText, header_value, plain
from campaign.letters.compose import Signer, country_name, shown_name

NAME_CHOICES = ("full", "initials", "withheld")
NAME_LENGTH = 80  # leaves room for "via" and the organisation in a header
CITY_LENGTH = 80
OWN_WORDS_LENGTH = 1500

# A scheme, "www.", or a name with an ending that is rarely a word; "prison.They" is no address.
_WEB_ADDRESS = re.compile(
    r"://|\bwww\.|[a-z0-9-]\.[a-z]{2,}/"
    r"|[a-z0-9-]\.(?:com|org|net|info|biz|gov|edu|ru|cn|xyz|top|online|site|shop|club|link)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wish:
    """A form filled in, every part cleaned by the functions below."""

    recipient_ids: Sequence[UUID]
    name: str
    name_choice: str
    email: str
    country: str  # ISO 3166-1 alpha-2, or empty
    city: str
    own_words: str
    wants_replies: bool
    wants_outcome: bool
    language: str  # of the page
    form_token: str
    wants_news: bool = False
    mission: tuple[str, UUID] | None = None  # the country it is offered in, and the authority

    def signer(self, language: str) -> Signer:
        """What stands under letters in a language."""
        return signer(
            self.name, self.name_choice, self.country, self.city, self.own_words, language
        )


def signer(
    name: str, name_choice: str, country: str, city: str, own_words: str, language: str
) -> Signer:
    """What stands under letters in a language; the country becomes its name in words."""
    return Signer(name, name_choice, country_name(country, language), city, own_words)


def clean_name(typed: str, name_choice: str) -> str:
    """The part of a name that is needed: all, the initials, or nothing if it is withheld."""
    if name_choice == "withheld":
        return ""
    try:
        name = plain(typed, NAME_LENGTH, lines=True)
        if not name:
            raise Problem(gettext("Enter your name, or choose to withhold it."))
        if "@" in name or _has_web_address(name) or not _has_letter(name):
            raise Problem(gettext("Enter your name alone, in letters."))
        name = header_value(name)
    except UnsafeText as error:
        raise Problem(
            gettext(
                "Enter a name on one line, of at most %(most)s ordinary characters.",
                most=NAME_LENGTH,
            )
        ) from error
    return shown_name(Signer(name, name_choice, "", "", ""), "")


def clean_email(typed: str) -> str:
    """The address in its normal form, the domain in ASCII. Nobody is asked whether it exists."""
    if not typed.strip():
        raise Problem(gettext("Enter the e-mail address at which you can confirm."))
    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=True)
    except EmailNotValidError as error:
        raise Problem(gettext("Enter an e-mail address such as name@example.org.")) from error
    if found.ascii_email is None:
        raise Problem(
            gettext("We can only write to addresses with plain letters (a to z) before the @.")
        )
    return found.ascii_email


def clean_city(typed: str) -> str:
    """A place name on one line; may be empty."""
    try:
        city = plain(typed, CITY_LENGTH, lines=False)
    except UnsafeText as error:
        raise Problem(
            gettext("Enter a city of at most %(most)s characters.", most=CITY_LENGTH)
        ) from error
    if "@" in city or _has_web_address(city):
        raise Problem(gettext("Enter the name of a city alone."))
    return city


def clean_own_words(typed: str) -> str:
    """The supporter's own paragraphs, at most 1,500 characters after tidying; may be empty."""
    words = plain(typed, sys.maxsize, lines=True)
    over = len(words) - OWN_WORDS_LENGTH
    if over > 0:
        raise Problem(
            ngettext(
                "Your own words are %(count)s character too long: at most %(most)s fit.",
                "Your own words are %(count)s characters too long: at most %(most)s fit.",
                over,
                count=number(over),
                most=number(OWN_WORDS_LENGTH),
            )
        )
    if _has_web_address(words):
        raise Problem(
            gettext(
                "Please leave web addresses out of your own words: letters with links are often "
                "taken for spam."
            )
        )
    return words


@lru_cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of every country in a language, by name."""
    names = names_in(language).items()
    return tuple(sorted(names, key=lambda pair: _without_marks(pair[1])))


def _has_web_address(text: str) -> bool:
    return bool(_WEB_ADDRESS.search(unicodedata.normalize("NFKC", text)))


def _has_letter(text: str) -> bool:
    return any(unicodedata.category(character).startswith("L") for character in text)


def _without_marks(text: str) -> str:
    """For sorting: Åland stands with A."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
