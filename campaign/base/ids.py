"""Keys of rows."""

from __future__ import annotations

import secrets
import time
from datetime import datetime
from uuid import UUID


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562, 5.7): milliseconds first, so that new rows lie together."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def first_id(since: datetime) -> UUID:
    """Not after any id that was made since then, so that a key finds what is new."""
    return UUID(int=int(since.timestamp() * 1000) << 80)
