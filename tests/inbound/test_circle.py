"""Full circle with a real Postfix: a letter leaves, their server says no, the bounce is heard."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from campaign import delivery
from campaign.base.database import reading
from campaign.inbound import inbox
from campaign.letters.addresses import bounce_address, reply_address
from campaign.works import lmtp
from tests.builders import EMAIL, published, signed, transmissions
from tests.inbound.conftest import incoming, letter
from tests.inbound.mails import failed, reply
from tests.postfix import FRAGMENT, Postfix, why_not
from tests.servers import free_port, wait_until
from tests.smtp import SmtpServer

PORT = free_port()
DOMAIN = "letters.example.net"  # that of a live site in tests


def incoming_part(**instead: str) -> str:
    """What deploy/ says of incoming mail, with the names of the test."""
    text = Path(FRAGMENT.parent / "inbound.cf").read_text()
    text = text.replace("letters.example.org", DOMAIN).replace("8024", str(PORT))
    own = {"inet_interfaces": "loopback-only"} | instead
    return text + "".join(f"\n{name} = {value}" for name, value in own.items())


@pytest.fixture
def postfix(authority: SmtpServer, request: pytest.FixtureRequest) -> Iterator[Postfix]:
    if reason := why_not():
        pytest.skip(reason)
    extra = incoming_part(**getattr(request, "param", {}))
    server = Postfix((authority.host, authority.port), extra=extra)
    yield server
    server.close()


@pytest.fixture(autouse=True)
def listener(app: Flask) -> Iterator[None]:
    controller = lmtp.start(app)
    yield
    controller.stop()


pytestmark = pytest.mark.config(inbound="lmtp", lmtp_port=PORT)


def state() -> str:
    return transmissions()[0].state


@pytest.mark.parametrize(
    ("answer", "error_class"),
    [
        ("550 5.1.1 no such user", "address"),
        ("554 5.7.1 you are on our block list", "policy"),
        ("552 5.3.4 too big", "content"),
    ],
)
def test_a_letter_that_their_server_refuses_comes_back(
    app: Flask, postfix: Postfix, authority: SmtpServer, answer: str, error_class: str
) -> None:
    authority.always("rcpt", answer)
    signed(published(EMAIL))
    delivery.drain("email")
    wait_until(lambda: state() == "bounced", 30)
    [carrier] = transmissions()
    assert carrier.error_class == error_class
    assert answer.partition(" ")[2] in str(carrier.error_text)
    assert [row.kind for row in incoming()] == ["bounce"]
    wait_until(lambda: postfix.queue() == [])


def test_a_letter_that_arrives_is_answered_to_its_own_address(
    app: Flask, postfix: Postfix, authority: SmtpServer
) -> None:
    signed(published(EMAIL))
    delivery.drain("email")
    wait_until(lambda: authority.received)
    assert (
        f"Reply-To: {reply_address(letter().reference)}".encode() in authority.received[0].content
    )
    with smtplib.SMTP("127.0.0.1", postfix.port, timeout=20) as smtp:
        to = reply_address(letter().reference)
        smtp.sendmail("minister@justice.example.org", [to], reply(to))
    wait_until(lambda: incoming(), 30)
    assert incoming()[0].matched == "token"


OUTSIDE = {"mynetworks": "127.0.0.9/32", "address_verify_poll_delay": "1s"}


@pytest.mark.parametrize("postfix", [OUTSIDE], indirect=True)
def test_a_forged_address_is_refused_while_its_sender_is_on_the_line(
    app: Flask, postfix: Postfix, authority: SmtpServer
) -> None:
    signed(published(EMAIL))
    to = bounce_address(transmissions()[0].id)
    forged = to.replace(to[31:36], "aaaaa")
    with smtplib.SMTP("127.0.0.1", postfix.port, timeout=30) as smtp:
        smtp.ehlo()
        smtp.mail("victim@example.com")
        code, _ = smtp.rcpt(forged)
        if code == 450:  # the first answer took too long
            code, _ = smtp.rcpt(forged)
        assert code == 550
        assert smtp.rcpt("somebody@elsewhere.example.com")[0] == 554  # no open relay
        assert smtp.rcpt(to)[0] == 250
        assert smtp.data(failed(to))[0] == 250
    wait_until(lambda: len(incoming()) == 1, 30)
    reading().rollback()
    assert inbox.turned_away() > 0
    wait_until(lambda: postfix.queue() == [], 30)
    assert authority.received == []  # no bounce went to the victim
