"""Own words that a person reads before they leave, and what comes of that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign import delivery
from campaign.accounts.models import AuditEntry
from campaign.base.database import reading, writing
from campaign.campaigns import closing, find
from campaign.letters.ending import end_letters
from campaign.letters.models import History, Letter, LetterContent
from campaign.letters.renew import renew
from tests.builders import EMAIL, FAX, Stage, assert_counts_true, published
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.signing import way
from tests.smtp import SmtpServer

OFFICE = "minister@justice.example.org"
MEMORY = "When I was a child my father took me to this bay to count the herons."


@pytest.fixture
def lists(app: Flask, tmp_path: Path) -> Path:
    """A folder with word lists in two languages, named in the settings."""
    (tmp_path / "en.txt").write_text("# rude\nblockhead\ntin pot\n", "utf-8")
    (tmp_path / "ru.txt").write_text("Болван\n", "utf-8")
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], word_lists=str(tmp_path))
    return tmp_path


def states() -> set[str]:
    reading().rollback()
    return set(reading().scalars(select(Letter.state)))


def to_office(smtp: SmtpServer) -> list[bytes]:
    delivery.drain("email")
    return [mail.content for mail in smtp.received if mail.envelope_to == [OFFICE]]


def reference() -> str:
    return reading().scalars(select(Letter.reference)).one()


@pytest.mark.parametrize("words", ["You BLOCKHEAD!", "A tin-pot ruler.", "Вы болван."])
def test_listed_words_wait_for_a_person(
    client: FlaskClient, smtp: SmtpServer, lists: Path, words: str
) -> None:
    stage = published(EMAIL, FAX)
    links = way.confirmed(client, smtp, stage, own_words=words)
    assert states() == {"to_read"}
    assert "Held back" in client.get(links["status"]).text
    renew()
    assert to_office(smtp) == []
    assert {one.by for one in reading().scalars(select(History)) if one.event == "to_read"} == {
        "word_list"
    }
    assert_counts_true(stage.campaign.id)


@pytest.mark.parametrize("words", ["Blockheads are not meant.", "Kind words.", ""])
def test_other_words_leave_at_once(
    client: FlaskClient, smtp: SmtpServer, lists: Path, words: str
) -> None:
    way.confirmed(client, smtp, published(EMAIL), own_words=words)
    assert len(to_office(smtp)) == 1


def test_words_much_like_those_of_another_wait(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published(EMAIL)
    way.confirmed(client, smtp, stage, own_words=MEMORY)
    way.confirmed(client, smtp, stage, own_words=MEMORY.upper() + " Yes.", email="b@example.org")
    way.confirmed(client, smtp, stage, own_words="I thank you.", email="c@example.org")
    way.confirmed(client, smtp, stage, own_words="I thank you.", email="d@example.org")
    found = reading().scalars(select(Letter.state).order_by(Letter.created_at)).all()
    assert list(found) == ["travelling", "to_read", "travelling", "travelling"]
    assert len(to_office(smtp)) == 3
    assert_counts_true(stage.campaign.id)


def test_a_person_lets_it_leave_as_it_is(
    client: FlaskClient,
    smtp: SmtpServer,
    lists: Path,
    log_in: LogIn,  # noqa: F811
) -> None:
    stage = published(EMAIL)
    way.confirmed(client, smtp, stage, own_words="You blockhead.")
    desk = log_in("editor")
    page = desk.get(f"/desk/letters/{reference()}").text
    assert "Let it leave" in page
    url = f"/desk/letters/{reference()}/words-read"
    assert desk.post(url, data={"decision": "leave"}).status_code == 303
    [letter] = to_office(smtp)
    assert b"You blockhead." in letter
    assert desk.post(url, data={"decision": "decline", "why": "late"}).status_code == 303
    assert states() == {"travelling"}
    assert_counts_true(stage.campaign.id)


def test_a_person_declines_it_and_its_writer_is_told_why(
    client: FlaskClient,
    smtp: SmtpServer,
    lists: Path,
    log_in: LogIn,  # noqa: F811
) -> None:
    stage = published(EMAIL)
    links = way.confirmed(client, smtp, stage, own_words="You blockhead.")
    desk, url = log_in("editor"), f"/desk/letters/{reference()}/words-read"
    desk.post(url, data={"decision": "decline", "why": " "})
    assert states() == {"to_read"}
    desk.post(url, data={"decision": "decline", "why": "Rude letters are thrown away."})
    assert states() == {"declined"}
    mail = way.mails(smtp)[-1]
    assert mail["To"] == way.EMAIL
    assert "Rude letters are thrown away." in mail.get_content()
    assert "blockhead" not in mail.get_content()
    assert "wrote to you why" in client.get(links["status"]).text
    assert to_office(smtp) == []
    content = reading().scalars(select(LetterContent)).one()
    assert content.signer["own_words"] == "You blockhead."  # never edited
    assert "letter declined" in reading().scalars(select(AuditEntry.action)).all()
    assert_counts_true(stage.campaign.id)


def test_the_supporter_withdraws_it_and_the_end_of_the_campaign_ends_it(
    client: FlaskClient, smtp: SmtpServer, lists: Path
) -> None:
    stage = published(EMAIL)
    links = way.confirmed(client, smtp, stage, own_words="You blockhead.")
    way.confirmed(client, smtp, stage, own_words="You blockhead.", email="b@example.org")
    assert client.post(links["erase"]).status_code == 200
    _close(stage)
    end_letters()
    assert states() == {"withdrawn", "expired"}
    assert_counts_true(stage.campaign.id)


def _close(stage: Stage) -> None:
    with writing() as session:
        campaign = find.one_of(stage.organisation.id, stage.campaign.id)
        closing.close(session, session.merge(campaign), stage.manager.id, "done")
