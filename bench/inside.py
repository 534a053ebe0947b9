"""Contestant: claims, or pages of the desk, timed inside the program."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from flask import current_app
from sqlalchemy import select

from bench.ground import tell, wait_for_go
from campaign import create_app
from campaign.accounts import logins
from campaign.accounts.models import Manager
from campaign.base.database import reading, writing
from campaign.campaigns.models import Campaign
from campaign.delivery.claim import claim
from campaign.delivery.workers import working


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def claims(times: int) -> dict[str, list[float]]:
    """Each claims a full batch, which stays claimed."""
    with working("email") as worker_id:
        claim(worker_id, "email")  # statements are prepared, plans made
        wait_for_go()
        return {"claim": [_milliseconds(lambda: _full(worker_id)) for _ in range(times)]}


def _full(worker_id: object) -> None:
    assert len(claim(worker_id, "email")) == 200  # type: ignore[arg-type]


def pages(times: int) -> dict[str, list[float]]:
    """From the request to the answer, without a web server."""
    session = reading()
    manager = session.scalars(select(Manager)).one()
    campaign_id = session.scalars(select(Campaign.id).filter_by(slug="case-0")).one()
    client = current_app.test_client()
    with writing() as session:
        token = logins.begin(session, manager)
    with client.session_transaction(base_url="https://letters.example.net") as cookie:
        cookie[logins.COOKIE_KEY] = token
    board = f"/desk/campaigns/{campaign_id}"
    wanted = {
        "board": board,
        "list of waiting letters": f"{board}/letters?state=waiting",
        "list of accepted letters": f"{board}/letters?state=no-news-yet",
    }

    def get(path: str) -> None:
        answer = client.get(path, base_url="https://letters.example.net")
        assert answer.status_code == 200, answer.status

    for path in wanted.values():
        get(path)
    wait_for_go()
    return {
        name: [_milliseconds(lambda p=path: get(p)) for _ in range(times)]  # type: ignore[misc]
        for name, path in wanted.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("claims", "pages"))
    parser.add_argument("times", type=int)
    arguments = parser.parse_args()
    with create_app().app_context():
        tell(**{"claims": claims, "pages": pages}[arguments.what](arguments.times))


if __name__ == "__main__":
    main()
