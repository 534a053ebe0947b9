"""Which letters are next: nobody waits behind somebody else's many."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, update

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.campaigns.models import Campaign
from campaign.delivery import window, workers
from campaign.delivery.claim import AT_ONCE, LANES, claim
from campaign.letters.models import Lane, Letter, Transmission
from campaign.letters.write import write
from tests.builders import EMAIL, FAX, SIGNER, published, signed, transmissions


def mailboxes(n: int) -> list[dict[str, str]]:
    return [
        {"office": f"Office {number}", "email": f"office{number}@example.org"}
        for number in range(n)
    ]


def test_a_full_mailbox_does_not_keep_others_of_its_campaign_waiting(app: Flask) -> None:
    one, *others = mailboxes(11)
    full = published(one)
    signed(full, 60)
    signed(published(*others, slug="other-case"))
    with writing() as session:
        for table in (Lane, Transmission):
            session.execute(update(table).values(campaign_id=full.campaign.id))
    with workers.working("email") as me:
        claimed = claim(me, "email")
    assert len(claimed) > 30
    assert len({t.destination_id for t in transmissions(state="claimed")}) == 11


def test_mailboxes_of_one_campaign_take_turns(app: Flask) -> None:
    signed(published(*mailboxes(2)), 3)
    where = {t.id: t.destination_id for t in transmissions()}
    first = next(iter(where.values()))
    with writing() as session:
        session.execute(
            update(Transmission)
            .where(Transmission.destination_id == first)
            .values(next_at=db_now() - timedelta(hours=1))
        )
    with workers.working("email") as me:
        order = [where[key] == first for key in claim(me, "email")]
    assert order == [True, False, True, False, True, False]


def test_only_the_channel_that_was_asked_for(app: Flask) -> None:
    signed(published(EMAIL, FAX))
    with workers.working("fax") as me:
        claim(me, "fax")
    assert [t.channel for t in transmissions(state="claimed")] == ["fax"]


def test_all_mailboxes_have_their_chance(app: Flask) -> None:
    """More of them are due than one claim looks at, and none has a fixed place."""
    signed(published(*mailboxes(LANES * 2)))
    seen = set()
    with workers.working("email") as me:
        for _ in range(6):
            claimed = claim(me, "email")
            seen.add(frozenset(claimed))
            window.put_back(me, claimed)
    assert len(seen) > 1


def test_a_letter_being_written_to_a_mailbox_hides_none_that_waits_there(app: Flask) -> None:
    """On PostgreSQL the open transaction refers to the mailbox's row."""
    stage = published(EMAIL)
    [first] = signed(stage)
    pattern = reading().get_one(Letter, first)
    claimed: list[object] = []

    def take() -> None:
        with app.app_context():
            with workers.working("email") as me:
                claimed.extend(claim(me, "email"))
            db.session.remove()

    other = threading.Thread(target=take)
    with writing() as session:
        write(
            session, pattern.signature_id, b"another", session.get_one(Campaign, stage.campaign.id),
            stage.organisation, stage.text, stage.recipients, SIGNER, sandbox=True,
        )  # fmt: skip
        session.flush()
        other.start()
        other.join(3)  # SQLite's worker waits for our commit
    other.join(10)
    assert claimed
    if "postgresql" in app.config["CAMPAIGN"].database_url:
        assert len(claimed) == 1


def test_hundreds_to_one_ministry_keep_nobody_waiting(app: Flask) -> None:
    """Ten campaigns of one letter each leave with the first claim, whatever waits elsewhere."""
    flood = published(EMAIL)
    signed(flood, 400)
    few = [published(EMAIL, slug=f"case-{n}") for n in range(5)]
    few += [published(*mailboxes(2), slug=f"wide-{n}") for n in range(5)]
    for stage in few:
        signed(stage)
    with workers.working("email") as me:
        claimed = claim(me, "email")
    campaigns = {t.id: t.campaign_id for t in transmissions()}
    first = [campaigns[key] for key in claimed]
    assert {stage.campaign.id for stage in few} < set(first)
    assert first[:11].count(flood.campaign.id) == 1


def test_many_recipients_of_one_campaign_keep_no_other_campaign_out(app: Flask) -> None:
    signed(published(*mailboxes(LANES * 3)), 2)
    small = published(EMAIL, slug="other-case")
    signed(small)
    with workers.working("email") as me:
        claim(me, "email")
    assert small.campaign.id in {t.campaign_id for t in transmissions(state="claimed")}


@pytest.mark.parametrize("crashes", [0, 1, 2])
def test_the_more_workers_died_the_smaller_the_company(app: Flask, crashes: int) -> None:
    signed(published(EMAIL), 30)
    with writing() as session:
        session.execute(update(Transmission).values(crashes=crashes))
    with workers.working("email") as me:
        assert len(claim(me, "email")) == min(30, AT_ONCE[crashes])


def test_only_heads_of_queues_are_read(app: Flask) -> None:
    """Every look at waiting letters is a search in the index of what is due."""
    signed(published(*mailboxes(3)), 3)
    looks: list[tuple[str, object]] = []

    def note(_c: object, _u: object, statement: str, parameters: object, *_: object) -> None:
        if "next_at" in statement and statement.startswith("SELECT"):
            looks.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    with workers.working("email") as me:
        assert len(claim(me, "email")) == 9
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(looks) == 2  # whatever the number of lanes
    sqlite = "sqlite" in app.config["CAMPAIGN"].database_url
    reading().rollback()
    with db.engine.connect() as connection:
        if not sqlite:
            connection.exec_driver_sql("SET enable_seqscan = off")  # the tables are tiny here
            connection.exec_driver_sql("SET enable_bitmapscan = off")
            connection.exec_driver_sql("SET enable_sort = off")
        for statement, parameters in looks:
            words = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
            plan = connection.exec_driver_sql(words + statement, parameters).all()
            lines = [str(row[-1]) for row in plan if "transmission" in str(row[-1])]
            assert lines
            assert all("ix_transmission_due" in line for line in lines), lines
