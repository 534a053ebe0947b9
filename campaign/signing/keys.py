"""By what a person is recognised without being named."""

from __future__ import annotations

import hashlib
import hmac

from campaign.base import keyed
from campaign.campaigns.models import Campaign

GOOGLE = ("gmail.com", "googlemail.com")


def supporter_key(campaign: Campaign, email: str) -> bytes:
    """Who this is within one campaign; worthless once the campaign's key is destroyed."""
    return hmac.new(campaign.supporter_key, _normal(email), hashlib.sha256).digest()


def address_key(email: str) -> bytes:
    """Which address this is, over all campaigns of the site, for limits and suppressions."""
    return address_keys(email)[0]


def address_keys(email: str) -> list[bytes]:
    """The same, then as it was kept under earlier keys of the site."""
    return keyed.by_every_key(b"address|" + _normal(email))


def form_key(form_token: str, email: str) -> bytes:
    """Which form this is; one that comes back with another address is another form."""
    message = f"form|{form_token}|".encode() + _normal(email)
    return keyed.by_key(message)


def _normal(email: str) -> bytes:
    """One mailbox, one spelling: `Anna+news@…` is where `anna@…` is read; Google ignores dots."""
    local, _, domain = email.strip().casefold().rpartition("@")
    local = local.partition("+")[0]
    if domain in GOOGLE:
        local, domain = local.replace(".", ""), GOOGLE[0]
    return f"{local}@{domain}".encode()
