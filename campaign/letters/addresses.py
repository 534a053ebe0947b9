"""The addresses and names that a letter travels under; all at our own domain."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from uuid import UUID

from flask import current_app

from config import Config

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that a clerk could misread
OPEN = ("letters", "postmaster")  # local parts that take mail without a token
ADDRESS_AT_MOST = 254  # characters (RFC 5321, 4.5.3.1.3)

_BOUNCE = re.compile(r"b-([a-z2-7]{26})-[a-z2-7]{16}")
_REPLY = re.compile(r"r-([a-z2-9]{8})-[a-z0-9]{16}")
_ALIKE = str.maketrans("01i", "oll")  # as a clerk may read a fax
_FAX = re.compile(r"([a-z2-7]{26})-(\d{1,9})-[a-z2-7]{16}")


@dataclass(frozen=True)
class Named:
    """What an address of ours names: a transmission, a letter by its reference, or neither."""

    transmission_id: UUID | None = None
    reference: str = ""


@dataclass(frozen=True)
class FaxTry:
    """One try to send a fax, as its reference names it."""

    transmission_id: UUID
    fence: int


def new_reference() -> str:
    """A short reference for a clerk to quote: 40 random bits as `7K3F-9Q2M`."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def new_message_id(transmission_id: UUID) -> str:
    """The Message-ID of a transmission (RFC 5322, 3.6.4); it tells nothing to strangers."""
    return f"<{_token('message', transmission_id, 20)}@{_config().letters_domain}>"


def bounce_address(transmission_id: UUID) -> str:
    """The envelope sender: names the transmission and proves that we made it."""
    name = _packed(transmission_id)
    return f"b-{name}-{_token('bounce', transmission_id, 10)}@{_config().letters_domain}"


def fax_reference(transmission_id: UUID, fence: int) -> str:
    """Our reference at a fax gateway: names this try and proves that we made it.

    At most 53 characters, of a-z, 2-7, digits and hyphens.
    """
    token = _token("fax", f"{transmission_id}|{fence}", 10)
    return f"{_packed(transmission_id)}-{fence}-{token}"


def named_by_fax(reference: str) -> FaxTry | None:
    """The try that a reference names; None if we did not make it."""
    read = _FAX.fullmatch(reference)
    transmission_id = _unpacked(read[1]) if read else None
    if read is None or transmission_id is None:
        return None
    fence = int(read[2])
    ours = fax_reference(transmission_id, fence)
    return FaxTry(transmission_id, fence) if hmac.compare_digest(ours, reference) else None


def reply_address(reference: str) -> str:
    """Where the answer to a letter goes: names the letter and proves that we made it.

    Short enough for a clerk to type from a fax; the preview of a letter has no reference yet.
    """
    if not reference.isascii():
        return f"r-…@{_config().letters_domain}"
    name = reference.replace("-", "").lower()
    return f"r-{name}-{_token('reply', name, 10)}@{_config().letters_domain}"


def from_address() -> str:
    """The From address of every letter."""
    return f"letters@{_config().letters_domain}"


def named_by(address: str) -> Named | None:
    """Read an address to which mail came, in any spelling; None if it is not one of ours.

    An address with a token names something only if we made it: the one we would make is compared
    with it in constant time. One of OPEN names nothing.
    """
    if len(address) > ADDRESS_AT_MOST or not address.isascii():
        return None
    address = address.lower()
    local, _, domain = address.rpartition("@")
    if domain != _config().letters_domain.lower():
        return None
    if local in OPEN:
        return Named()
    if bounce := _BOUNCE.fullmatch(local):
        transmission_id = _unpacked(bounce[1])
        if transmission_id and _same(bounce_address(transmission_id), address):
            return Named(transmission_id)
        return None
    if reply := _REPLY.fullmatch(local):
        reference = f"{reply[1][:4]}-{reply[1][4:]}".upper()
        ours = reply_address(reference).lower().translate(_ALIKE)
        return Named(reference=reference) if _same(ours, address.translate(_ALIKE)) else None
    return None


def reference_in(address: str) -> str:
    """The reference that stands in the address of an answer, whoever made it; empty if none does.

    A hint and no proof: `named_by` tells whether the address is ours.
    """
    local, _, domain = address.lower().rpartition("@")
    reply = _REPLY.fullmatch(local)
    if not reply or domain != _config().letters_domain.lower():
        return ""
    return f"{reply[1][:4]}-{reply[1][4:]}".upper()


def _same(ours: str, address: str) -> bool:
    return hmac.compare_digest(ours.lower(), address)


def _packed(transmission_id: UUID) -> str:
    return base64.b32encode(transmission_id.bytes).decode().rstrip("=").lower()


def _unpacked(name: str) -> UUID | None:
    """The id that `_packed` packed."""
    try:
        return UUID(bytes=base64.b32decode(f"{name.upper()}======"))
    except (binascii.Error, ValueError):
        return None


def _token(purpose: str, subject: UUID | str, size: int) -> str:
    key = _config().secret_key.encode()
    digest = hmac.new(key, f"{purpose}|{subject}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:size]).decode().rstrip("=").lower()


def _config() -> Config:
    config: Config = current_app.config["CAMPAIGN"]
    return config
