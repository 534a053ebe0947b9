"""Evidence with a real Postfix as relay: what it does is what is said."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign import create_app
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.delivery import drain, evidence, relay_log, sweep, switches
from campaign.delivery.models import Trace
from campaign.delivery.switches import Scope
from campaign.letters.models import Transmission
from tests.builders import EMAIL, assert_counts_true, published, signed, transmissions
from tests.conftest import Clock
from tests.postfix import Postfix
from tests.servers import PostgresServer, wait_until
from tests.smtp import SmtpServer


def told(postfix: Postfix, *words: str, times: int = 1) -> None:
    wait_until(lambda: len(postfix.lines(*words)) >= times, 20)


def received(authority: SmtpServer) -> Counter[str]:
    """How often each letter came; bounces to ourselves are left out."""
    read = BytesHeaderParser().parsebytes
    ids = (str(read(mail.content)["Message-ID"]) for mail in authority.received)
    return Counter(one for one in ids if one.endswith("@letters.example.net>"))


def in_doubt() -> None:
    """As if the line had been cut after the final dot."""
    with writing() as session:
        session.execute(update(Transmission).values(state="uncertain", marked_at=db_now()))


def states_now() -> list[str]:
    return sorted(t.state for t in transmissions())


def test_taken_then_delivered(app: Flask, postfix: Postfix, authority: SmtpServer) -> None:
    stage = published(EMAIL)
    signed(stage, 2)
    evidence.settle()
    assert drain("email") == 2
    told(postfix, "status=sent", times=2)
    evidence.settle()
    assert states_now() == ["delivered", "delivered"]
    [trace, _] = reading().scalars(select(Trace))
    assert trace.server == f"127.0.0.2[127.0.0.2]:{authority.port}"
    assert trace.queue_id in [t.gateway_ref for t in transmissions()]
    assert_counts_true(stage.campaign.id)


def test_doubts_are_settled_both_ways(
    app: Flask, postfix: Postfix, authority: SmtpServer, clock: Clock
) -> None:
    evidence.settle()
    signed(published(EMAIL))
    drain("email")
    signed(published({"office": "Other", "email": "b@justice.example.org"}, slug="other"))
    in_doubt()
    told(postfix, "status=sent")
    evidence.settle()
    assert states_now() == ["delivered", "uncertain"]
    clock.forward(minutes=5)
    evidence.settle()
    assert states_now() == ["delivered", "ready"]
    assert drain("email") == 1
    told(postfix, "status=sent", times=2)
    assert set(received(authority).values()) == {1}


def test_a_relay_that_does_not_answer_leaves_the_doubt(
    app: Flask, postfix: Postfix, clock: Clock
) -> None:
    evidence.settle()
    signed(published(EMAIL))
    in_doubt()
    clock.forward(minutes=5)
    postfix.stop()
    evidence.settle()
    assert states_now() == ["uncertain"]
    postfix.start()
    evidence.settle()
    assert states_now() == ["ready"]


def test_deferred_then_sent(app: Flask, postfix: Postfix, authority: SmtpServer) -> None:
    authority.always("rcpt", "450 4.2.1 mailbox busy")
    signed(published(EMAIL))
    evidence.settle()
    drain("email")
    told(postfix, "status=deferred")
    evidence.settle()
    [waits] = transmissions()
    assert (waits.state, waits.error_class) == ("accepted", "throttled")
    assert "450 4.2.1 mailbox busy" in str(waits.error_text)
    authority.normal()
    postfix.flush()
    told(postfix, "status=sent")
    evidence.settle()
    assert states_now() == ["delivered"]


def test_bounced(app: Flask, postfix: Postfix, authority: SmtpServer) -> None:
    authority.once("rcpt", "550 5.1.1 nobody here")
    stage = published(EMAIL)
    signed(stage)
    evidence.settle()
    drain("email")
    told(postfix, "status=bounced")
    evidence.settle()
    [back] = transmissions()
    assert (back.state, back.error_class) == ("bounced", "address")
    assert "nobody here" in str(back.error_text)
    assert_counts_true(stage.campaign.id)


def test_cut_while_the_content_comes_is_surely_not_taken(
    app: Flask, postfix: Postfix, clock: Clock
) -> None:
    """Postfix has seen the Message-ID then, and keeps nothing; the queue says so."""
    evidence.settle()
    signed(published(EMAIL))
    [t] = transmissions()
    with relay_log.connect(app.config["CAMPAIGN"], float("inf")) as smtp:
        smtp.mail("b-1@letters.example.net")
        smtp.rcpt("minister@justice.example.org")
        smtp.docmd("DATA")
        smtp.begin_step()
        smtp.send(f"Message-ID: {t.message_id}\r\n\r\nDear Minister.\r\n")
        smtp.close()
    in_doubt()
    told(postfix, "cleanup", t.message_id)
    evidence.settle()
    assert states_now() == ["uncertain"]
    clock.forward(minutes=5)
    evidence.settle()
    assert states_now() == ["ready"]
    assert [trace.active for trace in reading().scalars(select(Trace))] == [False]


def kill(postfix: Postfix) -> None:
    postfix.kill()
    postfix.start()


@pytest.mark.parametrize("harm", [Postfix.restart, kill, Postfix.rotate, Postfix.rotate_by_itself])
def test_the_story_goes_on_after(
    app: Flask, postfix: Postfix, authority: SmtpServer, harm: Callable[[Postfix], None]
) -> None:
    authority.always("rcpt", "450 4.2.1 mailbox busy")
    evidence.settle()
    gap = relay_log.known_until().gap_at  # type: ignore[union-attr]
    signed(published(EMAIL))
    drain("email")
    told(postfix, "status=deferred")
    in_doubt()
    harm(postfix)
    authority.normal()
    postfix.flush()
    told(postfix, "status=sent")
    evidence.settle()
    assert states_now() == ["delivered"]
    assert set(received(authority).values()) == {1}
    assert relay_log.known_until().gap_at == gap  # type: ignore[union-attr]


def test_a_lost_spool_is_noticed_and_a_restored_one_too(
    app: Flask, postfix: Postfix, authority: SmtpServer, clock: Clock, tmp_path: Path
) -> None:
    authority.always("rcpt", "450 4.2.1 mailbox busy")
    evidence.settle()
    signed(published(EMAIL))
    drain("email")
    told(postfix, "status=deferred")
    postfix.stop()
    spool, kept = postfix.folder / "spool", tmp_path / "kept"
    shutil.copytree(spool / "deferred", kept)
    shutil.copytree(spool / "defer", tmp_path / "defer")
    postfix.start()
    postfix.empty()
    evidence.settle()
    clock.forward(hours=3)
    evidence.settle()
    [lost] = transmissions()
    assert (lost.state, bool(lost.missed_at)) == ("accepted", True)
    assert drain("email") == 0  # nothing is sent again by itself
    authority.normal()
    postfix.stop()
    _put_back(kept, spool / "deferred")
    _put_back(tmp_path / "defer", spool / "defer")
    postfix.start()
    postfix.flush()
    told(postfix, "status=sent")
    evidence.settle()
    [found] = transmissions()
    assert (found.state, found.missed_at) == ("delivered", None)
    assert set(received(authority).values()) == {1}


def _put_back(kept: Path, place: Path) -> None:
    for file in kept.rglob("*"):
        if file.is_file():
            to = place / file.relative_to(kept)
            to.parent.mkdir(exist_ok=True)
            shutil.chown(to.parent, "postfix")
            shutil.copy2(file, to)
            shutil.chown(to, "postfix")


def copied(app: Flask, postgres: PostgresServer, tmp_path: Path) -> str:
    """The URL of a copy of the database as it is now: the backup."""
    url = str(app.config["CAMPAIGN"].database_url)
    db.session.remove()
    db.engine.dispose()
    if url.startswith("sqlite"):
        shutil.copyfile(url.removeprefix("sqlite:///"), tmp_path / "backup.db")
        return f"sqlite:///{tmp_path}/backup.db"
    name = url.partition("?")[0].rpartition("/")[2]
    postgres.create(f"{name}_backup", name)
    return postgres.url(f"{name}_backup")


def test_a_restored_backup_doubles_and_loses_nothing(
    app: Flask,
    postfix: Postfix,
    authority: SmtpServer,
    postgres: PostgresServer,
    clock: Clock,
    tmp_path: Path,
) -> None:
    stage, later = published(EMAIL), published(EMAIL, slug="later")
    campaign_id = stage.campaign.id
    scope = Scope(later.organisation.id, later.campaign.id)
    signed(stage, 2)
    evidence.settle()
    assert drain("email") == 2
    signed(stage, 4)
    signed(later, 1)
    with writing() as session:
        switches.pause(session, "a test", "test", scope)
    backup = copied(app, postgres, tmp_path)
    assert drain("email") == 4
    told(postfix, "status=sent", times=6)
    restored = create_app(replace(app.config["CAMPAIGN"], database_url=backup))
    with restored.app_context():
        said = restored.test_cli_runner().invoke(args=["restored"])
        assert "5 letters are in doubt" in said.output
        assert states_now() == ["accepted"] * 2 + ["uncertain"] * 5
        assert drain("email") == 0
        sweep()
        assert states_now() == ["delivered"] * 6 + ["uncertain"]
        clock.forward(minutes=5)
        sweep()
        assert states_now() == ["delivered"] * 6 + ["ready"]
        assert drain("email") == 0  # still paused
        with writing() as session:
            assert switches.resume(session)
            assert switches.resume(session, scope)
        assert drain("email") == 1
        told(postfix, "status=sent", times=7)
        assert_counts_true(campaign_id)
        db.session.remove()
        db.engine.dispose()
    assert len(received(authority)) == 7
    assert set(received(authority).values()) == {1}
