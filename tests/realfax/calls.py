"""A signed letter goes over a telephone line as a fax; and what else may become of a call.

With PICTURES=folder the page that came out of the other machine is kept as a picture.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageChops, ImageSequence
from sqlalchemy import select

from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.delivery import drain, sweep
from campaign.delivery.errors import TABLE
from campaign.delivery.models import FaxReport
from campaign.letters.models import Transmission, TransmissionContent
from campaign.letters.pages import fax_pages
from tests.builders import assert_counts_true, published, signed, transmissions
from tests.conftest import LIVE, Clock
from tests.realfax.line import Line, read_tiff, why_not
from tests.signing import way
from tests.smtp import SmtpServer

THEIRS = "+442079460002"
TAG_LINE = 32  # rows at the head of a page, into which the sending machine writes its own line
CALL_SECONDS = 150
OWN_WORDS = """Мы следим за этим делом и надеемся на Ваше скорое решение.
ჩვენ ვადევნებთ თვალს ამ საქმეს.
نتابع هذه القضية VLA 004 / 1126 / OBS 031 عن كثب، ونأمل أن يُفرج عنهما قريبا.
Nous suivons cette affaire de près."""

pytestmark = pytest.mark.config(**LIVE, mail_use_tls=False, fax_gateway="hylafax", fax_timeout=5)


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    if reason := why_not():
        pytest.fail(reason)
    made = Line()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def dials(app: Flask, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The application's faxes go over the line, and offices are always open."""
    config = app.config["CAMPAIGN"]
    app.config["CAMPAIGN"] = replace(config, hylafax_port=line.ours.port)
    monkeypatch.setattr("campaign.delivery.hours.keeps", lambda channel, office_hours: False)


def settled(clock: Clock, seconds: float = CALL_SECONDS) -> Transmission:
    """Sweep until the fax is not under way any more."""
    end = time.monotonic() + seconds
    while True:
        sweep()
        [fax] = transmissions()
        if fax.state != "accepted":
            return fax
        assert time.monotonic() < end, "no news of the fax"
        time.sleep(0.5)
        clock.forward(seconds=30)  # so that the gateway is asked again


def pages(tiff: bytes) -> list[Image.Image]:
    with Image.open(io.BytesIO(tiff)) as image:
        return [frame.convert("L") for frame in ImageSequence.Iterator(image)]


def keep_as_picture(page: Image.Image) -> None:
    """The page with square dots, half as large, for the documentation."""
    if folder := os.environ.get("PICTURES"):
        half = page.width // 2, page.height * 204 // 196 // 2
        page.resize(half, Image.Resampling.LANCZOS).save(Path(folder, "received-fax.png"))


def below_the_tag_line(page: Image.Image) -> Image.Image:
    return page.crop((0, TAG_LINE, page.width, page.height))


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_a_letter_in_four_scripts_confirmed_on_the_site_comes_out_of_their_machine_dot_for_dot(
    app: Flask, client: FlaskClient, smtp: SmtpServer, line: Line, clock: Clock
) -> None:
    stage = published({"office": "Prosecutor General", "fax": THEIRS})
    way.confirmed(client, smtp, stage, own_words=OWN_WORDS)
    before = len(line.received())
    [fax] = transmissions()
    content = reading().get_one(TransmissionContent, fax.id).payload
    assert drain("fax") == 1
    fax = settled(clock)
    assert (fax.state, fax.pages) == ("delivered", 1)
    *_, came = line.received()
    assert len(line.received()) == before + 1
    sent, received = pages(fax_pages(content)), pages(read_tiff(came))
    assert len(received) == len(sent) == 1
    assert received[0].size == sent[0].size == (1728, 2292)
    difference = ImageChops.difference(*(below_the_tag_line(p[0]) for p in (sent, received)))
    assert difference.getbbox() is None
    keep_as_picture(received[0])
    assert_counts_true(stage.campaign.id)
    sweep()
    assert line.ours.jobs() == {}  # and nothing of it is left with the gateway


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("number", "error_class"),
    [
        ("+442079460017", "busy"),
        ("+442079460099", "no_answer"),
        ("+442079460030", "voice"),
        ("+442079460088", "no_line"),
    ],
)
def test_a_call_that_does_not_get_through_is_tried_again_as_the_table_says(
    app: Flask, line: Line, clock: Clock, number: str, error_class: str
) -> None:
    stage = published({"office": "Prosecutor General", "fax": number})
    signed(stage)
    received, began = line.received(), db_now()
    assert drain("fax") == 1
    fax = settled(clock)
    assert (fax.state, fax.error_class, fax.tries, fax.pages) == ("ready", error_class, 1, 0)
    [report] = reading().scalars(select(FaxReport))
    assert report.event == "not_through"
    pause = timedelta(minutes=TABLE[error_class].pauses[0])
    assert began + pause / 4 <= fax.next_at <= db_now() + pause
    assert drain("fax") == 0
    assert line.switch.dialled[-1][-2:] == number[-2:]
    assert line.received() == received
    assert_counts_true(stage.campaign.id)
