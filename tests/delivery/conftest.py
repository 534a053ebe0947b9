"""Fixtures for faxes.

service    each fax service in turn, with which the application works; offices are always open
stage      one letter to a fax number, signed, for that service
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.builders import FAX, Stage, published, signed
from tests.delivery.faxes import SERVICES
from tests.fax_services import FaxService
from tests.hylafax import why_not


@pytest.fixture(params=sorted(SERVICES))
def service(request: pytest.FixtureRequest, app: Flask, always_open: None) -> Iterator[FaxService]:
    """A fax service, which the application uses; offices are always open."""
    if request.param == "hylafax" and (reason := why_not()):
        pytest.skip(reason)
    made = SERVICES[request.param]()
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], **made.settings)
    yield made
    made.close()


@pytest.fixture
def always_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """No office ever closes."""
    monkeypatch.setattr("campaign.delivery.hours.keeps", lambda channel, office_hours: False)


@pytest.fixture
def stage(service: FaxService) -> Stage:
    """One letter to a fax number, signed."""
    made = published(FAX)
    signed(made)
    return made
