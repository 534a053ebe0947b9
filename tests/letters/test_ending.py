"""What letters come to that had not left when their campaign ended, or an update came."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns.approve import Approval
from campaign.campaigns.closing import close
from campaign.campaigns.models import Campaign, Petition, Recipient
from campaign.delivery import drain, workers
from campaign.delivery.claim import claim
from campaign.delivery.sweep import sweep
from campaign.desk import telling
from campaign.letters import life, petition, states
from campaign.letters.models import Letter
from campaign.letters.reroute import reroute
from campaign.signing.ask import ask
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
from tests.conftest import Clock
from tests.letters.test_supersede import CANCEL, REWRITE, approved, opened, updated
from tests.signing import way
from tests.smtp import SmtpServer

SILENT = replace(SIGNER, own_words="")
UNPRINTABLE = {"office": "Registry", "email": "müller@example.org"}


def closed(stage: Stage) -> None:
    with writing() as session:
        close(session, session.get_one(Campaign, stage.campaign.id), None, "freed")


def ended(stage: Stage) -> list[str]:
    """The states of all letters, once the schedule has seen to them."""
    sweep()
    ask()
    assert_counts_true(stage.campaign.id)
    return shown()


def shown() -> list[str]:
    reading().rollback()
    letters = reading().scalars(select(Letter).order_by(Letter.id)).all()
    return [life.life_of(letter).state for letter in letters]


def together(stage: Stage) -> None:
    with writing() as session:
        session.execute(
            update(Recipient).where(Recipient.id == stage.recipients[0].id).values(joint=True)
        )


def test_every_letter_that_rests_ends_with_its_campaign(app: Flask) -> None:
    stage = published(EMAIL, FAX, PAPER, UNPRINTABLE)
    together(stage)
    signed(stage, 2, SILENT)
    assert sorted(set(shown())) == ["gathering", "held", "ready", "to_print"]
    closed(stage)
    assert sorted(ended(stage)) == [*["cancelled"] * 2, *["expired"] * 6]
    sweep()  # nothing is left to be seen to
    resting = reading().scalars(select(Letter).where(Letter.state == "expired")).all()
    assert {tuple(r.event for r in life.life_of(one).history) for one in resting} == {("expired",)}


def test_what_is_asked_is_called_back_and_a_petition_waits_for_a_person(
    app: Flask, client: FlaskClient
) -> None:
    stage = published(EMAIL, PAPER)
    signed(stage, 2, SILENT)
    with writing() as session:
        recipient = session.get_one(Recipient, stage.recipients[1].id)
        petition.make(session, recipient, stage.manager.id)
    signed(stage)
    updated(stage)
    sweep()
    closed(stage)
    after = ended(stage)
    assert sorted(after) == [*["cancelled"] * 2, *["petition"] * 2, *["superseded"] * 2]
    with pytest.raises(Problem, match="has ended"), writing() as session:
        petition.make(session, recipient, stage.manager.id)
    with writing() as session:
        petition.give_up(session, session.scalars(select(Petition)).one(), stage.manager.id)
    assert sorted(ended(stage))[2:4] == ["expired"] * 2


def test_one_that_three_workers_died_with_is_not_left_waiting(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage, 1, SILENT)
    with workers.working("email") as worker:
        claim(worker, "email")
    [one] = transmissions()
    with writing() as session:
        states.move(session, "poisonous", [one.id], "sweeper", worker_id=None)
    assert shown() == ["quarantined"]
    closed(stage)
    assert ended(stage) == ["expired"]
    assert [(one.state, one.carried) for one in transmissions()] == [("quarantined", 0)]


def bounced() -> None:
    """What was taken came back."""
    taken = [one.id for one in transmissions(state="accepted")]
    with writing() as session:
        states.move(session, "came_back", taken, "inbound", error_class="address")


@pytest.mark.parametrize("end", ["closed", "cancelled by an update"])
@pytest.mark.parametrize("rests", ["held", "given_up", "bounced"])
def test_what_had_left_and_come_back_is_not_said_to_have_stayed_here(
    app: Flask, smtp: SmtpServer, rests: str, end: str
) -> None:
    stage = published(EMAIL)
    with writing() as session:
        session.execute(update(Recipient).values(next_way=rests == "given_up"))
    signed(stage, 1, SILENT)
    drain("email")
    bounced()
    if rests != "bounced":
        reroute()
        assert shown() == [rests]
    if end == "closed":
        closed(stage)
    else:
        updated(stage, CANCEL)
    # given up is where it was: there was no other way, and nobody looks for one any more
    expected = "given_up" if (rests, end) == ("given_up", "closed") else "bounced"
    assert ended(stage) == [expected]
    assert [one.carried for one in transmissions()] == [int(expected == "bounced")]


def test_a_joint_letter_that_came_back_after_the_end_is_not_gathered_anew(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL | {"fax": "+12025550123"})
    together(stage)
    signed(stage, 2, SILENT)
    clock.forward(days=1)
    sweep()
    drain("email")
    closed(stage)
    bounced()
    assert ended(stage) == ["bounced", "bounced"]


def on_the_page(client: FlaskClient, status: str) -> str:
    return re.sub(r"\s+", " ", client.get(status).text)


def report(client: FlaskClient, status: str) -> int:
    path = re.findall(r'action="(/s/[^"]+/posted)"', client.get(status).text)
    return client.post(path[0]).status_code if path else 0


@pytest.mark.parametrize("swept", [False, True])
def test_a_letter_that_was_printed_before_the_end_can_be_reported(
    app: Flask, client: FlaskClient, smtp: SmtpServer, swept: bool
) -> None:
    stage = published(PAPER, FAX)
    status = way.confirmed(client, smtp, stage)["status"]
    closed(stage)
    if swept:
        assert ended(stage) == ["expired", "cancelled"]
    page = on_the_page(client, status)
    assert "Not to be posted any more: the campaign has ended" in page
    assert "Not sent: the campaign had ended" in page  # the fax
    assert "Print it" not in page
    assert "Withdraw what has not left" not in page
    assert report(client, status) == 303
    assert ended(stage) == ["posted", "cancelled"]
    assert "You posted it" in on_the_page(client, status)
    assert report(client, status) == 0


@pytest.mark.parametrize(
    ("own_words", "chosen", "state", "words"),
    [
        ("", CANCEL, "superseded", "Not to be posted any more: news of the case"),
        ("", REWRITE, "to_print", "an older print is out of date"),
        ("I know that river.", REWRITE, "asked", "If you had posted it before, say so here"),
    ],
)
def test_a_letter_that_was_printed_before_an_update_can_be_reported(
    app: Flask,
    client: FlaskClient,
    smtp: SmtpServer,
    own_words: str,
    chosen: Approval,
    state: str,
    words: str,
) -> None:
    stage = published(PAPER)
    status = way.confirmed(client, smtp, stage, own_words=own_words)["status"]
    assert "out of date" not in on_the_page(client, status)
    opened(stage)
    page = on_the_page(client, status)
    assert "Please do not post it now" in page
    assert "Print it" not in page
    approved(stage, chosen)
    assert ended(stage) == [state]
    page = on_the_page(client, status)
    assert words in page
    assert ("Print it" in page) == (state == "to_print")
    assert report(client, status) == 303
    assert ended(stage) == ["posted"]


def test_a_letter_that_came_back_can_be_posted_and_reported(
    app: Flask, client: FlaskClient, smtp: SmtpServer
) -> None:
    stage = published(EMAIL | {"address": "1 Square, Port Vala, Valoria"})
    status = way.confirmed(client, smtp, stage)["status"]
    drain("email")
    bounced()
    assert ended(stage) == ["given_up"]
    assert "Print it" in on_the_page(client, status)
    assert report(client, status) == 303
    assert ended(stage) == ["posted"]


def test_the_desk_promises_nothing_after_the_end(app: Flask) -> None:
    for state in ("ready", "held", "to_print", "asked"):
        said = telling.next_of(Letter(), state, None, over=True)
        assert "called back within minutes" in said
    assert telling.next_of(Letter(), "given_up", None, over=True).startswith("Nothing")
    assert "hand" in telling.next_of(Letter(), "petition", None, over=True)
