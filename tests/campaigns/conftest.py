from __future__ import annotations

import pytest
from flask import Flask

from campaign.accounts.models import Organisation
from campaign.base.database import writing
from campaign.campaigns.importing import import_appeal
from campaign.campaigns.models import Campaign
from tests import builders
from tests.campaigns.samples import APPEAL


@pytest.fixture
def organisation(app: Flask) -> Organisation:
    with writing() as session:
        return builders.organisation(session)


@pytest.fixture
def imported(organisation: Organisation) -> Campaign:
    with writing() as session:
        return import_appeal(session, organisation, APPEAL, None).campaign
