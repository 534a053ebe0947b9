"""What the sandbox caught, shown to those who may see it."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign import create_app
from campaign.accounts import logins
from campaign.accounts.models import Manager
from campaign.base.database import reading, writing
from campaign.delivery import caught
from campaign.delivery.drain import drain
from campaign.delivery.models import Caught
from campaign.letters.models import TransmissionContent
from campaign.postroom.reading import pieces, read_mail
from config import Config
from tests import builders
from tests.builders import FAX, Stage
from tests.campaigns.test_publishing import LIVE


def notice(text: str = "Confirm here: {site}confirm/abc", html: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"] = "Letters <appeals@example.org>"
    mail["To"] = "anna@example.org"
    mail["Subject"] = "Please confirm"
    mail["Message-ID"] = "<notice@example.org>"
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


def kept(content: bytes, to: str = "anna@example.org") -> Caught:
    caught.keep("email", "appeals@example.org", to, content)
    return reading().scalars(select(Caught).order_by(Caught.id.desc())).first()  # type: ignore[return-value]


def letter_caught(stage: Stage) -> Caught:
    """The mail of a signed letter, as the catcher takes it."""
    builders.signed(stage)
    content = reading().scalars(select(TransmissionContent)).first()
    assert content is not None
    return kept(content.payload, "minister@justice.example.org")


def logged_in(app: Flask, stage: Stage) -> FlaskClient:
    with writing() as session:
        manager = session.scalars(select(Manager).filter_by(org_id=stage.organisation.id)).one()
        token = logins.begin(session, manager)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[logins.COOKIE_KEY] = token
    return client


def test_strangers_are_sent_to_the_log_in(app: Flask, client: FlaskClient) -> None:
    one = letter_caught(builders.published(builders.EMAIL))
    for path in ("", f"{one.id}", f"{one.id}/pages/1.png", f"{one.id}/fax.pdf"):
        response = client.get(f"/postroom/{path}")
        assert response.status_code == 303
        assert response.headers["Location"].startswith("/desk/login")


def test_managers_see_what_is_theirs(app: Flask) -> None:
    stage = builders.published(builders.EMAIL)
    one = letter_caught(stage)
    other = builders.published(builders.EMAIL, slug="other", org_slug="other")
    mine, theirs = logged_in(app, stage), logged_in(app, other)
    page = mine.get("/postroom/").text
    assert "Test site: nothing is sent" in page
    assert "Minister of Justice" in page
    assert mine.get(f"/postroom/{one.id}").status_code == 200
    assert "Minister of Justice" not in theirs.get("/postroom/").text
    assert theirs.get(f"/postroom/{one.id}").status_code == 404


@pytest.mark.config(postroom="open")
def test_an_open_post_room_needs_no_log_in(app: Flask, client: FlaskClient) -> None:
    kept(notice())
    letter_caught(builders.published(builders.EMAIL))
    page = client.get("/postroom/").text
    assert page.index("Please confirm") < page.index("Letters to authorities")
    assert page.index("Letters to authorities") < page.index("Minister of Justice")


@pytest.mark.config(postroom="open")
def test_an_open_post_room_is_open_on_this_machine_only(app: Flask, client: FlaskClient) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert client.get("/postroom/", environ_base=elsewhere).status_code == 404
    # another site's page in a browser here, its name pointed at us
    assert client.get("/postroom/", headers={"Host": "evil.example.org:8000"}).status_code == 404
    for name in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert client.get("/postroom/", headers={"Host": name}).status_code == 200


@pytest.mark.config(postroom="off")
def test_a_post_room_that_is_off_is_not_there(app: Flask, client: FlaskClient) -> None:
    one = kept(notice())
    assert client.get("/postroom/").status_code == 404
    assert client.get(f"/postroom/{one.id}").status_code == 404


def test_in_live_mode_there_is_none(app: Flask) -> None:
    config: Config = app.config["CAMPAIGN"]
    settings = {f: getattr(config, f) for f in ("database_url", "data_dir", "encryption_keys")}
    live = create_app(Config(**{**settings, **LIVE}))
    assert not [r for r in live.url_map.iter_rules() if r.endpoint.startswith("postroom")]
    for path in ("/postroom/", f"/postroom/{'0' * 8}-0000-0000-0000-{'0' * 12}"):
        assert live.test_client().get(path, base_url=config.base_url).status_code == 404


@pytest.mark.config(postroom="open")
def test_a_notice_with_the_link_that_confirms(app: Flask, client: FlaskClient) -> None:
    site = app.config["CAMPAIGN"].base_url
    text = f"<b>Hello</b>\n{site}/confirm/abc.\nhttp://evil.example.org/x javascript:alert(1)"
    page = client.get(f"/postroom/{kept(notice(text)).id}").text
    body = page[page.index("<pre") : page.index("</pre>")]
    assert re.findall(r'href="(.*?)"', body) == [f"{site}/confirm/abc"]
    assert "&lt;b&gt;Hello&lt;/b&gt;" in body
    assert "anna@example.org" in page


@pytest.mark.config(postroom="open")
def test_a_letter_shows_headers_and_text_and_no_link(app: Flask, client: FlaskClient) -> None:
    page = client.get(f"/postroom/{letter_caught(builders.published(builders.EMAIL)).id}").text
    for words in ("X-Appeal-Code", builders.CODE, "Anna Example via Letters for Defenders"):
        assert words in page
    assert "Dear Minister," in page
    assert "href" not in page[page.index("<pre") : page.index("</pre>")]


@pytest.mark.config(postroom="open")
def test_only_text_is_shown(app: Flask, client: FlaskClient) -> None:
    mail = notice("Plain.", html='<img src="http://evil.example.org/x.png"><script>1</script>')
    page = client.get(f"/postroom/{kept(mail).id}").text
    assert "Plain." in page
    assert "evil.example.org" not in page


@pytest.mark.config(postroom="open")
def test_a_fax_as_pictures_and_as_pdf(app: Flask, client: FlaskClient) -> None:
    builders.signed(builders.published(FAX))
    assert drain("fax") == 1
    reading().rollback()
    one = reading().scalars(select(Caught)).one()
    assert "Fax to" in client.get("/postroom/").text
    page = client.get(f"/postroom/{one.id}").text
    pictures = re.findall(r'src="(/postroom/.*?\.png)"', page)
    assert pictures
    for picture in pictures:
        answer = client.get(picture)
        assert answer.mimetype == "image/png"
        assert answer.data.startswith(b"\x89PNG")
    assert client.get(f"/postroom/{one.id}/pages/{len(pictures) + 1}.png").status_code == 404
    assert client.get(f"/postroom/{one.id}/pages/0.png").status_code == 404
    pdf = client.get(f"/postroom/{one.id}/fax.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.config(postroom="open")
def test_a_mail_has_no_pages(app: Flask, client: FlaskClient) -> None:
    one = kept(notice())
    assert client.get(f"/postroom/{one.id}/pages/1.png").status_code == 404
    assert client.get(f"/postroom/{one.id}/fax.pdf").status_code == 404


def test_links_to_look_alikes_are_not_followed() -> None:
    site = "http://127.0.0.1:8000"
    text = f"{site}.evil.org/a {site}@evil.org/b {site}/c?d=e, end"
    assert [p.href for p in pieces(text, site) if p.href] == [f"{site}/c?d=e"]
    assert "".join(p.text for p in pieces(text, site)) == text


def test_a_mail_that_is_none_says_nothing() -> None:
    assert read_mail(b"\xff\xfe garbage").text is not None
    assert read_mail(b"Content-Type: text/html\r\n\r\n<p>x</p>").text == ""


def test_encoded_words_of_a_name_are_joined() -> None:
    mail = read_mail(
        b"From: =?utf-8?q?Letter?=\r\n =?utf-8?q?s_for_Defenders?="
        b" <letters@letters.example.org>\r\n"
        b"Subject: plain\r\n\r\ntext"
    )
    assert mail.headers[0] == ("From", "Letters for Defenders <letters@letters.example.org>")
    assert mail.subject == "plain"
