"""Mail that came in, at the desk: as text only, for those who may read, and recorded."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import select

from campaign import inbound
from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.directory.models import ContactPoint
from campaign.inbound import bounds
from campaign.inbound.models import Incoming
from campaign.letters.addresses import bounce_address, reply_address
from campaign.letters.models import Letter
from tests import builders
from tests.builders import CODE, EMAIL, Stage, transmissions
from tests.desk.conftest import LogIn
from tests.inbound.mails import MINISTER, crlf, failed, reply
from tests.live import LiveServer

OPEN = "letters@letters.example.org"
EVIL = '<script>alert(1)</script> <a href="https://trap.example.com">here</a> javascript:x'


@pytest.fixture
def stage(app: Flask) -> Stage:
    stage = builders.published(EMAIL)
    builders.signed(stage)
    return stage


@pytest.fixture
def owner(app: Flask, stage: Stage, log_in: LogIn) -> FlaskClient:
    return log_in("owner")


def reference() -> str:
    return str(reading().scalars(select(Letter.reference)).one())


def newest() -> Incoming:
    reading().rollback()
    return reading().scalars(select(Incoming).order_by(Incoming.id.desc())).first()


def fill() -> None:
    """One mail in each list."""
    to = reply_address(reference())
    inbound.take(to, MINISTER, reply(to, EVIL, f"Re: {EVIL}"))
    inbound.take(to, MINISTER, reply(to, head="Auto-Submitted: auto-replied"))
    inbound.take(OPEN, "x@example.com", reply(OPEN, "Hello?"))
    bounce = crlf("From: MAILER-DAEMON@x.example.org\nSubject: Returned\n\nNo <b>entry</b>.\n")
    inbound.take(bounce_address(transmissions()[0].id), "", bounce)


def test_each_list_shows_its_mail(owner: FlaskClient, stage: Stage) -> None:
    fill()
    page = owner.get("/desk/inbox").text
    assert reference() in page
    assert CODE in page
    assert "by its address, for sure" in page
    assert page.count("1 not yet read") == 4
    assert "Thank you" not in page
    assert "by nothing" in owner.get("/desk/inbox?show=unmatched").text
    for name in ("unread-bounces", "automatic"):
        assert page.count("desk/letters/") == 1
        assert reference() in owner.get(f"/desk/inbox?show={name}").text
    assert owner.get("/desk/inbox?show=nonsense").status_code == 404
    assert owner.get("/desk/inbox?before=nonsense").status_code == 404


def test_a_mail_is_text_and_who_read_it_is_recorded(owner: FlaskClient, stage: Stage) -> None:
    to = reply_address(reference())
    inbound.take(to, MINISTER, reply(to, EVIL, f"Re: {EVIL}"))
    key = newest().id
    page = owner.post(f"/desk/inbox/{key}/read").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="https://trap' not in page
    [entry] = reading().scalars(select(AuditEntry))
    assert (entry.action, entry.subject) == ("mail read", f"incoming:{key}")
    assert newest().opened_at is not None
    assert "not yet read" not in owner.get("/desk/inbox").text


def test_attachments_are_listed_and_cannot_be_had(owner: FlaskClient, stage: Stage) -> None:
    head = 'Content-Type: multipart/mixed; boundary="m"\n'
    mail = (
        "From: x@example.com\nMIME-Version: 1.0\n" + head + "\n--m\n\nSee.\n--m\n"
        'Content-Type: application/x-msdownload; name="<b>run</b>.exe"\n'
        "Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nTVqQ\n--m--\n"
    )
    inbound.take(reply_address(reference()), MINISTER, crlf(mail))
    page = owner.post(f"/desk/inbox/{newest().id}/read").text
    assert "&lt;b&gt;run&lt;/b&gt;.exe" in page
    assert "application/x-msdownload, 1 kB" in page
    assert "TVqQ" not in page
    assert "download" not in page.replace("x-msdownload", "")


def test_what_anybody_may_have_sent_can_be_deleted(owner: FlaskClient, stage: Stage) -> None:
    fill()
    rows = {row.matched: row.id for row in reading().scalars(select(Incoming))}
    page = owner.post(f"/desk/inbox/{rows['']}/read").text
    assert f"/desk/inbox/{rows['']}/delete" in page
    assert "/delete" not in owner.post(f"/desk/inbox/{rows['token']}/read").text
    assert owner.post(f"/desk/inbox/{rows['token']}/delete").status_code == 404
    assert owner.post(f"/desk/inbox/{rows['']}/delete").status_code == 303
    assert rows[""] not in set(reading().scalars(select(Incoming.id)))
    entry = reading().scalars(select(AuditEntry).order_by(AuditEntry.at.desc())).first()
    assert (entry.action, entry.subject) == ("mail deleted", f"incoming:{rows['']}")


def test_an_answer_too_many_says_that_it_went_no_further(owner: FlaskClient, stage: Stage) -> None:
    to = reply_address(reference())
    for number in range(4):
        inbound.take(to, MINISTER, reply(to, f"Answer {number}."))
    first = reading().scalars(select(Incoming.id).order_by(Incoming.id)).first()
    assert "was not sent on" in owner.post(f"/desk/inbox/{newest().id}/read").text
    assert "was not sent on" not in owner.post(f"/desk/inbox/{first}/read").text


def test_another_organisation_sees_nothing(stage: Stage, log_in: LogIn) -> None:
    fill()
    stranger = log_in("owner", "other")
    for name in ("answers", "unmatched", "unread-bounces", "automatic"):
        assert "Nothing here." in stranger.get(f"/desk/inbox?show={name}").text
    for act in ("read", "delete"):
        assert stranger.post(f"/desk/inbox/{newest().id}/{act}").status_code == 404
    assert reading().scalars(select(AuditEntry)).all() == []
    assert newest().opened_at is None


def test_a_reader_of_figures_reads_no_mail(stage: Stage, log_in: LogIn) -> None:
    fill()
    reader = log_in("reader")
    assert reader.get("/desk/inbox").status_code == 403
    assert reader.post(f"/desk/inbox/{newest().id}/read").status_code == 403
    assert "Inbox" not in reader.get("/desk/").text
    assert "Inbox" in log_in("editor").get("/desk/").text


def test_a_bounce_that_was_understood_has_no_page(owner: FlaskClient, stage: Stage) -> None:
    inbound.take(bounce_address(transmissions()[0].id), "", failed("x"))
    assert owner.post(f"/desk/inbox/{newest().id}/read").status_code == 404


def test_page_by_page(owner: FlaskClient, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "KEPT", 100)
    to = reply_address(reference())
    for number in range(53):
        inbound.take(to, MINISTER, reply(to, f"Answer {number}."))
    page = owner.get("/desk/inbox").text
    assert page.count("/read") == 50
    after = page.partition("before=")[2].partition('"')[0]
    second = owner.get(f"/desk/inbox?show=answers&before={after}").text
    assert second.count("/read") == 3
    assert "Next page" not in second


def test_an_address_that_does_not_work_is_seen_first(owner: FlaskClient, stage: Stage) -> None:
    assert "does not work" not in owner.get("/desk/").text
    with writing() as session:
        contact = session.scalars(select(ContactPoint).filter_by(channel="email")).one()
        contact.health, contact.failing_since = "failing", db_now()
        contact.failing_because = "550 5.1.1 no such user"
    page = owner.get("/desk/").text
    assert "minister@justice.example.org</span> does not work" in page
    where = f"/desk/campaigns/{stage.campaign.id}/recipients/{stage.recipients[0].id}"
    assert where in page
    board = owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    assert where in board
    assert "550 5.1.1 no such user" in board


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 1280])
def test_the_pages_fit(
    live: LiveServer, page: Page, owner: FlaskClient, stage: Stage, width: int
) -> None:
    fill()
    cookie = owner.get_cookie("session")
    assert cookie is not None
    page.set_viewport_size({"width": width, "height": 800})
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": live.url}])
    page.goto(f"{live.url}/desk/inbox")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Read").first.click()
    page.get_by_role("heading", level=1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.scripts.length") == page.locator("script[src]").count()
