"""Random links: the token goes out by mail, only its hash stays."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """192 random bits, safe in a URL."""
    return secrets.token_urlsafe(24)


def token_hash(purpose: str, token: str) -> bytes:
    """What is stored of a token; the purpose is bound in, so one link cannot serve as another."""
    return hashlib.sha256(f"{purpose}\0{token}".encode()).digest()
