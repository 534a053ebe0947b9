"""The public API: what it says, what it never says, and that its description is true."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from campaign.api.description import PROBLEMS
from campaign.api.v1 import ROUTES
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.campaigns.models import AppealRecord, Campaign
from campaign.letters import states
from tests.builders import EMAIL, FAX, PAPER, Stage, published, signed, transmissions
from tests.conftest import Clock

HELD = {**EMAIL, "holder": "Ilda Venn"}
BASE = "/api/v1"
ONE = f"{BASE}/campaigns/river-wardens"


def told(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.json


def change(stage: Stage, **values: Any) -> None:
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        for name, value in values.items():
            setattr(campaign, name, value)


def next_hour(clock: Clock) -> None:
    clock.forward(seconds=3600 - db_now().minute * 60 - db_now().second)


def assert_as_described(client: FlaskClient, answer: TestResponse, path: str) -> None:
    """The answer is what the description promises for this path and status."""
    description = client.get(f"{BASE}/openapi.json").json
    assert description is not None
    promised = description["paths"][path]["get"]["responses"][str(answer.status_code)]
    [(media, content)] = promised["content"].items()
    assert answer.mimetype == media
    schema = {**content["schema"], "components": description["components"]}
    _close(schema["components"]["schemas"])
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    validator.validate(json.loads(answer.text))


def _close(schemas: dict[str, Any]) -> None:
    """Whatever is said must be described: let nothing further pass."""
    for schema in schemas.values():
        schema["additionalProperties"] = False


def test_the_description_is_valid_openapi(client: FlaskClient) -> None:
    description = client.get(f"{BASE}/openapi.json").json
    assert description is not None
    OpenAPIV31SpecValidator(description).validate()
    assert len(description["paths"]) == len(ROUTES)
    assert description["servers"][0]["url"].endswith(BASE)


@pytest.mark.parametrize("state", ["open", "over", "closed", "closed and told"])
def test_every_answer_is_as_described(client: FlaskClient, state: str) -> None:
    stage = published(HELD, FAX, PAPER)
    if state == "over":
        change(stage, sign_until=db_now().date() - timedelta(days=1))
    if state.startswith("closed"):
        said = "Both are free." if state == "closed and told" else None
        change(stage, state="closed", closed_at=db_now(), outcome="freed", outcome_said=said)
    for route in ROUTES:
        path = route.path.replace("<slug>", "river-wardens")
        shown = route.path.replace("<slug>", "{slug}")
        assert_as_described(client, client.get(BASE + path), shown)


def test_refusals_are_as_described(client: FlaskClient) -> None:
    answer = client.get(f"{BASE}/campaigns/none")
    assert answer.status_code == 404
    assert_as_described(client, answer, "/campaigns/{slug}")
    change(published(), state="updating")
    for part in ("", "/recipients", "/counts"):
        answer = client.get(ONE + part)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert_as_described(client, answer, "/campaigns/{slug}" + part)
    assert told(client, f"{BASE}/campaigns") == {"campaigns": []}


@pytest.mark.config(api_limit="2/hour")
def test_too_many_questions(client: FlaskClient) -> None:
    statuses = [client.get(f"{BASE}/campaigns").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    answer = client.get(ONE)
    assert answer.headers["Retry-After"]
    assert answer.json == {"title": answer.json["title"], "status": 429}


def test_our_own_mistake_is_told_as_described(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.campaigns.find.running", lambda: [None])
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get(f"{BASE}/campaigns")
    assert answer.status_code == 500
    assert answer.json == {"title": PROBLEMS[500], "status": 500}
    assert_as_described(client, answer, "/campaigns")


def test_a_campaign(client: FlaskClient) -> None:
    stage = published()
    [listed] = told(client, f"{BASE}/campaigns")["campaigns"]
    one = told(client, ONE)
    assert listed.items() <= one.items()
    assert one["title"] == stage.campaign.title
    assert one["page"].endswith("/c/river-wardens")
    assert one["asks"] == [{"text": "Release them;", "items": []}]
    assert one["lead"] == "Two river wardens are held without charge."


def test_what_its_page_does_not_show_any_more_is_not_told_either(client: FlaskClient) -> None:
    stage = published()
    change(stage, state="closed", closed_at=db_now(), outcome="freed", outcome_said="Both free.")
    one = told(client, ONE)
    assert (one["state"], one["ended"], one["outcome"]) == ("closed", "Good news", "Both free.")
    assert (one["lead"], one["description"], one["asks"]) == ("", [], [])
    assert told(client, f"{ONE}/recipients") == {"recipients": []}
    assert told(client, f"{ONE}/counts")["people"] is None


def test_a_draft_and_what_runs_elsewhere_are_not_there(client: FlaskClient) -> None:
    stage = published()
    for hidden in ({"state": "draft"}, {"state": "published", "sandbox": False}):
        change(stage, **hidden)
        assert client.get(ONE).status_code == 404
        assert told(client, f"{BASE}/campaigns") == {"campaigns": []}


def test_recipients_without_their_addresses(client: FlaskClient) -> None:
    published(HELD, FAX, PAPER)
    text = client.get(f"{ONE}/recipients").text
    assert [r["way"] for r in json.loads(text)["recipients"]] == ["email", "fax", "print"]
    assert "Ms. Ilda Venn, Minister of Justice" in text
    for address in ("justice.example.org", "0123", "Quay of Ropes"):
        assert address not in text


def test_counts_begin_at_ten_and_stand_still_within_the_hour(
    client: FlaskClient, clock: Clock
) -> None:
    stage = published(EMAIL)
    next_hour(clock)
    signed(stage, 9)
    next_hour(clock)
    assert told(client, f"{ONE}/counts") == {"people": None, "handed_over": None, "goal": 500}
    signed(stage, 5)
    ids = [t.id for t in transmissions()]
    with writing() as session:
        for event in ("claimed", "marked", "taken"):
            states.move(session, event, ids, "test")
    assert told(client, f"{ONE}/counts")["people"] is None
    next_hour(clock)
    assert told(client, f"{ONE}/counts") == {"people": 10, "handed_over": 10, "goal": 500}


def test_nothing_of_a_supporter_is_told(client: FlaskClient, clock: Clock) -> None:
    stage = published(EMAIL)
    signed(stage, 12)
    next_hour(clock)
    said = "".join(client.get(f"{BASE}/campaigns{p}").text for p in ("", "/river-wardens"))
    said += client.get(f"{ONE}/recipients").text + client.get(f"{ONE}/counts").text
    for secret in ("Anna", "anna@example.org", "Belgium", "swam"):
        assert secret not in said


def test_what_is_corrected_is_told_at_once(client: FlaskClient) -> None:
    stage = published()
    before = client.get(ONE)
    change(stage, title="A river warden jailed")
    with writing() as session:
        appeal = session.get_one(AppealRecord, stage.campaign.appeal_id)
        appeal.reading = appeal.reading | {"lead": "A warden is held."}
    after = client.get(ONE, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Two river wardens" not in after.text


def test_anybody_may_keep_it_and_ask_again(client: FlaskClient) -> None:
    published()
    for path in (f"{BASE}/campaigns", ONE, f"{ONE}/recipients", f"{ONE}/counts"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_pages_of_other_sites_may_read_and_nothing_else(client: FlaskClient) -> None:
    published()
    headers = client.get(ONE).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.open(ONE, method=method).status_code == 405
    assert client.open(f"{BASE}/campaigns/none").headers["Access-Control-Allow-Origin"] == "*"


def test_names_of_countries_in_the_language_of_the_address(client: FlaskClient, app: Flask) -> None:
    stage = published()
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).case  # noqa: B018  (loaded for the next line)
        case = session.get_one(type(stage.campaign.case), stage.campaign.case_id)
        case.country = "KG"
    assert told(client, ONE)["country_name"] == "Kyrgyzstan"
    one = told(client, f"/fr{ONE}")
    assert one["country_name"] == "Kirghizstan"
    assert one["page"].endswith("/fr/c/river-wardens")
