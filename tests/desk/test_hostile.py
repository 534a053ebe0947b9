"""What no manager means to type does not reach a page, a letter or the database."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.base.database import reading
from campaign.delivery.models import Switch
from campaign.directory.models import Authority
from tests import builders
from tests.desk.conftest import LogIn

TYPED = "Min\0ister\u202e of\x0c Justice"
FIELDS = ("office", "honorific", "name", "salutation", "address")


def test_controls_do_not_come_into_the_directory(log_in: LogIn) -> None:
    stage = builders.published(builders.EMAIL)
    [recipient] = stage.recipients
    page = f"/desk/campaigns/{stage.campaign.id}/recipients/{recipient.id}"
    typed = dict.fromkeys(FIELDS, TYPED)
    answer = log_in().post(page, data={**typed, "country": ""})
    assert answer.status_code == 303
    known = reading().get_one(Authority, recipient.authority_id)
    assert known.holder is not None
    kept = (known.office, known.holder.name, known.holder.salutation, known.address)
    assert set(kept) == {"Minister of Justice"}


def test_nor_into_a_reason(log_in: LogIn) -> None:
    assert log_in().post("/desk/pause", data={"why": TYPED}).status_code == 303
    assert reading().scalars(select(Switch.why)).all() == ["Minister of Justice"]


def test_an_address_with_a_nul_is_nowhere(client: FlaskClient) -> None:
    assert client.get("/c/river\0wardens").status_code == 404
