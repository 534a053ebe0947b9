from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts import logins
from campaign.accounts.models import Manager, Organisation
from campaign.base.database import reading, writing
from tests import builders

LogIn = Callable[..., FlaskClient]


@pytest.fixture
def log_in(app: Flask) -> LogIn:
    """A client in which somebody of this role and organisation is logged in."""

    def logged_in(role: str = "owner", org_slug: str = "demo") -> FlaskClient:
        with writing() as session:
            org = session.scalar(select(Organisation).filter_by(slug=org_slug))
            org = org or builders.organisation(session, org_slug)
            person = session.scalar(select(Manager).filter_by(org_id=org.id, role=role))
            token = logins.begin(session, person or builders.manager(session, org, role))
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie[logins.COOKIE_KEY] = token
        reading().rollback()
        return client

    return logged_in
