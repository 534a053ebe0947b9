"""The page on which anybody reports an action."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.test import TestResponse

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.models import CaseCode
from campaign.inbound.actions.models import ActionFile, ActionReport
from tests.builders import CODE, EMAIL, Stage, published
from tests.inbound.files import bomb, pdf, picture
from tests.live import LiveServer

TEXT = 'We stood there. <script>alert("x")</script>'
SCRIPT = pdf(catalog=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")


def send(client: FlaskClient, path: str, file: bytes | None = None, **changes: Any) -> TestResponse:
    """What a browser sends when everything is filled in."""
    given: dict[str, Any] = {
        "kind": "vigil",
        "done_on": db_now().date().isoformat(),
        "country": "BE",
        "place": "Exampletown",
        "text": TEXT,
        "email": "anna.canary@example.org",
        "form_token": "a form",
    }
    if file is not None:
        given["file"] = (io.BytesIO(file), "IMG_1.jpg")
    answer = client.post(path, data={**given, **changes})
    answer.request.environ["wsgi.input"].close()  # a large one lies on the disk
    return answer


def reports() -> list[ActionReport]:
    return list(reading().scalars(select(ActionReport)))


def url(stage: Stage) -> str:
    return f"/report/{stage.campaign.slug}"


def test_the_way_to_the_form(client: FlaskClient) -> None:
    stage = published()
    assert f'href="{url(stage)}"' in client.get("/report").text
    assert f'href="{url(stage)}"' in client.get(f"/c/{stage.campaign.slug}").text
    found = client.get("/report", query_string={"code": "vla-004-1126-obs-031"})
    assert (found.status_code, found.headers["Location"]) == (302, url(stage))
    unknown = client.get("/report", query_string={"code": "XYZ 9"}, follow_redirects=True)
    assert "We do not know this code" in unknown.text
    assert 'value="XYZ 9"' in unknown.text
    assert client.get("/report/nothing").status_code == 404


def test_a_code_of_two_appeals_lets_choose(client: FlaskClient) -> None:
    one, other = published(), published(slug="other", org_slug="other")
    with writing() as session:
        for known in session.scalars(select(CaseCode)):
            known.key = "VLA 4 1126 31"
    shown = client.get("/report", query_string={"code": CODE}).text
    assert url(one) in shown
    assert url(other) in shown
    answer = send(client, "/report/without_code", code=CODE)
    assert answer.status_code == 400
    assert "Several appeals go by this code" in answer.text
    assert TEXT.partition("<")[0] in answer.text
    assert send(client, "/report/without_code", code=CODE, which="other").status_code == 303
    assert [one.campaign_id for one in reports()] == [other.campaign.id]


def test_a_report_comes_in(client: FlaskClient) -> None:
    stage = published()
    office = stage.recipients[0]
    answer = send(client, url(stage), picture(), recipient=str(office.id))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reported")
    [report] = reports()
    assert (report.campaign_id, report.recipient_id) == (stage.campaign.id, office.id)
    assert report.told
    assert report.told["recipient"] == "Minister of Justice"
    assert reading().scalars(select(ActionFile)).one().media_type == "image/jpeg"
    assert "A person reads it" in client.get("/reported").text


def test_without_a_known_code_it_is_kept_for_a_person(client: FlaskClient) -> None:
    published()
    answer = send(client, "/report/without_code", code="XYZ 9")
    assert "a person will find out" in client.get(answer.headers["Location"]).text
    [report] = reports()
    assert report.campaign_id is None
    assert report.told
    assert report.told["code"] == "XYZ 9"


def test_a_corrected_code_is_found(client: FlaskClient) -> None:
    stage = published()
    send(client, "/report/without_code", code=f"it was {CODE.lower()}")
    send(client, "/report/without_code", code="", text=f"For {CODE}", form_token="other")
    assert [one.campaign_id for one in reports()] == [stage.campaign.id] * 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"kind": ""}, "kind", "Choose what you did"),
        ({"kind": "arson"}, "kind", "Choose what you did"),
        ({"done_on": "31.12.2026"}, "done_on", "Enter the day"),
        ({"done_on": "2999-01-01"}, "done_on", "still to come"),
        ({"recipient": "00000000-0000-0000-0000-000000000000"}, "recipient", "choose again"),
        ({"country": "XX"}, "country", "Choose a country"),
        ({"place": "x" * 200}, "place", "Shorten it"),
        ({"text": "x" * 3001}, "text", "1 character too long"),
        ({"email": "nobody"}, "email", "such as name@example.org"),
    ],
)
def test_an_error_loses_nothing(
    client: FlaskClient, changes: dict[str, str], field: str, words: str
) -> None:
    stage = published()
    answer = send(client, url(stage), picture(), **changes)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert words in answer.text
    assert "Only the file has to be chosen once more" in answer.text
    kept = {"place": "Exampletown", "email": "anna.canary@example.org"} | changes
    assert f'value="{kept["place"]}"' in answer.text
    assert f'value="{kept["email"]}"' in answer.text
    assert 'value="a form"' in answer.text
    assert reports() == []


def test_an_empty_form(client: FlaskClient) -> None:
    stage = published()
    for path in (url(stage), "/report/without_code"):
        answer = client.post(path)
        assert answer.status_code == 400
        assert "Only the file" not in answer.text
    assert reports() == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"MZ" + bytes(900), "neither"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(90), "HEIC"),
        (bytes(20_000_000), "at most 10 MB"),
        (SCRIPT, "holds scripts"),
        (bomb(), "too heavy"),
    ],
)
def test_a_file_that_cannot_be_taken(client: FlaskClient, file: bytes, words: str) -> None:
    stage = published()
    answer = send(client, url(stage), file)
    assert answer.status_code == 400
    assert words in answer.text
    assert 'href="#file"' in answer.text
    assert "&lt;script&gt;alert(&#34;x&#34;)" in answer.text  # the text is there, and only text
    assert (reports(), list(reading().scalars(select(ActionFile)))) == ([], [])
    assert send(client, url(stage)).status_code == 303


def test_far_too_much_is_told_kindly(client: FlaskClient) -> None:
    answer = send(client, url(published()), bytes(31_000_000))
    assert answer.status_code == 413
    assert "most browsers still have what you typed" in answer.text


def test_programs_get_the_same_answer(client: FlaskClient) -> None:
    stage = published()
    trapped = send(client, url(stage), website="http://example.org")
    assert reports() == []
    real = send(client, url(stage), form_token="other")
    assert (trapped.status_code, trapped.headers["Location"]) == (
        real.status_code,
        real.headers["Location"],
    )
    assert len(reports()) == 1


@pytest.mark.config(sign_limit="1/hour")
def test_a_network_that_reports_too_often(client: FlaskClient) -> None:
    stage = published()
    assert send(client, url(stage)).status_code == 303
    answer = send(client, url(stage), form_token="other")
    assert answer.status_code == 429
    assert 'value="Exampletown"' in answer.text
    assert len(reports()) == 1


def test_without_its_token_a_form_is_shown_again(app: Flask, client: FlaskClient) -> None:
    stage = published()
    app.config["WTF_CSRF_ENABLED"] = True
    answer = send(client, url(stage))
    assert answer.status_code == 400
    assert 'value="Exampletown"' in answer.text
    assert reports() == []


def test_ended_campaigns_take_reports_and_drafts_none(client: FlaskClient) -> None:
    stage = published()
    with writing() as session:
        session.merge(stage.campaign).state = "closed"
    assert send(client, url(stage)).status_code == 303
    with writing() as session:
        session.merge(stage.campaign).state = "draft"
    assert send(client, url(stage), form_token="other").status_code == 404


@pytest.mark.config(inbound="lmtp")
def test_the_address_for_reports(client: FlaskClient) -> None:
    assert "mailto:report@letters.example.org" in client.get("/report").text


def serious(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [one["id"] for one in violations if one["impact"] in ("serious", "critical")]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_without_scripts(
    app: Flask, live: LiveServer, browser: Browser, scheme: Any, tmp_path: Any
) -> None:
    stage = published()
    hidden = tmp_path / "holiday.jpg"
    hidden.write_bytes(picture())
    wrong = tmp_path / "program.jpg"
    wrong.write_bytes(b"MZ")
    context = browser.new_context(
        viewport={"width": 375, "height": 800}, java_script_enabled=False, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(f"{live.url}/report")
    page.get_by_label("Code of the appeal").fill("vla 4/1126/obs 31")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("A vigil").check()
    page.get_by_label("On which day?").fill(db_now().date().isoformat())
    page.get_by_label("What happened?").fill("We stood there.")
    page.get_by_label("A picture or a PDF").set_input_files(wrong)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_contain_text("this file is neither")
    expect(page.get_by_label("What happened?")).to_have_value("We stood there.")
    page.get_by_label("A picture or a PDF").set_input_files(hidden)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    context.close()
    reading().rollback()
    assert [one.campaign_id for one in reports()] == [stage.campaign.id]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_looked_through_by_axe(app: Flask, live: LiveServer, browser: Browser, scheme: Any) -> None:
    stage = published()
    context = browser.new_context(viewport={"width": 375, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    for path in ("/report", url(stage), "/report/without_code?code=XYZ", "/reported"):
        page.goto(live.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
        assert serious(page) == [], path
    page.goto(live.url + url(stage))
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert serious(page) == []
    assert re.search("need another look", page.inner_text("main"))
    context.close()


def test_while_it_is_updated_nothing_of_an_appeal_is_shown(client: FlaskClient) -> None:
    stage = published({**EMAIL, "holder": "Ilda Venn"})
    with writing() as session:
        session.merge(stage.campaign).state = "updating"
    page = client.get(url(stage))
    by_code = client.get("/report", query_string={"code": CODE}, follow_redirects=True)
    wrong = send(client, url(stage), done_on="never")
    assert (page.status_code, wrong.status_code) == (409, 400)
    for answer in (page, by_code, wrong):
        assert stage.campaign.title not in answer.text
        assert "Ilda Venn" not in answer.text
    assert "We stood there." in wrong.text
    assert send(client, url(stage)).status_code == 303
    assert [one.campaign_id for one in reports()] == [stage.campaign.id]


def test_an_ended_appeal_names_nobody(client: FlaskClient) -> None:
    stage = published({**EMAIL, "holder": "Ilda Venn"})
    assert "Ilda Venn" in client.get(url(stage)).text
    with writing() as session:
        session.merge(stage.campaign).state = "closed"
    page = client.get(url(stage)).text
    assert stage.campaign.title in page
    assert "Ilda Venn" not in page
