"""The whole way of a supporter who reads Arabic: right to left, on a desktop and on a phone.

With PICTURES=folder the pages are kept as pictures.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask_babel import force_locale, gettext, ngettext
from playwright.sync_api import Browser, Page, ViewportSize, expect

from campaign.base import languages
from campaign.base.database import writing
from campaign.campaigns.models import Case
from tests.builders import CODE, Stage, published
from tests.live import LiveServer
from tests.signing import way
from tests.smtp import SmtpServer

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 800}


@pytest.fixture(autouse=True)
def _all_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "OFFERED", tuple(languages.LANGUAGES))


@pytest.fixture
def stage() -> Stage:
    made = published()
    with writing() as session:
        session.get_one(Case, made.campaign.case_id).country = "GE"
    return made


def said(message: str) -> str:
    with force_locale("ar"):
        return str(gettext(message))


@pytest.mark.parametrize(
    ("name", "size", "scripts", "scheme"),
    [("desktop", DESKTOP, True, "light"), ("phone", PHONE, False, "dark")],
)
def test_the_whole_way(
    browser: Browser,
    live: LiveServer,
    smtp: SmtpServer,
    stage: Stage,
    name: str,
    size: ViewportSize,
    scripts: bool,
    scheme: Literal["light", "dark"],
) -> None:
    context = browser.new_context(viewport=size, java_script_enabled=scripts, color_scheme=scheme)
    page = context.new_page()
    page.goto(live.url)
    page.locator(".nav summary").click()
    page.get_by_role("link", name="العربية").click()
    _look(page, f"{name}-home")
    page.get_by_role("link", name=stage.campaign.title).click()
    _look(page, f"{name}-campaign")
    page.get_by_role("button", name=said("Sign"), exact=True).click()
    expect(page.locator(".problems")).to_be_visible()
    _look(page, f"{name}-problems")
    for box in page.locator("input[name=recipients]").all():
        box.check()
    page.locator("#own_words").fill("أرجو منكم أن تطلقوا سراحهما.")
    page.locator("#name").fill("ليلى حداد")
    page.locator("#email").fill(f"{name}@example.org")
    page.locator("[name=consent]").check()
    page.get_by_role("button", name=said("Read my letters first")).click()
    expect(page.locator(".letter").first).to_contain_text("أرجو منكم")
    expect(page.locator(".letter").first).to_have_attribute("lang", "en")
    _look(page, f"{name}-preview")
    page.get_by_role("button", name=said("Sign"), exact=True).click()
    expect(page).to_have_url(re.compile("/ar/sent$"))
    _look(page, f"{name}-sent")
    _confirm_and_follow(page, smtp, name)
    context.close()


def _confirm_and_follow(page: Page, smtp: SmtpServer, name: str) -> None:
    [mail] = way.mails(smtp)
    links = re.findall(r"https?://\S+/ar/\S+", mail.get_content())
    by_purpose = {link.split("/ar/")[1].split("/")[0]: link for link in links}
    for purpose in ("not-me", "erase"):
        page.goto(by_purpose[purpose])
        _look(page, f"{name}-{purpose}")
    page.goto(by_purpose["confirm"])
    _look(page, f"{name}-confirm")
    with force_locale("ar"):
        button = ngettext("Yes, send it", "Yes, send all %(count)s", 2, count=languages.number(2))
    page.get_by_role("button", name=button).first.click()
    expect(page).to_have_url(re.compile("/ar/s/"))
    expect(page.locator(".rows > li")).to_have_count(3)
    _look(page, f"{name}-status")
    page.get_by_role("link", name=said("Read this letter")).first.click()
    _look(page, f"{name}-letter")
    page.go_back()
    page.get_by_role("link", name=said("Withdraw what has not left")).click()
    _look(page, f"{name}-withdraw")
    for about in ("report", "about", "privacy"):
        page.locator(f"a[href='/ar/{about}']").click()
        _look(page, f"{name}-{about}")


def _look(page: Page, name: str) -> None:
    """Right to left, nothing beside the page, codes and addresses from left to right."""
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"ar-{name}.png", full_page=True)
    for code in page.get_by_text(CODE, exact=True).all():
        expect(code).to_have_css("direction", "ltr")
    for address in page.locator("a[href^='mailto:']:not([href^='mailto:?'])").all():
        expect(address).to_have_css("direction", "ltr")
    if not name.startswith("phone"):  # scripts are off there
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, name
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found] == [], name
