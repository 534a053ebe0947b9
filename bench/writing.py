"""Making a message, and writing a letter into the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from bench import fill, report
from bench.ground import Ground
from bench.report import Line
from campaign import create_app
from campaign.base.extensions import db
from campaign.letters.composed import ComposedLetter
from campaign.letters.mail_text import mail_text
from campaign.letters.message import Envelope, build_message
from campaign.letters.models import LetterContent
from config import Config
from tests.faults.seed import sign

ENVELOPE = Envelope(
    message_id="<abcdefghij@letters.example.net>",
    date=datetime(2026, 11, 25, 9, tzinfo=UTC),
    from_name="Anna Example via Letters for Defenders",
    from_address="letters@letters.example.net",
    reply_to_address="answers@example.org",
    to_name="Minister of Justice",
    to_address="minister@justice.example.net",
)


def measure(ground: Ground, letters: int, rounds: int) -> list[Line]:
    """By turns; `letters` of each in a round."""
    name = "writing"
    fill.database(ground, name, 0, contents=True)
    config = ground.config(name)
    letter = written_letter(config)
    text = mail_text(letter)
    ours, theirs, written = [], [], []
    for _ in range(rounds):
        ours.append(rate(lambda: build_message(letter, ENVELOPE, None), letters))
        theirs.append(rate(lambda: _by_the_library(text), letters))
        began = time.perf_counter()
        sign(config, letters // 5)
        written.append(letters // 5 / (time.perf_counter() - began))
    return [
        report.at_least(
            "making a message, headers checked : EmailMessage(policy=SMTP)",
            report.each(ours, theirs),
            1,
        ),
        report.rates("making a message", ours, "letters/s"),
        report.rates("EmailMessage(policy=SMTP).as_bytes()", theirs, "letters/s"),
        report.rates("confirming: composed, made, encrypted, written", written, "letters/s"),
    ]


def written_letter(config: Config) -> ComposedLetter:
    """One of the letters that the program has written into this database."""
    with create_app(config).app_context():
        letter = ComposedLetter.from_json(db.session.query(LetterContent).first().composed)
        db.session.close()
        db.engine.dispose()
    return letter


def rate(act: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        act()
    return times / (time.perf_counter() - began)


def _by_the_library(text: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = f'"{ENVELOPE.from_name}" <{ENVELOPE.from_address}>'
    message["To"] = f'"{ENVELOPE.to_name}" <{ENVELOPE.to_address}>'
    message["Reply-To"] = ENVELOPE.reply_to_address
    message["Subject"] = "two river wardens in detention [VLA 004 / 1126 / OBS 031]"
    message["Date"] = ENVELOPE.date
    message["Message-ID"] = ENVELOPE.message_id
    message.set_content(text)
    return message.as_bytes()
