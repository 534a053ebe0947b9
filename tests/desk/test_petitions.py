"""A petition: printed from what waits, handed over by hand, noted by a person."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from campaign.accounts.models import AuditEntry
from campaign.base.database import reading, writing
from campaign.campaigns.models import Petition, Recipient
from campaign.delivery.sweep import sweep
from campaign.letters.compose import Signer
from campaign.letters.models import Letter
from campaign.letters.withdraw import withdraw
from tests import builders
from tests.builders import EMAIL, PAPER, Stage, assert_counts_true, transmissions
from tests.conftest import Clock
from tests.desk.conftest import LogIn

NAMED = Signer("Berta Named", "full", "Belgium", "", "I know that river.")
HIDDEN = Signer("Dora Hidden", "withheld", "France", "", "")
FACTS = {"on": "3 December 2026", "place": "Geneva", "receiver": "the registry"}


@pytest.fixture(params=[EMAIL, PAPER])
def stage(app: Flask, request: pytest.FixtureRequest) -> Stage:
    """Letters that wait to be gathered, or to be printed."""
    stage = builders.published(request.param)
    with writing() as session:
        session.execute(update(Recipient).values(joint=True))
    for signer in (NAMED, HIDDEN, builders.SIGNER):
        builders.signed(stage, 1, signer)
    return stage


def path(stage: Stage) -> str:
    return f"/desk/campaigns/{stage.campaign.id}/recipients/{stage.recipients[0].id}"


def states() -> list[str]:
    reading().rollback()
    return list(reading().scalars(select(Letter.state).order_by(Letter.id)))


def petition() -> Petition:
    reading().rollback()
    return reading().scalars(select(Petition)).one()


def act(client: FlaskClient, stage: Stage, what: str, **data: str) -> int:
    url = f"{path(stage)}/petitions/{petition().id}/{what}"
    return client.post(url, data=data).status_code


def printed(client: FlaskClient, stage: Stage) -> str:
    answer = client.post(f"{path(stage)}/petitions/{petition().id}/print")
    document = pypdfium2.PdfDocument(io.BytesIO(answer.data))
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_made_printed_handed_over_and_noted(stage: Stage, log_in: LogIn, clock: Clock) -> None:
    owner = log_in("owner")
    assert "Make a petition of 3 letters" in owner.get(path(stage)).text
    assert owner.post(f"{path(stage)}/petitions").status_code == 303
    assert states() == ["petition"] * 3
    assert_counts_true(stage.campaign.id)
    said = printed(owner, stage)
    assert "Signed by 3 people" in said
    assert "Berta Named" in said
    assert "Dora" not in said
    clock.forward(days=1)
    sweep()
    assert transmissions() == []  # no letter travels twice
    owner = log_in("owner")  # a day later
    assert act(owner, stage, "received", **FACTS) == 303
    assert states() == ["presented"] * 3
    assert_counts_true(stage.campaign.id)
    page = owner.get(path(stage)).text
    for fact in FACTS.values():
        assert fact in page
    acts = reading().scalars(select(AuditEntry.action).order_by(AuditEntry.at)).all()
    assert acts[-3:] == ["petition made", "petition printed", "petition received"]


def test_who_withdraws_is_not_printed(stage: Stage, log_in: LogIn) -> None:
    owner = log_in("owner")
    owner.post(f"{path(stage)}/petitions")
    first = reading().scalars(select(Letter).order_by(Letter.id)).first()
    assert first is not None
    with writing() as session:
        assert withdraw(session, first.signature_id, "supporter") == 1
    said = printed(owner, stage)
    assert "Signed by 2 people" in said
    assert "Berta" not in said
    act(owner, stage, "received", **FACTS)
    assert states() == ["withdrawn", "presented", "presented"]
    assert_counts_true(stage.campaign.id)


def test_not_handed_over_its_letters_wait_as_before(stage: Stage, log_in: LogIn) -> None:
    before = states()
    owner = log_in("owner")
    owner.post(f"{path(stage)}/petitions")
    assert act(owner, stage, "give-up") == 303
    assert states() == before
    assert_counts_true(stage.campaign.id)


def test_without_the_facts_nothing_is_noted(stage: Stage, log_in: LogIn) -> None:
    owner = log_in("owner")
    owner.post(f"{path(stage)}/petitions")
    act(owner, stage, "received", **FACTS | {"receiver": ""})
    assert states() == ["petition"] * 3
    assert petition().noted_at is None


def test_one_letter_is_no_petition(stage: Stage, log_in: LogIn) -> None:
    with writing() as session:
        later = reading().scalars(select(Letter.id).order_by(Letter.id)).all()[1:]
        session.execute(update(Letter).where(Letter.id.in_(later)).values(state="expired"))
    log_in("owner").post(f"{path(stage)}/petitions")
    assert "petition" not in states()
