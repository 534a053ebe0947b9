"""After erasing, nothing of a person is left in any table."""

from __future__ import annotations

import re
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from campaign.base.database import reading, writing
from campaign.base.dialects import is_sqlite
from campaign.delivery import caught
from campaign.letters import states
from campaign.letters.models import Letter, LetterContent, TransmissionContent
from campaign.signing import confirm, erase, expire
from campaign.signing.models import Link, Signature, Suppression
from tests.builders import assert_counts_true, published, transmissions
from tests.signing import way
from tests.smtp import SmtpServer

# The name, the address, the town, the own words; also the halves of the address.
CANARY = re.compile("canary|swam in that bay", re.IGNORECASE)


def keep_in_sandbox(smtp: SmtpServer) -> None:
    """What the sandbox does with every mail."""
    for mail in smtp.received:
        caught.keep("email", mail.envelope_from, mail.envelope_to[0], mail.content)


def test_the_canary_is_seen_where_it_is(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.confirmed(client, smtp, stage)
    keep_in_sandbox(smtp)
    assert len(CANARY.findall(way.everything())) > 5


@pytest.mark.parametrize("name_choice", ["full", "initials", "withheld"])
def test_erased_before_anything_left(
    client: FlaskClient, smtp: SmtpServer, name_choice: str
) -> None:
    stage = published()
    links = way.confirmed(client, smtp, stage, name_choice=name_choice)
    keep_in_sandbox(smtp)
    assert client.get(links["erase"]).status_code == 200
    answer = client.post(links["erase"])
    assert "You are erased" in answer.text
    assert not CANARY.search(way.everything())
    assert reading().query(LetterContent).count() == 0
    assert reading().query(TransmissionContent).count() == 0
    assert {t.state for t in transmissions()} == {"cancelled"}
    assert {x.state for x in reading().query(Letter)} == {"withdrawn"}
    assert [s.state for s in way.signatures()] == ["erased"]
    assert_counts_true(stage.campaign.id)


def test_every_signature_of_the_person_is_erased(
    client: FlaskClient, smtp: SmtpServer, clock
) -> None:
    stage = published()
    first, second, third = [str(r.id) for r in stage.recipients]
    links = way.confirmed(client, smtp, stage, recipients=[first])
    clock.forward(hours=2)
    way.confirmed(client, smtp, stage, recipients=[second])
    clock.forward(hours=2)
    way.sign(client, stage, recipients=[third])
    client.post(links["erase"])
    assert {s.state for s in way.signatures()} == {"erased"}
    assert not CANARY.search(way.everything())
    assert_counts_true(stage.campaign.id)


def test_erased_while_the_mail_waits(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    link = way.path(way.mails(smtp)[0], "erase")
    way.sign(client, stage)  # its mail leaves in an hour
    client.post(link)
    assert not CANARY.search(way.everything())
    assert len(way.mails(smtp)) == 1


def test_links_of_the_erased_end_kindly(client: FlaskClient, smtp: SmtpServer) -> None:
    links = way.confirmed(client, smtp, published())
    client.post(links["erase"])
    for purpose in ("confirm", "status", "erase"):
        answer = client.get(links[purpose])
        assert answer.status_code == 410
        assert "has been erased" in answer.text
    assert client.post(links["erase"]).status_code == 200  # pressing twice harms nobody
    assert client.post(links["not_me"]).status_code == 200


@pytest.mark.parametrize("purpose", ["erase", "not_me"])
def test_confirmed_in_the_very_moment_of_erasing(
    app: Flask,
    client: FlaskClient,
    smtp: SmtpServer,
    monkeypatch: pytest.MonkeyPatch,
    purpose: str,
) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    find = erase.links.find

    def press_the_button() -> None:
        with app.app_context():
            confirm.confirm(way.path(mail, "confirm").rpartition("/")[2])

    def found_then_confirmed(session: Session, *of: str) -> tuple[Link, Signature]:
        """Somebody confirms after the signature was read, before it is locked."""
        found = find(session, *of)
        if not is_sqlite(session):  # there, nobody else can write meanwhile
            monkeypatch.undo()
            button = Thread(target=press_the_button)
            button.start()
            button.join()
        return found

    monkeypatch.setattr(erase.links, "find", found_then_confirmed)
    client.post(way.path(mail, purpose))
    assert not CANARY.search(way.everything())
    assert [s.state for s in way.signatures()] == ["erased"]
    assert_counts_true(stage.campaign.id)


def test_erasing_leaves_others_alone(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.confirmed(client, smtp, stage, email="b@example.org", name="Bela Other")
    links = way.confirmed(client, smtp, stage)
    client.post(links["erase"])
    assert [s.state for s in way.signatures()] == ["confirmed", "erased"]
    assert "Bela Other" in way.everything()
    assert len(transmissions(state="ready")) == 2


def test_signing_again_after_erasing_doubles_nothing(
    client: FlaskClient, smtp: SmtpServer, clock
) -> None:
    stage = published()
    links = way.confirmed(client, smtp, stage)
    client.post(links["erase"])
    clock.forward(hours=2)
    way.confirmed(client, smtp, stage)
    assert reading().query(Letter).count() == 3
    assert_counts_true(stage.campaign.id)


def test_not_me_erases_and_suppresses(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    keep_in_sandbox(smtp)
    assert client.get(way.path(mail, "not_me")).status_code == 200
    assert client.post(way.path(mail, "not_me")).status_code == 200
    assert not CANARY.search(way.everything())
    assert reading().query(Suppression).count() == 1
    assert client.post(way.path(mail, "confirm")).status_code == 410
    assert_counts_true(stage.campaign.id)


def test_not_me_leaves_what_the_person_had_confirmed(
    client: FlaskClient, smtp: SmtpServer, clock
) -> None:
    stage = published()
    first, second, _ = [str(r.id) for r in stage.recipients]
    way.confirmed(client, smtp, stage, recipients=[first])
    clock.forward(hours=2)
    way.sign(client, stage, recipients=[second], name="Somebody Else")
    client.post(way.path(way.mails(smtp)[-1], "not_me"))
    assert [s.state for s in way.signatures()] == ["confirmed", "erased"]
    assert [t.state for t in transmissions()] == ["ready"]


def test_not_me_works_after_72_hours(client: FlaskClient, smtp: SmtpServer, clock) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    clock.forward(hours=73)
    expire.expire()
    assert client.post(way.path(mail, "not_me")).status_code == 200
    clock.forward(days=2)
    way.sign(client, stage)
    assert len(way.mails(smtp)) == 1


def test_what_nobody_confirms_is_erased(client: FlaskClient, smtp: SmtpServer, clock) -> None:
    stage = published()
    way.sign(client, stage)
    way.mails(smtp)
    keep_in_sandbox(smtp)
    clock.forward(hours=71, minutes=59)
    assert expire.expire() == 0
    clock.forward(minutes=2)
    assert expire.expire() == 1
    assert not CANARY.search(way.everything())
    assert [s.state for s in way.signatures()] == ["expired"]
    assert_counts_true(stage.campaign.id)


def test_confirmed_signatures_do_not_expire(client: FlaskClient, smtp: SmtpServer, clock) -> None:
    links = way.confirmed(client, smtp, published())
    clock.forward(days=30)
    assert expire.expire() == 0
    assert client.get(links["status"]).status_code == 200


def test_withdrawing_calls_back_what_has_not_left(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    links = way.confirmed(client, smtp, stage)
    [mail] = [t.id for t in transmissions(channel="email")]
    with writing() as session:  # the e-mail has left meanwhile
        for event in ("claimed", "marked", "taken"):
            states.move(session, event, [mail], "test")
    assert client.get(f"{links['status']}/withdraw").status_code == 200
    page = client.post(f"{links['status']}/withdraw", follow_redirects=True).text
    assert "Called back: 2 letters" in page
    assert "Handed to our mail service" in page
    assert page.count("Withdrawn before it left") == 2
    assert_counts_true(stage.campaign.id)
