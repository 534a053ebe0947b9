"""Logging in and out."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts import logins
from campaign.accounts.models import AuditEntry
from campaign.base.database import reading, writing
from campaign.desk import log_in
from campaign.desk.log_in import FROM_ONE_NETWORK
from tests import builders
from tests.conftest import Clock

RIGHT = {"email": "owner@demo.example.org", "password": builders.PASSWORD}
WRONG = {**RIGHT, "password": "a wrong long password"}
UNKNOWN = {**RIGHT, "email": "nobody@demo.example.org"}


@pytest.fixture(autouse=True)
def somebody(app: Flask) -> None:
    with writing() as session:
        builders.manager(session, builders.organisation(session))


def try_with(client: FlaskClient, data: dict[str, str], **more: Any) -> Any:
    return client.post("/desk/login", data=data, **more)


def test_in_and_out(client: FlaskClient) -> None:
    assert try_with(client, RIGHT).headers["Location"] == "/desk/"
    page = client.get("/desk/")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert client.post("/desk/logout").status_code == 303
    assert client.get("/desk/").status_code == 303
    trail = [entry.action for entry in reading().scalars(select(AuditEntry))]
    assert trail == ["logged in", "logged out"]


def test_logging_out_takes_a_post(client: FlaskClient) -> None:
    try_with(client, RIGHT)
    assert client.get("/desk/logout").status_code == 405
    assert client.get("/desk/").status_code == 200


def test_unknown_address_and_wrong_password_look_the_same(client: FlaskClient) -> None:
    wrong, unknown = try_with(client, WRONG), try_with(client, UNKNOWN)
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace(WRONG["email"], "") == unknown.text.replace(UNKNOWN["email"], "")
    assert "do not belong together" in wrong.text
    assert WRONG["password"] not in wrong.text


def test_what_was_in_the_browser_before_does_not_live_on(client: FlaskClient) -> None:
    with client.session_transaction() as cookie:
        cookie[logins.COOKIE_KEY] = planted = "a token that somebody planted"
        cookie["other"] = "something"
    try_with(client, RIGHT)
    with client.session_transaction() as cookie:
        assert cookie[logins.COOKIE_KEY] != planted
        assert "other" not in cookie


def test_a_copied_cookie_is_worth_nothing_after_logging_out(
    app: Flask, client: FlaskClient
) -> None:
    try_with(client, RIGHT)
    with client.session_transaction() as cookie:
        token = cookie[logins.COOKIE_KEY]
    client.post("/desk/logout")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie[logins.COOKIE_KEY] = token
    assert thief.get("/desk/").status_code == 303


def test_idle_for_half_an_hour_is_out(client: FlaskClient, clock: Clock) -> None:
    try_with(client, RIGHT)
    clock.forward(minutes=31)
    assert client.get("/desk/").status_code == 303


def test_after_the_log_in_the_page_that_was_asked_for(client: FlaskClient) -> None:
    asked = client.get("/desk/appeals/new").headers["Location"]
    assert asked == "/desk/login?next=/desk/appeals/new"
    assert 'value="/desk/appeals/new"' in client.get(asked).text
    assert try_with(client, {**RIGHT, "next": "/desk/appeals/new"}).headers["Location"] == (
        "/desk/appeals/new"
    )


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example.org/", "//evil.example.org", "/\\evil.example.org", "/c/x", "/desk/\nx"],
)
def test_never_to_another_site(client: FlaskClient, wanted: str) -> None:
    assert try_with(client, {**RIGHT, "next": wanted}).headers["Location"] == "/desk/"


@pytest.mark.config(login_limit="3/15minutes")
def test_too_many_wrong_passwords_from_one_network(client: FlaskClient) -> None:
    for _ in range(3):
        assert try_with(client, WRONG).status_code == 422
    stopped = try_with(client, RIGHT)
    assert stopped.status_code == 429
    assert "Too many attempts" in stopped.text
    # neither the account elsewhere nor another account here is shut out
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert try_with(client, RIGHT, environ_base=elsewhere).status_code == 303
    assert try_with(client, UNKNOWN).status_code == 422


def test_many_accounts_tried_from_one_network(client: FlaskClient) -> None:
    tries = int(FROM_ONE_NETWORK.split("/")[0])
    for n in range(tries):
        assert try_with(client, {**UNKNOWN, "email": f"n{n}@example.org"}).status_code == 422
    assert try_with(client, UNKNOWN).status_code == 429
    assert try_with(client, RIGHT, environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code == 303


def test_one_account_tried_from_many_networks(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_in, "ON_ONE_ACCOUNT", "4/hour")
    for n in range(4):
        answer = try_with(client, WRONG, environ_base={"REMOTE_ADDR": f"198.51.{n}.7"})
        assert answer.status_code == 422
    last = {"REMOTE_ADDR": "198.51.100.7"}
    assert try_with(client, RIGHT, environ_base=last).status_code == 429
    assert try_with(client, UNKNOWN, environ_base=last).status_code == 422


@pytest.mark.config(login_limit="2/15minutes")
def test_the_right_password_uses_nothing_up(client: FlaskClient) -> None:
    for _ in range(4):
        assert try_with(client, RIGHT).status_code == 303
