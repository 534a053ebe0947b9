"""Whether e-mails wait for office hours is a campaign's own choice."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select, update

from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.models import Campaign
from campaign.letters.models import Lane
from tests import builders
from tests.builders import EMAIL
from tests.desk.conftest import LogIn


def test_a_manager_lets_a_campaign_keep_office_hours_and_takes_it_back(
    app: Flask, log_in: LogIn
) -> None:
    stage = builders.published(EMAIL)
    builders.signed(stage)
    owner = log_in("owner")
    path = f"/desk/campaigns/{stage.campaign.id}/hours"
    assert "leave at any hour" in owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    assert owner.post(path, data={"office_hours": "y"}).status_code == 303
    assert reading().get_one(Campaign, stage.campaign.id).office_hours
    assert "wait for office hours" in owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    with writing() as session:
        session.execute(update(Lane).values(opens_at=db_now()))
    owner.post(path, data={})
    assert not reading().get_one(Campaign, stage.campaign.id).office_hours
    assert reading().scalars(select(Lane.opens_at)).all() == [None]  # asked anew
    done = reading().scalars(select(AuditEntry.action).where(AuditEntry.action.contains("hours")))
    assert sorted(done) == ["office hours kept", "office hours no longer kept"]


def test_a_reader_does_not_choose_it(app: Flask, log_in: LogIn) -> None:
    stage = builders.published(EMAIL)
    reader = log_in("reader")
    answer = reader.post(f"/desk/campaigns/{stage.campaign.id}/hours", data={"office_hours": "y"})
    assert answer.status_code == 403
    assert not reading().get_one(Campaign, stage.campaign.id).office_hours
