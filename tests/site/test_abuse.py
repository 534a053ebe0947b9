"""What people may try with the public pages, one test for each way, and what they get."""

from __future__ import annotations

import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from campaign import delivery, notices
from campaign.base.database import writing
from campaign.campaigns.models import AppealRecord, Campaign, LetterText
from campaign.delivery.gateways.web import Service
from campaign.directory.models import Authority
from campaign.letters.compose import Signer
from tests import builders
from tests.builders import published
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.signing import way
from tests.smtp import SmtpServer

PAGES = ("/", "/about", "/privacy", "/report", "/sent", "/c/river-wardens", "/desk/login")
OFFICE = "minister@justice.example.org"
VICTIM = "victim@elsewhere.example.org"
TEMPLATES = '{{7*7}} {% raw %} #{7*7} ${7*7} #read("/etc/passwd") #import %(name)s {name}'
MARKUP = "<img src=x onerror=alert(1)>"


def test_somebody_elses_address_gets_one_mail_and_one_click_ends_it(
    client: FlaskClient, smtp: SmtpServer
) -> None:
    """1: nothing is sent or counted before; the mail holds nothing that a stranger typed."""
    stage = published()
    way.sign(client, stage, name="Mallory Typed", own_words="Read what I typed.")
    [mail] = way.mails(smtp)
    assert builders.CODE in mail.get_content()
    assert not re.search("Mallory|Read what", mail.as_string())
    assert not builders.transmissions()
    assert client.post(way.path(mail, "not_me")).status_code == 200
    for _ in range(3):
        way.sign(client, stage)
    assert len(way.mails(smtp)) == 1


@pytest.mark.config(sign_limit="100000/hour")
def test_our_confirmations_are_no_mail_bomb(client: FlaskClient, smtp: SmtpServer) -> None:
    """2: of many forms for one address one mail comes, and every answer is the same."""
    stage, other = published(), published(slug="other", org_slug="other")
    answers = [way.sign(client, one) for _ in range(50) for one in (stage, other)]
    assert len({(one.status_code, one.data, one.headers["Location"]) for one in answers}) == 1
    assert len(way.mails(smtp)) == 1


@pytest.mark.config(sign_limit="2/hour")
def test_a_network_is_limited_and_its_neighbours_are_not(
    client: FlaskClient, smtp: SmtpServer
) -> None:
    """2: one /24 (IPv4) or /48 (IPv6) shares its limit, whatever address it uses of it."""
    stage = published()
    networks = (
        ("192.0.2.1", "192.0.2.77", "192.0.2.200"),
        ("2001:db8:1::1", "2001:db8:1:2::1", "2001:db8:1:3::9"),
    )
    for addresses in networks:
        codes = []
        for n, address in enumerate(addresses):
            data = way.form(stage, email=f"a{n}@{addresses[0].count(':')}.example.org")
            answer = client.post(
                "/c/river-wardens", data=data, environ_base={"REMOTE_ADDR": address}
            )
            codes.append(answer.status_code)
        assert codes == [303, 303, 429]


def test_no_form_writes_to_an_address_of_its_own(client: FlaskClient, smtp: SmtpServer) -> None:
    """3: with an address in every field, known and unknown, letters go to the list alone."""
    stage = published()
    fields = way.form(stage)
    extra = ("to", "cc", "bcc", "recipient", "address", "contact", "reply_to", "org_id", "state")
    for field in fields.keys() - {"email"}:
        way.sign(client, stage, **{field: VICTIM})
    way.sign(client, stage, **dict.fromkeys(extra, VICTIM))
    way.sign(client, stage, recipients=[VICTIM, *fields["recipients"]])
    asked = way.mails(smtp)
    assert {mail["To"] for mail in asked} == {way.EMAIL}
    client.post(way.path(asked[0], "confirm"))
    delivery.drain("email")
    notices.drain()
    assert {to for mail in smtp.received for to in mail.envelope_to} == {OFFICE, way.EMAIL}
    assert not any(VICTIM.encode() in mail.content for mail in smtp.received)


@pytest.mark.parametrize("spelled", [OFFICE, "Minister+me@Justice.example.org"])
def test_nobody_signs_to_the_address_that_is_written_to(
    client: FlaskClient, smtp: SmtpServer, spelled: str
) -> None:
    """3: an office that somebody signs up gets nothing, and the answer tells nothing."""
    stage = published()
    usual, own = way.sign(client, stage), way.sign(client, stage, email=spelled)
    assert (own.status_code, own.data) == (usual.status_code, usual.data)
    assert [mail["To"] for mail in way.mails(smtp)] == [way.EMAIL]
    assert len(way.signatures()) == 1


def test_markup_is_text_wherever_it_is_shown(client: FlaskClient, smtp: SmtpServer) -> None:
    """6: of managers and of supporters, on every page that shows it; and no page runs inline."""
    stage = published()
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).title = MARKUP
        record = session.get_one(AppealRecord, stage.campaign.appeal_id)
        record.reading = record.reading | {"lead": MARKUP, "issuers": [MARKUP]}
        session.execute(update(Authority).values(office=f"Office {MARKUP}"))
        session.execute(update(LetterText).values(subject=MARKUP, opening=MARKUP))
    typed = {"own_words": MARKUP, "name": "<b>Anna</b>", "city": "<i>Oru"}
    shown = [client.post("/c/river-wardens/preview", data=way.form(stage, **typed))]
    way.sign(client, stage, **typed)
    [mail] = way.mails(smtp)
    shown.append(client.get(way.path(mail, "confirm")))
    assert client.post(way.path(mail, "confirm")).status_code == 303
    shown.append(client.get(way.path(mail, "status")))
    shown += [client.get(path) for path in ("/", "/c/river-wardens", "/embed/river-wardens")]
    for answer in shown:
        assert answer.status_code == 200
        assert "&lt;img src=x onerror=alert(1)&gt;" in answer.text
        assert "<img src=x" not in answer.text
        assert "<b>Anna" not in answer.text
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert mail.get_content_type() == "text/plain"


def test_templates_in_a_text_stay_what_was_typed(client: FlaskClient, smtp: SmtpServer) -> None:
    """7: neither the pages' language nor that of the PDF is run."""
    stage = published()
    way.confirmed(client, smtp, stage, own_words=TEMPLATES)
    delivery.drain("email")
    [letter] = [mail for mail in smtp.received if mail.envelope_to == [OFFICE]]
    assert b"{{7*7}}" in letter.content
    assert b"root:" not in letter.content
    status = way.path(way.mails(smtp)[0], "status")
    page = client.get(status).text
    found = re.findall(rf'href="({re.escape(status)}/[^"]+)"', page)
    letters = [client.get(path) for path in found]
    assert any("{{7*7}} {% raw %} #{7*7} ${7*7} #read(" in one.text for one in letters)
    assert all(b"root:" not in one.data for one in letters)


def test_a_table_for_a_spreadsheet_runs_nothing(app: Flask, log_in: LogIn) -> None:  # noqa: F811
    """9: no cell of an export begins as a formula does."""
    stage = published({"office": "=HYPERLINK(1)", "email": OFFICE}, {"office": "@SUM", "fax": "+1"})
    builders.signed(stage, signer=Signer("=1+1", "full", "", "", ""))
    client = log_in("owner")
    counts = client.post(f"/desk/campaigns/{stage.campaign.id}/counts.csv")
    for answer in (counts, client.get("/desk/directory.csv")):
        assert answer.status_code == 200
        assert "HYPERLINK" in answer.text
        assert not re.search(r'(?:^|[",\n])[=@+\t\r-][A-Za-z]', answer.text.lstrip("\ufeff"))


def test_nobody_learns_who_has_signed(client: FlaskClient, smtp: SmtpServer) -> None:
    """10: known, new and suppressed addresses get one answer, and no page lists a signer."""
    stage = published()
    links = way.confirmed(client, smtp, stage, name="Anna Canary")
    known, new = way.sign(client, stage), way.sign(client, stage, email="new@example.org")
    client.post(links["not_me"])
    suppressed = way.sign(client, stage)
    answers = [(a.status_code, a.data, sorted(a.headers)) for a in (known, new, suppressed)]
    assert answers[0] == answers[1] == answers[2]
    for path in (*PAGES[:-1], "/feed.atom", "/api/v1/campaigns/river-wardens"):
        assert not re.search("Anna|Canaryville", client.get(path).text)


def test_links_cannot_be_guessed_or_leak(client: FlaskClient, smtp: SmtpServer) -> None:
    """11: at least 128 random bits, bound to a purpose, used by a button, told to nobody."""
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    paths = {purpose: way.path(mail, purpose) for purpose in way.PATHS}
    tokens = {purpose: path.rpartition("/")[2] for purpose, path in paths.items()}
    assert len(set(tokens.values())) == len(tokens)
    for purpose, path in paths.items():
        assert len(tokens[purpose]) >= 22  # characters of base64: 132 bits
        answer = client.get(path)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        for other in tokens.keys() - {purpose}:
            assert client.get(way.PATHS[purpose] + tokens[other]).status_code == 404
    assert [one.state for one in way.signatures()] == ["waiting"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_send_our_forms(
    client: FlaskClient, smtp: SmtpServer, site: str
) -> None:
    """13: signing, confirming and logging in; also where the token would not be asked for."""
    stage = published()
    foreign = {"Sec-Fetch-Site": site}
    assert client.post("/c/river-wardens", data=way.form(stage), headers=foreign).status_code == 400
    assert client.post("/desk/login", data={}, headers=foreign).status_code == 400
    assert not way.signatures()
    for own in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}):
        answer = client.post("/c/river-wardens", data=way.form(stage), headers=own)
        assert answer.status_code == 303
    [mail] = way.mails(smtp)
    assert client.post(way.path(mail, "confirm"), headers=foreign).status_code == 400
    assert {one.state for one in way.signatures()} == {"waiting"}
    assert client.get("/c/river-wardens", headers=foreign).status_code == 200  # a link is welcome


def test_nobody_may_frame_what_can_be_pressed(app: Flask, client: FlaskClient) -> None:
    """14: on every address without parts, and on the appeal; only the embed may be named."""
    published()
    plain = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments]
    for path in (*plain, "/c/river-wardens", "/nowhere"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy, path
    embed = client.get("/embed/river-wardens")
    assert "<form" not in embed.text
    assert "Set-Cookie" not in embed.headers


def test_what_we_ask_of_a_gateway_is_asked_of_no_other_machine() -> None:
    """21: we call no address that anybody typed; and where a gateway points to, we do not go."""
    called: list[str] = []

    class Gateway(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            called.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/secret")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        service = Service(f"http://127.0.0.1:{server.server_port}", 5.0)
        assert service.call("GET", "/asked").status == 302
        service.close()
        server.shutdown()
    assert called == ["/asked"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Anna \u202eyranaC", "Anna yranaC"),
        ("A" + "\u0301" * 40 + "nna", "\u00c1" + "\u0301" * 3 + "nna"),
        ("\u0420aul Mixed", "\u0420aul Mixed"),  # mixed scripts are a matter for people
        ("\u0646\u06cc\u200c\u0645\u0627", "\u0646\u06cc\u200c\u0645\u0627"),
    ],
)
def test_a_name_cannot_turn_a_page_around(client: FlaskClient, typed: str, kept: str) -> None:
    """24: bidi controls and towers of marks go, joiners of Persian stay, nobody is refused."""
    assert way.sign(client, published(), name=typed).status_code == 303
    [signature] = way.signatures()
    assert signature.name is not None
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", signature.name)
    assert signature.name.startswith(kept[:2])
    assert len(signature.name) <= len(kept) + 1


def test_pages_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    """38: no page names another host for what a browser fetches by itself, nor may it."""
    published()
    for path in PAGES:
        answer = client.get(path)
        tags = re.findall(r"<(?:link|script|img|iframe|source|object)\b[^>]*>", answer.text)
        fetched = [
            url
            for tag in tags
            if 'rel="alternate"' not in tag and 'rel="canonical"' not in tag
            for url in re.findall(r'(?:src|href)="([^"]+)"', tag)
        ]
        assert fetched
        hosts = {urlsplit(urljoin("http://localhost/", url)).netloc for url in fetched}
        assert hosts == {"localhost"}, path
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "://" not in answer.headers["Content-Security-Policy"]
