"""Counts under load: many writers, one truth."""

from __future__ import annotations

import threading
from datetime import timedelta

from flask import Flask

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.delivery import drain
from campaign.letters import counts
from tests.builders import EMAIL, FAX, published, signed
from tests.smtp import SmtpServer


def test_many_writers_at_once(app: Flask) -> None:
    stage = published(EMAIL, FAX)
    signed(stage)
    errors: list[BaseException] = []
    kinds = [
        counts.Kind(
            recipient.org_id, stage.campaign.id, "letter", "ready", True, recipient.id, "email"
        )
        for recipient in stage.recipients
    ]

    def count_some(order: int) -> None:
        with app.app_context():
            try:
                for _ in range(10):
                    with writing() as session:
                        for kind in kinds[::order]:
                            counts.add(session, kind, 1)
            except BaseException as error:
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=count_some, args=(order,)) for order in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    reading().rollback()
    figures = counts.figures(stage.campaign.id, sandbox=True)
    assert sum(f.n for f in figures if f.subject == "letter") == 82


def test_sandbox_and_live_are_never_mixed(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage)
    assert counts.figures(stage.campaign.id, sandbox=False) == []


def test_arrivals_are_kept_by_the_hour(app: Flask, clock: object) -> None:
    stage = published(EMAIL)
    signed(stage, 2)
    clock.forward(hours=2)
    signed(stage, 3)
    since = db_now() - timedelta(days=1)
    hours = counts.hourly(stage.campaign.id, True, since)["signature", "confirmed"]
    assert list(hours.values()) == [2, 3]
    [first, second] = hours
    assert second - first == timedelta(hours=2)
    assert counts.hourly(stage.campaign.id, True, db_now()) == {}


def test_who_leaves_a_state_arrived_there_all_the_same(app: Flask, smtp: SmtpServer) -> None:
    stage = published(EMAIL)
    signed(stage, 3)
    drain("email")
    arrived = counts.hourly(stage.campaign.id, True, db_now() - timedelta(days=1))
    for state in ("ready", "accepted"):
        assert list(arrived["letter", state].values()) == [3]
