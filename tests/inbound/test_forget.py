"""What is left of a supporter in mail once they are erased, and of mail after its time."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from campaign import inbound
from campaign.base.database import reading, writing
from campaign.inbound.models import Incoming, IncomingContent
from campaign.letters.addresses import bounce_address, reply_address
from campaign.letters.models import Transmission
from campaign.letters.withdraw import forget
from campaign.notices.models import Notice
from campaign.signing import erase, links
from campaign.signing.models import Signature
from tests.conftest import Clock
from tests.inbound.conftest import content, incoming, letter, wants_replies
from tests.inbound.mails import MINISTER, crlf, failed, reply

NAMES = ("Anna", "anna@example.org", "swam in that bay")
ANSWER = "We have noted it.\n\n> I once swam in that bay.\n> Anna Example\n"


def erased() -> None:
    with writing() as session:
        signature = session.scalars(select(Signature)).one()
        token = links.make(session, signature, links.ERASE)
    erase.erase(token)


def everything() -> str:
    """All that the tables of incoming mail hold, decrypted."""
    reading().rollback()
    rows: Any = reading().scalars(select(IncomingContent)).all()
    return "".join(
        repr((r.sender, r.subject, r.text, r.quoted, r.attachments, r.raw)) for r in rows
    )


def test_of_an_answer_what_the_authority_wrote_stays(sent: Transmission) -> None:
    wants_replies()
    inbound.take(reply_address(letter().reference), MINISTER, reply("x", ANSWER))
    assert all(name in everything() for name in ("Anna", "swam in that bay"))
    erased()
    assert inbound.forget_erased() == 1
    assert [name for name in NAMES if name in everything()] == []
    kept: Any = content()
    assert (kept.text, kept.quoted, kept.raw) == ("We have noted it.", None, None)
    assert inbound.forget_erased() == 0
    [notice] = reading().scalars(select(Notice))
    assert (notice.to, notice.values) == (None, None)


def test_a_bounce_that_holds_the_letter_goes_as_a_whole(sent: Transmission) -> None:
    mail = "From: MAILER-DAEMON@x.example.org\nSubject: Anna\n\n" + ANSWER
    inbound.take(bounce_address(sent.id), "", crlf(mail))
    erased()
    assert inbound.forget_erased() == 1
    assert [name for name in NAMES if name in everything()] == []
    assert incoming()[0].kind == "unread"


def test_nothing_is_kept_of_bounces_that_were_understood(sent: Transmission) -> None:
    inbound.take(bounce_address(sent.id), "", failed("x"))
    assert everything() == ""


def test_nobody_else_is_forgotten(sent: Transmission) -> None:
    inbound.take(reply_address(letter().reference), MINISTER, reply("x", ANSWER))
    inbound.take("letters@letters.example.org", MINISTER, reply("x", f"About nothing.\n{ANSWER}"))
    before = everything()
    assert inbound.forget_erased() == 0
    assert everything() == before


def test_what_comes_after_erasing_is_forgotten_too(sent: Transmission) -> None:
    with writing() as session:
        forget(session, letter().signature_id)
    inbound.take(reply_address(letter().reference), MINISTER, reply("x", ANSWER))
    inbound.forget_erased()
    assert [name for name in NAMES if name in everything()] == []


def test_reports_and_automatic_mail_go_after_ninety_days(
    app: Flask, sent: Transmission, clock: Clock
) -> None:
    to = reply_address(letter().reference)
    inbound.take(bounce_address(sent.id), "", failed("x"))
    inbound.take(to, MINISTER, reply("x", head="Auto-Submitted: auto-replied"))
    inbound.take(to, MINISTER, reply("x"))
    inbound.take("letters@letters.example.org", MINISTER, reply("x", "About nothing."))
    clock.forward(days=89)
    assert inbound.forget_old() == 0
    clock.forward(days=2)
    assert inbound.forget_old() == 3
    assert [row.kind for row in reading().scalars(select(Incoming))] == ["reply"]
    assert content().text == "Thank you."
