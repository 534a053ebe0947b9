"""What an answer does beyond its letter."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.delivery import consequences, drain, gates
from campaign.directory.models import ContactPoint
from campaign.letters import states
from campaign.letters.models import (
    Carriage,
    ChannelGate,
    Destination,
    Domain,
    Letter,
    Transmission,
)
from tests.builders import EMAIL, FAX, published, signed, transmissions
from tests.smtp import SmtpServer


def tell(transmission_id: UUID, error_class: str | None, text: str = "") -> None:
    with writing() as session:
        consequences.heard(session, transmission_id, error_class, text)


def in_state(state: str) -> None:
    """All letters have come as far as this."""
    with writing() as session:
        session.execute(update(Transmission).values(state=state))


def contact() -> ContactPoint:
    reading().rollback()
    return reading().scalars(select(ContactPoint).filter_by(channel="email")).one()


def gate(table: type[ChannelGate | Domain | Destination]) -> ChannelGate | Domain | Destination:
    reading().rollback()
    return reading().scalars(select(table)).one()


def test_an_address_that_two_letters_found_empty_is_failing(app: Flask) -> None:
    signed(published(EMAIL), 2)
    one, other = transmissions()
    tell(one.id, "address", "550 5.1.1 unknown")
    tell(one.id, "address", "550 5.1.1 unknown")
    assert contact().health == "unproven"
    tell(other.id, "address", "550 5.1.1 no such mailbox")
    assert contact().health == "failing"
    assert contact().failing_because == "550 5.1.1 no such mailbox"
    since = contact().failing_since
    tell(one.id, "address", "again")
    assert (contact().failing_since, contact().failing_because) == (
        since,
        "550 5.1.1 no such mailbox",
    )
    assert gate(Destination).failures == gate(Domain).failures == 0


def test_another_try_of_the_same_letter_is_no_second_letter(app: Flask) -> None:
    """It was sent anew in a transmission of its own."""
    [letter] = signed(published(EMAIL))
    signed_again = transmissions()[0]
    with writing() as session:
        session.execute(update(Letter).values(reference="ANEW"))
        old = session.get_one(Transmission, signed_again.id)
        values = {c.key: getattr(old, c.key) for c in Transmission.__table__.columns}
        anew = Transmission(**values | {"id": UUID(int=7), "message_id": "<anew@example.org>"})
        session.add(anew)
        session.flush()
        session.add(Carriage(transmission_id=anew.id, letter_id=letter, org_id=old.org_id))
    tell(signed_again.id, "address")
    tell(UUID(int=7), "address")
    assert contact().health == "unproven"


def test_both_in_one_transaction(app: Flask) -> None:
    signed(published(EMAIL), 2)
    keys = [t.id for t in transmissions()]
    with writing() as session:
        for key in keys:
            consequences.heard(session, key, "address", "550 5.1.1 unknown")
    assert contact().health == "failing"


def test_a_proof_of_delivery_clears_the_address(app: Flask) -> None:
    signed(published(EMAIL), 3)
    one, other, third = transmissions()
    tell(one.id, "address")
    in_state(states.ACCEPTED)
    tell(other.id, None)
    assert contact().doubted_by is not None  # handed over is no proof
    tell(third.id, "address")
    assert contact().health == "failing"
    in_state(states.DELIVERED)
    tell(other.id, None)
    assert (contact().health, contact().doubted_by) == ("good", None)
    assert contact().failing_since is contact().failing_because is None


@pytest.mark.parametrize("error_class", ["content", "refused"])
def test_what_is_wrong_with_a_letter_blames_nobody_else(app: Flask, error_class: str) -> None:
    signed(published(EMAIL), 8)
    for transmission in transmissions():
        tell(transmission.id, error_class)
    assert contact().health == "unproven"
    assert gate(Destination).closed_by is gate(Domain).closed_by is None


@pytest.mark.config(breaker_failures=2, relay_log="/nowhere/mail.log")
def test_our_relay_does_not_vouch_for_the_authority(app: Flask) -> None:
    """With its log, what it took is no sign that the mailbox works; a proof is."""
    signed(published(EMAIL), 4)
    in_state(states.ACCEPTED)
    one, other, third, fourth = transmissions()
    tell(one.id, "temporary")
    tell(third.id, None)
    tell(other.id, "temporary")
    assert gate(Destination).closed_by == "breaker"
    tell(fourth.id, None)
    assert gate(Destination).closed_by == "breaker"
    in_state(states.DELIVERED)
    tell(fourth.id, None)
    assert gate(Destination).closed_by is None


@pytest.mark.config(breaker_failures=2)
def test_without_a_log_what_the_relay_took_is_all_we_hear(app: Flask) -> None:
    signed(published(EMAIL), 3)
    in_state(states.ACCEPTED)
    one, other, third = transmissions()
    for transmission, error_class in ((one, "temporary"), (other, None), (third, "temporary")):
        tell(transmission.id, error_class)
    assert gate(Destination).closed_by is None


@pytest.mark.config(breaker_failures=2)
def test_a_domain_is_closed_by_reports_on_two_letters_or_by_one_answer(
    app: Flask,
) -> None:
    signed(published(EMAIL), 3)
    one, other, third = transmissions()

    def report(transmission_id: UUID) -> None:
        with writing() as session:
            consequences.heard(session, transmission_id, "policy", reported=True)

    report(one.id)
    report(one.id)
    assert gate(Domain).closed_by is None
    in_state(states.DELIVERED)
    tell(third.id, None)  # one that arrived ends the doubt
    report(other.id)
    assert gate(Domain).closed_by is None
    report(one.id)
    assert gate(Domain).closed_by == "policy"
    domain_id = gate(Domain).id
    with writing() as session:
        assert gates.open_again(session, "domain", domain_id)
    report(one.id)
    assert gate(Domain).closed_by is None
    tell(one.id, "policy")
    assert gate(Domain).closed_by == "policy"


def test_a_number_has_no_domain_to_blame(app: Flask) -> None:
    signed(published(FAX), 1)
    tell(transmissions()[0].id, "throttled")
    assert gate(Destination).pace == 0.5


def test_an_unknown_transmission_is_passed_over(app: Flask) -> None:
    tell(UUID(int=1), "temporary")


def test_a_window_that_went_well_changes_no_gate(app: Flask, smtp: SmtpServer) -> None:
    signed(published(EMAIL), 5)
    assert drain("email") == 5
    assert gate(Destination).tokens is None
    assert reading().scalars(select(ChannelGate)).all() == []


def test_reports_at_once_wait_for_each_other_in_order(app: Flask) -> None:
    """Crosswise, they would block each other for good."""
    signed(published(*({"office": f"O {i}", "email": f"o{i}@example.org"} for i in range(4))), 5)
    letters = [t.id for t in transmissions()]
    broken: list[BaseException] = []

    def report(order: list[UUID]) -> None:
        with app.app_context():
            try:
                for _ in range(5):
                    with writing() as session:
                        for key in order:
                            consequences.heard(session, key, "temporary")
            except BaseException as error:
                broken.append(error)
            db.session.remove()

    orders = [letters, letters[::-1], letters[7:] + letters[:7]]
    threads = [threading.Thread(target=report, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert broken == []
