"""Which gateway is in use for each channel: the one place that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from campaign.delivery.gateways import FaxGateway, Gateway
from campaign.delivery.gateways.sandbox_fax import SandboxFaxGateway
from campaign.delivery.gateways.smtp import SmtpGateway
from config import Config


def fax_gateway(_config: Config) -> FaxGateway:
    """The gateway for faxes; only the sandbox has one yet."""
    return SandboxFaxGateway()


GATEWAYS: Mapping[str, Callable[[Config], Gateway]] = {"email": SmtpGateway, "fax": fax_gateway}
