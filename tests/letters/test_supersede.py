"""What an update makes of letters that wait: rewritten, cancelled, or asked about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from campaign import notices
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns import edit, find
from campaign.campaigns.approve import Approval
from campaign.campaigns.closing import close
from campaign.campaigns.doubts import doubts
from campaign.campaigns.models import AppealUpdate, Campaign, Recipient
from campaign.campaigns.publish import publish
from campaign.campaigns.update import open_update, throw_away
from campaign.delivery import drain
from campaign.delivery.sweep import sweep
from campaign.desk import telling
from campaign.letters import life, petition, supersede
from campaign.letters.models import History, Letter, LetterContent
from campaign.letters.renew import gather, renew, take_up
from campaign.signing.ask import ask
from campaign.signing.models import Question, Signature
from tests.builders import (
    EMAIL,
    FAX,
    PAPER,
    SIGNER,
    Stage,
    assert_counts_true,
    published,
    signed,
    transmissions,
)
from tests.campaigns.samples import UPDATE
from tests.conftest import Clock
from tests.signing import way
from tests.smtp import SmtpServer

SILENT = replace(SIGNER, own_words="")
REWRITE, CANCEL = Approval("rewrite"), Approval("cancel")


def opened(stage: Stage, hold: bool = True, source: str = UPDATE) -> None:
    with writing() as session:
        open_update(session, session.get_one(Campaign, stage.campaign.id), source, None, hold)


def approved(stage: Stage, chosen: Approval | None = REWRITE) -> None:
    with writing() as session:
        one = session.get_one(Campaign, stage.campaign.id)
        publish(session, one, None, True, [doubt.key for doubt in doubts(one)], chosen)


def updated(stage: Stage, chosen: Approval = REWRITE) -> None:
    opened(stage)
    approved(stage, chosen)


def letters(state: str = "") -> list[Letter]:
    session = reading()
    session.rollback()
    query = select(Letter).order_by(Letter.id)
    return list(session.scalars(query.where(Letter.state == state) if state else query))


def said(letter: Letter) -> str:
    return " ".join(reading().get_one(LetterContent, letter.id).composed["opening"])


def test_letters_that_wait_follow_the_choice_whatever_way_they_go(app: Flask) -> None:
    stage = published(EMAIL, FAX, PAPER)
    with writing() as session:
        session.execute(
            update(Recipient).where(Recipient.id == stage.recipients[1].id).values(joint=True)
        )
    signed(stage, 1, SILENT)
    signed(stage, 1)
    assert supersede.waiting(stage.campaign) == supersede.Waiting(6, 3, at_least=False)
    updated(stage)
    renew()
    assert [letter.state for letter in letters()] == [
        *("travelling", "gathering", "to_print"),
        *("asked", "asked", "asked"),
    ]
    for letter in letters()[:3]:
        assert "three river" in said(letter)
    assert [one.text_version for one in transmissions(channel="email", state="ready")] == [2]
    assert_counts_true(stage.campaign.id)
    assert reading().scalars(select(AppealUpdate)).one().followed_at is not None
    assert renew() == 0
    opened(stage, source=UPDATE.replace("three river", "four river"))
    approved(stage, CANCEL)
    renew()
    assert {letter.state for letter in letters()} == {"superseded"}
    assert {one.state for one in transmissions()} == {"cancelled"}
    assert renew() == 0
    assert_counts_true(stage.campaign.id)


def test_the_record_shows_which_text_each_letter_carried(app: Flask, smtp: SmtpServer) -> None:
    stage = published(EMAIL)
    signed(stage, 1, SILENT)
    drain("email")
    signed(stage, 1, SILENT)
    updated(stage)
    renew()
    old, new = (life.life_of(one) for one in letters())
    told = [step.words for step in telling.story(old, [])]
    assert any("Written (text version 1)" in words for words in told)
    assert not any("version 2" in words for words in told)
    assert [one.text_version for one in (old, new)] == [1, 2]
    told = [step.words for step in telling.story(new, [])]
    assert [bool(re.search(r"Written \(text version [12]\)", w)) for w in told].count(True) == 2


def test_held_by_default_and_going_on_where_the_manager_says_so(
    app: Flask, smtp: SmtpServer
) -> None:
    stage = published(EMAIL)
    signed(stage, 1, SILENT)
    opened(stage)
    assert drain("email") == 0
    with writing() as session:
        throw_away(session, session.get_one(Campaign, stage.campaign.id), None)
    campaign = reading().get_one(Campaign, stage.campaign.id)
    assert (campaign.state, campaign.appeal_id) == ("published", stage.campaign.appeal_id)
    assert find.current_text(campaign, "en").opening == stage.text.opening
    assert drain("email") == 1  # as it was written, under the revision it had
    signed(stage, 2, SILENT)
    opened(stage, hold=False)  # a text that was thrown away can come again
    assert drain("email") == 2
    signed(stage, 1, SILENT)
    with writing() as session:  # whatever else raises the revision holds them
        one = session.get_one(Campaign, stage.campaign.id)
        text = find.current_text(one, "en")
        edit.edit_text(session, one, None, text.version, "T", "S", "Corrected.", "Free them.")
    assert drain("email") == 1  # the update's own text is no reason to hold what was signed before
    signed(stage, 1, SILENT)
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).revision += 1
    assert drain("email") == 0
    approved(stage)
    assert drain("email") == 0
    renew()
    assert drain("email") == 1
    assert b"Corrected." in smtp.received[-1].content


def test_an_update_needs_a_choice(app: Flask) -> None:
    stage = published(EMAIL)
    opened(stage)
    for wrong in (None, Approval("keep"), Approval("rewrite", 0), Approval("rewrite", 7, "maybe")):
        with pytest.raises(Problem):
            approved(stage, wrong)
    assert reading().get_one(Campaign, stage.campaign.id).state == "updating"


def test_what_is_gathered_printed_or_taken_up_again_goes_the_same_way(
    app: Flask, clock: Clock
) -> None:
    stage = published(EMAIL, {"office": "Registry", "email": "müller@example.org"}, PAPER)
    with writing() as session:
        session.execute(
            update(Recipient).where(Recipient.id == stage.recipients[0].id).values(joint=True)
        )
    signed(stage, 2, SILENT)
    signed(stage, 2)
    with writing() as session:
        petition.make(session, session.get_one(Recipient, stage.recipients[2].id), stage.manager.id)
    clock.forward(days=1)
    gather()
    assert [one.carried for one in transmissions()] == [4]
    updated(stage)
    sweep()
    sweep()
    assert sorted(letter.state for letter in letters()) == [
        *["asked"] * 6,
        *["held"] * 2,
        *["petition"] * 2,
        *["travelling"] * 2,
    ]
    assert {x.letter_text_id for x in letters("petition")} == {
        find.current_text(stage.campaign, "en").id
    }
    with writing() as session:
        take_up(session, stage.recipients[1].id)  # revision 0 is no sign of an old text
    renew()
    assert len(letters("held")) == 2
    assert_counts_true(stage.campaign.id)


def question(client: FlaskClient, smtp: SmtpServer, n: int = 1) -> list[str]:
    """The paths of the newest questions that were mailed."""
    ask()
    notices.drain()
    found = [m for m in way.mails(smtp) if "own words" in m["Subject"]]
    assert len(found) == n
    return [re.findall(r"https?://[^/]+(/own-words/\S+)", m.get_content())[0] for m in found]


def seen(client: FlaskClient, path: str) -> dict[str, Any]:
    page = client.get(path).text
    return {"seen": re.findall(r'name="seen" value="([^"]+)"', page)[0]}


def test_a_supporter_is_asked_and_answers(
    app: Flask, client: FlaskClient, smtp: SmtpServer
) -> None:
    stage = published(EMAIL, FAX)
    for email in ("a@example.org", "b@example.org", "c@example.org"):
        links = way.confirmed(client, smtp, stage, email=email)
    updated(stage)
    assert drain("email") == 0
    renew()
    assert (len(letters("asked")), drain("email")) == (6, 0)
    assert "Waits for your answer" in client.get(links["status"]).text
    keep, change, gone = question(client, smtp, 3)
    assert ask() == 0  # once
    page = client.get(keep).text
    assert "three river" in page
    assert "I once swam in that bay." in page
    token = keep.rpartition("/")[2]
    for purpose in ("/s/", "/confirm/", "/erase/"):  # good for this alone
        assert client.get(purpose + token).status_code == 404
    assert client.get("/own-words/" + links["status"].rpartition("/")[2]).status_code == 404
    refused = client.post(keep, data={"answer": "keep", "seen": "another"})
    assert refused.status_code == 409
    assert "has changed since" in refused.text
    assert client.post(keep, data={"answer": "keep", **seen(client, keep)}).status_code == 303
    again = client.post(keep, data={"answer": "withdraw", "seen": ""})
    assert again.status_code == 409
    bad = {"answer": "change", "own_words": "See www.example.org", **seen(client, change)}
    wrong = client.post(change, data=bad)
    assert "leave web addresses out" in wrong.text
    assert "See www.example.org" in wrong.text
    good = {**bad, "own_words": "Three of them are friends of mine."}
    assert client.post(change, data=good).status_code == 303
    assert client.post(gone, data={"answer": "withdraw"}).status_code == 303
    assert drain("email") == 2
    own = [reading().get_one(LetterContent, x.id).composed["own_words"] for x in letters()]
    assert own.count(["Three of them are friends of mine."]) == 2  # mail and fax
    carried = b" ".join(b" ".join(mail.content for mail in smtp.received[-2:]).split())
    assert carried.count(b"I once swam in that bay.") == carried.count(b"friends of mine") == 1
    assert len(letters("withdrawn")) == 2
    assert_counts_true(stage.campaign.id)


@pytest.mark.parametrize(
    ("unanswered", "state"), [("send", "travelling"), ("cancel", "superseded")]
)
def test_without_an_answer_in_time_the_choice_is_done(
    app: Flask,
    client: FlaskClient,
    smtp: SmtpServer,
    clock: Clock,
    unanswered: str,
    state: str,
) -> None:
    stage = published(EMAIL)
    way.confirmed(client, smtp, stage)
    updated(stage, Approval("rewrite", 3, unanswered))
    renew()
    [path] = question(client, smtp)
    words = "without your own words" if unanswered == "send" else "it is not sent"
    assert words in client.get(path).text
    clock.forward(days=2, hours=23)
    assert ask() == 0
    clock.forward(hours=2)
    assert ask() == 1
    [letter] = letters()
    assert letter.state == state
    if unanswered == "send":
        content = reading().get_one(LetterContent, letter.id)
        assert content.composed["own_words"] == []
        assert reading().scalars(select(Signature)).one().own_words == ""
    late = client.post(path, data={"answer": "keep", "seen": ""})
    assert late.status_code == 409
    assert "The time to answer was over" in late.text
    assert_counts_true(stage.campaign.id)


def test_who_is_erased_is_asked_no_more(
    app: Flask, client: FlaskClient, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL)
    links = way.confirmed(client, smtp, stage)
    updated(stage, Approval("rewrite", 3, "send"))
    renew()
    [path] = question(client, smtp)
    client.post(links["erase"])
    assert [letter.state for letter in letters()] == ["withdrawn"]
    assert client.get(path).status_code == 410
    clock.forward(days=4)
    ask()
    assert [letter.state for letter in letters()] == ["withdrawn"]
    assert reading().scalars(select(Question)).one().answer == "without"
    assert_counts_true(stage.campaign.id)


@pytest.mark.parametrize("asked", [True, False])
def test_a_campaign_that_ends_asks_nobody_any_more(app: Flask, asked: bool) -> None:
    stage = published(EMAIL)
    signed(stage)
    updated(stage)
    renew()
    if asked:
        assert ask() == 1
    with writing() as session:
        close(session, session.get_one(Campaign, stage.campaign.id), None, "freed")
    ask()
    assert [letter.state for letter in letters()] == ["superseded"]
    answers = reading().scalars(select(Question.answer)).all()
    assert answers == (["ended"] if asked else [])
    assert_counts_true(stage.campaign.id)


def test_unchanged_text_asks_nobody(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage)
    opened(stage)
    with writing() as session:  # the manager brings the text back to what it was
        one = session.get_one(Campaign, stage.campaign.id)
        version = find.current_text(one, "en").version
        demands = edit.demands_as_text(stage.text.demands)
        told = ("T", stage.text.subject, stage.text.opening, demands)
        edit.edit_text(session, one, None, version, *told)
    approved(stage)
    renew()
    assert [letter.state for letter in letters()] == ["travelling"]
    events = {row.event for row in reading().scalars(select(History))}
    assert "asked" not in events
