"""The button confirms the letters that were looked at, and no others."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from campaign.base.database import reading
from campaign.letters.models import Letter
from tests.builders import published
from tests.signing import way
from tests.smtp import SmtpServer


def letters() -> list[Letter]:
    session = reading()
    session.rollback()
    return list(session.query(Letter))


def seen(client: FlaskClient, path: str) -> str:
    """The fingerprint in the button of the page to confirm."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(path).text)
    assert found
    return found[1]


def test_what_is_confirmed_is_what_was_looked_at(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    typed = way.form(stage)
    client.post(f"/c/{stage.campaign.slug}", data=typed)
    [mail] = way.mails(smtp)
    confirm_path = way.path(mail, "confirm")
    looked_at = seen(client, confirm_path)
    changed = typed | {"own_words": "Words that the owner of the address never saw."}
    client.post(f"/c/{stage.campaign.slug}", data=changed)
    answer = client.post(confirm_path, data={"seen": looked_at}, follow_redirects=True)
    assert "Your letters have changed since you looked at them" in answer.text
    assert letters() == []
    now = seen(client, confirm_path)
    assert now != looked_at
    assert client.post(confirm_path, data={"seen": now}).location.startswith("/s/")
    assert len(letters()) == 3


def test_a_day_later_the_same_letters_can_be_confirmed(
    client: FlaskClient, smtp: SmtpServer, clock: object
) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    looked_at = seen(client, way.path(mail, "confirm"))
    clock.forward(days=1)  # type: ignore[attr-defined]
    client.post(way.path(mail, "confirm"), data={"seen": looked_at})
    assert len(letters()) == 3
