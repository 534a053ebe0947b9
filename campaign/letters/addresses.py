"""The addresses and names that a letter travels under; all at our own domain."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from uuid import UUID

from flask import current_app

from config import Config

_BOUNCE = re.compile(r"b-([a-z2-7]{26})-[a-z2-7]{16}@")

REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that a clerk could misread


def new_reference() -> str:
    """A short reference for a clerk to quote: 40 random bits as `7K3F-9Q2M`."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def new_message_id(transmission_id: UUID) -> str:
    """The Message-ID of a transmission (RFC 5322, 3.6.4); it tells nothing to strangers."""
    return f"<{_token('message', transmission_id, 20)}@{_config().letters_domain}>"


def bounce_address(transmission_id: UUID) -> str:
    """The envelope sender: names the transmission and proves that we made it."""
    name = base64.b32encode(transmission_id.bytes).decode().rstrip("=").lower()
    return f"b-{name}-{_token('bounce', transmission_id, 10)}@{_config().letters_domain}"


def sender_of(bounce: str) -> UUID | None:
    """The transmission that a bounce address names; none if it is not one of ours."""
    named = _BOUNCE.match(bounce.lower())
    if named is None:
        return None
    try:
        transmission_id = UUID(bytes=base64.b32decode(f"{named[1]}======".upper()))
    except ValueError:
        return None
    ours = hmac.compare_digest(bounce_address(transmission_id).lower(), bounce.lower())
    return transmission_id if ours else None


def from_address() -> str:
    """The From address of every letter."""
    return f"letters@{_config().letters_domain}"


def _token(purpose: str, transmission_id: UUID, size: int) -> str:
    key = _config().secret_key.encode()
    digest = hmac.new(key, f"{purpose}|{transmission_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:size]).decode().rstrip("=").lower()


def _config() -> Config:
    config: Config = current_app.config["CAMPAIGN"]
    return config
