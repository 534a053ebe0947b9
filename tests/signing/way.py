"""The steps of a supporter, as tests take them: through the door, with real mail."""

from __future__ import annotations

import re
import secrets
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from campaign import notices
from campaign.base.database import Base, reading
from campaign.signing.models import Signature
from tests.builders import Stage
from tests.smtp import SmtpServer

EMAIL = "anna.canary@example.org"
PATHS = {"confirm": "/confirm/", "status": "/s/", "not_me": "/not-me/", "erase": "/erase/"}


def form(stage: Stage, **changes: Any) -> dict[str, Any]:
    """What a browser sends when everything is filled in."""
    return {
        "recipients": [str(r.id) for r in stage.recipients],
        "own_words": "I once swam in that bay.",
        "name": "Anna Canary",
        "name_choice": "full",
        "email": EMAIL,
        "country": "BE",
        "city": "Canaryville",
        "consent": "y",
        "form_token": secrets.token_urlsafe(24),
        **changes,
    }


def sign(client: FlaskClient, stage: Stage, **changes: Any) -> TestResponse:
    return client.post(f"/c/{stage.campaign.slug}", data=form(stage, **changes))


def mails(smtp: SmtpServer) -> list[EmailMessage]:
    """All mails that arrived, after sending what is due."""
    notices.drain()
    return [
        message_from_bytes(letter.content, policy=policy.default)  # type: ignore[arg-type]
        for letter in smtp.received
    ]


def path(mail: EmailMessage, purpose: str) -> str:
    """The path of a link in a mail."""
    found = re.findall(r"https?://\S+", mail.get_content())
    [address] = [url for url in found if urlsplit(url).path.startswith(PATHS[purpose])]
    return urlsplit(address).path


def confirmed(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, **changes: Any
) -> dict[str, str]:
    """Sign, read the newest mail, confirm; the paths of its links by purpose."""
    assert sign(client, stage, **changes).status_code == 303
    mail = mails(smtp)[-1]
    assert client.post(path(mail, "confirm")).status_code == 303
    return {purpose: path(mail, purpose) for purpose in PATHS}


def signatures() -> list[Signature]:
    session = reading()
    session.rollback()
    return list(session.query(Signature).order_by(Signature.created_at))


def everything() -> str:
    """Every row of every table twice: as the program reads it, and raw as it lies on the disk."""
    session = reading()
    session.rollback()
    found: list[Any] = []
    for table in Base.metadata.sorted_tables:
        found += [tuple(row) for row in session.execute(table.select())]
        found += [tuple(row) for row in session.execute(text(f'SELECT * FROM "{table.name}"'))]
    return repr(found)
