"""A caught mail as its recipient would read it: headers and text, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser

_LINK = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)]")


@dataclass(frozen=True)
class Piece:
    """A run of text; with `href` it is a link of our own site."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Mail:
    """Headers in their order, decoded, and the plain text."""

    headers: tuple[tuple[str, str], ...]
    subject: str
    text: str


def read_mail(content: bytes) -> Mail:
    """What a mail says; a mail without plain text says nothing."""
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    headers = tuple((name, _decoded(value)) for name, value in message.raw_items())
    subject = next((value for name, value in headers if name.lower() == "subject"), "")
    return Mail(headers, subject, str(text))


def _decoded(value: str) -> str:
    """A header as it stands, unfolded, its encoded words joined (RFC 2047, 6.2).

    The parser's own reading puts a space between two encoded words of a display name.
    """
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", value))))


def pieces(text: str, own_site: str) -> list[Piece]:
    """Text cut at its links; only those to our own site can be followed."""
    found: list[Piece] = []
    start = 0
    for link in _LINK.finditer(text):
        if link.group().startswith(own_site.rstrip("/") + "/"):
            found += [Piece(text[start : link.start()]), Piece(link.group(), link.group())]
            start = link.end()
    return [*found, Piece(text[start:])]
