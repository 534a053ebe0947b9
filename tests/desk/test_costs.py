"""What faxes may cost is set by a person, and everybody at the desk sees how it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import budget
from campaign.delivery.models import FaxBudget
from campaign.directory.models import ContactPoint
from campaign.directory.prices import UNIT, prices_of
from tests import builders
from tests.builders import EMAIL, FAX, Stage
from tests.desk.conftest import LogIn


@pytest.fixture
def stage(app: Flask) -> Stage:
    return builders.published(FAX)


def cap(stage: Stage) -> int | None:
    reading().rollback()
    return budget.purse(reading(), stage.organisation.id, db_now()).cap


def use(**values: int) -> None:
    with writing() as session:
        session.execute(update(FaxBudget).values(**values))


def test_an_owner_sets_limit_and_prices(stage: Stage, log_in: LogIn) -> None:
    owner = log_in("owner")
    assert owner.post("/desk/fax/limit", data={"cap": "10,50"}).status_code == 303
    prices = {"prices": "+1 0.07\n+44 20 = 0.0725\n\n"}
    assert owner.post("/desk/fax/prices", data=prices).status_code == 303
    assert cap(stage) == 105_000
    assert prices_of(reading(), stage.organisation.id) == {"+1": 700, "+4420": 725}
    page = owner.get("/desk/fax").text
    assert "10.50" in page
    assert "+4420 0.0725" in page
    acts = reading().scalars(select(AuditEntry.action).order_by(AuditEntry.at)).all()
    assert acts[-2:] == ["fax limit set", "fax prices set"]


def test_the_limit_can_be_taken_away(stage: Stage, log_in: LogIn) -> None:
    owner = log_in("owner")
    owner.post("/desk/fax/limit", data={"cap": "3"})
    assert cap(stage) == 3 * UNIT
    owner.post("/desk/fax/limit", data={"cap": ""})
    assert cap(stage) is None


@pytest.mark.parametrize("typed", ["ten", "-1", "NaN", "1e99", "0.00001", "Infinity"])
def test_what_is_no_amount_is_refused_beside_the_field(
    stage: Stage, log_in: LogIn, typed: str
) -> None:
    answer = log_in("owner").post("/desk/fax/limit", data={"cap": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert cap(stage) is None


@pytest.mark.parametrize("line", ["+44", "0.07", "+44 0.07 each", "44-20 0.07", "+0 1"])
def test_what_is_no_price_is_refused(stage: Stage, log_in: LogIn, line: str) -> None:
    answer = log_in("owner").post("/desk/fax/prices", data={"prices": line})
    assert answer.status_code == 422
    assert prices_of(reading(), stage.organisation.id) == {"+": 0}


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_others_see_it_and_cannot_change_it(stage: Stage, log_in: LogIn, role: str) -> None:
    somebody = log_in(role)
    page = somebody.get("/desk/fax").text
    assert "An owner or approver sets it." in page
    assert somebody.post("/desk/fax/limit", data={"cap": "10"}).status_code == 403
    assert somebody.post("/desk/fax/prices", data={"prices": "+1 1"}).status_code == 403
    assert cap(stage) is None


def test_a_warning_from_eighty_percent_on_and_a_louder_one_when_it_is_full(
    stage: Stage, log_in: LogIn
) -> None:
    owner = log_in("owner")
    owner.post("/desk/fax/limit", data={"cap": "10"})
    owner.post("/desk/fax/prices", data={"prices": "+1 0.07"})
    for used, words in (
        (7 * UNIT, ""),
        (8 * UNIT, "nearly reached"),
        (10 * UNIT - 700, "nearly reached"),
        (10 * UNIT - 699, "Faxes wait"),
    ):
        use(spent=used - 100, reserved=100)
        for path in ("/desk/", "/desk/fax"):
            page = owner.get(path).text
            for known in ("nearly reached", "Faxes wait"):
                assert (known in page) == (known == words), (used, path)


def test_live_without_a_limit_the_desk_says_why_no_fax_leaves(
    app: Flask, stage: Stage, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = log_in("owner")
    assert "No fax leaves" not in owner.get("/desk/").text
    live = replace(app.config["CAMPAIGN"], sending="live", fax_gateway="some")
    monkeypatch.setitem(app.config, "CAMPAIGN", live)
    for path in ("/desk/", "/desk/fax"):
        page = owner.get(path).text
        assert "No fax leaves:" in page
    assert FAX["fax"] in page  # has no price either


def correction(stage: Stage, numbers: str) -> dict[str, str]:
    return {
        "office": "Minister of Justice",
        "country": "",
        "emails": EMAIL["email"],
        "faxes": numbers,
    }


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+44 909 879 0123", "premium-rate or satellite"),
        ("+881 612 345 678", "premium-rate or satellite"),
        ("+870 773 111 632", "premium-rate or satellite"),
        ("+33 1 99 00 12 34", "There is no price for faxes to +33199001234"),
    ],
)
def test_numbers_that_are_never_called_are_refused_at_entry(
    stage: Stage, log_in: LogIn, number: str, words: str
) -> None:
    owner = log_in("owner")
    owner.post("/desk/fax/prices", data={"prices": "+1 0.07\n+44 0.05"})
    path = f"/desk/campaigns/{stage.campaign.id}/recipients"
    answer = owner.post(f"{path}/{stage.recipients[0].id}", data=correction(stage, number))
    assert answer.status_code == 422
    assert words in answer.text
    assert reading().scalars(select(ContactPoint.address).filter_by(channel="fax")).all() == [
        FAX["fax"]
    ]
    fine = owner.post(f"{path}/{stage.recipients[0].id}", data=correction(stage, "+442079460123"))
    assert fine.status_code == 303
