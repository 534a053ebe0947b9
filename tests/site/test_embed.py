"""An appeal within a page of another site: nothing typed, no cookie, only where it was allowed."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from campaign.accounts.embed_hosts import hosts_from, set_embed_hosts
from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign
from tests.builders import EMAIL, Stage, published, signed
from tests.conftest import Clock
from tests.live import LiveServer

FRAME = "/embed/river-wardens"
NONE = "frame-ancestors 'none'"


class News(BaseHTTPRequestHandler):
    """A page of a newspaper with the snippet in it."""

    snippet = ""

    def do_GET(self) -> None:
        page = f"<!doctype html><title>News</title><h1>News</h1>{self.snippet}<p>The end</p>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def news() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), News)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def let(stage: Stage, *hosts: str) -> None:
    with writing() as session:
        set_embed_hosts(session, stage.organisation.id, stage.manager.id, list(hosts))


def change(stage: Stage, **values: Any) -> None:
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        for name, value in values.items():
            setattr(campaign, name, value)


def policy(client: FlaskClient, path: str) -> str:
    return client.get(path).headers["Content-Security-Policy"]


def test_no_site_may_show_anything_at_first(client: FlaskClient) -> None:
    published()
    for path in (FRAME, "/", "/c/river-wardens", "/embed/none", "/desk/login"):
        assert policy(client, path).endswith(NONE)


def test_only_sites_that_were_named_and_only_the_frame(client: FlaskClient) -> None:
    stage = published()
    published(slug="other", org_slug="other")
    let(stage, "news.example.org", "partner.example.org:8443")
    assert policy(client, FRAME).endswith(
        "frame-ancestors news.example.org partner.example.org:8443"
    )
    for path in ("/", "/c/river-wardens", "/embed/other", "/desk/login", "/s/x"):
        assert policy(client, path).endswith(NONE)
    let(stage)
    assert policy(client, FRAME).endswith(NONE)
    entries = reading().query(AuditEntry).filter_by(action="sites that may embed set").all()
    assert [e.detail for e in entries] == ["news.example.org, partner.example.org:8443", "none"]


def test_what_is_in_it(client: FlaskClient, clock: Clock) -> None:
    stage = published(EMAIL)
    signed(stage, 12)
    clock.forward(hours=1)
    page = client.get(FRAME).text
    assert stage.campaign.title in page
    assert "Two river wardens are held without charge." in page
    assert "Release them;" in page
    assert "10 people have confirmed their letters" in page
    assert re.search(r'href="http://127.0.0.1:\d+/c/river-wardens" target="_blank"', page)
    for typed in ("<form", "<input", "<textarea", "<select", "<script", "csrf", "style="):
        assert typed not in page


def test_no_cookie_and_anybody_may_keep_it(client: FlaskClient) -> None:
    published()
    answer = client.get(FRAME)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    again = client.get(FRAME, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Content-Security-Policy"].endswith(NONE)


def test_what_cannot_be_signed_says_so(client: FlaskClient) -> None:
    stage = published()
    change(stage, sign_until=db_now().date() - timedelta(days=1))
    assert "cannot be signed any more" in client.get(FRAME).text
    change(stage, state="closed", outcome="freed", outcome_said="Both are free.")
    page = client.get(FRAME).text
    assert "See what became of it" in page
    assert "held without charge" not in page
    change(stage, state="updating")
    answer = client.get(FRAME)
    assert (answer.status_code, "brought up to date" in answer.text) == (503, True)
    assert stage.campaign.title not in answer.text
    assert client.get("/embed/none").status_code == 404


def test_it_speaks_the_language_of_its_address(client: FlaskClient) -> None:
    published()
    assert "/ar/c/river-wardens" in client.get(f"/ar{FRAME}").text


def test_the_script_is_small(client: FlaskClient) -> None:
    with client.get("/static/embed.js") as script:
        assert script.status_code == 200
        assert len(script.data) < 2000
        assert "Set-Cookie" not in script.headers


@pytest.mark.parametrize(
    "typed",
    ["*.example.org", "https://x.example", "x.example/y", "a b.org", "x.org;", "'self'"],
)
def test_what_is_no_name_of_a_site_is_refused(typed: str) -> None:
    with pytest.raises(Problem, match="is no name of a site"):
        hosts_from(f"news.example.org\n{typed}")


def test_names_of_sites_as_they_are_typed() -> None:
    typed = " News.Example.org \n\nbücher.example\nnews.example.org\nx.example:8443\n"
    assert hosts_from(typed) == ["news.example.org", "xn--bcher-kva.example", "x.example:8443"]


@pytest.mark.browser
@pytest.mark.parametrize("allowed", [True, False])
def test_in_a_browser(live: LiveServer, news: HTTPServer, page: Page, allowed: bool) -> None:
    stage = published()
    place = f"127.0.0.1:{news.server_port}"
    if allowed:
        let(stage, place)
    News.snippet = f'<script src="{live.url}/static/embed.js" data-appeal="river-wardens"></script>'
    page.goto(f"http://{place}/")
    frame = page.frame_locator("iframe")
    if not allowed:
        expect(frame.locator("h1")).to_be_attached()  # the browser's own words
        expect(frame.get_by_text(stage.campaign.title)).to_have_count(0)
        return
    expect(frame.locator("h1")).to_have_text(stage.campaign.title)
    assert frame.locator(".airmail").evaluate("e => e.offsetHeight") == 8  # the stylesheet came
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Write a letter").click()
    expect(opened.value).to_have_url(f"{live.url}/c/river-wardens")
    expect(opened.value.locator("#email")).to_be_visible()
    assert opened.value.evaluate("document.referrer") == ""
    assert all("embed" not in str(cookie) for cookie in page.context.cookies(f"http://{place}"))


def test_demands_are_whole_and_those_left_out_are_counted(client: FlaskClient) -> None:
    stage = published()
    asks = [
        {"label": None, "text": f"Demand {n} {'is long ' * 40}end.", "items": []} for n in "12345"
    ]
    with writing() as session:
        appeal = session.get_one(Campaign, stage.campaign.id).appeal
        appeal.reading = {**appeal.reading, "actions": asks}
    html = client.get(FRAME).text
    assert html.count("is long end.</li>") == 3
    assert "And 2 more" in html


@pytest.mark.config(api_limit="2/hour")
def test_asked_too_often_it_says_so_in_the_frame(client: FlaskClient) -> None:
    let(published(), "news.example.org")
    statuses = [client.get("/robots.txt").status_code for _ in range(4)]
    statuses += [client.get("/c/river-wardens/qr.svg").status_code for _ in range(4)]
    statuses += [client.get(FRAME).status_code for _ in range(2)]
    assert statuses == [200] * 10
    answer = client.get(FRAME)
    assert answer.status_code == 429
    assert "frame-ancestors news.example.org" in answer.headers["Content-Security-Policy"]
    assert "<h1" not in answer.text
