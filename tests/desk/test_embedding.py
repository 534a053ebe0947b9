"""The desk page on which managers name the sites that may show their appeals."""

from __future__ import annotations

from html import unescape

from flask import Flask

from tests import builders
from tests.desk.conftest import LogIn


def test_a_manager_names_sites_and_finds_what_to_paste(app: Flask, log_in: LogIn) -> None:
    stage = builders.published()
    client = log_in("owner")
    page = client.get("/desk/embed").text
    assert 'data-appeal="river-wardens"' in unescape(page)
    assert "/embed/river-wardens" in page
    answer = client.post("/desk/embed", data={"hosts": "News.example.org\n"})
    assert answer.status_code == 303
    assert "\nnews.example.org</textarea>" in client.get("/desk/embed").text.replace("\r", "")
    assert stage.organisation.embed_hosts == ["news.example.org"]


def test_a_wrong_line_is_told_and_nothing_typed_is_lost(app: Flask, log_in: LogIn) -> None:
    stage = builders.published()
    answer = log_in("owner").post("/desk/embed", data={"hosts": "news.example.org\n*.org"})
    assert answer.status_code == 422
    assert "“*.org” is no name of a site" in answer.text
    assert "news.example.org\n*.org" in answer.text.replace("\r", "")
    assert stage.organisation.embed_hosts == []


def test_only_own_campaigns_that_can_be_signed(app: Flask, log_in: LogIn) -> None:
    builders.published()
    builders.published(slug="other", org_slug="other")
    page = log_in("reader").get("/desk/embed").text
    assert "river-wardens" in page
    assert "/embed/other" not in page
    assert "<textarea" not in page
