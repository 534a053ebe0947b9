"""What comes back is understood for sure, or left to a person."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign import inbound
from campaign.base.database import reading, writing
from campaign.delivery import consequences
from campaign.directory.models import ContactPoint
from campaign.inbound.models import IncomingContent
from campaign.letters import states
from campaign.letters.addresses import bounce_address, reply_address
from campaign.letters.models import Carriage, Domain, History, Letter, Transmission
from campaign.letters.reroute import reroute
from campaign.notices.models import Notice
from tests.builders import Stage, assert_counts_true, signed, transmissions
from tests.inbound.conftest import content, go, incoming, letter, state_of
from tests.inbound.mails import MADE, MDN, Made, crlf, dsn, failed


def take(carrier: Transmission, mail: bytes, sender: str = "") -> bool:
    return inbound.take(bounce_address(carrier.id), sender, mail)


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.maker)
def test_bounces_of_all_makers(app: Flask, stage: Stage, sent: Transmission, made: Made) -> None:
    to = bounce_address(sent.id)
    take(sent, crlf(made.content.replace("{to}", to).replace("{id}", sent.message_id)))
    [row] = incoming()
    assert (row.kind, row.matched, row.transmission_id) == (made.kind, "token", sent.id)
    assert (row.letter_id, row.org_id) == (letter().id, stage.organisation.id)
    [carrier] = transmissions()
    assert carrier.state == ("bounced" if made.kind == "bounce" else "accepted")
    assert (carrier.error_class or "") == made.error_class
    kept = reading().scalars(select(IncomingContent)).all()
    assert len(kept) == (made.kind == "unread")  # the words of others, only where they are needed
    assert_counts_true(stage.campaign.id)


def test_what_comes_back_goes_on_by_the_next_way(stage: Stage, sent: Transmission) -> None:
    take(sent, failed(bounce_address(sent.id)))
    assert transmissions()[0].error_text == "5.1.1 550 5.1.1 no such user"
    [news] = reading().scalars(select(History).filter_by(event="came_back"))
    assert (news.handled_at, news.by) == (None, "inbound")
    reroute()
    assert [t.channel for t in transmissions()] == ["email", "fax"]
    assert_counts_true(stage.campaign.id)


def test_the_same_bounce_twice_is_one(stage: Stage, sent: Transmission) -> None:
    mail = failed(bounce_address(sent.id))
    assert take(sent, mail)
    assert not take(sent, mail)
    assert len(incoming()) == 1
    assert len(reading().scalars(select(History).filter_by(event="came_back")).all()) == 1


def test_delayed_is_not_bounced(sent: Transmission) -> None:
    take(sent, dsn(bounce_address(sent.id), "Action: delayed", "Status: 4.2.2"))
    assert state_of(sent) == "accepted"
    assert incoming()[0].kind == "delayed"


THEIRS, OURS = "dns; MX.Justice.example.org", "dns; relay.example.net"


@pytest.mark.parametrize(
    ("action", "reporter", "state"),
    [
        ("delivered", THEIRS, "delivered"),
        ("delivered", "dns; justice.example.org", "delivered"),
        ("delivered", OURS, "accepted"),
        ("delivered", "dns; notjustice.example.org", "accepted"),
        ("delivered", "", "accepted"),
        ("relayed", THEIRS, "accepted"),
        ("expanded", THEIRS, "accepted"),
    ],
)
def test_proof_is_what_their_side_says_it_delivered(
    stage: Stage, sent: Transmission, action: str, reporter: str, state: str
) -> None:
    to = bounce_address(sent.id)
    take(sent, dsn(to, f"Action: {action}", "Status: 2.0.0", reporter=reporter))
    assert state_of(sent) == state
    assert_counts_true(stage.campaign.id)


def test_reports_that_come_late_or_reversed(stage: Stage, sent: Transmission) -> None:
    to = bounce_address(sent.id)
    proof = dsn(to, "Action: delivered", "Status: 2.0.0")
    take(sent, proof)
    take(sent, failed(to))
    assert state_of(sent) == "bounced"
    take(sent, failed(to, said="550 5.1.1 said once more"))
    assert transmissions()[0].error_text == "5.1.1 550 5.1.1 no such user"
    take(sent, dsn(to, "Action: delivered", "Status: 2.1.5"))
    assert state_of(sent) == "delivered"
    assert_counts_true(stage.campaign.id)


def test_an_old_transmission_is_understood_by_its_own_address(
    stage: Stage, sent: Transmission
) -> None:
    take(sent, failed(bounce_address(sent.id)))
    reroute()
    new = transmissions()[1]
    take(sent, dsn(bounce_address(sent.id), "Action: delivered", "Status: 2.0.0"))
    assert (state_of(sent), state_of(new)) == ("delivered", "ready")
    reroute()
    assert (state_of(sent), state_of(new)) == ("delivered", "cancelled")
    assert letter().transmission_id == sent.id
    assert_counts_true(stage.campaign.id)


def test_a_bounce_that_overtakes_our_own_record_comes_again(stage: Stage) -> None:
    signed(stage)
    [carrier] = transmissions()
    go(carrier, "claimed marked")
    mail = failed(bounce_address(carrier.id))
    with pytest.raises(inbound.NotYet):
        take(carrier, mail)
    assert incoming() == []
    go(carrier, "taken")
    assert take(carrier, mail)
    assert state_of(carrier) == "bounced"


@pytest.mark.parametrize("state", ["ready", "cancelled", "failed", "dead", "quarantined"])
def test_where_nothing_can_come_back_nothing_moves(stage: Stage, state: str) -> None:
    signed(stage)
    with writing() as session:
        session.execute(update(Transmission).values(state=state))
    [carrier] = transmissions()
    assert take(carrier, failed(bounce_address(carrier.id)))
    assert state_of(carrier) == state


def test_a_joint_letter_comes_back_for_all(stage: Stage) -> None:
    one, other = signed(stage, 2)
    first, second = transmissions()
    go(first, "claimed marked taken")
    with writing() as session:
        states.move(session, "called_back", [second.id], "test")
        session.add(Carriage(transmission_id=first.id, letter_id=other, org_id=first.org_id))
        session.get_one(Letter, other).transmission_id = first.id
        session.get_one(Transmission, first.id).carried = 2
        session.get_one(Transmission, second.id).carried = 0
    take(first, failed(bounce_address(first.id)))
    [row] = incoming()
    assert (row.transmission_id, row.letter_id) == (first.id, None)
    reroute()
    together = reading().scalars(select(Letter.id).where(Letter.state == "gathering"))
    assert {one, other} == set(together)  # they go on by fax, in one letter again


def test_two_letters_and_the_address_is_failing(stage: Stage) -> None:
    signed(stage, 2)
    for carrier in transmissions():
        go(carrier, "claimed marked taken")
        take(carrier, failed(bounce_address(carrier.id)))
    contact = reading().scalars(select(ContactPoint).filter_by(channel="email")).one()
    assert contact.health == "failing"


@pytest.mark.parametrize(
    "fields",
    [
        ("Action: failed", "Status: 5.7.1"),
        ("Action: failed", "Status: 5.1.1", "Diagnostic-Code: smtp; 550 unknown"),
        ("Action: delivered", "Status: 2.0.0"),
    ],
)
def test_a_report_to_another_address_of_ours_is_for_a_person_and_moves_nothing(
    stage: Stage, sent: Transmission, fields: tuple[str, ...]
) -> None:
    for to in ("letters@letters.example.org", reply_address(letter().reference)):
        mail = dsn(to, *fields, returned=sent.message_id)
        inbound.take(to, "", mail)
    assert [(row.kind, row.matched, row.letter_id) for row in incoming()] == [
        ("unread", "message_id", letter().id),
        ("unread", "token", letter().id),
    ]
    assert state_of(sent) == "accepted"
    contact = reading().scalars(select(ContactPoint).filter_by(channel="email")).one()
    assert contact.health == "unproven"
    assert reading().scalars(select(Domain)).one().closed_by is None


def test_a_domain_is_closed_by_the_reports_on_two_letters(stage: Stage) -> None:
    def closed_by() -> str | None:
        reading().rollback()
        return reading().scalars(select(Domain)).one().closed_by

    signed(stage, 3)
    one, other, third = transmissions()
    for carrier in (one, other, third):
        go(carrier, "claimed marked taken")
    take(one, failed(bounce_address(one.id), "5.7.1", "554 5.7.1 blocked"))
    assert (state_of(one), closed_by()) == ("bounced", None)
    with writing() as session:  # the relay took one more, which says nothing of the domain
        consequences.heard(session, third.id, None)
    take(other, failed(bounce_address(other.id), "5.7.1", "554 5.7.1 blocked"))
    assert closed_by() == "policy"


@pytest.mark.parametrize("returned", ["", "<guessed@letters.example.org>"])
def test_a_report_on_nothing_moves_nothing(sent: Transmission, returned: str) -> None:
    to = "letters@letters.example.org"
    inbound.take(to, "", dsn(to, "Action: failed", "Status: 5.1.1", returned=returned))
    assert state_of(sent) == "accepted"
    assert incoming()[0].kind == "automatic"


def test_a_report_to_a_letters_address_that_names_no_transmission_is_for_a_person(
    sent: Transmission,
) -> None:
    to = reply_address(letter().reference)
    inbound.take(to, "", dsn(to, "Action: failed", "Status: 5.1.1"))
    assert state_of(sent) == "accepted"
    assert (incoming()[0].kind, incoming()[0].matched) == ("unread", "token")


def test_a_read_receipt_proves_nothing(sent: Transmission) -> None:
    to = bounce_address(sent.id)
    mail = MDN.replace("{to}", to).replace("{id}", sent.message_id)
    take(sent, crlf(mail), "minister@justice.example.org")
    assert state_of(sent) == "accepted"
    assert incoming()[0].kind == "receipt"


def test_a_forged_token_changes_nothing(app: Flask, stage: Stage, sent: Transmission) -> None:
    to = bounce_address(sent.id)
    forged = to.replace(to[31], "a" if to[31] != "a" else "b", 1)
    with pytest.raises(inbound.NoSuchRecipient):
        inbound.take(forged, "", failed(forged))
    assert state_of(sent) == "accepted"
    assert incoming() == []


def test_a_true_token_of_a_letter_that_is_not_there(app: Flask, sent: Transmission) -> None:
    with pytest.raises(inbound.NoSuchRecipient):
        inbound.take(reply_address("2222-2222"), "", failed("x"))
    assert incoming() == []


def test_nothing_is_ever_answered(stage: Stage, sent: Transmission) -> None:
    for made in MADE:
        to = bounce_address(sent.id)
        take(sent, crlf(made.content.replace("{to}", to).replace("{id}", sent.message_id)))
    assert reading().scalars(select(Notice)).all() == []


def test_an_unread_bounce_is_kept_as_it_came(sent: Transmission) -> None:
    mail = crlf("From: MAILER-DAEMON@x.example.org\nSubject: Returned mail\n\nIt went wrong.\n")
    take(sent, mail)
    kept: Any = content()
    assert (kept.subject, kept.text, kept.raw) == ("Returned mail", "It went wrong.", mail)
