"""A column whose content the database cannot read."""

from __future__ import annotations

import json
import secrets
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

NONCE = 12  # bytes, as NIST SP 800-38D asks for GCM


class Unreadable(Exception):
    """A value was stored under a key we do not have, or was tampered with or moved."""


class Encrypted(TypeDecorator[Any]):
    """Text, bytes or JSON under AES-256-GCM.

    Stored are the key's id, a nonce and the cipher text; the place (`table.column`) is bound in,
    so that a value cannot be moved to another column.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str, kind: Literal["text", "bytes", "json"] = "text") -> None:
        super().__init__()
        self.place = place
        self.kind = kind

    def process_bind_param(self, value: Any, _dialect: Dialect) -> bytes | None:
        """Encrypt under the first key of the ring."""
        if value is None:
            return None
        key_id, key = next(iter(_keyring().items()))
        nonce = secrets.token_bytes(NONCE)
        sealed = AESGCM(key).encrypt(nonce, self._to_bytes(value), self.place.encode())
        return bytes([len(key_id)]) + key_id.encode() + nonce + sealed

    def process_result_value(self, value: bytes | None, _dialect: Dialect) -> Any:
        """Decrypt with the key that is named in the value; raises Unreadable."""
        if value is None:
            return None
        key_id, rest = value[1 : 1 + value[0]].decode(), value[1 + value[0] :]
        key = _keyring().get(key_id)
        if key is None:
            raise Unreadable(f"{self.place}: key {key_id!r} is not in ENCRYPTION_KEYS")
        try:
            plain = AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], self.place.encode())
        except InvalidTag as error:
            raise Unreadable(f"{self.place}: the stored value does not fit its key") from error
        return self._from_bytes(plain)

    def _to_bytes(self, value: Any) -> bytes:
        if self.kind == "bytes":
            return bytes(value)
        text = json.dumps(value, ensure_ascii=False) if self.kind == "json" else str(value)
        return text.encode()

    def _from_bytes(self, plain: bytes) -> Any:
        if self.kind == "bytes":
            return plain
        return json.loads(plain) if self.kind == "json" else plain.decode()


def _keyring() -> dict[str, bytes]:
    ring: dict[str, bytes] = current_app.extensions["keyring"]
    return ring
