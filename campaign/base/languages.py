"""The languages in which the site speaks; the one of a page is the first part of its address.

`/fr/c/some-appeal` is `/c/some-appeal` in French. English has no part of its own. The desk and the
post room speak English only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import has_request_context, request
from flask_babel import get_locale
from markupsafe import Markup

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FIRST = "en"
LANGUAGES: Mapping[str, str] = {
    FIRST: "English",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "ar": "العربية",
}
OFFERED: tuple[str, ...] = tuple(LANGUAGES)  # those whose catalogue is complete
ENGLISH_ONLY = ("desk", "healthz", "postroom", "static")  # first parts of other addresses
RIGHT_TO_LEFT = frozenset(["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"])
CHOSEN = "campaign.language"  # in the WSGI environment


class LanguageInAddress:
    """WSGI middleware: moves the language from the path into SCRIPT_NAME (PEP 3333).

    So no route has to know of languages, and every address that `url_for` makes keeps the language.
    Where only English is spoken the language falls away.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The page behind the language."""
        first, _, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
        if prefix(first):
            environ["PATH_INFO"] = f"/{rest}"
            if rest.partition("/")[0] not in ENGLISH_ONLY:
                environ[CHOSEN] = first
                environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
        return self._app(environ, start_response)


@dataclass(frozen=True)
class Offered:
    """A page in one of the languages: its tag, its name in itself, and the address."""

    tag: str
    name: str
    href: str


def page_language() -> str:
    """The language of the page that is asked for; English outside of a request."""
    return str(request.environ.get(CHOSEN, FIRST)) if has_request_context() else FIRST


def prefix(language: str) -> str:
    """What stands before the path of a page in this language: `/fr`, or nothing."""
    return f"/{language}" if language in OFFERED and language != FIRST else ""


def offered(path: str = "") -> list[Offered]:
    """This page in every language, with what was asked for; or the page at a path."""
    root = request.script_root.removesuffix(prefix(page_language()))
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    path = path or f"{request.path}{query}"
    return [Offered(tag, LANGUAGES[tag], f"{root}{prefix(tag)}{path}") for tag in OFFERED]


def spoken(language: str) -> str:
    """A language if we speak it, else English."""
    return language if language in OFFERED else FIRST


def locale() -> Locale:
    """CLDR's rules for what is being said now; those of English are the world's: day before month.

    That is the language of the page, or the one that `flask_babel.force_locale` has set.
    """
    found = get_locale()
    return Locale("en", "001") if found is None or found.language == FIRST else found


def isolated(words: str, language: str = "") -> Markup:
    """Words for a page that do not disturb the direction of those around; `language` if known."""
    if not language:
        return Markup("<bdi>{}</bdi>").format(words)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(language, direction(language), words)


def left_to_right(words: str) -> str:
    """Words such as 2026-11-28 as they are in every script: isolated, and not broken at hyphens."""
    whole = words.replace("-", "\u2060-\u2060")
    return f"\u2066{whole}\u2069"


def foreign(language: str) -> str:
    """The name of a language (BCP 47) in the one spoken now, or nothing if that is the same one."""
    code, spoken_now = language.partition("-")[0].lower(), locale()
    return "" if code == spoken_now.language else str(spoken_now.languages.get(code, language))


def direction(language: str) -> str:
    """`rtl` or `ltr` for a language tag (BCP 47)."""
    return "rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def uncounted(n: int) -> int:
    """For the plural of words without their number: Russian says of 21 what it says of one."""
    return min(n, 20)


def number(n: int) -> str:
    """A number in the language spoken now: `1,240`, `1 240`."""
    return str(format_decimal(n, locale=locale()))


def day(on: date | None) -> str:
    """A day in the language spoken now, with its year; empty for None."""
    return str(format_date(on, "long", locale=locale())) if on else ""
