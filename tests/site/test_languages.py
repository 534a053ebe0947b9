"""The site in other languages: addresses, direction, mails; the letter keeps its own language."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext, ngettext

from campaign.base import languages
from campaign.base.database import writing
from campaign.campaigns import closing
from campaign.campaigns.models import AppealRecord, Campaign, Case, LetterText
from campaign.letters.read import composed_of, letters_of
from campaign.notices.message import text_of
from campaign.signing import outcome
from campaign.signing.remind import remind
from campaign.signing.words import clock_words
from tests.builders import CODE, PAPER, Stage, published
from tests.conftest import Clock
from tests.signing import way
from tests.signing.test_words import LATER, NOW
from tests.smtp import SmtpServer

LINK = re.compile(r'(?:href|action|formaction)="([^"]+)"')
OTHERS = tuple(tag for tag in languages.LANGUAGES if tag != languages.FIRST)


@pytest.fixture(autouse=True)
def _all_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "OFFERED", tuple(languages.LANGUAGES))


def sign(client: FlaskClient, stage: Stage, language: str) -> None:
    answer = client.post(f"/{language}/c/{stage.campaign.slug}", data=way.form(stage))
    assert (answer.status_code, answer.location) == (303, f"/{language}/sent")


def links_that_leave(html: str, language: str) -> list[str]:
    """Links to this site that lose the language, but those that are to."""
    body = re.sub(r"<link [^>]+>|<a [^>]*hreflang=[^>]+>|<button [^>]* lang=[^>]+>", "", html)
    ours = [link for link in LINK.findall(body) if link.startswith("/")]
    return [link for link in ours if not link.startswith(f"/{language}/")]


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_keeps_its_language_in_every_link(client: FlaskClient, language: str) -> None:
    stage = published()
    for path in ("/", f"/c/{stage.campaign.slug}", "/report", "/about", "/privacy", "/sent", "/no"):
        html = client.get(f"/{language}{path}").text
        way_it_runs = "rtl" if language == "ar" else "ltr"
        assert f'<html lang="{language}" dir="{way_it_runs}">' in html
        assert links_that_leave(html, language) == []


def test_the_choice_of_languages_leads_to_the_same_page(client: FlaskClient) -> None:
    stage = published()
    html = client.get(f"/ru/c/{stage.campaign.slug}?x=1").text
    chosen = dict(re.findall(r'<li><a href="([^"]+)" lang="(\w+)"', html))
    assert chosen == {
        f"{prefix}/c/{stage.campaign.slug}?x=1": tag
        for tag, prefix in (("en", ""), ("fr", "/fr"), ("es", "/es"), ("ar", "/ar"))
    }
    alternate = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)"', html)
    assert [tag for tag, _ in alternate] == list(languages.LANGUAGES)
    site = client.application.config["CAMPAIGN"].base_url.rstrip("/")
    assert all(href.startswith(f"{site}/") for _, href in alternate)


def test_personal_pages_are_not_told_to_search_engines(
    client: FlaskClient, smtp: SmtpServer
) -> None:
    links = way.confirmed(client, smtp, published())
    html = client.get(links["status"]).text
    assert 'hreflang="ar"' in html
    assert 'rel="alternate"' not in html


def test_what_is_not_offered_is_not_there(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "OFFERED", (languages.FIRST,))
    stage = published()
    assert client.get(f"/fr/c/{stage.campaign.slug}").status_code == 404
    assert "hreflang" not in client.get(f"/c/{stage.campaign.slug}").text


def test_the_appeal_keeps_its_language_and_direction(client: FlaskClient) -> None:
    stage = published()
    html = client.get(f"/ar/c/{stage.campaign.slug}").text
    for tag in ("<h1", '<p class="lead"', '<ol class="demands asks"', '<div class="said"'):
        assert f'{tag} lang="en" dir="ltr">' in html
    with writing() as session:
        session.get_one(AppealRecord, stage.campaign.appeal_id).language = "ar"
    assert '<h1 lang="ar" dir="rtl">' in client.get(f"/c/{stage.campaign.slug}").text


def test_countries_and_days_are_cldr_s(client: FlaskClient) -> None:
    stage = published()
    with writing() as session:
        session.get_one(Case, stage.campaign.case_id).country = "GE"
    assert "Грузия" in client.get(f"/ru/c/{stage.campaign.slug}").text
    html = client.get(f"/fr/c/{stage.campaign.slug}").text
    assert "Géorgie" in html
    assert '<option value="BE">Belgique</option>' in html
    with force_locale("fr"):
        assert languages.day(NOW.date()) == "23 novembre 2026"
        assert languages.number(1240) == "1\u202f240"
    with force_locale("ar"):
        assert languages.day(NOW.date()) == "23 نوفمبر 2026"
    assert languages.day(NOW.date()) == "23 November 2026"


def test_moments_are_cldr_s(app: Flask) -> None:
    with force_locale("ru"):
        assert clock_words(LATER, NOW) == "14:20 UTC"
        assert "Бишкек" in clock_words(LATER, NOW, "KG")
        assert clock_words(NOW, LATER.replace(day=25)) == "23 ноября, 14:02 UTC"


def in_header(text: str) -> str:
    """A header has plain spaces."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", OTHERS)
def test_mails_and_their_links_are_in_the_language_of_the_form(
    client: FlaskClient, smtp: SmtpServer, language: str
) -> None:
    stage = published()
    sign(client, stage, language)
    [signature] = way.signatures()
    assert signature.language == language
    [mail] = way.mails(smtp)
    with force_locale(language):
        wanted = ngettext(
            "Please confirm your letter: %(code)s", "Please confirm your letters: %(code)s", 3,
            code=stage.campaign.appeal.code,
        )  # fmt: skip
    assert mail["Subject"] == in_header(wanted)
    site = client.application.config["CAMPAIGN"].base_url
    found = re.findall(r"https?://\S+", mail.get_content())
    assert len(found) == 4
    assert all(link.startswith(f"{site}/{language}/") for link in found)
    assert f'<html lang="{language}"' in client.get(found[0].removeprefix(site)).text


def test_the_letter_has_the_language_of_its_text(client: FlaskClient, smtp: SmtpServer) -> None:
    """Not that of the page, even where there is a text in that language."""
    stage = published()
    with writing() as session:
        session.add(
            LetterText(
                org_id=stage.organisation.id,
                campaign_id=stage.campaign.id,
                language="fr",
                version=1,
                subject="deux gardes en détention",
                opening="Deux gardes sont détenus.",
                demands=[{"text": "Libérez-les ;", "items": []}],
                created_at=stage.text.created_at,
            )
        )
    preview = client.post(f"/fr/c/{stage.campaign.slug}/preview", data=way.form(stage)).text
    assert preview.count('<article class="letter" lang="en" dir="ltr"') == 3
    sign(client, stage, "fr")
    [mail] = way.mails(smtp)
    [confirm] = re.findall(r"https?://[^/]+(/fr/confirm/\S+)", mail.get_content())
    answer = client.post(confirm)
    assert answer.location.startswith("/fr/s/")
    [signature] = way.signatures()
    for view in letters_of([signature.id]):
        composed = composed_of(view.id)
        assert composed is not None
        assert composed.language == "en"
        assert "Belgium" in " ".join(composed.signatory)


def test_who_signs_again_hears_of_it_in_the_language_of_today(
    client: FlaskClient, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published()
    way.confirmed(client, smtp, stage)
    clock.forward(hours=2)
    sign(client, stage, "es")
    mail = way.mails(smtp)[-1]
    assert "confirm" not in mail.get_content()
    found = re.findall(r"https?://[^/]+(/\S+)", mail.get_content())
    assert all(link.startswith("/es/") for link in found)


def test_the_desk_speaks_english_whatever_the_address(client: FlaskClient) -> None:
    page = client.get("/ar/desk/login")
    assert page.status_code == 200
    assert '<html lang="en" dir="ltr">' in page.text
    assert client.get("/ar/desk/").location.startswith("/desk/login")
    assert '<html lang="en" dir="ltr">' in client.get("/ar/desk/nothing").text


def test_the_language_of_one_request_is_not_that_of_the_next(client: FlaskClient) -> None:
    published()
    for language in ("ar", "en", "ru", "en"):
        path = languages.prefix(language) + "/"
        assert f'<html lang="{language}"' in client.get(path).text


def test_a_mail_without_a_language_is_english(app: Flask) -> None:
    """What was posted before there were languages, and what goes to managers."""
    values = {"title": "x", "lines": ["y"], "status_url": "u", "erase_url": "v"}
    with force_locale("fr"):
        expected = gettext("News of the case you wrote for")
    assert text_of("outcome", values)[0] == "News of the case you wrote for"
    assert text_of("outcome", values | {"language": "fr"})[0] == expected
    assert text_of("outcome", values | {"language": "xx"})[0] == "News of the case you wrote for"


def test_long_lines_of_a_mail_are_wrapped_but_no_link_and_no_quotation(app: Flask) -> None:
    link = "https://letters.example.org/s/" + "a-b" * 40
    values = {"title": "t " * 90, "lines": ["word " * 60], "status_url": link, "erase_url": link}
    body = text_of("outcome", values)[1].split("\n")
    assert body.count(link) == 2
    assert all(len(line) <= 78 for line in body if line != link and not line.startswith(" "))


def test_a_closed_campaign_says_so_in_the_language_of_the_page(client: FlaskClient) -> None:
    stage = published()
    with writing() as session:
        closed = session.get_one(Campaign, stage.campaign.id)
        closed.state, closed.outcome, closed.outcome_said = "closed", "freed", "They are free."
    with force_locale("es"):
        wanted = gettext("Good news")
    assert f"<h2>{wanted}</h2>" in client.get(f"/es/c/{stage.campaign.slug}").text


def test_later_mails_and_their_links_are_in_the_language_of_the_signature(
    client: FlaskClient, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(PAPER)
    answer = client.post(
        f"/fr/c/{stage.campaign.slug}", data=way.form(stage, wants_outcome="y", wants_replies="y")
    )
    assert answer.status_code == 303
    [link] = re.findall(r"https?://[^/]+(/fr/confirm/\S+)", way.mails(smtp)[0].get_content())
    client.post(link)
    clock.forward(days=8)
    remind()
    with writing() as session:
        end = closing.outcome("freed", "They are free.", "They came home.")
        one = session.get_one(Campaign, stage.campaign.id)
        closing.close(session, one, None, "freed", end)
    outcome.tell()
    _, reminder, news = way.mails(smtp)
    code = stage.campaign.appeal.code
    with force_locale("fr"):
        one, many = "A letter for you to post: %(code)s", "Letters for you to post: %(code)s"
        assert reminder["Subject"] == in_header(ngettext(one, many, 1, code=code))
        wanted = gettext("News of the case you wrote for: %(code)s", code=code)
        assert news["Subject"] == in_header(wanted)
    for mail in (reminder, news):
        found = re.findall(r"https?://[^/]+(/\S+)", mail.get_content())
        assert found
        assert all(path.startswith("/fr/") for path in found)


SHOWN = {
    "title": "Two river wardens",
    "code": CODE,
    "offices": ["Minister of Justice", "Prosecutor General"],
    "office": "Minister of Justice",
    "reference": "AAAA-BBBB",
    "subject": "Re: your letter",
    "texts": [["5 May", "Dear Minister,"]],
    "news": [{"office": "Minister of Justice", "said": ["Came back", ""]}],
    "lines": ["We have noted it."],
    "attachments": 2,
    "cut": True,
    "letters": 3,
    "hours": 72,
    "until": "5 May",
    "sandbox": True,
    "organisation": "Letters for Defenders",
    "contact": "answers@example.org",
    **{f"{name}_url": f"https://example.org/{name}" for name in ("confirm", "status", "not_me")},
    **{f"{name}_url": f"https://example.org/{name}" for name in ("erase", "ask")},
}
MAILS = (
    "already_signed",
    "answer",
    "confirm",
    "confirm_again",
    "outcome",
    "own_words",
    "receipt",
    "remind",
    "returned",
)


@pytest.mark.parametrize("language", languages.LANGUAGES)
@pytest.mark.parametrize("template", MAILS)
def test_every_mail_says_all_in_every_language(app: Flask, template: str, language: str) -> None:
    for changes in ({}, {"code": "", "letters": 1, "offices": ["Minister of Justice"], "cut": ""}):
        subject, body = text_of(template, SHOWN | changes | {"language": language})
        assert subject
        assert "%(" not in subject + body
        assert SHOWN["title"] in body
        assert "answers@example.org" in body


def test_the_language_of_the_letter_is_said_in_that_of_the_page(client: FlaskClient) -> None:
    stage = published()
    path = f"/c/{stage.campaign.slug}"
    french, english = client.get(f"/fr{path}").text, client.get(path).text
    assert "Langue de cet appel\u00a0: anglais." in french
    assert "Langue de cette lettre\u00a0: anglais." in french
    assert "dans la langue de la lettre\u00a0: anglais." in french
    assert "This letter goes out in" not in english
    read = client.post(f"/ar{path}/preview", data=way.form(stage)).text
    assert read.count("لغة هذه الرسالة: الإنجليزية.") == len(stage.recipients) + 1


def test_another_language_loses_nothing_typed(client: FlaskClient) -> None:
    stage = published()
    html = client.get(f"/c/{stage.campaign.slug}").text
    buttons = re.findall(r'formaction="([^"#]+/language)#sign"', html)
    assert buttons == [f"/{tag}/c/{stage.campaign.slug}/language" for tag in OTHERS]
    for button in buttons:
        answer = client.post(button, data=way.form(stage, form_token="the-token"))
        assert answer.status_code == 200
        for typed in ("I once swam in that bay.", "Anna Canary", way.EMAIL, "Canaryville"):
            assert typed in answer.text
        assert 'value="the-token"' in answer.text
        assert 'class="problems"' not in answer.text
    assert way.signatures() == []
