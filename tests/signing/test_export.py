"""What is kept of a person, and nothing of anybody else, as a file for that person."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.builders import EMAIL, FAX, published
from tests.signing import way
from tests.smtp import SmtpServer


@pytest.mark.config(confirmations_per_hour=3)
def test_the_file_holds_all_of_this_person_and_of_no_other(
    client: FlaskClient, smtp: SmtpServer
) -> None:
    stage = published(EMAIL, FAX)
    first, second = ([str(one.id)] for one in stage.recipients)
    other = {"email": "other@example.org", "name": "Other Person", "own_words": "Not for you."}
    way.confirmed(client, smtp, stage, **other)
    links = way.confirmed(client, smtp, stage, recipients=first)
    way.confirmed(client, smtp, stage, recipients=second, wants_outcome="y")
    status = links["status"]
    assert f"{status}/data.json" in client.get(status).text
    answer = client.get(f"{status}/data.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    data = answer.get_json()
    assert [one["state"] for one in data["signatures"]] == ["confirmed", "repeated"]
    assert [one["wants_outcome"] for one in data["signatures"]] == [False, True]
    one = data["signatures"][0]
    assert (one["email"], one["name"], one["city"]) == (way.EMAIL, "Anna Canary", "Canaryville")
    assert "political opinion" in one["agreed_to"]
    assert [len(one["chosen"]) for one in data["signatures"]] == [1, 1]
    assert {one["channel"] for one in data["letters"]} == {"email", "fax"}
    assert all("swam" in str(one["content"]["own_words"]) for one in data["letters"])
    assert "other@example.org" not in answer.text
    assert "Not for you" not in answer.text
    client.post(links["erase"])
    assert client.get(f"{status}/data.json").status_code == 410
    assert client.get("/s/nobody/data.json").status_code == 404
