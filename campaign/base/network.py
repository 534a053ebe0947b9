"""Where a request comes from, as far as limits need it and no further."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime

from flask import request

from campaign.base import keyed


def network_key() -> str:
    """A name for the network of this request that means nothing tomorrow.

    An HMAC of the /24 (IPv4) or /48 (IPv6) under a key of the day; the address itself is kept
    nowhere.
    """
    try:
        address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104
    except ValueError:
        address = ipaddress.ip_address("0.0.0.0")  # noqa: S104
    prefix = 24 if address.version == 4 else 48
    network = ipaddress.ip_network(f"{address}/{prefix}", strict=False)
    day = datetime.now(UTC).date().isoformat()
    return keyed.by_key(f"network|{day}|{network}".encode()).hex()[:32]
