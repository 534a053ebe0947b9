"""Copies of letters: by mail only if the box was ticked, and as one PDF."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from campaign.letters.pages import page_count
from campaign.signing.models import Signature
from tests.builders import EMAIL, FAX, published
from tests.signing import way
from tests.smtp import SmtpServer


def test_copies_come_by_mail_if_the_box_was_ticked_and_as_one_pdf_always(
    app: Flask, client: FlaskClient, smtp: SmtpServer
) -> None:
    stage = published(EMAIL, FAX)
    way.confirmed(client, smtp, stage, email="quiet@example.org")
    assert not [m for m in way.mails(smtp) if "Copies" in m["Subject"]]
    way.sign(client, stage)
    path = way.path(way.mails(smtp)[-1], "confirm")
    page = client.get(path).text
    assert 'name="copies"' in page
    assert "checked" not in page
    assert client.post(path, data={"copies": "y"}).status_code == 303
    assert client.post(path, data={"copies": "y"}).status_code == 303  # nothing a second time
    [mail] = [m for m in way.mails(smtp) if "Copies" in m["Subject"]]
    assert mail["To"] == way.EMAIL
    assert mail.get_content().count("I once swam in that bay.") == 2
    status = way.path(mail, "status")
    assert f"{status}/letters.pdf" in client.get(status).text
    answer = client.get(f"{status}/letters.pdf")
    singles = sum(
        page_count(client.get(f"{status}/letter/{reference}.pdf").data)
        for reference in references(client, status)
    )
    assert page_count(answer.data) == singles >= 2
    assert answer.headers["Cache-Control"] == "no-store"
    client.post(way.path(mail, "erase"))
    assert client.get(f"{status}/letters.pdf").status_code == 410
    assert "swam" not in "".join(str(one.own_words) for one in erased())


def references(client: FlaskClient, status: str) -> set[str]:
    page = client.get(status).text
    return {
        part.split('"')[0]
        for part in page.split(f"{status}/letter/")[1:]
        if "/" not in part.split('"')[0]
    }


def erased() -> list[Signature]:
    return [one for one in way.signatures() if one.state == "erased"]


def test_who_has_not_confirmed_has_no_file(
    app: Flask, client: FlaskClient, smtp: SmtpServer
) -> None:
    way.sign(client, published(EMAIL))
    status = way.path(way.mails(smtp)[-1], "status")
    assert client.get(f"{status}/letters.pdf").status_code == 404
