"""Thousands of mails come in at once: bounces, forged ones, loops, delays, automatic answers."""

from __future__ import annotations

import random
import smtplib
import threading
import time
from collections import Counter
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from sqlalchemy import text

from campaign import create_app
from campaign.base.ids import new_id
from campaign.letters.addresses import bounce_address, reply_address
from tests.faults.compare import Verdict, compare
from tests.faults.house import House
from tests.faults.servers import Servers
from tests.inbound.mails import dsn, failed, reply
from tests.servers import free_port

HANDS = 2  # connections at once
TOKEN = slice(29, 45)  # where the token of a bounce address stands
BOUNCED = 0.3  # of the letters
AUTOMATIC = "Auto-Submitted: auto-replied"
DELAYED = ("Action: delayed", "Status: 4.4.1")


@dataclass(frozen=True)
class Sent:
    """A mail of the storm, and whether its address is one of ours."""

    address: str
    sender: str
    content: bytes
    ours: bool


def stormed(servers: Servers, letters: int, mails: int, **house: Any) -> Verdict:
    """28: bounces move what they are about, once; all else moves nothing, and nothing is answered.

    The listener is killed three times in the middle; who was cut comes again, as mail servers do.
    """
    port = free_port()
    with House(servers, letters, inbound="lmtp", lmtp_port=port, **house) as home:
        home.work(3)
        home.settle()
        verdict = Verdict()
        before = home.relay.how_often().total()
        bounced, storm = _storm(home, mails)
        home.start("lmtp", "inbound", "lmtp")
        answers = _blow(home, port, storm)
        home.stop()
        home.harms += len(storm)
        verdict.remarks.append(f"answers: {dict(sorted(answers.items()))}")
        wrong = sum(1 for mail in storm if not mail.ours) - answers[550]
        _expect(verdict, "forged addresses not refused", wrong, 0)
        _expect(verdict, "mails refused for another reason", answers.total() - len(storm), 0)
        states = home.states()
        _expect(verdict, "letters came back", states.get("bounced", 0), bounced)
        moved = home.ask(lambda c: c.execute(text(MOVES)).scalar_one())
        _expect(verdict, "moves by the storm", moved, bounced)
        _expect(verdict, "mails sent in reply", home.relay.how_often().total(), before)
        waiting = home.ask(lambda c: c.execute(text("SELECT count(*) FROM notice")).scalar_one())
        _expect(verdict, "mails waiting to be sent", waiting, 0)
        return compare(home, verdict)


MOVES = "SELECT count(*) FROM history WHERE \"by\" = 'inbound'"


def _expect(verdict: Verdict, what: str, found: Any, expected: int) -> None:
    if found != expected:
        verdict.failures.append(f"{what}: {found} instead of {expected}")


def _storm(home: House, mails: int) -> tuple[int, list[Sent]]:
    """How many letters come back by it, and the storm itself, in an order drawn by lot."""
    query = """
        SELECT t.id, l.reference FROM transmission t JOIN letter l ON l.transmission_id = t.id
        ORDER BY t.id
    """
    rows = home.ask(lambda c: [tuple(row) for row in c.execute(text(query))]) or []
    with create_app(home.config).app_context():
        addresses = [
            (bounce_address(_uuid(key)), reply_address(reference)) for key, reference in rows
        ]
        strangers = [bounce_address(new_id()) for _ in range(mails // 20)]
    random.shuffle(addresses)
    bounced = addresses[: round(len(addresses) * BOUNCED)]
    storm = [Sent(to, "", failed(to), True) for to, _ in bounced]
    storm += random.choices(storm, k=len(storm))  # the same again
    while len(storm) < mails:
        to, answer = random.choice(addresses)
        forged = to[: TOKEN.start] + _shuffled(to[TOKEN]) + to[TOKEN.stop :]
        storm.append(
            random.choice(
                [
                    Sent(forged, "", failed(forged), False),
                    Sent(answer, "", _loop(answer), True),
                    Sent(to, "", dsn(to, *DELAYED), True),
                    Sent(answer, "x@example.net", reply(answer, head=AUTOMATIC), True),
                    Sent(to, "", reply(to, head=AUTOMATIC, subject="Out of office"), True),
                ]
            )
        )
    # signed by us, but of letters that are not there
    storm += [Sent(to, "", failed(to), False) for to in strangers]
    random.shuffle(storm)
    return len(bounced), storm


def _uuid(value: Any) -> UUID:
    """A key as the database gives it: PostgreSQL as such, SQLite in hexadecimal."""
    return value if isinstance(value, UUID) else UUID(str(value))


def _shuffled(token: str) -> str:
    """A token of the right form that is not this one."""
    return "".join(random.choices("abcdefghijklmnopqrstuvwxyz234567", k=len(token)))


def _loop(to: str) -> bytes:
    """Our own notice comes back to an address of ours."""
    message = EmailMessage()
    message["From"] = "appeals@example.net"
    message["To"] = to
    message["Auto-Submitted"] = "auto-generated"
    message["Message-ID"] = f"<{random.randrange(10**12)}@example.net>"
    message["Subject"] = "An answer came to your letter"
    message.set_content("> Thank you.")
    return message.as_bytes().replace(b"\n", b"\r\n")


def _blow(home: House, port: int, storm: list[Sent]) -> Counter[int]:
    """Deliver all of it; returns how often each final answer was given."""
    answers: Counter[int] = Counter()
    waiting = list(storm)
    lock = threading.Lock()

    def deliver() -> None:
        client: smtplib.LMTP | None = None
        while True:
            with lock:
                if not waiting:
                    break
                mail = waiting.pop()
            try:
                client = client or smtplib.LMTP("127.0.0.1", port, timeout=30)
                code = _deliver(client, mail)
            except (OSError, smtplib.SMTPException):
                client, code = None, 451
                time.sleep(0.1)
            with lock:
                if code == 451:
                    waiting.insert(0, mail)
                else:
                    answers[code] += 1
        if client is not None:
            client.close()

    hands = [threading.Thread(target=deliver) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    for share in (0.75, 0.5, 0.25):
        home.until(lambda s=share: len(waiting) < len(storm) * s, 60)
        home.kill("lmtp")
    while any(hand.is_alive() for hand in hands):
        home.pause(0.1)
    return answers


def _deliver(client: smtplib.LMTP, mail: Sent) -> int:
    """The answer to one mail."""
    try:
        client.sendmail(mail.sender, [mail.address], mail.content)
    except smtplib.SMTPRecipientsRefused as refused:
        return refused.recipients[mail.address][0]
    except smtplib.SMTPDataError as error:
        return error.smtp_code
    return 250
