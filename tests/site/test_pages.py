"""The other pages: list, status, letter, privacy, errors, health."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from campaign.base.database import writing
from campaign.campaigns.models import AppealRecord
from campaign.letters import states
from tests.builders import published, transmissions
from tests.signing import way
from tests.smtp import SmtpServer


def test_list_of_appeals(client: FlaskClient) -> None:
    assert "No appeal is running" in client.get("/").text
    stage = published()
    html = client.get("/").text
    assert f'href="/c/{stage.campaign.slug}"' in html
    assert stage.campaign.title in html


def test_without_a_lead_the_story_begins_the_page(client: FlaskClient) -> None:
    stage = published()
    with writing() as session:
        appeal = session.get_one(AppealRecord, stage.campaign.appeal_id)
        appeal.reading = appeal.reading | {"lead": None, "description": ["Two were taken.", "x"]}
    for path in ("/", f"/c/{stage.campaign.slug}"):
        html = client.get(path).text
        assert html.index("Two were taken.") < (html + "What is asked of").index("What is asked of")
    with writing() as session:
        appeal = session.get_one(AppealRecord, stage.campaign.appeal_id)
        appeal.reading = appeal.reading | {"description": []}
    assert client.get(f"/c/{stage.campaign.slug}").status_code == 200


@pytest.mark.parametrize("path", ["/privacy", "/about", "/report", "/sent"])
def test_pages_are_there(client: FlaskClient, path: str) -> None:
    published()
    assert client.get(path).status_code == 200


def test_health(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_database_away(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("secret host name"))

    monkeypatch.setattr("campaign.site.pages.reading", away)
    answer = app.test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "secret" not in answer.text


def test_kind_words_for_what_is_not_there(client: FlaskClient) -> None:
    for path in ("/nothing", "/c/nothing", "/s/nothing", "/confirm/nothing", "/erase/nothing"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Go to the appeals" in answer.text
    assert client.post("/privacy").status_code == 405


@pytest.mark.config(postroom="open")
def test_way_to_the_post_room(client: FlaskClient) -> None:
    assert "/postroom/" in client.get("/sent").text


def test_no_way_to_the_post_room_for_strangers(client: FlaskClient) -> None:
    assert "/postroom/" not in client.get("/sent").text


def test_status_before_and_after_confirming(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    html = client.get(way.path(mail, "status")).text
    assert "Waiting for you to confirm, until" in html
    client.post(way.path(mail, "confirm"))
    html = client.get(way.path(mail, "status")).text
    assert html.count("In the queue") == 2
    assert "For you to print and post" in html
    assert 'data-refresh="60"' in html


def test_status_page_tells_what_is_known(client: FlaskClient, smtp: SmtpServer) -> None:
    links = way.confirmed(client, smtp, published())
    ids = {t.channel: t.id for t in transmissions()}
    with writing() as session:
        for event in ("claimed", "marked", "taken"):
            states.move(session, event, list(ids.values()), "test")
        states.move(session, "came_back", [ids["email"]], "test", error_class="address")
        states.move(session, "proved", [ids["fax"]], "test")
    html = client.get(links["status"]).text
    assert "Came back" in html
    assert "The address is unknown there." in html
    assert "Their machine confirmed all pages" in html
    assert "Handed to" not in html


def test_letter_as_written_and_to_print(client: FlaskClient, smtp: SmtpServer) -> None:
    links = way.confirmed(client, smtp, published())
    status = client.get(links["status"]).text
    references = re.findall(r"/letter/([\w-]+)\"", status)
    assert len(references) == 3
    for reference in references:
        page = client.get(f"{links['status']}/letter/{reference}")
        assert "Anna Canary" in page.text
        assert reference in page.text
        pdf = client.get(f"{links['status']}/letter/{reference}.pdf")
        assert pdf.mimetype == "application/pdf"
        assert pdf.data.startswith(b"%PDF")


def test_letters_of_others_are_not_there(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    mine = way.confirmed(client, smtp, stage)
    other = way.confirmed(client, smtp, stage, email="b@example.org", name="Bela Other")
    reference = re.findall(r"/letter/([\w-]+)\"", client.get(other["status"]).text)[0]
    for path in (f"{mine['status']}/letter/{reference}", f"{mine['status']}/letter/none"):
        assert client.get(path).status_code == 404
        assert client.get(f"{path}.pdf").status_code == 404


def test_names_are_kept_apart(client: FlaskClient, smtp: SmtpServer) -> None:
    links = way.confirmed(client, smtp, published(), name="محمد")
    reference = re.findall(r"/letter/([\w-]+)\"", client.get(links["status"]).text)[0]
    html = client.get(f"{links['status']}/letter/{reference}").text
    assert "<bdi>محمد</bdi>" in html


def test_personal_pages_are_stored_nowhere(client: FlaskClient, smtp: SmtpServer) -> None:
    links = way.confirmed(client, smtp, published())
    for purpose in ("status", "erase", "not_me", "confirm"):
        headers = client.get(links[purpose]).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.config(sign_limit="1/hour")
def test_another_limit_has_kind_words(client: FlaskClient) -> None:
    stage = published()
    assert way.sign(client, stage).status_code == 303
    assert way.sign(client, stage).status_code == 429


def test_no_page_believes_what_the_visitor_calls_us(client: FlaskClient) -> None:
    published()
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        assert "evil.example" not in client.get("/", headers=headers).text
        moved = client.get("/fr/desk", headers=headers)
        assert (moved.status_code, moved.headers["Location"]) == (308, "/desk/")
