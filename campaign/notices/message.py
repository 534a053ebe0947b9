"""A notice as mail: plain text, one recipient, headers that nobody can add to."""

from __future__ import annotations

from collections.abc import Mapping
from email.parser import BytesHeaderParser
from textwrap import fill
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_mail import Message

from campaign.base.languages import FIRST, spoken
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
LINE = 78  # characters
SUBJECT_AT_MOST = 1000  # before it is cut; longer is no subject but an accident


def text_of(template: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text as a template makes them of these values.

    They are in the language of the value `language`, if there is one, else in English. Lines
    longer than RFC 5322 (2.1.1) advises are wrapped, but for quotations.
    """
    with force_locale(spoken(str(values.get("language", FIRST)))):
        text = current_app.jinja_env.get_template(f"mail/{template}.txt").render(values)
    subject, _, body = text.partition("\n")
    return subject, "\n".join(map(_wrapped, body.split("\n")))


def _wrapped(line: str) -> str:
    if line.startswith((">", " ")):
        return line
    return fill(line, LINE, break_long_words=False, break_on_hyphens=False)


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
