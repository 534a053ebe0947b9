from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.base.database import reading, writing
from campaign.inbound.models import Incoming, IncomingContent
from campaign.letters import states
from campaign.letters.models import Letter, Transmission
from campaign.signing.models import Signature
from tests import builders
from tests.builders import EMAIL, Stage, transmissions

Go = Callable[..., None]


@pytest.fixture
def stage(app: Flask) -> Stage:
    return builders.published(EMAIL | {"fax": "+12025550123"})


@pytest.fixture
def sent(app: Flask, stage: Stage) -> Transmission:
    """One letter by e-mail that our relay took."""
    builders.signed(stage)
    [carrier] = transmissions()
    go(carrier, "claimed marked taken")
    return transmissions()[0]


def go(carrier: Transmission, events: str, **changes: Any) -> None:
    for event in events.split():
        with writing() as session:
            [_] = states.move(session, event, [carrier.id], "worker:1", **changes)


def state_of(carrier: Transmission) -> str:
    reading().rollback()
    return str(reading().scalars(select(Transmission.state).filter_by(id=carrier.id)).one())


def incoming() -> list[Incoming]:
    reading().rollback()
    return list(reading().scalars(select(Incoming).order_by(Incoming.id)))


def content() -> IncomingContent:
    """What the only mail that says something says."""
    reading().rollback()
    return reading().scalars(select(IncomingContent)).one()


def letter() -> Letter:
    return reading().scalars(select(Letter)).one()


def wants_replies() -> None:
    """Everybody ticked "send me the answers"."""
    with writing() as session:
        for signature in session.scalars(select(Signature)):
            signature.wants_replies = True
