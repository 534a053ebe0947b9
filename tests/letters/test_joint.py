"""Joint letters: the text once, those who agreed to be named, one transmission for all."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from uuid import UUID

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from campaign.base.database import reading, writing
from campaign.campaigns.models import Campaign, Recipient
from campaign.delivery import drain, workers
from campaign.delivery.claim import claim
from campaign.delivery.sweep import sweep
from campaign.letters import joint, states
from campaign.letters.compose import Signer
from campaign.letters.models import Letter, Transmission, TransmissionContent
from campaign.letters.pages import page_count
from campaign.letters.withdraw import forget, withdraw
from tests.builders import EMAIL, FAX, Stage, assert_counts_true, published, signed, transmissions
from tests.conftest import Clock
from tests.signing import way
from tests.smtp import SmtpServer

BOTH = EMAIL | {"fax": "+12025550123"}
NAMED = Signer("Berta Named", "full", "Belgium", "", "I know that river.")
SHORT = Signer("Cora Short", "initials", "", "", "")
HIDDEN = Signer("Dora Hidden", "withheld", "France", "", "Nobody may know that I wrote this.")


@pytest.fixture
def stage(app: Flask) -> Stage:
    return together(published(EMAIL))


def together(stage: Stage) -> Stage:
    with writing() as session:
        session.execute(update(Recipient).values(joint=True))
    return stage


def letters() -> list[Letter]:
    reading().rollback()
    return list(reading().scalars(select(Letter).order_by(Letter.id)))


def states_of() -> list[str]:
    return [letter.state for letter in letters()]


def payload(carrier: Transmission) -> bytes:
    reading().rollback()
    return reading().get_one(TransmissionContent, carrier.id).payload


def mail_of(carrier: Transmission) -> str:
    mail = message_from_bytes(payload(carrier), policy=policy.default)
    body = mail.get_body(("plain",))  # type: ignore[attr-defined]
    return f"{mail['From']} {mail['Reply-To']}\n{body.get_content()}"


def pages_of(carrier: Transmission) -> str:
    document = pypdfium2.PdfDocument(payload(carrier))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def signature_of(letter_id: UUID) -> UUID:
    return reading().get_one(Letter, letter_id).signature_id


def tomorrow(clock: Clock) -> None:
    clock.forward(days=1)
    sweep()


def test_once_a_day_all_travel_in_one(stage: Stage, clock: Clock, smtp: SmtpServer) -> None:
    for signer in (NAMED, SHORT, HIDDEN):
        signed(stage, 1, signer)
    sweep()
    assert (states_of(), transmissions()) == (["gathering"] * 3, [])
    assert_counts_true(stage.campaign.id)
    tomorrow(clock)
    [carrier] = transmissions()
    assert (carrier.state, carrier.carried) == ("ready", 3)
    assert_counts_true(stage.campaign.id)
    assert drain("email") == 1
    assert len(smtp.received) == 1
    assert {x.transmission_id for x in letters()} == {carrier.id}
    assert_counts_true(stage.campaign.id)
    signed(stage)
    sweep()
    assert len(transmissions()) == 1  # not before the next day


@pytest.mark.parametrize("way", [EMAIL, FAX])
def test_what_it_says_once_and_who_is_named(app: Flask, clock: Clock, way: dict[str, str]) -> None:
    stage = together(published(way))
    for signer in (NAMED, SHORT, HIDDEN):
        signed(stage, 1, signer)
    tomorrow(clock)
    [carrier] = transmissions()
    said = mail_of(carrier) if way is EMAIL else pages_of(carrier)
    assert said.count("held without charge since") == 1
    for shown in (
        "Signed by 3 people",
        "Berta Named",
        "Belgium",
        "C. S.",
        "confirmed by Letters for Defenders: 1",
        "Berta Named: I know that river.",
        "Nobody may know that I wrote this.",
        letters()[0].reference,
        "answers@example.org",
    ):
        assert shown in said.replace("\r\n", " ").replace("\n", " "), shown
    for hidden in ("Dora", "Hidden", "Cora", "France", "I urge"):
        assert hidden not in said
    if way is FAX:
        assert "Page 1 of" in said
    else:
        assert "3 supporters via Letters for Defenders" in said


def test_one_alone_travels_as_a_letter_of_its_own(stage: Stage, clock: Clock) -> None:
    signed(stage, 1, NAMED)
    tomorrow(clock)
    [carrier] = transmissions()
    said = mail_of(carrier)
    assert "Signed by" not in said
    assert "Berta Named via" in said
    assert_counts_true(stage.campaign.id)


def test_who_withdrew_before_is_not_in_it(stage: Stage, clock: Clock) -> None:
    [first] = signed(stage, 1, NAMED)
    signed(stage, 2)
    with writing() as session:
        assert withdraw(session, signature_of(first), "supporter") == 1
    tomorrow(clock)
    [carrier] = transmissions()
    assert carrier.carried == 2
    assert "Berta" not in mail_of(carrier)
    assert_counts_true(stage.campaign.id)


@pytest.mark.parametrize("claimed", [False, True])
def test_who_withdraws_while_it_waits_is_taken_out_and_the_others_go(
    stage: Stage, clock: Clock, smtp: SmtpServer, claimed: bool
) -> None:
    [first] = signed(stage, 1, NAMED)
    signed(stage, 2)
    tomorrow(clock)
    if claimed:
        with workers.working("email") as me:
            claim(me, "email")
    with writing() as session:
        assert withdraw(session, signature_of(first), "supporter") == 1
    assert_counts_true(stage.campaign.id)
    sweep()
    assert sorted(states_of()) == ["travelling", "travelling", "withdrawn"]
    [old, new] = transmissions()
    assert (old.state, new.state, new.carried) == ("cancelled", "ready", 2)
    assert "Berta" not in mail_of(new)
    assert_counts_true(stage.campaign.id)
    assert drain("email") == 1
    assert len(smtp.received) == 1


def test_of_two_one_withdraws_and_the_other_still_goes(stage: Stage, clock: Clock) -> None:
    [first] = signed(stage, 1, NAMED)
    signed(stage, 1)
    tomorrow(clock)
    with writing() as session:
        withdraw(session, signature_of(first), "supporter")
    sweep()
    assert sorted(states_of()) == ["travelling", "withdrawn"]
    assert transmissions()[-1].carried == 1
    assert_counts_true(stage.campaign.id)


def test_what_has_left_cannot_be_withdrawn_and_nothing_of_it_is_lost(
    stage: Stage, clock: Clock, smtp: SmtpServer
) -> None:
    [first] = signed(stage, 1, NAMED)
    signed(stage, 1)
    tomorrow(clock)
    drain("email")
    with writing() as session:
        assert withdraw(session, signature_of(first), "supporter") == 0
    sweep()
    assert states_of() == ["travelling", "travelling"]
    assert [t.state for t in transmissions()] == ["accepted"]


def test_who_is_erased_while_it_is_handed_over_stops_nobody_else(
    stage: Stage, clock: Clock
) -> None:
    """Its bytes are gone with the name in them; not taken, it is written anew without."""
    [first] = signed(stage, 1, NAMED)
    signed(stage, 2)
    tomorrow(clock)
    [carrier] = transmissions()
    for event in ("claimed", "marked"):
        with writing() as session:
            states.move(session, event, [carrier.id], "test")
    with writing() as session:
        forget(session, signature_of(first))
    with writing() as session:
        states.move(session, "not_taken", [carrier.id], "test")
    drain("email")  # finds no bytes, and calls it back
    sweep()
    new = transmissions()[-1]
    assert (new.state, new.carried) == ("ready", 2)
    assert "Berta" not in mail_of(new)
    assert_counts_true(stage.campaign.id)


def test_what_failed_goes_on_together_by_the_next_way(app: Flask, clock: Clock) -> None:
    stage = together(published(BOTH))
    signed(stage, 3)
    tomorrow(clock)
    for expected in (["email", "fax"], ["email", "fax"]):
        carrier = transmissions()[-1]
        for event in ("claimed", "marked", "refused"):
            with writing() as session:
                states.move(session, event, [carrier.id], "test")
        sweep()
        assert [t.channel for t in transmissions()] == expected
        assert_counts_true(stage.campaign.id)
    assert states_of() == ["given_up"] * 3
    assert {x.transmission_id for x in letters()} == {transmissions()[-1].id}  # which tells why


def test_a_correction_writes_it_anew(stage: Stage, clock: Clock) -> None:
    signed(stage, 3)
    tomorrow(clock)
    with writing() as session:
        session.execute(update(Campaign).values(revision=Campaign.revision + 1))
    sweep()
    sweep()
    [old, new] = transmissions()
    assert (old.state, new.state, new.carried) == ("cancelled", "ready", 3)
    assert new.revision == old.revision + 1
    assert_counts_true(stage.campaign.id)


def test_in_a_closed_campaign_nothing_is_gathered(stage: Stage, clock: Clock) -> None:
    signed(stage, 2)
    tomorrow(clock)
    signed(stage, 2)
    with writing() as session:
        session.execute(update(Campaign).values(state="closed"))
    tomorrow(clock)
    assert [t.state for t in transmissions()] == ["cancelled"]
    assert_counts_true(stage.campaign.id)


@pytest.mark.config(number_per_day=3)
def test_above_what_a_number_takes_in_a_day_letters_gather(app: Flask, clock: Clock) -> None:
    stage = published(FAX)
    for _ in range(5):
        signed(stage)
    assert states_of() == ["travelling"] * 3 + ["gathering"] * 2
    tomorrow(clock)
    assert [t.carried for t in transmissions()] == [1, 1, 1, 2]
    assert_counts_true(stage.campaign.id)


def test_own_words_follow_up_to_a_limit_of_pages(app: Flask, clock: Clock) -> None:
    stage = together(published(FAX))
    wordy = replace(NAMED, own_words="\n".join(["A long thought about rivers. " * 30] * 3))
    signed(stage, 40, wordy)
    tomorrow(clock)
    [fax] = transmissions()
    assert fax.carried == 40
    assert 3 <= page_count(payload(fax)) <= 10
    assert "A long thought" in pages_of(fax)


def test_who_does_not_fit_waits_for_the_next_day(
    stage: Stage, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(joint.MOST, "email", 2)
    signed(stage, 3)
    tomorrow(clock)
    assert [t.carried for t in transmissions()] == [2]
    tomorrow(clock)
    assert [t.carried for t in transmissions()] == [2, 1]
    assert_counts_true(stage.campaign.id)


def test_a_supporter_reads_with_how_many_others_it_travels(
    client: FlaskClient, smtp: SmtpServer, clock: Clock
) -> None:
    stage = together(published(EMAIL))
    signed(stage, 11)
    way.sign(client, stage)
    mail = way.mails(smtp)[-1]
    assert "gathered once a day into one" in client.get(way.path(mail, "confirm")).text
    client.post(way.path(mail, "confirm"))
    status = way.path(mail, "status")
    assert "Travels with 11 others tomorrow morning" in client.get(status).text
    tomorrow(clock)
    assert "In one letter with 11 others." in client.get(status).text
