"""Which gateway is in use for each channel: the one place that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from campaign.delivery.gateways import FaxGateway, Gateway
from campaign.delivery.gateways.hylafax import HylafaxGateway
from campaign.delivery.gateways.mail_to_fax import MailToFaxGateway
from campaign.delivery.gateways.sandbox_fax import SandboxFaxGateway
from campaign.delivery.gateways.sinch import SinchGateway
from campaign.delivery.gateways.smtp import SmtpGateway
from campaign.delivery.gateways.telnyx import TelnyxGateway
from config import Config

LIVE_FAX: Mapping[str, Callable[[Config], FaxGateway]] = {
    "hylafax": HylafaxGateway,
    "sinch": SinchGateway,
    "telnyx": TelnyxGateway,
    "mail": MailToFaxGateway,
}


def fax_gateway(config: Config) -> FaxGateway:
    """The gateway for faxes: in live mode FAX_GATEWAY, which must not be `none`."""
    return SandboxFaxGateway() if config.sandbox else LIVE_FAX[config.fax_gateway](config)


GATEWAYS: Mapping[str, Callable[[Config], Gateway]] = {"email": SmtpGateway, "fax": fax_gateway}
