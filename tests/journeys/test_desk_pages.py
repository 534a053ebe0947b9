"""The desk's pages in a real browser: light and dark, on a desktop and on a phone.

With PICTURES=folder each is kept as a picture.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from campaign.base.database import reading, writing
from campaign.campaigns import texts
from campaign.campaigns.doubts import doubts
from campaign.campaigns.importing import import_appeal
from campaign.campaigns.publish import publish
from campaign.campaigns.update import open_update
from tests import builders
from tests.campaigns.samples import APPEAL, UPDATE
from tests.live import LiveServer

Scheme = Literal["light", "dark"]

WIDTHS = (1280, 375)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PASSED_OVER = "Ombudsman of Valoria, 3 Court Street, Port Vala, Fax: +44 20 7946 0199"
DOUBTFUL = (
    APPEAL.replace("OBS 031", "OBS 055")
    .replace("+1 202 555 0123", "+1 202 555 0177")  # otherwise than the directory has it
    .replace("Paris-Geneva, November 12", "Paris-Geneva, November 14")
    .replace("access to a lawyer.", f"access to a lawyer. Write to the {PASSED_OVER}.")
)
FRENCH = ("deux gardes", "Deux gardes sont détenus.", "Les libérer.")


@dataclass(frozen=True)
class Desk:
    """A desk with one campaign whose update is open, and one that was just read."""

    url: str
    paths: dict[str, str]


@pytest.fixture
def desk(app: Flask, live: LiveServer) -> Desk:
    with writing() as session:
        organisation = builders.organisation(session)
        person = builders.manager(session, organisation)
        one = import_appeal(session, organisation, APPEAL, person.id).campaign
        publish(session, one, person.id, True, [doubt.key for doubt in doubts(one)])
        texts.translate(session, one, "fr", person.id, 0, *FRENCH)
        open_update(session, one, UPDATE, person.id)
        other = import_appeal(session, organisation, DOUBTFUL, person.id).campaign
        first = other.recipients[0]
        running, draft = f"/desk/campaigns/{one.id}", f"/desk/campaigns/{other.id}"
        paths = {
            "reading": f"{draft}/reading",
            "review": f"{draft}/review",
            "matches": f"{draft}/recipients/{first.id}",
            "languages": f"{running}/languages",
            "text": f"{running}/languages/fr",
            "update": f"{running}/update",
            "closing": f"{running}/closing",
            "case": f"/desk/cases/{one.case_id}",
            "authorities": "/desk/authorities",
            "authority": f"/desk/authorities/{first.authority_id}",
            "directory-file": "/desk/directory/file",
            "search": "/desk/search?q=valoria",
        }
    reading().rollback()
    return Desk(live.url, paths)


@pytest.fixture
def page(browser: Browser, desk: Desk) -> Iterator[Page]:
    """A page of somebody who has logged in."""
    context = browser.new_context(base_url=desk.url, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/desk/login")
    page.locator("#email").fill("owner@demo.example.org")
    page.locator("#password").fill(builders.PASSWORD)
    page.locator("main").get_by_role("button").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    yield page
    context.close()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_page_is_accessible_and_fits(page: Page, desk: Desk) -> None:
    wrong: list[str] = []
    for name, path in desk.paths.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, name
        page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
        wrong += (problem for width in WIDTHS for problem in _at(page, name, width))
    assert wrong == []


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_recipient_is_pointed_at_in_the_source(page: Page, desk: Desk) -> None:
    page.goto(desk.paths["reading"])
    page.get_by_label("Title", exact=True).fill("Typed before")
    page.locator("#source-text").evaluate(
        """(source, words) => {
            const walk = document.createTreeWalker(source, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const at = walk.currentNode.data.indexOf(words);
                if (at < 0) continue;
                document.getSelection().setBaseAndExtent(
                    walk.currentNode, at, walk.currentNode, at + words.length);
                return;
            }
            throw new Error("not there: " + words);
        }""",
        "Ombudsman of Valoria",
    )
    page.get_by_role("button", name="Take what is selected").click()
    expect(page.get_by_label("One more recipient")).to_have_value("Ombudsman of Valoria")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recipient 5: Ombudsman of Valoria")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Typed before")


def _at(page: Page, name: str, width: int) -> Iterator[str]:
    page.set_viewport_size({"width": width, "height": 900})
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if too_wide > 0:
        yield f"{name} at {width}: {too_wide} pixels too wide"
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
        for violation in Axe().run(page).response["violations"]:
            where = [node["target"] for node in violation["nodes"]][:3]
            yield f"{name} at {width}, {scheme}: {violation['id']} {where}"
