"""Feeds, the sitemap and robots.txt: what runs now, and nothing of a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree

from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.base.languages import LANGUAGES
from campaign.campaigns.models import Campaign, Case
from tests.builders import Stage, published
from tests.signing import way
from tests.smtp import SmtpServer

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
PERSONAL = ("/s/", "/confirm/", "/erase/", "/not-me/", "/own-words/")


def xml(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return etree.fromstring(answer.data)


def change(stage: Stage, **values: Any) -> None:
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        for name, value in values.items():
            setattr(campaign, name, value)


def titles(client: FlaskClient, path: str) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in xml(client, path).iter(f"{ATOM}entry")]


def located(client: FlaskClient) -> Iterator[str]:
    return (one.text for one in xml(client, "/sitemap.xml").iter(f"{MAP}loc"))


def test_a_feed_has_what_rfc_4287_asks_for(client: FlaskClient) -> None:
    stage = published()
    feed = xml(client, "/feed.atom")
    [entry] = feed.iter(f"{ATOM}entry")
    for part in (feed, entry):
        assert part.findtext(f"{ATOM}id").startswith("http://127.0.0.1:")
        assert part.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo
    assert entry.findtext(f"{ATOM}title") == stage.campaign.title
    assert entry.findtext(f"{ATOM}summary") == "Two river wardens are held without charge."
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Letters for Defenders"
    address = entry.find(f"{ATOM}link").get("href")
    assert client.get(urlsplit(address).path).status_code == 200


def test_an_empty_feed_is_a_feed(client: FlaskClient) -> None:
    assert titles(client, "/feed.atom") == []


def test_only_what_can_be_signed_now(client: FlaskClient) -> None:
    stage = published()
    for hidden in (
        {"sign_until": db_now().date() - timedelta(days=1)},
        {"state": "updating", "sign_until": None},
        {"state": "closed"},
        {"state": "draft"},
    ):
        change(stage, **hidden)
        assert titles(client, "/feed.atom") == []
        assert not any("/c/" in one for one in located(client))


def test_a_title_that_was_corrected_is_gone(client: FlaskClient) -> None:
    stage = published()
    change(stage, title="A river warden jailed")
    assert titles(client, "/feed.atom") == ["A river warden jailed"]


def test_what_a_feed_cannot_carry_is_left_out(client: FlaskClient) -> None:
    change(published(), title="Two <wardens> & \x0b one\x01 more")
    assert titles(client, "/feed.atom") == ["Two <wardens> &  one more"]


def test_feeds_of_an_organisation_and_a_country(client: FlaskClient) -> None:
    stage = published()
    published(slug="other", org_slug="other")
    with writing() as session:
        session.get_one(Case, stage.campaign.case_id).country = "KG"
    assert len(titles(client, "/feed.atom")) == 2
    assert len(titles(client, "/feeds/organisation/demo.atom")) == 1
    assert len(titles(client, "/feeds/country/KG.atom")) == 1
    assert titles(client, "/feeds/country/BE.atom") == []
    assert client.get("/feeds/organisation/none.atom").status_code == 404
    assert client.get("/feeds/country/XX.atom").status_code == 404


def test_every_page_of_the_sitemap_is_there_in_every_language(client: FlaskClient) -> None:
    published()
    pages = list(located(client))
    assert len(pages) == len(set(pages)) == 5 * len(LANGUAGES)
    for one in pages:
        assert client.get(urlsplit(one).path).status_code == 200, one
    for url in xml(client, "/ar/sitemap.xml").iter(f"{MAP}url"):
        links = {one.get("hreflang"): one.get("href") for one in url.iter(f"{XHTML}link")}
        assert set(links) == {*LANGUAGES, "x-default"}
        assert url.findtext(f"{MAP}loc") in links.values()
        assert links["x-default"] == links["en"]


def test_personal_pages_are_in_none_and_not_indexed(client: FlaskClient, smtp: SmtpServer) -> None:
    links = way.confirmed(client, smtp, published())
    said = "".join(client.get(p).text for p in ("/feed.atom", "/sitemap.xml", "/robots.txt"))
    assert not any(part in said for part in PERSONAL)
    for purpose in ("status", "erase", "not_me", "confirm"):
        assert "noindex" in client.get(links[purpose]).headers["X-Robots-Tag"]
    assert "X-Robots-Tag" not in client.get("/c/river-wardens").headers


def test_crawlers_are_told_where_not_to_go(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /desk/\n" in text
    assert "\nSitemap: http" in text


@pytest.mark.parametrize("path", ["/feed.atom", "/sitemap.xml", "/robots.txt"])
def test_anybody_may_keep_them(client: FlaskClient, path: str) -> None:
    published()
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
