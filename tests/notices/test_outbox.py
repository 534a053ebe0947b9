"""The outbox of notices over real SMTP: nothing lost, nothing doubled in vain, nothing kept."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import uuid4

import pytest
from flask import Flask
from jinja2 import DictLoader, TemplateNotFound

from campaign import notices
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.notices.drain import _claim, _tidy, _try_later
from campaign.notices.models import Notice
from tests.builders import organisation
from tests.smtp import DROP, SmtpServer

TO = "canary@example.org"


@pytest.fixture(autouse=True)
def template(app: Flask) -> None:
    app.jinja_env.loader = DictLoader({"mail/test.txt": "{{ subject }}\nHello {{ word }}\n"})


def post(n: int = 1, **more) -> None:
    values = {"subject": "A subject", "word": "canary words"} | more.pop("values", {})
    with writing() as session:
        org = organisation(session, slug=uuid4().hex)
        for _ in range(n):
            notices.post(session, org.id, TO, "test", values, **{"sandbox": True, **more})


def rows() -> list[Notice]:
    session = reading()
    session.rollback()
    return list(session.query(Notice).order_by(Notice.id))


def mails(smtp: SmtpServer) -> list[EmailMessage]:
    return [message_from_bytes(m.content, policy=policy.default) for m in smtp.received]


def test_answers_wait_for_all_other_mail(app: Flask, smtp: SmtpServer) -> None:
    words = {"mail/test.txt": "confirm\nx\n", "mail/answer.txt": "answer\nx\n"}
    app.jinja_env.loader = DictLoader(words)
    with writing() as session:
        org = organisation(session)
        for template in ("answer", "answer", "test", "answer", "test"):
            notices.post(session, org.id, TO, template, {}, True)
    assert notices.drain() == 5
    assert [mail["Subject"] for mail in mails(smtp)] == ["confirm"] * 2 + ["answer"] * 3


def test_a_mail_as_it_arrives(app: Flask, smtp: SmtpServer) -> None:
    post(values={"subject": "Žluťoučký", "word": "Κόσμε"})
    assert notices.drain() == 1
    [mail] = mails(smtp)
    assert smtp.received[0].envelope_to == [TO]
    assert mail["Subject"] == "Žluťoučký"
    assert mail["From"] == "appeals@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip() == "Hello Κόσμε"
    [row] = rows()
    assert mail["Message-ID"] == row.message_id
    assert (row.state, row.to, row.values) == ("sent", None, None)
    assert row.sent_at is not None
    assert notices.drain() == 0


@pytest.mark.parametrize(
    "subject",
    [
        "Hi\x0cBcc: x@example.org",
        "Hi\x0bX: y",
        "Hi\x1eX: y",
        "Hi\x85X: y",
        "Hi\u2028X: y",
        "Hi\rX: y",
    ],
)
def test_a_subject_adds_no_header(app: Flask, smtp: SmtpServer, subject: str) -> None:
    post(values={"subject": subject})
    notices.drain()
    [mail] = mails(smtp)
    assert set(mail.keys()) & {"Bcc", "X"} == set()
    assert len(smtp.received[0].envelope_to) == 1


def test_an_encoded_word_in_a_subject_is_never_sent(app: Flask, smtp: SmtpServer) -> None:
    post(values={"subject": "=?utf-8?q?a=0D=0ABcc:_x?="})
    notices.drain()
    assert smtp.received == []
    assert rows()[0].state == "failed"


def test_lines_of_dots_and_data_stay_what_they_are(app: Flask, smtp: SmtpServer) -> None:
    post(values={"word": "\n.\n{{ 7*7 }} <b>&amp;"})
    notices.drain()
    assert mails(smtp)[0].get_content().splitlines()[1:] == [".", "{{ 7*7 }} <b>&amp;"]


def test_unknown_template_is_refused_at_once(app: Flask) -> None:
    with pytest.raises(TemplateNotFound), writing() as session:
        notices.post(session, uuid4(), TO, "other", {}, True)


@pytest.mark.parametrize("stage", ["connect", "ehlo", "mail", "rcpt", "data", "body"])
def test_cut_before_it_was_taken(app: Flask, smtp: SmtpServer, clock, stage: str) -> None:
    post()
    smtp.once(stage, DROP)
    assert notices.drain() == 0
    assert rows()[0].state == "ready"
    clock.forward(minutes=1, seconds=1)
    assert notices.drain() == 1
    assert len(smtp.received) == 1


def test_cut_in_quit_doubles_nothing(app: Flask, smtp: SmtpServer, clock) -> None:
    post()
    smtp.always("quit", DROP)
    assert notices.drain() == 1
    clock.forward(days=1)
    assert notices.drain() == 0
    assert len(smtp.received) == 1


def test_cut_after_the_dot_is_sent_again_as_the_same_mail(
    app: Flask, smtp: SmtpServer, clock
) -> None:
    post()
    smtp.once("dot", DROP)
    notices.drain()
    clock.forward(minutes=2)
    notices.drain()
    first, second = mails(smtp)
    assert first["Message-ID"] == second["Message-ID"]


def test_pauses_grow_and_after_a_day_it_is_given_up(app: Flask, smtp: SmtpServer, clock) -> None:
    post()
    smtp.always("rcpt", "450 4.2.1 busy")
    pauses = []
    for _ in range(40):
        notices.drain()
        [row] = rows()
        if row.state != "ready":
            break
        wait = row.next_at - db_now()
        pauses.append(round(wait / timedelta(minutes=1)))
        clock.forward(seconds=wait.total_seconds() + 1)
    assert pauses[:5] == [1, 5, 15, 60, 60]
    assert (row.state, row.to, row.values) == ("failed", None, None)
    assert 24 <= len(pauses) <= 28


def test_refused_for_good(app: Flask, smtp: SmtpServer) -> None:
    post()
    smtp.always("rcpt", "550 5.1.1 unknown")
    notices.drain()
    assert (rows()[0].state, rows()[0].to) == ("failed", None)


def test_not_before_its_time(app: Flask, smtp: SmtpServer, clock) -> None:
    post(send_at=db_now() + timedelta(hours=1))
    assert notices.drain() == 0
    clock.forward(hours=1, seconds=1)
    assert notices.drain() == 1


def test_a_sender_that_is_gone(app: Flask, smtp: SmtpServer, clock) -> None:
    post()
    for _ in range(2):
        _tidy()
        assert _claim() is not None  # and then its process dies
        assert notices.drain() == 0
        clock.forward(minutes=10, seconds=1)
    assert notices.drain() == 1
    assert len(smtp.received) == 1


def test_three_senders_gone_with_it(app: Flask, smtp: SmtpServer, clock) -> None:
    post()
    for _ in range(3):
        _tidy()
        assert _claim() is not None
        clock.forward(minutes=10, seconds=1)
    assert notices.drain() == 0
    assert (rows()[0].state, rows()[0].to) == ("failed", None)


def test_a_late_sender_changes_nothing(app: Flask, smtp: SmtpServer, clock) -> None:
    post()
    late = _claim()
    assert late is not None
    clock.forward(minutes=10, seconds=1)
    notices.drain()
    _try_later(late)
    assert rows()[0].state == "sent"


def test_forgotten_before_it_left(app: Flask, smtp: SmtpServer) -> None:
    about = uuid4()
    post(about=about)
    post()
    with writing() as session:
        notices.forget(session, about)
    assert notices.drain() == 1
    assert [(r.state, r.to) for r in rows()] == [("failed", None), ("sent", None)]


def test_forgotten_while_it_is_sent(app: Flask, smtp: SmtpServer) -> None:
    about = uuid4()
    post(about=about)
    claimed = _claim()
    assert claimed is not None
    with writing() as session:
        notices.forget(session, about)
    _try_later(claimed)
    assert [(r.state, r.to, r.values) for r in rows()] == [("failed", None, None)]


def test_the_sandbox_never_leaves_a_live_site(app: Flask, smtp: SmtpServer, clock) -> None:
    post(sandbox=False)  # posted on the other side of the switch
    assert notices.drain() == 0
    assert rows()[0].state == "ready"
    clock.forward(days=3, seconds=1)
    notices.drain()
    assert (rows()[0].state, rows()[0].to) == ("failed", None)


def test_settled_rows_go_after_a_week(app: Flask, smtp: SmtpServer, clock) -> None:
    post()
    notices.drain()
    clock.forward(days=8)
    notices.drain()
    assert rows() == []


def test_many_senders_at_once(app: Flask, smtp: SmtpServer) -> None:
    post(20)
    taken: list[int] = []

    def work() -> None:
        with app.app_context():
            taken.append(notices.drain())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 20
    assert len({m["Message-ID"] for m in mails(smtp)}) == len(smtp.received) == 20


def test_nothing_personal_in_the_log(
    app: Flask, smtp: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    for stage, answer in (("rcpt", "550 <canary@example.org>"), ("dot", "450 canary@example.org")):
        post()
        smtp.once(stage, answer)
        notices.drain()
    post(values={"subject": "=?canary?="})
    notices.drain()
    assert len(caplog.records) == 3
    assert not re.search("canary", caplog.text)
