"""The desk page on which a name is taken out of an appeal."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from campaign.base.database import reading
from campaign.campaigns.models import RemovedName
from tests import builders
from tests.desk.conftest import LogIn


def test_a_name_is_taken_out_and_put_back(app: Flask, log_in: LogIn) -> None:
    stage = builders.published()
    client = log_in("owner")
    url = f"/desk/campaigns/{stage.campaign.id}/names"
    assert f'href="{url}"' in client.get(f"/desk/campaigns/{stage.campaign.id}").text
    answer = client.post(url, data={"names": "Oru Bay", "why": "somebody lives there"})
    assert answer.status_code == 303
    page = client.get(url).text
    assert "<bdi>Oru Bay</bdi>" in page
    assert "somebody lives there" in page
    assert "water of [name withheld]" in client.get("/c/river-wardens").text
    [one] = reading().scalars(select(RemovedName)).all()
    assert client.post(f"{url}/{one.id}", data={"why": ""}).status_code == 303
    assert "water of Oru Bay" not in client.get("/c/river-wardens").text
    assert client.post(f"{url}/{one.id}", data={"why": "asked for"}).status_code == 303
    assert "water of Oru Bay" in client.get("/c/river-wardens").text


def test_nothing_typed_is_lost_by_an_error(app: Flask, log_in: LogIn) -> None:
    stage = builders.published()
    url = f"/desk/campaigns/{stage.campaign.id}/names"
    answer = log_in("editor").post(url, data={"names": "Nobody Here", "why": "asked"})
    assert answer.status_code == 422
    assert "“Nobody Here” stands nowhere" in answer.text
    assert "Nobody Here</textarea>" in answer.text
    assert 'value="asked"' in answer.text
