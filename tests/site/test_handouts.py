"""What people pass on: links that ask nobody, the picture, the QR code, the sheet."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageChops
from pypdf import PdfReader

from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.campaigns.models import AppealRecord, Campaign
from campaign.signing import handouts
from campaign.signing.handouts import Card, cut, picture
from campaign.signing.public import public, shown
from tests.builders import Stage, published
from tests.signing import way
from tests.smtp import SmtpServer

PAGE = "/c/river-wardens"
ARABIC = "اعتقال اثنين من حراس النهر بسبب قياس مياه خليج أورو"
RUSSIAN = "Двое смотрителей реки заключены под стражу за то, что измеряли воду залива Ору"
LONG = (
    "Two river wardens jailed for measuring the water of Oru Bay and counting its dead fish; " * 9
)
NO_SPACES = "W" * 400
TITLES = {
    "en": "Two river wardens jailed",
    "ar": ARABIC,
    "ru": RUSSIAN,
    "long": LONG,
    "w": NO_SPACES,
}


def change(stage: Stage, language: str = "en", reading: Any = None, **values: Any) -> None:
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        for name, value in values.items():
            setattr(campaign, name, value)
        appeal = session.get_one(AppealRecord, campaign.appeal_id)
        appeal.language = language
        appeal.reading = appeal.reading | (reading or {})


def meta(client: FlaskClient, path: str = PAGE) -> dict[str, str]:
    found = re.findall(
        r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', client.get(path).text
    )
    return {name: html.unescape(value) for name, value in found}


def hrefs(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="([^"]+)"', page)]


def drawn(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Where the title stands: dark dots within the paper, between its head and its foot."""
    inner = image.crop((60, 170, 1140, 480)).convert("L").point(lambda dot: 255 * (dot < 90))
    left, top, right, bottom = inner.getbbox() or (0, 0, 0, 0)
    return left + 60, top + 170, right + 60, bottom + 170


def a_card(title: str, language: str = "en") -> Card:
    return Card(cut(title, handouts.TITLE_LENGTH), "VLA 004", "A House", "Write", "x.org", language)


def test_what_stands_beside_a_link(client: FlaskClient) -> None:
    stage = published()
    said = meta(client)
    assert said["og:title"] == stage.campaign.title
    assert said["og:description"] == "Two river wardens are held without charge."
    assert urlsplit(said["og:url"]).path == PAGE
    assert stage.campaign.title in said["og:image:alt"]
    picture = urlsplit(said["og:image"])
    assert client.get(f"{picture.path}?{picture.query}").mimetype == "image/png"
    assert urlsplit(meta(client, f"/fr{PAGE}")["og:url"]).path == f"/fr{PAGE}"


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_picture_is_small_and_whole(title: str) -> None:
    data = picture(a_card(title, "ar" if title == ARABIC else "en"))
    assert len(data) < 100_000
    image = drawn(data)
    assert image.size == (1200, 630)
    left, top, right, bottom = ink(image)
    assert 80 < left < right < 1120
    assert 170 < top < bottom < 480  # nothing is cut off: paper lies around it


def test_arabic_is_joined_and_begins_at_the_right() -> None:
    joined = drawn(picture(a_card(ARABIC, "ar")))
    torn = drawn(picture(a_card("\u200c".join(ARABIC), "ar")))
    assert ImageChops.difference(joined, torn).getbbox()
    left, _, right, _ = ink(joined)
    assert 1200 - right < left


def test_what_is_taken_out_of_a_title_is_gone_from_the_picture(client: FlaskClient) -> None:
    stage = published()
    before = client.get(f"{PAGE}/picture.png")
    named = meta(client)["og:image"]
    change(stage, title="A river warden jailed")
    etag = {"If-None-Match": before.headers["ETag"]}
    after = client.get(f"{PAGE}/picture.png", headers=etag)
    assert after.status_code == 200
    assert after.data != before.data
    assert meta(client)["og:image"] != named  # who keeps pictures by address asks for the new one


def test_a_script_without_a_font_leaves_no_boxes(app: Flask) -> None:
    stage = published()
    change(stage, title="\U00012000\U00012001")  # cuneiform
    with app.test_request_context():
        assert handouts.card(public(shown(stage.campaign.slug))).title == ""


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_sheet_is_one_page_with_everything(client: FlaskClient, title: str) -> None:
    stage = published()
    asks = [{"label": None, "text": f"{title} {n}", "items": [title] * 3} for n in range(12)]
    reading = {"lead": title * 5, "actions": asks}
    change(stage, "ar" if title == ARABIC else "en", reading, title=title)
    answer = client.get(f"{PAGE}/sheet.pdf")
    pdf = PdfReader(io.BytesIO(answer.data))
    assert len(pdf.pages) == 1
    assert round(float(pdf.pages[0].mediabox.height)) == 842  # A4
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]  # screen readers find their way
    text = " ".join(pdf.pages[0].extract_text().split())
    assert "VLA 004 / 1126 / OBS 031" in text
    assert "Write to those who can end it" in text
    if title in (TITLES["en"], RUSSIAN):
        assert title in text


def test_a_sheet_bears_the_date_of_its_publication(client: FlaskClient) -> None:
    stage = published()
    day = db_now() - timedelta(days=40)
    change(stage, published_at=day)
    made = PdfReader(io.BytesIO(client.get(f"{PAGE}/sheet.pdf").data)).metadata
    assert made is not None
    assert made.creation_date == day.replace(microsecond=0)


def test_the_code_on_the_sheet_is_that_of_the_address(client: FlaskClient) -> None:
    published()
    page = pypdfium2.PdfDocument(client.get(f"{PAGE}/sheet.pdf").data)[0]
    image = page.render(scale=8).to_pil().convert("L")
    corner = image.crop((int(image.width * 0.7), int(image.height * 0.785), *image.size))
    left, top, right, bottom = corner.point(lambda dot: 255 * (dot < 128)).getbbox() or (0, 0, 0, 0)
    wanted = segno.make_qr(meta(client)["og:url"], error="m").matrix
    size = (right - left) / len(wanted)
    seen = [
        [corner.getpixel((left + (x + 0.5) * size, top + (y + 0.5) * size)) < 128 for x in row_of]
        for y, row_of in enumerate([range(len(wanted))] * len(wanted))
    ]
    assert seen == [[bool(module) for module in row] for row in wanted]
    assert abs((right - left) - (bottom - top)) < size


def test_a_qr_code_for_the_screen(client: FlaskClient) -> None:
    published()
    answer = client.get(f"/ar{PAGE}/qr.svg")
    assert answer.mimetype == "image/svg+xml"
    assert f"/ar{PAGE}</title>" in answer.text


def test_links_contact_nobody_before_they_are_followed(client: FlaskClient) -> None:
    stage = published()
    page = client.get(PAGE).text
    host = urlsplit(meta(client)["og:url"]).netloc
    for loaded in re.findall(r'(?:src|srcset|poster|action)="([^"]+)"', page):
        assert urlsplit(loaded).netloc in ("", host)
    links = {urlsplit(one).scheme + urlsplit(one).netloc: one for one in hrefs(page)}
    mail = parse_qs(urlsplit(links["mailto"]).query)
    assert mail["subject"] == [stage.campaign.title]
    assert meta(client)["og:url"] in mail["body"][0]
    for service in ("httpswa.me", "httpst.me"):
        assert meta(client)["og:url"] in str(parse_qs(urlsplit(links[service]).query))
    assert "utm_" not in page


def test_after_signing_the_public_address_is_passed_on(
    client: FlaskClient, smtp: SmtpServer
) -> None:
    stage = published()
    links = way.confirmed(client, smtp, stage)
    page = client.get(links["status"]).text
    token = links["status"].rpartition("/")[2]
    block = page[page.index('id="pass-on"') : page.index("</section>", page.index('id="pass-on"'))]
    assert token not in block
    assert PAGE in block
    assert "og:" not in page
    change(stage, sign_until=db_now().date() - timedelta(days=1))
    assert 'id="pass-on"' not in client.get(links["status"]).text


def test_what_cannot_be_signed_is_not_passed_on(client: FlaskClient) -> None:
    stage = published()
    for hidden, status in (
        ({"state": "closed"}, 404),
        ({"state": "updating"}, 409),
        ({"state": "draft"}, 404),
    ):
        change(stage, **hidden)
        for part in ("picture.png", "qr.svg", "sheet.pdf"):
            assert client.get(f"{PAGE}/{part}").status_code == status


@pytest.mark.parametrize("part", ["picture.png", "qr.svg", "sheet.pdf"])
def test_anybody_may_keep_them(client: FlaskClient, part: str) -> None:
    published()
    answer = client.get(f"{PAGE}/{part}")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    again = client.get(f"{PAGE}/{part}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_page_with_the_form_is_kept_by_nobody(client: FlaskClient) -> None:
    published()
    assert client.get(PAGE).headers["Cache-Control"] == "no-store"
