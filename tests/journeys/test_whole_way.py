"""The whole way in a real browser, on the program as `make run` starts it.

From reading an appeal to the letters in the post room and the counts at the desk; on a desktop,
and on a phone without scripts. With PICTURES=folder the main pages are kept as pictures.
"""

from __future__ import annotations

import io
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.servers import free_port

ROOT = Path(__file__).parents[2]
CODE = "VLA 004 / 1126 / OBS 031"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 800}
NEVER_SERIOUS = ("serious", "critical")


@dataclass(frozen=True)
class Running:
    """A running installation: its addresses and the demonstration's log-in."""

    campaign: str
    desk: str
    email: str
    password: str
    postroom: str


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("installation")
    command = [sys.executable, "-m", "campaign.works.run", "--port", str(free_port())]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = "".join(process.stdout.readline() for _ in range(3))
    found = re.findall(r"https?://\S+|\S+@\S+\s+\S+", said)
    email, password = found[2].split()
    yield Running(found[0], found[1], email, password, found[3])
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("name", "size", "scripts"), [("desktop", DESKTOP, True), ("phone", PHONE, False)]
)
def test_from_reading_to_the_counts(
    browser: Browser, running: Running, name: str, size: ViewportSize, scripts: bool
) -> None:
    context = browser.new_context(viewport=size, java_script_enabled=scripts)
    page = context.new_page()
    _read_and_sign(page, running, f"{name}@example.org")
    _picture(page, f"{name}-sent")
    status = _confirm(page, running, f"{name}@example.org")
    _follow(page, status)
    _picture(page, f"{name}-status")
    _read_what_left(page, running)
    _picture(page, f"{name}-fax")
    _look_at_the_counts(page, running)
    _picture(page, f"{name}-board")
    context.close()


def _read_and_sign(page: Page, running: Running, email: str) -> None:
    page.goto(running.campaign)
    expect(page.get_by_text(CODE).first).to_be_visible()
    _picture(page, f"{email.split('@')[0]}-campaign")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator(".problems")).to_be_visible()
    for box in page.locator("input[name=recipients]").all():
        box.check()
    page.get_by_label("Your own words").fill("I once swam in that bay.")
    page.get_by_label("Name", exact=True).fill("Jane Doe")
    page.locator("#email").fill(email)
    page.locator("[name=consent]").check()
    page.get_by_role("button", name="Read my letters first").click()
    expect(page.locator(".letter").first).to_contain_text("I once swam in that bay.")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page).to_have_url(re.compile("/sent$"))


def _confirm(page: Page, running: Running, email: str) -> str:
    """Open the mail, follow its link, press the button; returns the status page's address."""
    _until(page, running.postroom, f"to {email}")
    mail = page.locator("li", has_text=f"to {email}").get_by_role("link").first
    mail.click()
    page.locator("a[href*='/confirm/']").click()
    expect(page.locator(".letter").first).to_be_attached()
    page.get_by_role("button", name=re.compile("^Yes, send")).first.click()
    expect(page).to_have_url(re.compile("/s/"))
    return page.url


def _follow(page: Page, status: str) -> None:
    """Until every letter that we send has left."""
    deadline = time.monotonic() + 60
    proved = page.get_by_text("Their machine confirmed")
    handed = page.get_by_text("Handed to our mail service")
    while (proved.count(), handed.count()) != (2, 3):
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        time.sleep(1)
        page.goto(status)
    assert page.get_by_role("link", name="Print it").count() == 1


def _read_what_left(page: Page, running: Running) -> None:
    page.goto(running.postroom)
    page.get_by_role("link", name="Minister of Justice").first.click()
    expect(page.locator("main")).to_contain_text("X-Appeal-Code")
    expect(page.locator("main")).to_contain_text(CODE)
    expect(page.locator("main")).to_contain_text("I once swam in that bay.")
    page.goto(running.postroom)
    page.locator("li", has_text="Fax to").first.get_by_role("link").click()
    picture = page.locator("img.fax").first
    expect(picture).to_be_visible()
    address = urljoin(page.url, picture.get_attribute("src"))
    drawn = Image.open(io.BytesIO(page.request.get(address).body()))
    assert drawn.width >= 1700
    assert drawn.getbbox() == (0, 0, *drawn.size)


def _look_at_the_counts(page: Page, running: Running) -> None:
    page.goto(running.desk)
    page.locator("#email").fill(running.email)
    page.locator("#password").fill(running.password)
    page.locator("main").get_by_role("button").click()
    page.locator("main a[href*='/desk/campaigns/']").first.click()
    expect(page.locator("main")).to_contain_text("confirmed")
    grids = page.locator("table:has(tfoot):not(.stacks)").all()
    assert len(grids) == 3  # letters by authority and by way, transmissions by way
    for grid in grids:
        _assert_adds_up(grid)


def _assert_adds_up(grid: Locator) -> None:
    """Each row ends in its sum, and the last row holds the sums of the columns."""
    rows = [
        [int(cell) for cell in row.locator("td").all_inner_texts()]
        for row in grid.locator("tbody tr, tfoot tr").all()
    ]
    assert rows[-1][-1] > 0
    assert all(sum(row[:-1]) == row[-1] for row in rows)
    assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]


def _until(page: Page, url: str, words: str) -> None:
    deadline = time.monotonic() + 30
    page.goto(url)
    while not page.get_by_text(words).count():
        assert time.monotonic() < deadline, f"never saw {words!r}"
        time.sleep(0.5)
        page.goto(url)


def _picture(page: Page, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")
    if page.viewport_size != PHONE:  # axe is a script, and there they are off
        _assert_accessible(page, name)


def _assert_accessible(page: Page, name: str) -> None:
    violations = Axe().run(page).response["violations"]
    serious = [v["id"] for v in violations if v["impact"] in NEVER_SERIOUS]
    assert serious == [], f"{name}: {serious}"
