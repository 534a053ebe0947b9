"""A letter's page, lists of letters, and what a person does about stuck ones."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy import select, update

from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import by_hand, errors, expect
from campaign.delivery.models import Attempt
from campaign.desk import departures, words
from campaign.letters import states
from campaign.letters.models import Letter, Transmission
from campaign.letters.reroute import reroute
from campaign.letters.write import OWN_STATES
from tests import builders
from tests.builders import EMAIL, FAX, PAPER, Stage, transmissions
from tests.desk.conftest import LogIn
from tests.live import LiveServer

BOTH = EMAIL | {"fax": "+12025550123"}


@pytest.fixture
def stage(app: Flask) -> Stage:
    return builders.published(BOTH)


@pytest.fixture
def owner(app: Flask, stage: Stage, log_in: LogIn) -> FlaskClient:
    return log_in("owner")


def go(transmission: Transmission, events: str, **changes: Any) -> None:
    for event in events.split():
        with writing() as session:
            [_] = states.move(session, event, [transmission.id], "worker:1", **changes)


def url_of(key: UUID) -> str:
    return f"/desk/letters/{reading().get_one(Letter, key).reference}"


def tried(transmission: Transmission, **what: Any) -> None:
    with writing() as session:
        session.add(
            Attempt(
                org_id=transmission.org_id,
                transmission_id=transmission.id,
                fence=1,
                worker_id=transmission.id,
                gateway="smtp",
                started_at=db_now(),
                ended_at=db_now(),
                **what,
            )
        )


def text_of(page: str) -> str:
    """What a reader sees, roughly."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_every_state_and_event_has_words() -> None:
    assert set(words.STATES) == {*states.STATES, *OWN_STATES}
    assert set(states.MOVES) <= set(words.EVENTS)
    assert set(errors.TABLE) == set(words.REASONS)
    assert set(expect.REASONS) == set(words.WAITS) == set(departures.BECAUSE)


def test_its_life_is_told_in_plain_words(owner: FlaskClient, stage: Stage) -> None:
    [key] = builders.signed(stage)
    [mail] = transmissions()
    tried(mail, outcome="taken", code=250, text="2.0.0 queued as 4ABC")
    go(mail, "claimed marked taken")
    go(mail, "came_back", error_class="address", error_text="550 5.1.1 no such user")
    reroute()
    page = owner.get(url_of(key)).text
    seen = text_of(page)
    told = [
        "Confirmed: the letter was promised.",
        "Written (text version 1), and put into the queue: e-mail to minister@justice.example.org.",
        "Our mail service took it.",
        "It came back.",
        "Written anew, and sent on.",
        "1. E-mail to minister@justice.example.org",
        "address unknown",
        "550 5.1.1 no such user",
        "250 2.0.0 queued as 4ABC",
        "2. Fax to +12025550123",
    ]
    assert [words for words in told if words not in seen] == []
    assert seen.index(told[2]) < seen.index(told[3]) < seen.index(told[4])
    assert "mail worker" in seen
    assert "UTC" in seen
    assert mail.message_id.strip("<>") in page


def test_no_supporter_is_on_the_page_before_it_is_opened(owner: FlaskClient, stage: Stage) -> None:
    [key] = builders.signed(stage)
    page = owner.get(url_of(key)).text
    assert "Anna" not in page
    opened = owner.post(url_of(key) + "/read").text
    assert "Anna Example" in opened
    assert "I once swam in that bay." in opened
    assert "anna@example.org" not in opened
    [entry] = reading().scalars(select(AuditEntry))
    assert (entry.action, entry.subject) == ("letter read", f"letter:{key}")
    assert "letter read" in owner.get(url_of(key)).text


def test_the_bytes_as_sent(owner: FlaskClient, stage: Stage) -> None:
    [key] = builders.signed(stage)
    go(transmissions()[0], "claimed marked taken came_back")
    reroute()
    mail = owner.post(url_of(key) + "/sent/1")
    assert mail.mimetype == "message/rfc822"
    assert transmissions()[0].message_id.encode() in mail.data
    fax = owner.post(url_of(key) + "/sent/2")
    assert fax.data.startswith(b"%PDF")
    for number in (0, 3):
        assert owner.post(f"{url_of(key)}/sent/{number}").status_code == 404
    assert [e.action for e in reading().scalars(select(AuditEntry))] == ["letter exported"] * 2


def test_a_reference_is_found_in_any_spelling(owner: FlaskClient, stage: Stage) -> None:
    [key] = builders.signed(stage)
    reference = reading().get_one(Letter, key).reference
    bare = reference.replace("-", "")
    for typed in (reference, reference.lower(), bare, f" {bare[:4]} {bare[4:]} ", f"[{bare}]"):
        found = owner.get("/desk/letters", query_string={"reference": typed})
        assert found.headers["Location"] == f"/desk/letters/{reference}", typed
    moved = owner.get(f"/desk/letters/{bare.lower()}")
    assert moved.headers["Location"] == f"/desk/letters/{reference}"


def test_a_reference_that_nobody_has(owner: FlaskClient) -> None:
    found = owner.get("/desk/letters?reference=<b>", follow_redirects=True)
    assert "No letter of your organisation" in found.text
    assert "“<b>" not in found.text
    assert owner.get("/desk/letters/2222-2222").status_code == 404


def test_a_letter_of_another_organisation_is_not_there(
    app: Flask, stage: Stage, log_in: LogIn
) -> None:
    [key] = builders.signed(stage)
    go(transmissions()[0], "claimed marked refused", error_class="policy")
    stranger = log_in("owner", "other")
    url, data = url_of(key), {"why": "I want it."}
    reference = url.rpartition("/")[2]
    assert stranger.get(url).status_code == 404
    for path in ("/read", "/sent/1", "/try-again"):
        assert stranger.post(url + path, data=data).status_code == 404
    found = stranger.get(f"/desk/letters?reference={reference}", follow_redirects=True)
    assert "No letter of your organisation" in found.text
    assert transmissions()[0].state == "failed"


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_a_role_without_the_right_decides_nothing(stage: Stage, log_in: LogIn, role: str) -> None:
    [key] = builders.signed(stage)
    go(transmissions()[0], "claimed marked refused", error_class="policy")
    client = log_in(role)
    assert "Try again" not in client.get(url_of(key)).text
    assert client.post(url_of(key) + "/try-again", data={"why": "x"}).status_code == 403
    listed = f"/desk/campaigns/{stage.campaign.id}/letters?state=given-up"
    assert client.post(listed, data={"why": "x", "number": 1}).status_code == 403
    assert client.post(url_of(key) + "/read").status_code == (403 if role == "reader" else 200)
    assert transmissions()[0].state == "failed"


def test_try_again_from_the_page(owner: FlaskClient, stage: Stage) -> None:
    [key] = builders.signed(stage)
    go(transmissions()[0], "claimed marked refused", error_class="policy")
    reroute()
    page = text_of(owner.get(url_of(key)).text)
    assert "The fault is ours, so no other way is tried" in page
    missing = owner.post(url_of(key) + "/try-again")
    assert missing.status_code == 422
    assert "Say why" in missing.text
    for _ in range(2):  # a double click
        owner.post(url_of(key) + "/try-again", data={"why": "Our SPF is mended."})
    assert [t.state for t in transmissions()] == ["ready"]
    page = text_of(owner.get(url_of(key)).text)
    assert "all tries begin anew. “ Our SPF is mended. ”" in page
    assert stage.manager.name in page
    assert owner.post(url_of(key) + "/burn-it", data={"why": "x"}).status_code == 404


def test_a_fax_asks_for_a_second_word(app: Flask, log_in: LogIn) -> None:
    stage = builders.published(FAX)
    [key] = builders.signed(stage)
    go(transmissions()[0], "claimed marked cut")
    client = log_in("owner")
    assert "may print it a second time" in client.get(url_of(key)).text
    refused = client.post(url_of(key) + "/send-anew", data={"why": "They say no."})
    assert refused.status_code == 422
    assert transmissions()[0].state == "uncertain"
    client.post(url_of(key) + "/send-anew", data={"why": "They say no.", "fax_twice": "y"})
    assert transmissions()[0].state == "ready"


def listed(client: FlaskClient, stage: Stage, **query: Any) -> list[str]:
    """The references in a list, page by page."""
    url, found = f"/desk/campaigns/{stage.campaign.id}/letters", list[str]()
    response = client.get(url, query_string=query)
    while True:
        assert response.status_code == 200
        found += re.findall(r'href="/desk/letters/([^"]+)"', response.text)
        after = re.search(r'href="([^"]+)">Next page', response.text)
        if after is None:
            return found
        response = client.get(after[1].replace("&amp;", "&"))


def test_a_number_on_the_board_leads_to_its_letters(
    app: Flask, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.letters.life.PAGE", 3)
    stage = builders.published(BOTH, FAX, PAPER)
    builders.signed(stage, 8)
    mails = transmissions(channel="email")
    for one in mails[:5]:
        go(one, "claimed marked taken came_back", error_class="address")
    reroute()
    for one in transmissions(channel="fax", state="ready")[:4]:
        go(one, "claimed marked taken proved")
    client = log_in("reader")
    board = client.get(f"/desk/campaigns/{stage.campaign.id}").text
    links = set(re.findall(r'<a href="(/desk/campaigns/[^"]+/letters[^"]*)">([\d,]+)</a>', board))
    assert len(links) >= 10
    for url, n in links:
        query = dict(re.findall(r"(state|recipient|channel)=([^&]+)", url.replace("&amp;", "&")))
        found = listed(client, stage, **query)
        assert len(found) == len(set(found)) == int(n), url


def test_a_list_with_odd_values_is_not_there(owner: FlaskClient, stage: Stage) -> None:
    url = f"/desk/campaigns/{stage.campaign.id}/letters"
    odd = ["state=x", "channel=pigeon", "recipient=1", "after=1", "after=99.0.0", "after=x.y.z"]
    odd.append(f"recipient={stage.manager.id}")
    for query in odd:
        assert owner.get(f"{url}?{query}").status_code == 404, query


def test_all_stuck_letters_of_a_recipient_are_tried_again(
    owner: FlaskClient, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.signed(stage, 4)
    for one in transmissions()[:3]:
        go(one, "claimed marked refused", error_class="policy")
    recipient = stage.recipients[0].id
    url = f"/desk/campaigns/{stage.campaign.id}/letters?state=given-up&recipient={recipient}"
    assert "Try 3 letters again" in owner.get(url).text
    assert "Try them again" not in owner.get(url.replace("given-up", "waiting")).text
    assert owner.post(url, data={"number": 3}).status_code == 422
    monkeypatch.setattr(by_hand, "MOST", 2)
    assert "Try 2 letters again" in owner.get(url).text
    done = owner.post(url, data={"why": "Mended.", "number": 3}, follow_redirects=True)
    assert "2 of 2 are tried again." in done.text
    assert len(transmissions(state="failed")) == 1
    builders.assert_counts_true(stage.campaign.id)


def test_what_our_mail_service_lost_is_listed_and_sent_anew_by_a_person(
    owner: FlaskClient, stage: Stage
) -> None:
    keys = builders.signed(stage, 3)
    for one in transmissions():
        go(one, "claimed marked taken")
    board = f"/desk/campaigns/{stage.campaign.id}"
    assert "no trace any more" not in owner.get(board).text
    lost = [one.id for one in transmissions()[:2]]
    with writing() as session:
        now = db_now()
        session.execute(update(Transmission).where(Transmission.id.in_(lost)).values(missed_at=now))
    assert "2 of which our mail service has no trace any more" in text_of(owner.get(board).text)
    assert len(listed(owner, stage, state="no-trace")) == 2
    assert "no trace of it any more" in owner.get(url_of(keys[0])).text
    url = f"{board}/letters?state=no-trace"
    assert "Send 2 letters anew" in owner.get(url).text
    assert owner.post(url, data={"number": 2}).status_code == 422
    done = owner.post(url, data={"why": "The disk.", "number": 2}, follow_redirects=True)
    assert "2 of 2 are sent anew." in done.text
    assert sorted(one.state for one in transmissions()) == ["accepted", "ready", "ready"]
    assert listed(owner, stage, state="no-trace") == []
    builders.assert_counts_true(stage.campaign.id)


def test_a_name_with_markup_stays_text(app: Flask, log_in: LogIn) -> None:
    stage = builders.published({**EMAIL, "office": "<script>x</script>"})
    [key] = builders.signed(stage)
    go(transmissions()[0], "claimed marked refused", error_class="x", error_text="<b>no</b>")
    page = log_in("owner").get(url_of(key)).text
    assert "<script>x" not in page
    assert "<b>no</b>" not in page


@pytest.mark.browser
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_long_address_fits_on_a_phone(
    live: LiveServer, page: Page, app: Flask, log_in: LogIn
) -> None:
    address = "secretariatoftheminister@ministryofinternalaffairs.example.org"
    stage = builders.published({"office": "Minister", "email": address})
    [key] = builders.signed(stage)
    go(transmissions()[0], "claimed marked taken")
    cookie = log_in("owner").get_cookie("session")
    assert cookie is not None
    page.set_viewport_size({"width": 375, "height": 800})
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": live.url}])
    page.goto(f"{live.url}{url_of(key)}")
    assert page.get_by_text(address).count()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
