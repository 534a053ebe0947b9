"""From a confirmed signature to letters on their way, and back again."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.campaigns.models import Campaign
from campaign.letters import counts, states
from campaign.letters.addresses import bounce_address, new_reference
from campaign.letters.compose import Signer, addressee, compose, sender_name, shown_name
from campaign.letters.models import Destination, Letter, LetterContent, TransmissionContent
from campaign.letters.read import composed_of, letters_of
from campaign.letters.withdraw import forget, withdraw
from campaign.letters.write import write
from tests.builders import (
    CODE,
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


def letter(letter_id: object) -> Letter:
    reading().rollback()
    return reading().get_one(Letter, letter_id)


def composed(stage: Stage, n: int = 0, signer: Signer = SIGNER):
    return compose(
        stage.campaign,
        stage.organisation,
        stage.text,
        stage.recipients[n],
        signer,
        "7K3F-9Q2M",
        date(2026, 11, 23),
    )


@pytest.mark.parametrize(
    ("typed", "paragraphs"),
    [
        ("One.\n\nTwo.", ("One.", "Two.")),
        (
            "A line that the writer's program broke in the middle of\na sentence.\nAnd a new one.",
            (
                "A line that the writer's program broke in the middle of a sentence.",
                "And a new one.",
            ),
        ),
        ("For Mara\nand for Josef", ("For Mara", "and for Josef")),
    ],
)
def test_own_words_have_the_paragraphs_their_writer_saw(
    app: Flask, typed: str, paragraphs: tuple[str, ...]
) -> None:
    assert composed(published(EMAIL), signer=replace(SIGNER, own_words=typed)).own_words == (
        paragraphs
    )


@pytest.mark.parametrize(
    "app", [pytest.param("sqlite", marks=pytest.mark.config(inbound="lmtp"))], indirect=True
)
def test_whom_to_ask_and_what_it_is_about_stand_in_every_letter(app: Flask) -> None:
    attestation = composed(published(EMAIL)).attestation
    assert "To reach Letters for Defenders about these letters: answers@example.org." in attestation
    assert re.search(r"The appeal: http://127\.0\.0\.1:\d+/c/river-wardens\.", attestation)


def test_where_no_mail_comes_in_the_organisation_is_named_once(app: Flask) -> None:
    assert composed(published(EMAIL)).attestation.count("answers@example.org") == 1


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("2 Quay, Port Vala, Valoria", ("2 Quay", "Port Vala", "Valoria")),
        (
            "800 Second Avenue, New York, NY 10017, United States of America",
            ("800 Second Avenue", "New York, NY 10017", "United States of America"),
        ),
        ("1 Rue Basse, Room 4, 1211 Geneva, Valoria", ("1 Rue Basse, Room 4", "1211 Geneva")),
    ],
)
def test_an_address_is_not_torn_before_its_postcode(
    app: Flask, address: str, lines: tuple[str, ...]
) -> None:
    authority = published(EMAIL).recipients[0].authority
    [post] = (point for point in authority.contact_points if point.channel == "post")
    post.address = address
    found = addressee(authority, "en")
    assert found[found.index(lines[0]) :][: len(lines)] == lines


def test_a_fax_of_too_many_pages_is_looked_at_first(app: Flask) -> None:
    stage = published(FAX)
    many_lines = replace(SIGNER, own_words="no\n" * 500)
    [held] = signed(stage, signer=many_lines)
    assert letter(held).state == "held"
    assert_counts_true(stage.campaign.id)


def test_each_recipient_gets_a_letter_its_own_way(app: Flask) -> None:
    stage = published()
    letters = [letter(i) for i in signed(stage)]
    assert [(x.state, x.channel) for x in letters] == [
        ("travelling", "email"),
        ("travelling", "fax"),
        ("to_print", "print"),
    ]
    assert [(t.channel, t.state) for t in transmissions()] == [("email", "ready"), ("fax", "ready")]
    assert_counts_true(stage.campaign.id)


def again(stage: Stage, first: Letter) -> list[Letter]:
    with writing() as session:
        return write(
            session,
            first.signature_id,
            first.supporter_key,
            session.get_one(Campaign, stage.campaign.id),
            stage.organisation,
            stage.text,
            stage.recipients,
            SIGNER,
            sandbox=True,
        )


def test_the_same_person_writes_once_to_each(app: Flask) -> None:
    stage = published()
    [first, *_] = signed(stage)
    assert again(stage, letter(first)) == []
    assert reading().scalar(select(func.count()).select_from(Letter)) == 3
    assert_counts_true(stage.campaign.id)


def test_the_same_person_writes_once_even_in_parallel(app: Flask) -> None:
    stage = published(EMAIL, FAX)
    [first, *_] = signed(published(PAPER, slug="other-case"))
    pattern = letter(first)
    errors: list[BaseException] = []

    def race() -> None:
        with app.app_context():
            try:
                again(stage, pattern)
            except BaseException as error:
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(transmissions(campaign_id=stage.campaign.id)) == 2
    reading().rollback()
    figures = counts.figures(stage.campaign.id, sandbox=True)
    assert sum(f.n for f in figures if f.subject == "letter") == 2


def test_what_is_stored_says_what_was_composed(app: Flask) -> None:
    stage = published(EMAIL)
    [letter_id] = signed(stage)
    stored = composed_of(letter_id)
    assert stored is not None
    assert stored.code == CODE
    assert stored.own_words == ("I once swam in that bay.",)
    assert stored.demands[1].items == ("access to a lawyer;", "visits.")
    assert stored.reference == letter(letter_id).reference


def test_one_mailbox_is_one_destination(app: Flask) -> None:
    signed(published(EMAIL), 2)
    signed(published(EMAIL, slug="other-case"))
    assert reading().scalar(select(func.count()).select_from(Destination)) == 1


def test_an_address_that_cannot_be_written_holds_only_its_own_letter(app: Flask) -> None:
    stage = published({"office": "Ministry", "email": "müller@example.org"}, FAX)
    assert [letter(i).state for i in signed(stage)] == ["held", "travelling"]
    assert_counts_true(stage.campaign.id)


@pytest.mark.parametrize(
    ("choice", "shown", "sender"),
    [
        ("full", "Anna Example", "Anna Example via Letters for Defenders"),
        ("initials", "A. E.", "A. E. via Letters for Defenders"),
        (
            "withheld",
            "Name withheld; e-mail address confirmed by Letters for Defenders",
            "A supporter via Letters for Defenders",
        ),
    ],
)
def test_the_authority_sees_only_what_was_chosen(
    app: Flask, choice: str, shown: str, sender: str
) -> None:
    stage = published(EMAIL)
    signer = Signer("Anna Example", choice, "Belgium", "Ghent", "")
    assert shown_name(signer, stage.organisation.name) == shown
    assert sender_name(signer, stage.organisation.name, "en") == sender
    place = "Ghent, Belgium" if choice == "full" else "Belgium"
    assert composed(stage, signer=signer).signatory == (shown, place)
    [letter_id] = signed(stage, signer=signer)
    content = reading().get_one(TransmissionContent, letter(letter_id).transmission_id).payload
    assert (b"Anna" in content) is (choice == "full")


def test_a_town_is_shown_only_with_its_country(app: Flask) -> None:
    signer = Signer("Anna Example", "full", "", "Ghent", "")
    assert composed(published(EMAIL), signer=signer).signatory == ("Anna Example",)


def test_a_mission_is_asked_to_convey(app: Flask) -> None:
    mission = {"office": "Permanent Mission to the United Nations", "kind": "mission"} | FAX
    stage = published(EMAIL, mission | {"fax": "+12025550124"})
    assert composed(stage, 0).convey == ""
    assert "convey" in composed(stage, 1).convey
    assert composed(stage, 1).asking == "I urge your authorities to:"


def test_withdrawing_calls_back_what_has_not_left(app: Flask) -> None:
    stage = published()
    first = letter(signed(stage)[0])
    _walk(first.transmission_id, "claimed", "marked", "taken")
    with writing() as session:
        assert withdraw(session, first.signature_id, "supporter") == 2
    states_ = {view.channel: view.state for view in letters_of([first.signature_id])}
    assert states_ == {"email": "accepted", "fax": "withdrawn", "print": "withdrawn"}
    with writing() as session:
        assert withdraw(session, first.signature_id, "supporter") == 0
    assert_counts_true(stage.campaign.id)


def test_withdrawing_takes_a_claimed_letter_out_of_the_hands_of_a_worker(app: Flask) -> None:
    stage = published(EMAIL)
    first = letter(signed(stage)[0])
    with writing() as session:
        [held] = states.move(session, "claimed", [first.transmission_id], "w", fence=1)
        withdraw(session, first.signature_id, "supporter")
    with writing() as session:
        assert not states.move(session, "marked", {held.id: held.fence}, "w")
    [called_back] = transmissions()
    assert (called_back.fence, called_back.worker_id) == (held.fence + 1, None)
    assert called_back.settled_at is not None
    assert_counts_true(stage.campaign.id)


def test_forgetting_leaves_no_words(app: Flask) -> None:
    first = letter(signed(published())[0])
    with writing() as session:
        assert len(forget(session, first.signature_id)) == 2
    for table in (LetterContent, TransmissionContent):
        assert reading().scalar(select(func.count()).select_from(table)) == 0


def test_references_are_for_human_eyes() -> None:
    references = {new_reference() for _ in range(500)}
    assert len(references) == 500
    assert not set("".join(references)) & set("01OIL")


def test_the_envelope_sender_names_the_transmission(app: Flask) -> None:
    signed(published(EMAIL), 2)
    one, other = (bounce_address(t.id) for t in transmissions())
    assert one != other
    assert len(one.split("@")[0]) <= 64


def _walk(transmission_id: object, *events: str) -> None:
    for event in events:
        with writing() as session:
            assert states.move(session, event, [transmission_id], "test")
