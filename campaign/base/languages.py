"""The languages in which the site speaks; the one of a page is the first part of its address.

`/fr/c/some-appeal` is `/c/some-appeal` in French. English has no part of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import has_request_context, request

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
CHOSEN = "campaign.language"  # in the WSGI environment


class LanguageInAddress:
    """WSGI middleware: moves the language from the path into SCRIPT_NAME (PEP 3333).

    So no route has to know of languages, and every address that `url_for` makes keeps the language.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The page behind the language."""
        first, _, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
        if first in LANGUAGES and first != FIRST:
            environ[CHOSEN] = first
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            environ["PATH_INFO"] = f"/{rest}"
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
    return f"/{language}" if language in LANGUAGES and language != FIRST else ""


def offered() -> list[Offered]:
    """This page in every language; what was asked for in the address stays."""
    root = request.script_root.removesuffix(prefix(page_language()))
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    path = f"{request.path}{query}"
    return [Offered(tag, name, f"{root}{prefix(tag)}{path}") for tag, name in LANGUAGES.items()]
