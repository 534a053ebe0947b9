"""What waits, when the last of it leaves, and pauses of a part."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import gates, switches
from campaign.delivery.models import Switch
from campaign.delivery.switches import Scope
from campaign.letters.models import Destination, Domain
from tests import builders
from tests.builders import EMAIL, FAX, Stage, Transmission
from tests.conftest import Clock
from tests.desk.conftest import LogIn

OTHER = {"office": "Prosecutor General", "email": "prosecutor@justice.example.org"}


@pytest.fixture
def stage(app: Flask) -> Stage:
    stage = builders.published(EMAIL, OTHER, FAX | {"office": "President"})
    builders.signed(stage, 2)
    return stage


@pytest.fixture
def owner(stage: Stage, log_in: LogIn) -> FlaskClient:
    return log_in("owner")


def place(address: str) -> Destination:
    return reading().scalars(select(Destination).filter_by(address=address)).one()


def hold(client: FlaskClient, stage: Stage, address: str, what: str, why: str = "asked") -> int:
    data = {"way": str(place(address).id), "what": what, "why": why}
    return client.post(f"/desk/campaigns/{stage.campaign.id}/hold", data=data).status_code


def page(client: FlaskClient, stage: Stage) -> str:
    return client.get(f"/desk/campaigns/{stage.campaign.id}/departures").text


def test_every_way_tells_how_many_wait_and_when_the_last_leaves(
    owner: FlaskClient, stage: Stage
) -> None:
    with writing() as session:
        later = db_now() + timedelta(hours=3)
        closed = {"closed_by": gates.BREAKER, "free_at": later, "since": db_now()}
        session.execute(
            update(Destination).where(Destination.address == EMAIL["email"]).values(**closed)
        )
    shown = page(owner, stage)
    assert "6 mails and faxes wait" in shown
    assert f"about {later:%-d %B %Y, %H:%M} UTC" in shown
    assert "within minutes" in shown


def test_letters_that_nobody_takes_are_told_of(
    owner: FlaskClient, stage: Stage, clock: Clock
) -> None:
    words, board = (
        "Letters wait although nothing holds them",
        f"/desk/campaigns/{stage.campaign.id}",
    )
    assert words not in page(owner, stage) + owner.get(board).text
    clock.forward(minutes=3)
    assert words in page(owner, stage)
    assert words in owner.get(board).text
    hold(owner, stage, EMAIL["email"], "channel")
    with writing() as session:
        session.execute(
            update(Transmission).where(Transmission.channel == "fax").values(state="failed")
        )
    assert words not in page(owner, stage)
    [switch] = switches.in_force()
    clock.forward(minutes=3)
    owner.post(f"{board}/release/{switch.id}")
    assert words not in page(owner, stage), "workers have just been nudged"
    clock.forward(minutes=3)
    assert words in page(owner, stage)


@pytest.mark.parametrize(
    ("what", "scope", "held"),
    [
        ("recipient", "recipient:", 2),
        ("destination", "destination:", 2),
        ("channel", "channel:email", 4),
    ],
)
def test_a_part_is_paused_and_released(
    owner: FlaskClient, stage: Stage, what: str, scope: str, held: int
) -> None:
    assert hold(owner, stage, EMAIL["email"], what) == 303
    [switch] = switches.in_force()
    assert scope in switch.scope
    assert "asked" in page(owner, stage)
    assert "Some letters of this campaign are paused" in (
        owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    )
    free = select(Transmission.id).where(switches.not_paused(Transmission))
    assert len(reading().scalars(free).all()) == 6 - held
    path = f"/desk/campaigns/{stage.campaign.id}/release/{switch.id}"
    assert owner.post(path).status_code == 303
    assert reading().scalars(select(Switch)).all() == []
    done = reading().scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [action for action in done if "part" in action] == ["part paused", "part resumed"]


def test_without_a_reason_nothing_is_paused_and_nothing_typed_is_lost(
    owner: FlaskClient, stage: Stage
) -> None:
    data = {"way": str(place(OTHER["email"]).id), "what": "destination", "why": ""}
    answer = owner.post(f"/desk/campaigns/{stage.campaign.id}/hold", data=data)
    assert answer.status_code == 422
    chosen = re.search(r"<input[^>]*checked[^>]*>", answer.text)
    assert chosen
    assert 'value="destination"' in chosen[0]
    assert switches.in_force() == []


def test_a_way_that_rests_is_opened_by_who_may_resume(
    owner: FlaskClient, stage: Stage, log_in: LogIn
) -> None:
    with writing() as session:
        domain = session.scalars(select(Domain)).one()
        gates.shut(domain, db_now())
    shown = page(owner, stage)
    assert "Closed until a person opens it." in shown
    assert "justice.example.org rests" in owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    path = f"/desk/campaigns/{stage.campaign.id}/open/domain/{domain.id}"
    assert log_in("editor").post(path).status_code == 403
    assert owner.post(path).status_code == 303
    assert gates.closed() == []
    assert owner.post(path).status_code == 404


def test_what_belongs_to_others_is_not_there(stage: Stage, log_in: LogIn) -> None:
    stranger = log_in("owner", "strangers")
    path = f"/desk/campaigns/{stage.campaign.id}"
    assert stranger.get(f"{path}/departures").status_code == 404
    assert hold(stranger, stage, EMAIL["email"], "recipient") == 404
    with writing() as session:
        switches.pause(session, "why", "test", Scope(stage.organisation.id, channel="email"))
        domain = session.scalars(select(Domain)).one()
        gates.shut(domain, db_now())
    [switch] = switches.in_force()
    assert stranger.post(f"{path}/release/{switch.id}").status_code == 404
    assert stranger.post(f"{path}/open/domain/{domain.id}").status_code == 404
    assert len(switches.in_force()) == len(gates.closed()) == 1


def test_a_pause_by_the_operator_is_not_ended_here(owner: FlaskClient, stage: Stage) -> None:
    with writing() as session:
        switches.pause(session, "a storm", "command line", Scope(channel="email"))
    assert "Made by the operator of this site." in page(owner, stage)
    [switch] = switches.in_force()
    path = f"/desk/campaigns/{stage.campaign.id}/release/{switch.id}"
    assert owner.post(path).status_code == 404
    assert len(switches.in_force()) == 1
