"""A letter as an e-mail: the bytes that go to the relay (RFC 5322, RFC 2045 to 2047).

The message is written header by header and then read again by the standard library's parser; what
comes back must be exactly what was put in. Two independent programs have to be wrong in the same
way before a header can be smuggled in.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.headerregistry import Address
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import format_datetime, parseaddr
from functools import lru_cache

import idna

from campaign.base.safe_text import HEADER_LENGTH, header_value
from campaign.letters.composed import ComposedLetter
from campaign.letters.mail_text import mail_text

CRLF = b"\r\n"
HEADER_LINE = 76  # characters, where white space lets a header be folded

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+>\Z")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
_ALLOWED = bytes(range(32, 127)) + CRLF  # a tab does not occur in what we write


class UnsafeMessage(Exception):
    """The bytes do not say exactly what was put in; they must not be sent."""


class UnusableAddress(ValueError):
    """The address cannot stand in a letter; a person must give another one.

    Also for a local part beyond ASCII, which needs SMTPUTF8 on every hop (RFC 6531).
    """


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom, and when; the same for every attempt at one transmission."""

    message_id: str  # with its angle brackets, at our own domain
    date: datetime  # aware, UTC
    from_name: str  # "Jane Doe via Observatory Demo"
    from_address: str
    reply_to_address: str
    to_name: str  # may be empty
    to_address: str


def build_message(letter: ComposedLetter, envelope: Envelope, pdf: bytes | None) -> bytes:
    """Return the message with CRLF line ends, in ASCII, the PDF attached if one is given.

    The same input gives the same bytes. Raises UnsafeText when a header's text is refused,
    UnusableAddress for an address, ValueError for a date without time zone, a message-id or
    a language tag of the wrong form, and UnsafeMessage when reading the result finds anything
    that was not put in.
    """
    sender = _address(envelope.from_name, envelope.from_address)
    recipient = _address(_cut(envelope.to_name, HEADER_LENGTH), envelope.to_address)
    reply_to = _address("", envelope.reply_to_address)
    subject = _subject(letter)
    content_type, encoding, body = _content(letter, envelope.message_id, pdf)
    headers = {
        "From": _mailbox("From", sender),
        "To": _mailbox("To", recipient),
        "Reply-To": _mailbox("Reply-To", reply_to),
        "Subject": _words("Subject", subject),
        "Date": _date(envelope.date),
        "Message-ID": _token(_MESSAGE_ID, envelope.message_id),
        **_code(letter),
        "MIME-Version": "1.0",
        "Content-Type": content_type,
        "Content-Transfer-Encoding": encoding,
        "Content-Language": _token(_LANGUAGE, letter.language),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    message = head.encode("ascii") + CRLF + body
    _check_bytes(message)
    parsed = BytesHeaderParser().parsebytes(message.partition(CRLF + CRLF)[0])
    if parsed.keys() != list(headers):
        raise UnsafeMessage("the headers are not those that were written")
    for name, mailbox in (("From", sender), ("To", recipient), ("Reply-To", reply_to)):
        _check_mailbox(parsed, name, mailbox)
    if _decoded(_unfolded(parsed, "Subject")) != subject:
        raise UnsafeMessage("Subject does not decode to what was written")
    return message


def _code(letter: ComposedLetter) -> dict[str, str]:
    """Return the header with the appeal's code, if it has one."""
    if not letter.code:
        return {}
    return {"X-Appeal-Code": _words("X-Appeal-Code", header_value(letter.code))}


@lru_cache(maxsize=1024)
def envelope_address(address: str) -> str:
    """An address as it stands in RCPT TO: plain ASCII, the same as in the To header.

    Raises UnusableAddress as `build_message` does.
    """
    return _address("", address).addr_spec


def _subject(letter: ComposedLetter) -> str:
    """Return the subject with code and letter reference; only the subject is cut."""
    mark = f" [{', '.join(filter(None, [letter.code, letter.reference]))}]"
    return header_value(_cut(letter.subject, HEADER_LENGTH - len(mark)) + mark)


def _cut(text: str, length: int) -> str:
    """Return the text, if it is too long cut at a word, with an ellipsis."""
    if len(text) <= length:
        return text
    start = text[: length - 1]
    return (start.rpartition(" ")[0] or start) + "…"


def _address(name: str, address: str) -> Address:
    """Build one mailbox from its parts; nothing is parsed from text. The name may be empty."""
    local, _, domain = header_value(address).rpartition("@")
    if not local.isascii():
        raise UnusableAddress("the part before the @ is not ASCII")
    if len(local) > 64 or not _LOCAL_PART.match(local):
        raise UnusableAddress("the part before the @ is not a plain mailbox name")
    display_name = header_value(name) if name else ""
    return Address(display_name=display_name, username=local, domain=_ascii_domain(domain))


@lru_cache(maxsize=4096)
def _ascii_domain(domain: str) -> str:
    """Return the domain in lower case, labels beyond ASCII as A-labels (RFC 5891, UTS 46)."""
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise UnusableAddress("the part after the @ is not a domain name") from error
    if not _DOMAIN.match(ascii_domain):
        raise UnusableAddress("the part after the @ is not a domain name")
    return ascii_domain


def _mailbox(header: str, address: Address) -> str:
    """Write a mailbox: an ASCII name as atoms or quoted string, another as encoded words."""
    if address.display_name.isascii():
        return Header(str(address), "us-ascii", HEADER_LINE, header).encode(linesep="\r\n")
    return f"{_words(header, address.display_name)}\r\n <{address.addr_spec}>"


def _words(header: str, text: str) -> str:
    """Write text that went through `header_value`, folded, as encoded words beyond ASCII."""
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, HEADER_LINE, header).encode(linesep="\r\n")


def _date(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("the date of a message needs a time zone")
    return format_datetime(moment.astimezone(UTC))


def _token(form: re.Pattern[str], text: str) -> str:
    """Return a value of fixed form as it is."""
    if not form.match(header_value(text)):
        raise ValueError("a message-id or a language tag of the wrong form")
    return text


def _content(letter: ComposedLetter, message_id: str, pdf: bytes | None) -> tuple[str, str, bytes]:
    """Return content type, transfer encoding and body."""
    text_type = 'text/plain; charset="utf-8"'
    text_encoding, text = _encoded_text(mail_text(letter))
    if pdf is None:
        return text_type, text_encoding, text
    # "=_" occurs neither in quoted-printable nor in base64, so no text can close the part.
    boundary = "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32]
    name = re.sub("[^A-Za-z0-9-]+", "-", f"letter-{letter.reference}")
    head = (
        f"--{boundary}\r\nContent-Type: {text_type}\r\n"
        f"Content-Transfer-Encoding: {text_encoding}\r\n\r\n"
    )
    middle = (
        f"\r\n--{boundary}\r\nContent-Type: application/pdf\r\n"
        f'Content-Disposition: attachment; filename="{name}.pdf"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    end = f"\r\n--{boundary}--\r\n"
    body = head.encode() + text + middle.encode() + _base64(pdf) + end.encode()
    return f'multipart/mixed;\r\n boundary="{boundary}"', "7bit", body


def _encoded_text(text: str) -> tuple[str, bytes]:
    """Encode the letter's text: readable where most of it is ASCII, else as base64."""
    raw = text.replace("\n", "\r\n").encode()
    if len(raw) - len(text) > len(raw) // 6:
        return "base64", _base64(raw)
    return "quoted-printable", binascii.b2a_qp(raw, istext=True)


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", CRLF)


def _check_bytes(message: bytes) -> None:
    """Refuse anything but printable ASCII in lines ended by CRLF (RFC 5321, 2.3.8)."""
    if message.translate(None, delete=_ALLOWED):
        raise UnsafeMessage("a byte that is not printable ASCII")
    if not message.count(b"\r") == message.count(b"\n") == message.count(CRLF):
        raise UnsafeMessage("a CR or LF that stands alone")


def _check_mailbox(parsed: Message, header: str, address: Address) -> None:
    name, addr_spec = parseaddr(_unfolded(parsed, header))
    if addr_spec != address.addr_spec or _decoded(name) != address.display_name:
        raise UnsafeMessage(f"{header} does not decode to what was written")


def _unfolded(parsed: Message, header: str) -> str:
    return str(parsed[header]).replace("\r\n", "")


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, UnicodeError, LookupError) as error:
        raise UnsafeMessage("a header that cannot be decoded") from error
