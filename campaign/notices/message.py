"""A notice as mail: plain text, one recipient, headers that nobody can add to."""

from __future__ import annotations

from collections.abc import Mapping
from email.parser import BytesHeaderParser
from typing import Any

from flask import current_app
from flask_mail import Message

from campaign.base.safe_text import HEADER_LENGTH, UnsafeText, header_value, plain

HEADERS = [
    "Content-Type",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
]
SUBJECT_AT_MOST = 1000  # before it is cut; longer is no subject but an accident


def text_of(template: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text as a template makes them of these values."""
    text = current_app.jinja_env.get_template(f"mail/{template}.txt").render(values)
    subject, _, body = text.partition("\n")
    return subject, body


def build(template: str, to: str, values: Mapping[str, Any], message_id: str) -> Message:
    """The mail that a template makes of these values; the first line is its subject.

    Raises UnsafeText if it would have other headers than ours.
    """
    subject, body = text_of(template, values)
    message = Message(
        subject=header_value(plain(subject, SUBJECT_AT_MOST, lines=False)[:HEADER_LENGTH]),
        recipients=[to],
        body=body.strip() + "\n",
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
    message.msgId = message_id
    if BytesHeaderParser().parsebytes(message.as_bytes()).keys() != HEADERS:
        raise UnsafeText("the headers of a notice are not those we gave it")
    return message
