"""What every fax gateway must do, whoever is behind it: never twice, never blind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.base.database import reading, writing
from campaign.delivery import drain, sweep
from campaign.delivery.by_hand import act_on
from campaign.letters.addresses import fax_reference
from campaign.letters.models import ChannelGate, Letter, TransmissionContent
from campaign.letters.pages import fax_pages
from config import Config
from tests.builders import Stage, assert_counts_true, transmissions
from tests.conftest import Clock
from tests.delivery.faxes import CALLING, SERVICES, SETTINGS, attempts, now, reports, the_fax
from tests.fax_services import LOSE, TAKE_AND_CUT, TAKE_AND_HANG, FaxService

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.config(**SETTINGS)


def test_a_letter_is_taken_with_our_reference_and_delivered_when_confirmed(
    service: FaxService, stage: Stage, clock: Clock
) -> None:
    assert drain("fax") == 1
    fax = the_fax(service)
    assert fax.number == "+12025550123"
    assert fax.ours == fax_reference(now().id, now().fence)
    [attempt] = attempts()
    assert (attempt.gateway, attempt.outcome) == (service.name, "taken")
    assert attempt.gateway_ref == fax.id
    sweep()
    assert now().state == "accepted"
    service.end(fax, "sent")
    clock.forward(minutes=2)
    sweep()
    assert (now().state, len(reports())) == ("delivered", 1)
    assert_counts_true(stage.campaign.id)


def test_what_it_gets_is_the_letter(service: FaxService, stage: Stage) -> None:
    payload = reading().scalars(select(TransmissionContent)).one().payload
    drain("fax")
    wanted = fax_pages(payload) if service.name == "hylafax" else payload
    assert the_fax(service).document == wanted


def test_documents_are_deleted_there_once_the_end_is_known(
    service: FaxService, stage: Stage, clock: Clock
) -> None:
    drain("fax")
    fax = the_fax(service)
    sweep()
    assert service.faxes == [fax]
    service.end(fax, "sent")
    clock.forward(minutes=2)
    sweep()
    assert service.faxes == [] or service.faxes[0].deleted
    assert reports()[0].deleted_at is not None


@pytest.mark.parametrize(
    ("service", "answer", "state", "error_class"),
    [(name, *refusal) for name, made in SERVICES.items() for refusal in made.refusals],
    indirect=["service"],
)
def test_what_is_refused_is_not_taken(
    service: FaxService, stage: Stage, answer: Any, state: str, error_class: str
) -> None:
    service.once(answer)
    assert drain("fax") == 0
    assert (now().state, now().error_class) == (state, error_class)
    assert service.faxes == []
    if state == "ready":  # our fault, so the channel rests and no try is counted
        [gate] = reading().scalars(select(ChannelGate))
        assert (gate.closed_by, now().tries) == ("breaker", 0)
    assert_counts_true(stage.campaign.id)


@pytest.mark.parametrize(
    ("how", "state", "tries"),
    [("busy", "ready", 1), ("no_answer", "ready", 1), ("voice", "ready", 1)],
)
def test_what_did_not_get_through_is_tried_again_later(
    service: FaxService, stage: Stage, clock: Clock, how: str, state: str, tries: int
) -> None:
    drain("fax")
    first = the_fax(service)
    service.end(first, how)
    clock.forward(minutes=1)
    sweep()
    assert (now().state, now().error_class, now().tries) == (state, how, tries)
    assert drain("fax") == 0  # not yet
    clock.forward(hours=1)
    assert drain("fax") == 1
    second = service.faxes[-1]
    assert second.ours != first.ours
    service.end(second, "sent")
    clock.forward(minutes=2)
    sweep()
    assert now().state == "delivered"
    assert_counts_true(stage.campaign.id)


def test_a_number_that_is_none_comes_back(service: FaxService, stage: Stage, clock: Clock) -> None:
    drain("fax")
    service.end(the_fax(service), "bad_number")
    clock.forward(minutes=1)
    sweep()
    carrier = transmissions()[0]
    assert (carrier.state, carrier.error_class) == ("bounced", "bad_number")


def test_what_went_partly_is_never_sent_again_but_by_a_person(
    service: FaxService, stage: Stage, clock: Clock
) -> None:
    drain("fax")
    service.end(the_fax(service), "partly")
    for _ in range(5):
        clock.forward(hours=13)
        sweep()
        assert drain("fax") == 0
    assert now().state == "uncertain"
    letters = signed_letters()
    with writing() as session:
        manager = stage.manager.id
        acted = act_on(session, "send-anew", stage.campaign, letters, manager, "asked them", True)
    assert acted == 1
    assert drain("fax") == 1


def test_a_person_who_says_that_it_arrived_is_not_contradicted(
    service: FaxService, stage: Stage, clock: Clock
) -> None:
    drain("fax")
    service.end(the_fax(service), "partly")
    clock.forward(minutes=1)
    sweep()
    with writing() as session:
        manager = stage.manager.id
        act_on(session, "it-arrived", stage.campaign, signed_letters(), manager, "they said so")
    clock.forward(minutes=5)
    sweep()
    assert now().state == "accepted"


def signed_letters() -> list[UUID]:
    return list(reading().scalars(select(Letter.id)))


@pytest.mark.parametrize(
    ("service", "cut"),
    [(name, cut) for name in SERVICES for cut in (TAKE_AND_CUT, TAKE_AND_HANG)]
    + [(name, 500) for name in CALLING],
    indirect=["service"],
)
def test_a_fax_taken_without_an_answer_is_found_and_not_sent_again(
    service: FaxService, stage: Stage, clock: Clock, cut: Any
) -> None:
    service.once(cut)
    assert drain("fax") == 0
    assert now().state == "uncertain"
    assert drain("fax") == 0
    sweep()
    fax = the_fax(service)
    assert (now().state, now().gateway_ref) == ("accepted", fax.id)
    assert [(a.outcome, a.gateway_ref) for a in attempts()] == [("taken", fax.id)]
    service.end(fax, "sent")
    clock.forward(minutes=2)
    sweep()
    assert now().state == "delivered"
    assert_counts_true(stage.campaign.id)


def test_a_fax_cut_and_not_taken_goes_again_only_where_that_is_sure(
    service: FaxService, stage: Stage, clock: Clock
) -> None:
    service.once(LOSE)
    drain("fax")
    assert now().state == "uncertain"
    for minutes in (1, 5, 5, 15):
        sweep()
        assert now().state == "uncertain"
        assert drain("fax") == 0
        clock.forward(minutes=minutes)
    clock.forward(minutes=10)
    sweep()
    assert now().state == ("ready" if service.complete else "uncertain")
    assert drain("fax") == int(service.complete)
    assert len(service.faxes) == int(service.complete)
    assert_counts_true(stage.campaign.id)


@pytest.mark.parametrize("service", CALLING, indirect=True)
def test_a_fax_that_is_not_there_twice_waits_for_a_person(
    service: FaxService, stage: Stage, clock: Clock
) -> None:
    for state in ("ready", "uncertain"):
        service.once(LOSE)
        assert drain("fax") == 0
        clock.forward(minutes=31)
        sweep()
        assert now().state == state
    clock.forward(hours=5)
    sweep()
    assert (now().state, drain("fax")) == ("uncertain", 0)


def test_with_when_cut_park_a_person_decides(
    app: Flask, service: FaxService, stage: Stage, clock: Clock
) -> None:
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], when_cut="park")
    service.once(LOSE)
    drain("fax")
    clock.forward(hours=1)
    sweep()
    assert now().state == "uncertain"


def test_with_nobody_there_nothing_is_lost_and_no_try_counts(
    service: FaxService, stage: Stage, clock: Clock
) -> None:
    service.down()
    assert drain("fax") == 0
    sweep()
    assert (now().state, now().error_class, now().tries) == ("ready", "local", 0)
    assert attempts()[0].outcome == "voided"


def test_a_worker_killed_after_the_order_leaves_a_doubt_that_is_settled(
    app: Flask, service: FaxService, stage: Stage, clock: Clock
) -> None:
    _killed(app, "answered")
    clock.forward(minutes=5)
    sweep()
    assert now().state == "accepted"
    assert [f.id for f in service.faxes] == [now().gateway_ref]
    assert drain("fax") == 0


def test_a_worker_killed_before_the_order_sends_nothing(
    app: Flask, service: FaxService, stage: Stage, clock: Clock
) -> None:
    _killed(app, "data")
    clock.forward(minutes=5)
    sweep()
    assert (now().state, service.faxes) == ("uncertain", [])


def _killed(app: Flask, at: str) -> None:
    """A worker process with the settings of this application dies at a point."""
    config: Config = app.config["CAMPAIGN"]
    settings = {f.name.upper(): str(getattr(config, f.name)) for f in fields(config)}
    program = (
        "import campaign.delivery.hours as h; h.keeps = lambda *a: False\n"
        "from campaign import create_app, delivery\n"
        "with create_app().app_context(): delivery.drain('fax')"
    )
    process = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | settings | {"CRASH_AT": at}, cwd=ROOT
    )
    assert process.returncode == -signal.SIGKILL
    assert now().state == "handing_over"
