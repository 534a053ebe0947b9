"""Fax services call here with news of a fax.

Whatever is wrong with a call, the answer is that there is no such page. A service that gets
anything but 2xx calls again later.
"""

from __future__ import annotations

import hmac
import logging

from flask import Blueprint, abort, current_app, request

from campaign.base.extensions import limiter
from campaign.delivery import fax_news
from campaign.delivery.gateways import Forged, Unavailable
from campaign.delivery.gateways.callbacks import callback_token
from campaign.delivery.gateways.choose import fax_gateway

BY = "fax"

callbacks = Blueprint("callbacks", __name__)
log = logging.getLogger(__name__)


@callbacks.post("/callbacks/fax/<gateway>/<token>")
@limiter.limit("600/minute")
def fax(gateway: str, token: str) -> tuple[str, int]:
    """News of a fax: 204 if it was understood, 503 if it must come again, else 404."""
    config = current_app.config["CAMPAIGN"]
    known = hmac.compare_digest(token.encode(), callback_token(gateway).encode())
    if gateway != config.fax_gateway or not known:
        abort(404)
    service = fax_gateway(config)  # in the sandbox one that believes no callback
    try:
        headers = {name.lower(): value for name, value in request.headers}
        report = service.read_callback(headers, request.get_data())
        if report is not None:
            fax_news.tell(service.name, report, BY)
    except Forged as error:
        log.warning("a forged callback of %s: %s", gateway, error)
        abort(404)
    except (Unavailable, fax_news.TooEarly):
        return "", 503
    finally:
        service.close()
    return "", 204
