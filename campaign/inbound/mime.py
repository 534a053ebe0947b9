"""A mail of a stranger as plain text, in bounded time and memory, whatever it is made of.

Nothing of it is opened or executed: HTML becomes text, attachments become a list. A mail that is
too intricate to be taken apart safely is kept with its head alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import Compat32
from email.utils import getaddresses
from typing import Any

from campaign.base.safe_text import without_controls
from campaign.inbound.html import as_text

LARGEST = 10_000_000  # bytes of a mail
HEADER = 2_000  # characters of one header; the rest is left out
PARTS = 1_000  # lines that may begin a part; a line ends with CR, LF or both
NESTED = 30  # places where a part may hold others: each costs the parser a look at every line
LINES = 200_000
TEXT = 200_000  # characters kept
ATTACHMENTS = 50  # listed

_CHARSETS = re.compile(
    r"ascii|utf-|iso8859|iso2022|cp\d|koi8|gb|big5|shift_jis|euc|mac-|tis-620|hz|johab|kz1048|ptcp"
)  # no `punycode` and the like, which cost more than linear time
_LINE_END = re.compile(rb"\r\n?")
_CONTAINER = re.compile(rb"multipart/|message/", re.IGNORECASE)
_QUOTE_BEGINS = re.compile(  # what mail programs write over the letter that they quote
    r"(?:-{2,} ?(?:original|forwarded|ursprüngliche|message d'origine|mensaje original|"
    r"исходное)[^\n]{0,60}-{2,}|_{20,}|on [^\n]{0,200}wrote:|le [^\n]{0,200}écrit ?:|"
    r"am [^\n]{0,200}schrieb[^\n]{0,100}:|el [^\n]{0,200}escribió:)\s*$",
    re.IGNORECASE,
)


class Bounded(Compat32):
    """The parser's policy: no header is longer than HEADER, so none costs much to read."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """One header from its lines."""
        name, value = super().header_source_parse(sourcelines)
        return name[:HEADER], value[:HEADER]

    def header_fetch_parse(self, _name: str, value: str) -> str:
        """A header that was written in bytes beyond ASCII is read as UTF-8 (RFC 6532)."""
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


BOUNDED = Bounded()


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
    if _intricate(content):
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
            part if isinstance(part, str) else _in_charset(part, charset)
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


def _intricate(content: bytes) -> bool:
    return (
        max(content.count(b"\n"), content.count(b"\r")) > LINES
        or content.count(b"\n--") + content.count(b"\r--") > PARTS
        or sum(1 for _ in _CONTAINER.finditer(content)) > NESTED
    )


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
    for part in _leaves(message):
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or part.get_filename()
        if kind in ("text/plain", "text/html") and not attached:
            (plain if kind == "text/plain" else html).append(_text_of(part))
        elif len(attachments) < ATTACHMENTS:
            attachments.append(_attachment(part, kind))
    return "\n".join(plain).strip(), "\n".join(html), attachments


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold no others; a mail within a mail is one leaf, not to be opened."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += reversed([p for p in payload if isinstance(p, Message)])
        else:
            yield part


def _text_of(part: Message) -> str:
    payload = _bytes_of(part)
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    return _in_charset(payload, charset)


def _in_charset(data: bytes, charset: str | None) -> str:
    """Text in the charset it claims, or in UTF-8; wrong bytes become replacement marks."""
    try:
        name = codecs.lookup(charset or "utf-8").name
        if _CHARSETS.match(name):
            return data.decode(name, "replace")
    except (LookupError, ValueError):
        pass
    return data.decode("utf-8", "replace")


def _attachment(part: Message, kind: str) -> Attachment:
    try:
        name = decoded(part.get_filename() or "")
    except (LookupError, ValueError):
        name = ""
    return Attachment(name[:120], kind[:80], len(_bytes_of(part)))


def _bytes_of(part: Message) -> bytes:
    payload: Any = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


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
