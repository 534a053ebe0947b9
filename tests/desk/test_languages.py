"""Letter texts in further languages, at the desk."""

from __future__ import annotations

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.base.database import reading, writing
from campaign.campaigns import find, texts
from campaign.campaigns.models import Campaign
from campaign.campaigns.update import open_update
from tests import builders
from tests.builders import Stage
from tests.campaigns.samples import UPDATE
from tests.desk.conftest import LogIn

FRENCH = {
    "version": "0",
    "language": "FR",
    "subject": "deux gardes détenus",
    "opening": "Deux gardes sont détenus.",
    "demands": "Les libérer;\r\n- tout de suite.",
}


@pytest.fixture
def stage(app: Flask) -> Stage:
    return builders.published()


@pytest.fixture
def owner(stage: Stage, log_in: LogIn) -> FlaskClient:
    return log_in("owner")


@pytest.fixture
def base(stage: Stage) -> str:
    return f"/desk/campaigns/{stage.campaign.id}/languages"


def test_a_text_is_written_corrected_and_its_versions_are_kept(
    owner: FlaskClient, base: str
) -> None:
    empty = owner.get(f"{base}/new").text
    assert "two river wardens in detention" in empty  # to be translated
    written = owner.post(f"{base}/new", data=FRENCH)
    assert written.headers["Location"] == f"{base}/fr"
    again = owner.post(f"{base}/fr", data=FRENCH | {"version": "1", "subject": "Autre"})
    assert again.status_code == 303, again.text
    page = owner.get(f"{base}/fr").text
    assert "The letter in French" in page
    assert "Version 2, " in page
    assert "Version 1, " in page
    assert "Deux gardes sont détenus." in page
    assert "French" in owner.get(base).text
    assert "English, French" in owner.get(base.replace("/languages", "/review")).text


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(owner: FlaskClient, base: str) -> None:
    for wrong, words in (
        ({"language": "xx-notatag"}, "No language has the tag"),
        ({"subject": ""}, "Give the letter a subject."),
        ({"version": "3"}, "meanwhile"),
    ):
        response = owner.post(f"{base}/new", data=FRENCH | wrong)
        assert response.status_code == 422
        assert words in html.unescape(response.text)
        assert "Les libérer;" in response.text
    assert owner.get(f"{base}/fr").status_code == 404


def test_a_recipient_is_given_a_language(owner: FlaskClient, base: str, stage: Stage) -> None:
    owner.post(f"{base}/new", data=FRENCH)
    first, second, *_ = stage.recipients
    owner.post(base, data={f"language-{first.id}": "fr"})
    reading().expire_all()
    assert (first.language, second.language) == ("fr", None)
    page = owner.get(base).text
    assert f"Always to: <bdi>{first.authority.office}</bdi>" in page
    assert "Les libérer;" in owner.get(base.replace("/languages", "/review")).text
    owner.post(base, data={f"language-{first.id}": "de"})
    assert "no letter in this language" in owner.get(base).text
    assert find.text_to(stage.campaign, first).language == "fr"


def test_who_may_only_look_writes_nothing(owner: FlaskClient, base: str, log_in: LogIn) -> None:
    reader = log_in("reader")
    assert "Save" not in reader.get(f"{base}/new").text
    for place in (base, f"{base}/new", f"{base}/fr"):
        assert reader.post(place, data=FRENCH).status_code == 403


def test_a_text_that_an_update_replaces_is_told_before_and_after(
    owner: FlaskClient, stage: Stage, base: str
) -> None:
    owner.post(f"{base}/new", data=FRENCH)
    with writing() as session:
        one = session.get_one(Campaign, stage.campaign.id)
        texts.choose_language(session, one, one.recipients[0], "fr", None)
        open_update(session, one, UPDATE, None)
    page = owner.get(base.replace("/languages", "/update")).text
    assert "The French text says what this update replaces" in page
    assert one.recipients[0].authority.office in page
    board = base.removesuffix("/languages")
    assert "The French letter is out of date" in owner.get(board).text
    owner.post(f"{base}/fr", data=FRENCH | {"version": "1"})
    assert "out of date" not in owner.get(board).text
