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
REPORTS = "report"  # the same, for reports of actions that people took themselves
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
    return f"<{_tokens('message', transmission_id, 20)[0]}@{_config().letters_domain}>"


def bounce_address(transmission_id: UUID) -> str:
    """The envelope sender: names the transmission and proves that we made it."""
    return f"{_bounce_locals(transmission_id)[0]}@{_config().letters_domain}"


def fax_reference(transmission_id: UUID, fence: int) -> str:
    """Our reference at a fax gateway: names this try and proves that we made it.

    At most 53 characters, of a-z, 2-7, digits and hyphens.
    """
    return _fax_references(transmission_id, fence)[0]


def named_by_fax(reference: str) -> FaxTry | None:
    """The try that a reference names; None if we did not make it."""
    read = _FAX.fullmatch(reference)
    transmission_id = _unpacked(read[1]) if read else None
    if read is None or transmission_id is None:
        return None
    fence = int(read[2])
    ours = _fax_references(transmission_id, fence)
    made = any(hmac.compare_digest(one, reference) for one in ours)
    return FaxTry(transmission_id, fence) if made else None


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


def report_address() -> str:
    """Where people tell by mail of what they did themselves."""
    return f"{REPORTS}@{_config().letters_domain}"


def is_for_reports(address: str) -> bool:
    """True for that address, in any spelling and at any domain of ours."""
    local, _, domain = address.lower().rpartition("@")
    return local == REPORTS and domain in _config().letters_domains


def named_by(address: str) -> Named | None:
    """Read an address to which mail came, in any spelling; None if it is not one of ours.

    An address with a token names something only if we made it, under this key and domain or an
    earlier one: those we would make are compared with it in constant time. One of OPEN, or that for
    reports, names nothing.
    """
    if len(address) > ADDRESS_AT_MOST or not address.isascii():
        return None
    address = address.lower()
    local, _, domain = address.rpartition("@")
    if domain not in _config().letters_domains:
        return None
    if local in (*OPEN, REPORTS):
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


def reference_in(address: str) -> str:
    """The reference that stands in the address of an answer, whoever made it; empty if none does.

    A hint and no proof: `named_by` tells whether the address is ours.
    """
    local, _, domain = address.lower().rpartition("@")
    reply = _REPLY.fullmatch(local)
    if not reply or domain not in _config().letters_domains:
        return ""
    return f"{reply[1][:4]}-{reply[1][4:]}".upper()


def _fax_references(transmission_id: UUID, fence: int) -> list[str]:
    """Under our key, then under the earlier ones."""
    tokens = _tokens("fax", f"{transmission_id}|{fence}", 10)
    return [f"{_packed(transmission_id)}-{fence}-{token}" for token in tokens]


def _bounce_locals(transmission_id: UUID) -> list[str]:
    """What stands before the @ of a bounce address: under our key, then under the earlier ones."""
    name = _packed(transmission_id)
    return [f"b-{name}-{token}" for token in _tokens("bounce", transmission_id, 10)]


def _reply_locals(reference: str) -> list[str]:
    """The same of a reply address."""
    name = reference.replace("-", "").lower()
    return [f"r-{name}-{token}" for token in _tokens("reply", name, 10)]


def _one_of(ours: list[str], local: str) -> bool:
    """True if it is one of ours, read as a clerk may type it from a fax."""
    typed = local.translate(_ALIKE)
    return any(hmac.compare_digest(one.translate(_ALIKE), typed) for one in ours)


def _packed(transmission_id: UUID) -> str:
    return base64.b32encode(transmission_id.bytes).decode().rstrip("=").lower()


def _unpacked(name: str) -> UUID | None:
    """The id that `_packed` packed."""
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
