"""Reports of actions at the desk: read, accepted, rejected, edited, erased, summed up."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import select

from campaign.accounts import logins
from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.inbound.actions import tell
from campaign.inbound.actions.models import ActionFile, ActionReport, WeeklySummary
from campaign.inbound.actions.told import Told
from tests import builders
from tests.builders import CODE, Stage
from tests.conftest import Clock
from tests.desk.conftest import LogIn
from tests.inbound.files import picture
from tests.live import LiveServer

TEXT = "We stood there with <b>candles</b>."


def reported(stage: Stage, placed: bool = True, **changes: Any) -> ActionReport:
    given: dict[str, Any] = {"form_token": "a form", "kind": "vigil", "done_on": db_now().date()}
    told = Told(**given | {"text": TEXT, "country": "BE", "place": "Exampletown"} | changes)
    tell.tell(told, stage.campaign if placed else None, picture())
    return only()


def only() -> ActionReport:
    reading().rollback()
    return reading().scalars(select(ActionReport)).one()


def read(client: FlaskClient, report: ActionReport) -> str:
    return client.post(f"/desk/actions/{report.id}/read").text


def decide(client: FlaskClient, report: ActionReport, press: str, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "act": press,
        "campaign": str(report.campaign_id or ""),
        "kind": report.kind,
        "done_on": str(report.done_on),
        "country": "BE",
        "text": TEXT,
    }
    return client.post(f"/desk/actions/{report.id}", data=given | changes)


def done() -> list[str]:
    entries = reading().scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [f"{one.action}: {one.detail}" for one in entries if one.subject.startswith("action:")]


def test_a_report_is_read_and_accepted(app: Flask, log_in: LogIn, clock: Clock) -> None:
    stage = builders.published()
    client = log_in("editor")
    report = reported(stage)
    assert "A vigil" in client.get("/desk/actions").text
    page = read(client, report)
    assert "&lt;b&gt;candles&lt;/b&gt;" in page
    assert "Exampletown" in page
    assert decide(client, report, "accept").status_code == 303
    assert only().state == "accepted"
    assert "A vigil" in client.get("/desk/actions?show=accepted").text
    assert done() == ["action report read: ", "action report accepted: "]


def test_an_edit_stands_beside_what_came_in(app: Flask, log_in: LogIn) -> None:
    client = log_in("editor")
    report = reported(builders.published())
    decide(client, report, "save", text="We stood there.", kind="meeting")
    page = read(client, only())
    assert "&lt;b&gt;candles&lt;/b&gt;" in page
    assert "We stood there.</textarea>" in page
    assert only().state == "new"
    assert "action report edited: kind, text" in done()
    assert "candles" not in "".join(done())


def test_a_report_for_no_campaign_is_placed(app: Flask, log_in: LogIn) -> None:
    stage = builders.published()
    client = log_in("editor")
    report = reported(stage, placed=False)
    assert "A vigil" not in client.get("/desk/actions").text
    assert "A vigil" in client.get("/desk/actions?show=unplaced").text
    answer = decide(client, report, "accept", text="Typed by me.")
    assert answer.status_code == 422
    assert "Choose the campaign" in answer.text
    assert "Typed by me." in answer.text
    decide(client, report, "accept", campaign=str(stage.campaign.id))
    assert only().campaign_id == stage.campaign.id


def test_rejecting_asks_why(app: Flask, log_in: LogIn) -> None:
    client = log_in("editor")
    report = reported(builders.published())
    assert decide(client, report, "reject").status_code == 422
    assert only().state == "new"
    assert decide(client, report, "reject", why="spam").status_code == 303
    assert only().state == "rejected"
    assert "action report rejected: It is advertising or abuse" in done()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"done_on": "soon"}, "Enter the day"),
        ({"text": "x" * 3001}, "Shorten the text"),
        ({"campaign": "nothing"}, "Not a valid choice"),
        ({"act": ""}, "Press one of the buttons"),
    ],
)
def test_bad_input_changes_nothing(
    app: Flask, log_in: LogIn, changes: dict[str, str], words: str
) -> None:
    client = log_in("editor")
    report = reported(builders.published())
    answer = decide(client, report, "accept", **changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert (only().state, only().edited_at) == ("new", None)


def test_the_file_is_opened_and_recorded(app: Flask, log_in: LogIn) -> None:
    client = log_in("editor")
    report = reported(builders.published())
    answer = client.post(f"/desk/actions/{report.id}/file")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert done() == ["file of action report read: "]


def test_erasing(app: Flask, log_in: LogIn) -> None:
    client = log_in("editor")
    report = reported(builders.published())
    assert client.post(f"/desk/actions/{report.id}/erase").status_code == 303
    assert (only().told, only().state) == (None, "rejected")
    assert reading().scalars(select(ActionFile)).all() == []
    assert client.post(f"/desk/actions/{report.id}/file").status_code == 404
    page = read(client, report)
    assert "is erased" in page
    assert "Exampletown" not in page


def test_the_address_of_the_issuer(app: Flask, log_in: LogIn) -> None:
    stage = builders.published()
    client = log_in("editor")
    where = f"/desk/campaigns/{stage.campaign.id}/issuer"
    name = f"c{stage.campaign.id.hex}-address"
    assert "Not sent to anybody" in client.get("/desk/actions/issuers").text
    wrong = client.post(where, data={name: "not an address"})
    assert wrong.status_code == 422
    assert 'value="not an address"' in wrong.text
    assert client.post(where, data={name: "appeals@issuer.example.org"}).status_code == 303
    page = client.get("/desk/actions/issuers").text
    assert "Sent once a week" in page
    assert 'value="appeals@issuer.example.org"' in page
    client.post(where, data={name: ""})
    reading().rollback()
    assert reading().scalars(select(WeeklySummary)).all() == []


def test_accepted_ones_are_counted_on_the_page(
    app: Flask, client: FlaskClient, log_in: LogIn, clock: Clock
) -> None:
    stage = builders.published()
    for n in range(12):
        tell.tell(Told(str(n), "fax", db_now().date()), stage.campaign)
    where = f"/c/{stage.campaign.slug}"
    clock.forward(hours=1)
    assert "reported to us" not in client.get(where).text
    desk = log_in("editor")
    for report in reading().scalars(select(ActionReport)).all():
        decide(desk, report, "accept")
    clock.forward(hours=1)
    assert "10 actions that people took themselves were reported to us" in client.get(where).text
    assert CODE in client.get(where).text


@pytest.mark.browser
def test_its_pages_on_a_phone(app: Flask, live: LiveServer, page: Page) -> None:
    stage = builders.published()
    report = reported(stage)
    with writing() as session:
        token = logins.begin(session, session.merge(stage.manager))
    serializer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie = serializer.dumps({logins.COOKIE_KEY: token})
    page.context.add_cookies([{"name": "session", "value": cookie, "url": live.url}])
    page.set_viewport_size({"width": 375, "height": 800})
    for path in ("/desk/actions", "/desk/actions/issuers"):
        page.goto(live.url + path)
        assert looks_well(page), path
    page.goto(live.url + "/desk/actions")
    page.get_by_role("button", name="Read").click()
    assert page.get_by_role("heading", name="As it came in").is_visible()
    assert looks_well(page)
    page.get_by_role("button", name="Accept").click()
    assert page.get_by_text("it is counted").is_visible()
    assert report.id


def looks_well(page: Page) -> bool:
    violations = Axe().run(page).response["violations"]
    serious = [one["id"] for one in violations if one["impact"] in ("serious", "critical")]
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert (serious, wide <= 375) == ([], True)
    return True
