"""The relay's log is read on: every line once, through rotation and loss, and only our letters."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import postfix, relay_log
from campaign.delivery.models import RelayLog, Trace
from campaign.letters.addresses import bounce_address
from tests.builders import EMAIL, published, signed, transmissions
from tests.conftest import LIVE

DOMAIN = LIVE["letters_domain"]
QID = "4jZ5dN2cwYz2fVw"
HEAD = "Nov 25 04:03:36 relay postfix/"
RFC3339 = "2026-11-25T04:03:36.123456+00:00 relay postfix/"


def ids(n: int) -> str:
    return f"4jZ5d{n:06d}z2fVw"


class Log:
    """A log that a test writes, as Postfix does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def write(self, *lines: str, head: str = HEAD) -> None:
        with self.path.open("a") as file:
            file.write("".join(f"{head}{line}\n" for line in lines))

    def taken(self, queue_id: str, message_id: str, sender: str = "") -> None:
        self.write(f"cleanup[1]: {queue_id}: message-id={message_id}")
        self.active(queue_id, sender)

    def active(self, queue_id: str, sender: str = "") -> None:
        self.write(f"qmgr[1]: {queue_id}: from=<{sender}>, size=325, nrcpt=1 (queue active)")

    def rotate(self) -> None:
        for n in range(8, 0, -1):
            older = self.path.with_name(f"log.{n}")
            if older.exists():
                older.rename(self.path.with_name(f"log.{n + 1}"))
        self.path.rename(self.path.with_name("log.1"))


@pytest.fixture
def log(app: Flask, tmp_path: Path) -> Log:
    """A log beside an application that is live and reads it."""
    written = Log(tmp_path / "log")
    config = app.config["CAMPAIGN"]
    object.__setattr__(config, "relay_log", str(written.path))
    return written


live = pytest.mark.config(**LIVE)


def row() -> RelayLog:
    known = relay_log.known_until()
    assert known
    return known


def traces() -> list[Trace]:
    session = reading()
    session.rollback()
    return list(session.scalars(select(Trace).order_by(Trace.queue_id)))


def letters(n: int) -> list[str]:
    """The Message-IDs of n letters."""
    signed(published(EMAIL), n)
    return [t.message_id for t in transmissions()]


# Lines


def told(*lines: str, head: str = HEAD) -> postfix.Page:
    return postfix.read("".join(f"{head}{line}\n" for line in lines).encode())


@pytest.mark.parametrize("head", [HEAD, RFC3339, "Nov  5 04:03:36 relay postfix-out/relay/"])
def test_what_the_lines_of_a_letter_tell(head: str) -> None:
    sent = (
        "to=<minister@justice.example.org>, relay=mx.example.org[192.0.2.1]:25, conn_use=2, "
        "delay=0.04, delays=0.02/0.02/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 1)"
    )
    page = told(
        f"cleanup[1]: {QID}: message-id=<1@letters.example.net>",
        f"qmgr[1]: {QID}: from=<b-1@letters.example.net>, size=325, nrcpt=1 (queue active)",
        f"smtp[1]: {QID}: {sent}",
        f"qmgr[1]: {QID}: removed",
        head=head,
    )
    [(queue_id, one)] = page.told.items()
    assert queue_id == QID
    assert (one.message_id, one.sender) == ("<1@letters.example.net>", "b-1@letters.example.net")
    assert (one.active, one.status, one.dsn) == (True, "sent", "2.0.0")
    assert (one.server, one.reply) == ("mx.example.org[192.0.2.1]:25", "250 2.0.0 Ok: queued as 1")


def test_cleanup_alone_proves_nothing() -> None:
    assert not told(f"cleanup[1]: {QID}: message-id=<1@x.example>").told[QID].active


@pytest.mark.parametrize(
    ("agent", "relay", "status", "server"),
    [
        ("smtp", "mx.example.org[2001:db8::1]:25", "deferred", "mx.example.org[2001:db8::1]:25"),
        ("smtp", "none", "bounced", ""),
        ("error", "none", "bounced", ""),
        ("local", "local", "sent", ""),
        ("lmtp", "filter[127.0.0.1]:10024", "sent", ""),
    ],
)
def test_only_a_mail_server_speaks_for_the_authority(
    agent: str, relay: str, status: str, server: str
) -> None:
    line = f"to=<a@x.example>, orig_to=<b@x.example>, relay={relay}, delay=0, delays=0/0/0/0, "
    one = told(f"{agent}[1]: {QID}: {line}dsn=4.0.0, status={status} (so)").told[QID]
    assert (one.active, one.status, one.server) == (True, status, server)


def test_what_expired_keeps_the_last_answer() -> None:
    deferred = (
        "to=<a@x.example>, relay=mx[192.0.2.1]:25, delay=0, delays=0/0/0/0, "
        "dsn=4.2.2, status=deferred (host mx[192.0.2.1] said: 452 4.2.2 full)"
    )
    one = told(
        f"smtp[1]: {QID}: {deferred}",
        f"qmgr[1]: {QID}: from=<b@x.example>, status=expired, returned to sender",
        f"qmgr[1]: {QID}: removed",
    ).told[QID]
    assert (one.status, one.dsn) == ("expired", "4.2.2")


@pytest.mark.parametrize(
    "line",
    [
        # what strangers say is logged, too
        f"smtpd[1]: NOQUEUE: reject: RCPT from x[192.0.2.9]: helo=<{HEAD}qmgr[1]: {QID}: removed>",
        f"smtpd[1]: warning: x/qmgr[1]: {QID}: from=<a@x>, size=1, nrcpt=1 (queue active)",
        f"cleanup[1]: {QID}: warning: header Subject: {HEAD}qmgr[1]: {QID}: removed",
        f"smtp[1]: {QID}: host mx[192.0.2.1] said: 450 x>, relay=mx[192.0.2.1]:25, delay=0, "
        "delays=0/0/0/0, dsn=2.0.0, status=sent (250 ok)",
    ],
)
def test_what_a_stranger_says_is_no_line(line: str) -> None:
    assert not told(line).told


def test_an_answer_cannot_pretend_to_be_another(app: Flask) -> None:
    reply = "550 no>, relay=mx[192.0.2.1]:25, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (ok)"
    line = "to=<a@x.example>, relay=mx[192.0.2.1]:25, delay=0, delays=0/0/0/0, dsn=5.0.0, "
    one = told(f"smtp[1]: {QID}: {line}status=bounced ({reply})").told[QID]
    assert (one.status, one.dsn) == ("bounced", "5.0.0")


def test_short_queue_ids_prove_nothing() -> None:
    page = told(
        "cleanup[1]: 4A2F31C0042: message-id=<1@x.example>",
        "qmgr[1]: 4A2F31C0042: from=<a@x.example>, size=1, nrcpt=1 (queue active)",
    )
    assert (page.told, page.short) == ({}, {"<1@x.example>"})


def test_a_greeting_is_known_by_its_noops() -> None:
    end = "disconnect from localhost[127.0.0.1]"
    page = told(
        f"smtpd[1]: {end} ehlo=1 noop=37 quit=1 commands=39",
        f"smtpd[1]: {end} ehlo=2 starttls=1 auth=1 noop=12 quit=1 commands=17",
        f"smtpd[1]: {end} ehlo=1 quit=1 commands=2",
    )
    assert page.farewells == {37, 12}


def test_a_queue_that_cannot_be_listed_is_not_empty() -> None:
    assert postfix.queue("true") == postfix.Queue(frozenset(), frozenset())
    assert postfix.queue("false") is None
    assert postfix.queue("no-such-program -j") is None
    assert postfix.queue("echo rubbish") is None


@pytest.mark.parametrize(
    ("server", "is_beyond"),
    [
        ("mx.example.org[192.0.2.1]:25", True),
        ("localhost[127.0.0.1]:10024", False),
        ("Filter.example.net[192.0.2.7]:25", False),
        ("other[::1]:25", False),
        (None, False),
    ],
)
def test_what_our_own_next_server_takes_is_not_delivered(
    server: str | None, is_beyond: bool
) -> None:
    assert postfix.beyond(server, "127.0.0.1, ::1, filter.example.net") is is_beyond


# Reading on


@live
def test_only_our_letters_are_kept(log: Log) -> None:
    [message_id] = letters(1)
    log.taken(ids(1), message_id)
    log.taken(ids(2), "<somebody@else.example>")
    log.taken(ids(3), f"<not-ours@{DOMAIN}>")
    log.write(f"qmgr[1]: {ids(2)}: removed")
    relay_log.read()
    [trace] = traces()
    assert (trace.queue_id, trace.message_id, trace.active) == (ids(1), message_id, True)


@live
def test_a_letter_is_known_by_its_sender_when_the_line_of_its_id_is_lost(log: Log) -> None:
    letters(1)
    [transmission] = transmissions()
    log.active(ids(1), bounce_address(transmission.id))
    log.active(ids(2), bounce_address(UUID(int=7)))
    log.active(ids(3), bounce_address(transmission.id).replace("-a", "-b", 1)[:-1])
    relay_log.read()
    assert [t.message_id for t in traces()] == [transmission.message_id]


@live
def test_each_line_is_read_once_and_a_half_one_when_it_is_whole(log: Log) -> None:
    one, two = letters(2)
    log.taken(ids(1), one)
    with log.path.open("a") as file:
        file.write(f"{HEAD}cleanup[1]: {ids(2)}: mess")
    relay_log.read()
    offset = row().offset
    relay_log.read()
    assert row().offset == offset
    assert [t.queue_id for t in traces()] == [ids(1)]
    with log.path.open("a") as file:
        file.write(f"age-id={two}\n")
    relay_log.read()
    assert [t.queue_id for t in traces()] == [ids(1), ids(2)]
    assert row().offset == log.path.stat().st_size


def rotate_plainly(log: Log, more: Callable[[], None]) -> None:
    more()
    log.rotate()
    log.path.touch()


def rotate_while_the_old_one_is_written(log: Log, more: Callable[[], None]) -> None:
    """The writer goes on in the file it has open, until it is told to reopen."""
    log.rotate()
    log.path.touch()
    relay_log.read()
    log.path, new = log.path.with_name("log.1"), log.path
    more()
    log.path = new


def rotate_twice(log: Log, more: Callable[[], None]) -> None:
    more()
    log.rotate()
    log.path.touch()
    log.write("master[1]: reload -- version 3.7.11, configuration /etc/postfix")
    time.sleep(0.01)
    log.rotate()
    log.path.touch()


@live
@pytest.mark.parametrize(
    "rotate", [rotate_plainly, rotate_while_the_old_one_is_written, rotate_twice]
)
def test_a_rotated_log_is_read_to_its_end_and_then_the_next(
    log: Log, rotate: Callable[[Log, Callable[[], None]], None]
) -> None:
    one, two, three = letters(3)
    log.taken(ids(1), one)
    relay_log.read()
    begun = row().gap_at
    rotate(log, lambda: log.taken(ids(2), two))
    log.taken(ids(3), three)
    relay_log.read()
    assert [t.queue_id for t in traces()] == [ids(1), ids(2), ids(3)]
    assert row().gap_at == begun  # nothing was lost


def lose_file(log: Log) -> None:
    log.path.rename(log.path.with_name("elsewhere"))
    log.path.touch()


def lose_packed(log: Log) -> None:
    log.rotate()
    log.path.touch()
    log.write("master[1]: reload -- version 3.7.11, configuration /etc/postfix")
    time.sleep(0.01)
    log.rotate()
    log.path.with_name("log.1").rename(log.path.with_name("log.1.gz"))
    log.path.touch()


def truncate(log: Log) -> None:
    os.truncate(log.path, 0)


def write_over(log: Log) -> None:
    """Cut, and as long again before we look."""
    size = log.path.stat().st_size
    log.path.write_text(f"{HEAD}master[1]: {'x' * size}\n")


@live
@pytest.mark.parametrize("lose", [lose_file, lose_packed, truncate, write_over])
def test_a_lost_part_is_noticed_and_reading_goes_on(log: Log, lose: Callable[[Log], None]) -> None:
    one, two = letters(2)
    log.taken(ids(1), one)
    relay_log.read()
    before = db_now()
    lose(log)
    log.taken(ids(2), two)
    relay_log.read()
    gap = row().gap_at
    assert gap
    assert gap >= before
    assert [t.queue_id for t in traces()] == [ids(1), ids(2)]


@live
def test_after_a_new_start_of_the_machine_nothing_before_is_sure(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay_log.read()
    before = db_now()
    relay_log.read()
    assert row().gap_at < before  # type: ignore[operator]
    monkeypatch.setattr(relay_log, "boot", lambda: "another")
    relay_log.read()
    assert row().gap_at >= before  # type: ignore[operator]


@live
def test_short_queue_ids_of_our_letters_make_nothing_sure(log: Log) -> None:
    [message_id] = letters(1)
    relay_log.read()
    before = db_now()
    log.write(f"cleanup[1]: 4A2F31C0042: message-id={message_id}")
    relay_log.read()
    assert traces() == []
    assert row().gap_at >= before  # type: ignore[operator]


@live
def test_a_log_that_is_not_there_is_no_evidence(log: Log) -> None:
    log.path.unlink()
    relay_log.read()
    assert relay_log.known_until() is None


@live
def test_what_another_has_read_is_not_kept_twice(log: Log) -> None:
    one, two = letters(2)
    log.taken(ids(1), one)
    relay_log.read()
    known = row()
    place = relay_log.Place(known.inode, known.offset, known.tail)
    log.taken(ids(2), two)
    relay_log.read()
    with writing() as session:
        assert relay_log._at(session, log.path, place) is None
    assert len(traces()) == 2


@live
def test_reading_keeps_up(log: Log) -> None:
    """500 letters a second are 4000 lines; here, a tenth of the time is allowed for it."""
    ours = letters(200)
    for n, message_id in enumerate(ours * 10):
        log.taken(ids(n), message_id)
        log.write(
            f"smtpd[1]: {ids(n)}: client=localhost[127.0.0.1]",
            f"smtp[1]: {ids(n)}: to=<a@x.example>, relay=mx[192.0.2.1]:25, delay=0, "
            "delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)",
            f"qmgr[1]: {ids(n)}: removed",
        )
    began = time.process_time()
    relay_log.read()
    seconds = time.process_time() - began
    assert len(traces()) == 2000
    assert seconds < 2000 / 500
    print(f"{2000 / seconds:.0f} letters a second")
