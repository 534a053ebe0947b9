"""The language of a page is the first part of its address."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

from campaign.base import languages


@pytest.fixture(autouse=True)
def _all_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "OFFERED", tuple(languages.LANGUAGES))


@pytest.fixture(scope="module")
def app() -> Flask:
    small = Flask(__name__)

    @small.get("/c/<slug>")
    def page(slug: str) -> str:
        return f"{languages.page_language()} {slug} {url_for('page', slug='other')}"

    @small.get("/desk/<slug>")
    def desk(slug: str) -> str:
        return f"{languages.page_language()} {slug} {url_for('desk', slug='other')}"

    @small.get("/where")
    def where() -> list[str]:
        return [one.href for one in languages.offered()]

    small.wsgi_app = languages.LanguageInAddress(small.wsgi_app)  # type: ignore[method-assign]
    return small


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/c/one", "en one /c/other"),
        ("/fr/c/one", "fr one /fr/c/other"),
        ("/ar/c/one", "ar one /ar/c/other"),
        ("/ar/desk/one", "en one /desk/other"),
    ],
)
def test_addresses_keep_the_language(app: Flask, asked: str, said: str) -> None:
    assert app.test_client().get(asked).text == said


@pytest.mark.parametrize("asked", ["/xx/c/one", "/FR/c/one", "/fr", "/fr/fr/c/one", "/frc/one"])
def test_other_beginnings_are_no_language(app: Flask, asked: str) -> None:
    assert app.test_client().get(asked).status_code == 404


@pytest.mark.parametrize("asked", ["/where?q=a%2Fb&x=1", "/es/where?q=a%2Fb&x=1"])
def test_a_page_is_offered_in_every_language_with_its_question(app: Flask, asked: str) -> None:
    tail = "/where?q=a%2Fb&x=1"
    assert app.test_client().get(asked).json == [
        tail,
        *(f"/{tag}{tail}" for tag in ("fr", "es", "ru", "ar")),
    ]


def test_a_site_below_a_folder_keeps_its_folder(app: Flask) -> None:
    answer = app.test_client().get("/fr/where", base_url="http://localhost/letters")
    assert answer.json is not None
    assert answer.json[:2] == ["/letters/where", "/letters/fr/where"]


def test_outside_of_a_request_it_is_english() -> None:
    assert languages.page_language() == "en"
