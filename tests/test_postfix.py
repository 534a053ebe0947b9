"""The Postfix of the tests does what the evidence is built on."""

from __future__ import annotations

import smtplib

from tests.postfix import Postfix
from tests.servers import wait_until
from tests.smtp import SmtpServer

MAIL = "Message-ID: <one@letters.example.net>\r\nSubject: a letter\r\n\r\nDear Minister.\r\n"


def send(postfix: Postfix) -> None:
    with smtplib.SMTP("127.0.0.1", postfix.port, timeout=10) as smtp:
        smtp.sendmail("b-1@letters.example.net", ["minister@justice.example.org"], MAIL)


def test_a_mail_goes_through_and_the_log_tells_it(postfix: Postfix, authority: SmtpServer) -> None:
    send(postfix)
    wait_until(lambda: postfix.lines("status=sent"))
    assert len(authority.received) == 1
    [line] = postfix.lines("message-id=<one@letters.example.net>")
    queue_id = line.split(": ")[1]
    assert "z" in queue_id  # a long one
    assert postfix.lines("qmgr", queue_id, "(queue active)")


def test_a_lost_spool_is_lost(postfix: Postfix, authority: SmtpServer) -> None:
    authority.always("rcpt", "450 4.2.1 mailbox busy")
    send(postfix)
    wait_until(lambda: [mail["queue_name"] for mail in postfix.queue()] == ["deferred"])
    postfix.kill()
    postfix.start()
    assert len(postfix.queue()) == 1
    postfix.empty()
    assert postfix.queue() == []
