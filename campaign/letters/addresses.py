"""The addresses and names that a letter travels under; all at our own domain."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from dataclasses import dataclass
from uuid import UUID

from flask import current_app

from campaign.base import keyed
from config import Config

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that a clerk could misread
OPEN = ("letters", "postmaster")  # local parts that take mail without a token
ADDRESS_AT_MOST = 254  # characters (RFC 5321, 4.5.3.1.3)

_BOUNCE = re.compile(r"b-([a-z2-7]{26})-[a-z2-7]{16}")
_REPLY = re.compile(r"r-([a-z2-9]{8})-[a-z2-7]{16}")


@dataclass(frozen=True)
class Named:
    """What an address of ours names: a transmission, a letter by its reference, or neither."""

    transmission_id: UUID | None = None
    reference: str = ""


def new_reference() -> str:
    """A short reference for a clerk to quote: 40 random bits as `7K3F-9Q2M`."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def new_message_id(transmission_id: UUID) -> str:
    """The Message-ID of a transmission (RFC 5322, 3.6.4); it tells nothing to strangers."""
    return f"<{_tokens('message', transmission_id, 20)[0]}@{_config().letters_domain}>"


def bounce_address(transmission_id: UUID) -> str:
    """The envelope sender: names the transmission and proves that we made it."""
    return f"{_bounce_locals(transmission_id)[0]}@{_config().letters_domain}"


def reply_address(reference: str) -> str:
    """Where the answer to a letter goes: names the letter and proves that we made it.

    Short enough for a clerk to type from a fax; the preview of a letter has no reference yet.
    """
    if not reference.isascii():
        return f"r-…@{_config().letters_domain}"
    return f"{_reply_locals(reference)[0]}@{_config().letters_domain}"


def from_address() -> str:
    """The From address of every letter."""
    return f"letters@{_config().letters_domain}"


def named_by(address: str) -> Named | None:
    """Read an address to which mail came, in any spelling; None if it is not one of ours.

    An address with a token names something only if we made it, under this key and domain or an
    earlier one: those we would make are compared with it in constant time. One of OPEN names
    nothing.
    """
    if len(address) > ADDRESS_AT_MOST or not address.isascii():
        return None
    address = address.lower()
    local, _, domain = address.rpartition("@")
    if domain not in _config().letters_domains:
        return None
    if local in OPEN:
        return Named()
    if bounce := _BOUNCE.fullmatch(local):
        transmission_id = _unpacked(bounce[1])
        if transmission_id and _one_of(_bounce_locals(transmission_id), local):
            return Named(transmission_id)
        return None
    if reply := _REPLY.fullmatch(local):
        reference = f"{reply[1][:4]}-{reply[1][4:]}".upper()
        return Named(reference=reference) if _one_of(_reply_locals(reference), local) else None
    return None


def _bounce_locals(transmission_id: UUID) -> list[str]:
    """What stands before the @ of a bounce address: under our key, then under the earlier ones."""
    name = base64.b32encode(transmission_id.bytes).decode().rstrip("=").lower()
    return [f"b-{name}-{token}" for token in _tokens("bounce", transmission_id, 10)]


def _reply_locals(reference: str) -> list[str]:
    """The same of a reply address."""
    name = reference.replace("-", "").lower()
    return [f"r-{name}-{token}" for token in _tokens("reply", name, 10)]


def _one_of(ours: list[str], local: str) -> bool:
    return any(hmac.compare_digest(one, local) for one in ours)


def _unpacked(name: str) -> UUID | None:
    """The id that `bounce_address` packed."""
    try:
        return UUID(bytes=base64.b32decode(f"{name.upper()}======"))
    except (binascii.Error, ValueError):
        return None


def _tokens(purpose: str, subject: UUID | str, size: int) -> list[str]:
    """The token under each of our keys."""
    message = f"{purpose}|{subject}".encode()
    digests = keyed.by_every_key(message)
    return [base64.b32encode(digest[:size]).decode().rstrip("=").lower() for digest in digests]


def _config() -> Config:
    config: Config = current_app.config["CAMPAIGN"]
    return config
