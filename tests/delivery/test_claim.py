"""Which letters are next: nobody waits behind somebody else's many."""

from __future__ import annotations

import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.campaigns.models import Campaign
from campaign.delivery import window, workers
from campaign.delivery.claim import BATCH, DESTINATIONS, claim
from campaign.letters.models import Letter, Transmission
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
    signed(full, BATCH + 10)
    signed(published(*others, slug="other-case"))
    with writing() as session:
        session.execute(update(Transmission).values(campaign_id=full.campaign.id))
    with workers.working("email") as me:
        claimed = claim(me, "email")
    assert len(claimed) == BATCH
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
    signed(published(*mailboxes(DESTINATIONS * 2)))
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
