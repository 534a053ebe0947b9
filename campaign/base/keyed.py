"""Names that only this installation can make: HMACs under the keys of SECRET_KEY."""

from __future__ import annotations

import hashlib
import hmac

from flask import current_app

from config import Config


def by_key(message: bytes) -> bytes:
    """The HMAC of a message under the key that signs now."""
    return by_every_key(message)[0]


def by_every_key(message: bytes) -> list[bytes]:
    """The same, then those under the earlier keys: to know again what was made under them."""
    config: Config = current_app.config["CAMPAIGN"]
    return [hmac.new(key.encode(), message, hashlib.sha256).digest() for key in config.secret_keys]
