"""What tests of fax gateways share: which there are, and what has become of a letter."""

from __future__ import annotations

from sqlalchemy import select

from campaign.base.database import reading
from campaign.delivery.models import Attempt, FaxReport
from campaign.letters.models import Transmission
from tests.builders import transmissions
from tests.conftest import LIVE
from tests.fax_providers import Sinch, Telnyx
from tests.fax_services import Fax, FaxService
from tests.hylafax import HylafaxService

SERVICES = {"hylafax": HylafaxService, "sinch": Sinch, "telnyx": Telnyx}
CALLING = ["sinch", "telnyx"]
SETTINGS = {**LIVE, "fax_timeout": 2, "secret_key": "only for these tests " * 2 + "!"}


def now() -> Transmission:
    [transmission] = transmissions()
    return transmission


def the_fax(service: FaxService) -> Fax:
    [fax] = service.faxes
    return fax


def attempts() -> list[Attempt]:
    reading().rollback()
    return list(reading().scalars(select(Attempt).order_by(Attempt.fence)))


def reports() -> list[FaxReport]:
    reading().rollback()
    return list(reading().scalars(select(FaxReport).order_by(FaxReport.at)))
