"""Where a fax service calls us: an address that only we and the service know."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app

from campaign.base import keyed
from campaign.delivery.gateways import Finding
from config import Config, is_loopback


def callback_token(gateway: str) -> str:
    """The part of the address that cannot be guessed: 160 bits under our secret key."""
    return keyed.by_key(f"fax callback|{gateway}".encode())[:20].hex()


def callback_url(gateway: str) -> str:
    """The whole address, as the service is told it with each fax."""
    return f"{_config().base_url.rstrip('/')}/callbacks/fax/{gateway}/{callback_token(gateway)}"


def callback_finding(gateway: str) -> Finding:
    """Whether a service can reach that address, as far as can be seen from here."""
    host = urlsplit(_config().base_url).hostname or ""
    if is_loopback(host) or not _config().base_url.startswith("https://"):
        return Finding("callbacks", False, f"{_config().base_url} is not reached from outside")
    shown = callback_url(gateway).replace(callback_token(gateway), "...")
    return Finding("callbacks", True, f"they come to {shown}")


def _config() -> Config:
    config: Config = current_app.config["CAMPAIGN"]
    return config
