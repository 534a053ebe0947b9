"""What every answer carries, and what the log may say of a request."""

from __future__ import annotations

import logging
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from limits import parse
from redis.exceptions import RedisError
from sqlalchemy import select

from campaign import create_app
from campaign.base import extensions
from campaign.base.database import reading
from campaign.delivery.models import Switch
from config import Config

TOKEN = "a-token-that-nobody-may-read"


def test_an_error_is_logged_without_links_and_values(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/broken/<token>")
    def broken(token: str) -> str:
        reading().execute(select(Switch).where(Switch.since == token))  # no time at all
        return token

    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    with caplog.at_level(logging.INFO):
        assert client.get(f"/broken/{TOKEN}").status_code == 500
    assert "StatementError" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.config(base_url="https://letters.example.org")
def test_https_stays_https_also_behind_a_proxy_that_says_nothing(client: FlaskClient) -> None:
    assert "max-age" in client.get("/about").headers["Strict-Transport-Security"]


def test_no_such_promise_without_https(client: FlaskClient) -> None:
    headers = client.get("/about", headers={"X-Forwarded-Proto": "https"}).headers
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/", "/about", "/privacy", "/report"])
def test_a_page_made_for_nobody_may_be_kept(app: Flask, client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer.headers["Vary"]
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert client.get(f"{path}?q=a").headers["Cache-Control"] == "no-store"


def test_a_page_with_a_message_for_somebody_is_kept_by_nobody(app: Flask) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_flashes"] = [("good", "Your letters are written.")]
    answer = client.get("/about")
    assert "Your letters are written." in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "public" in client.get("/about").headers["Cache-Control"]  # said, and the cookie is gone


def test_a_redis_that_says_nothing_does_not_keep_people_waiting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"redis://127.0.0.1:{server.getsockname()[1]}"
        app = create_app(Config(data_dir=str(tmp_path), redis_url=url))
        began = time.monotonic()
        with app.test_request_context(), suppress(RedisError, OSError):
            extensions.limiter.limiter.hit(parse("1/hour"), "somebody")
        assert time.monotonic() - began < 10
