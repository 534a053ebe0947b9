"""A mail of a stranger as plain text, in bounded time and memory, whatever it is made of.

Nothing of it is opened or executed: HTML becomes text, attachments become a list. A mail that is
too intricate to be taken apart safely is kept with its head alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses

from campaign.base.mime import BOUNDED, HEADER, bytes_of, in_charset, intricate, leaves, text_of
from campaign.base.safe_text import without_controls
from campaign.inbound.html import as_text

LARGEST = 10_000_000  # bytes of a mail
TEXT = 200_000  # characters kept
ATTACHMENTS = 50  # listed

_LINE_END = re.compile(rb"\r\n?")
_QUOTE_BEGINS = re.compile(  # what mail programs write over the letter that they quote
    r"(?:-{2,} ?(?:original|forwarded|ursprüngliche|message d'origine|mensaje original|"
    r"исходное)[^\n]{0,60}-{2,}|_{20,}|on [^\n]{0,200}wrote:|le [^\n]{0,200}écrit ?:|"
    r"am [^\n]{0,200}schrieb[^\n]{0,100}:|el [^\n]{0,200}escribió:)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Attachment:
    """What came with a mail, by name, type and size in bytes; never its content."""

    name: str
    type: str
    size: int


@dataclass(frozen=True)
class Mail:
    """A mail as people read it, and the parsed message for those who read reports."""

    message: Message
    sender: str  # as written, decoded
    sender_address: str  # lower case, or empty
    subject: str
    text: str  # what it says
    quoted: str  # what it quotes of an earlier letter
    attachments: list[Attachment] = field(default_factory=list)
    intricate: bool = False  # it was not taken apart

    def header(self, name: str) -> str:
        """A header as it stands, or empty."""
        return str(self.message.get(name) or "")


NOTHING = Mail(Message(), "", "", "", "", "", intricate=True)  # no machine could read it


def read(content: bytes) -> Mail:
    """Take a mail apart, in time linear in its length.

    May raise what the standard library raises over a mail that is broken enough.
    """
    if intricate(content):
        return head_alone(content)
    message = BytesParser(policy=BOUNDED).parsebytes(content)
    plain, html, attachments = _sorted_parts(message)
    return _mail(message, plain or as_text(html), attachments)


def head_alone(content: bytes) -> Mail:
    """A mail that is not taken apart, with what its headers say."""
    return _mail(_head(content), "", [], intricate=True)


def decoded(header: str) -> str:
    """A header in words (RFC 2047), on one line; what cannot be decoded stays as it is."""
    flat = re.sub(r"\r?\n[ \t]", " ", header)[:HEADER]
    try:
        words = [
            part if isinstance(part, str) else in_charset(part, charset)
            for part, charset in decode_header(flat)
        ]
    except ValueError:  # of binascii and email.errors: encoded words that are none
        words = [flat]
    return " ".join(without_controls("".join(words)).split())


def addresses_in(header: str) -> list[str]:
    """The addresses in a header, in lower case; none if the standard library breaks over it."""
    try:
        return [address.lower() for _, address in getaddresses([header])]
    except (RecursionError, ValueError):  # a few hundred brackets are enough
        return []


def _head(content: bytes) -> Message:
    """The headers alone; no more of them than a mail server would write."""
    lines = _LINE_END.sub(b"\n", content[:256_000]).partition(b"\n\n")[0].split(b"\n")
    return BytesHeaderParser(policy=BOUNDED).parsebytes(b"\n".join(lines[:2_000]) + b"\n\n")


def _mail(
    message: Message, body: str, attachments: list[Attachment], intricate: bool = False
) -> Mail:
    sender = decoded(str(message.get("From") or ""))
    text, quoted = _without_quotation(without_controls(body.replace("\r\n", "\n"))[:TEXT])
    return Mail(
        message=message,
        sender=sender,
        sender_address=next(iter(addresses_in(str(message.get("From") or ""))), ""),
        subject=decoded(str(message.get("Subject") or "")),
        text=text,
        quoted=quoted,
        attachments=attachments,
        intricate=intricate,
    )


def _sorted_parts(message: Message) -> tuple[str, str, list[Attachment]]:
    """The plain text, the HTML, and what is attached."""
    plain: list[str] = []
    html: list[str] = []
    attachments: list[Attachment] = []
    for part in leaves(message):
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or part.get_filename()
        if kind in ("text/plain", "text/html") and not attached:
            (plain if kind == "text/plain" else html).append(text_of(part))
        elif len(attachments) < ATTACHMENTS:
            attachments.append(_attachment(part, kind))
    return "\n".join(plain).strip(), "\n".join(html), attachments


def _attachment(part: Message, kind: str) -> Attachment:
    try:
        name = decoded(part.get_filename() or "")
    except (LookupError, ValueError):
        name = ""
    return Attachment(name[:120], kind[:80], len(bytes_of(part)))


def _without_quotation(body: str) -> tuple[str, str]:
    """What somebody wrote, and what their mail program quoted beneath or between it."""
    own: list[str] = []
    quoted: list[str] = []
    lines = body.split("\n")
    for number, line in enumerate(lines):
        if _QUOTE_BEGINS.match(line.strip()):
            quoted += lines[number:]
            break
        (quoted if line.lstrip().startswith(">") else own).append(line.rstrip())
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()
    return text, "\n".join(quoted).strip()
