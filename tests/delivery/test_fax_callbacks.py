"""Fax services that call back: early, late, twice, forged; and asked, when no call comes."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from campaign.base.database import writing
from campaign.delivery import drain, sweep
from campaign.delivery.models import Attempt
from tests.builders import Stage, assert_counts_true, signed, transmissions
from tests.conftest import Clock
from tests.delivery.faxes import CALLING, SETTINGS, attempts, now, reports, the_fax
from tests.fax_providers import Telnyx
from tests.fax_services import TAKE_AND_CUT, FaxService

pytestmark = pytest.mark.config(**SETTINGS)

calling = pytest.mark.parametrize("service", CALLING, indirect=True)


@calling
def test_a_callback_tells_at_once(service: FaxService, stage: Stage, client: FlaskClient) -> None:
    drain("fax")
    fax = the_fax(service)
    assert service.call(client, fax) == 204
    assert now().state == "accepted"
    service.end(fax, "sent")
    assert service.call(client, fax) == 204
    assert now().state == "delivered"


@calling
def test_a_callback_twice_changes_nothing_more(
    service: FaxService, stage: Stage, client: FlaskClient, clock: Clock
) -> None:
    drain("fax")
    fax = the_fax(service)
    service.end(fax, "busy")
    assert [service.call(client, fax) for _ in range(3)] == [204] * 3
    sweep()
    assert (now().state, now().tries, len(reports())) == ("ready", 1, 1)
    clock.forward(hours=1)
    drain("fax")
    assert service.call(client, fax) == 204  # of the earlier try
    assert now().state == "accepted"
    assert_counts_true(stage.campaign.id)


@calling
def test_a_callback_before_our_answer_is_recorded_must_come_again(
    service: FaxService, stage: Stage, client: FlaskClient
) -> None:
    drain("fax")
    fax = the_fax(service)
    service.end(fax, "sent")
    with writing() as session:
        session.execute(update(Attempt).values(outcome="open"))
    assert service.call(client, fax) == 503
    with writing() as session:
        session.execute(update(Attempt).values(outcome="taken"))
    assert service.call(client, fax) == 204
    assert now().state == "delivered"


@calling
def test_a_callback_settles_a_doubt(service: FaxService, stage: Stage, client: FlaskClient) -> None:
    service.once(TAKE_AND_CUT)
    drain("fax")
    fax = the_fax(service)
    service.end(fax, "sent")
    assert service.call(client, fax) == 204
    assert now().state == "delivered"
    assert attempts()[0].outcome == "taken"


@calling
def test_a_late_callback_is_heard(
    service: FaxService, stage: Stage, client: FlaskClient, clock: Clock
) -> None:
    drain("fax")
    fax = the_fax(service)
    clock.forward(hours=49)
    sweep()
    assert now().state == "silent"
    service.end(fax, "sent")
    assert service.call(client, fax) == 204
    assert now().state == "delivered"


@calling
def test_a_forged_callback_is_not_believed(
    service: FaxService, stage: Stage, client: FlaskClient
) -> None:
    drain("fax")
    fax = the_fax(service)
    if isinstance(service, Telnyx):
        fax.status = "delivered"
        assert service.call(client, fax, forged=True) == 404
        assert service.call(client, fax, age=301) == 404
        assert service.call(client, fax, age=-310) == 404
    else:
        service.call(client, fax, forged=True)
    assert (now().state, reports()) == ("accepted", [])


@calling
def test_a_callback_to_another_address_finds_no_such_page(
    service: Any, stage: Stage, client: FlaskClient
) -> None:
    drain("fax")
    fax = the_fax(service)
    service.end(fax, "sent")
    known = service.callback
    for path in (
        known[:-1] + ("0" if known[-1] != "0" else "1"),
        known.replace(service.name, "hylafax"),
        f"/callbacks/fax/{service.name}/é",
    ):
        service.callback = path
        assert service.call(client, fax) == 404
    assert now().state == "accepted"


@calling
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"fax":{"id":"../x"}}', b"\xff" * 9])
def test_nonsense_finds_no_such_page(
    service: Any, stage: Stage, client: FlaskClient, body: bytes
) -> None:
    drain("fax")
    assert client.post(service.callback, data=body).status_code == 404
    assert client.get(service.callback).status_code == 405
    assert client.post(service.callback, data=b"x" * 1_100_000).status_code in (404, 413)


@calling
def test_in_the_sandbox_nobody_is_listened_to(
    app: Flask, service: FaxService, stage: Stage, client: FlaskClient
) -> None:
    drain("fax")
    service.end(the_fax(service), "sent")
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], sending="sandbox")
    assert service.call(client, the_fax(service)) == 404
    assert now().state == "accepted"


@calling
def test_a_service_that_cannot_be_asked_is_asked_again(
    service: Any, stage: Stage, client: FlaskClient, clock: Clock
) -> None:
    drain("fax")
    fax = the_fax(service)
    service.end(fax, "sent")
    service.failing = 1
    sweep()
    assert now().state == "accepted"
    clock.forward(minutes=1)
    sweep()
    assert now().state == "delivered"


@pytest.fixture
def many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one number of the test takes several calls at a time."""
    monkeypatch.setattr("campaign.delivery.calls.one_at_a_time", lambda channel: False)


@calling
@pytest.mark.usefixtures("many_at_once")
def test_one_fax_that_cannot_be_asked_after_keeps_no_other_waiting(
    service: Any, stage: Stage, clock: Clock
) -> None:
    signed(stage, 2)
    assert drain("fax") == 3
    service.broken.add(service.faxes[0].id)
    for fax in service.faxes:
        service.end(fax, "sent")
    sweep()
    sweep()
    assert sorted(t.state for t in transmissions()) == ["accepted", "delivered", "delivered"]
    assert [fax.deleted for fax in service.faxes] == [False, True, True]


@calling
@pytest.mark.usefixtures("many_at_once")
def test_a_document_that_cannot_be_deleted_keeps_no_other_there(
    service: Any, stage: Stage, clock: Clock
) -> None:
    signed(stage)
    drain("fax")
    service.undeletable.add(service.faxes[0].id)
    for fax in service.faxes:
        service.end(fax, "sent")
    sweep()
    assert [fax.deleted for fax in service.faxes] == [False, True]
    service.undeletable.clear()
    sweep()
    assert [fax.deleted for fax in service.faxes] == [True, True]


@calling
@pytest.mark.parametrize("action", ["drip", "flood"])
def test_an_answer_without_end_is_a_doubt_in_bounded_time_and_memory(
    service: Any, stage: Stage, action: str
) -> None:
    signed(stage)
    service.once(action)
    began = time.monotonic()
    assert drain("fax") == 1  # the other letter, by the same worker
    assert time.monotonic() - began < 45  # of the 90 that it would go on; machines are slow
    assert service.poured < 20_000_000
    assert sorted(t.state for t in transmissions()) == ["accepted", "uncertain"]
    sweep()
    assert {t.state for t in transmissions()} == {"accepted"}


@calling
def test_what_is_kept_of_a_callback_holds_no_document_and_the_cost(
    service: FaxService, stage: Stage, client: FlaskClient
) -> None:
    drain("fax")
    fax = the_fax(service)
    service.end(fax, "sent")
    service.call(client, fax)
    [report] = reports()
    assert fax.id in report.raw
    assert "JVBERi0" not in report.raw
    assert report.pages == 2
    assert report.cost == (14 if service.name == "sinch" else None)
