"""The parts of a mail or of a saved page, in time linear in its length, whatever it is made of.

`intricate(bytes)` tells what must not be taken apart; `BOUNDED` is the parser's policy; `leaves`
are the parts that hold no others, `text_of` and `bytes_of` what is in one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.message import Message
from email.policy import Compat32
from typing import Any

HEADER = 2_000  # characters of one header; the rest is left out
PARTS = 1_000  # lines that may begin a part; a line ends with CR, LF or both
NESTED = 30  # places where a part may hold others: each costs the parser a look at every line
LINES = 200_000

_CHARSETS = re.compile(
    r"ascii|utf-|iso8859|iso2022|cp\d|koi8|gb|big5|shift_jis|euc|mac-|tis-620|hz|johab|kz1048|ptcp"
)  # no `punycode` and the like, which cost more than linear time
_CONTAINER = re.compile(rb"multipart/|message/", re.IGNORECASE)


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


def intricate(content: bytes) -> bool:
    """Tell whether there are more lines, parts or nested parts than can be taken apart safely."""
    return (
        max(content.count(b"\n"), content.count(b"\r")) > LINES
        or content.count(b"\n--") + content.count(b"\r--") > PARTS
        or sum(1 for _ in _CONTAINER.finditer(content)) > NESTED
    )


def leaves(message: Message, containers: tuple[str, ...] = ("multipart",)) -> Iterator[Message]:
    """The parts that hold no others; a mail in a mail is one leaf, unless `message` is named."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() in containers and isinstance(payload, list):
            waiting += reversed([p for p in payload if isinstance(p, Message)])
        else:
            yield part


def text_of(part: Message) -> str:
    """What a part says, in the charset it names."""
    payload = bytes_of(part)
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    return in_charset(payload, charset)


def in_charset(data: bytes, charset: str | None) -> str:
    """Text in the charset it claims, or in UTF-8; wrong bytes become replacement marks."""
    try:
        name = codecs.lookup(charset or "utf-8").name
        if _CHARSETS.match(name):
            return data.decode(name, "replace")
    except (LookupError, ValueError):
        pass
    return data.decode("utf-8", "replace")


def bytes_of(part: Message) -> bytes:
    """What is in a part; empty if it holds others or cannot be decoded."""
    payload: Any = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
