"""No final dot after the time of a window: what settles doubts builds on that."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from campaign.base.ids import new_id
from campaign.delivery.gateways import Parcel
from campaign.delivery.gateways.smtp import SmtpGateway
from tests.smtp import DRIP, HANG, SmtpServer


@pytest.mark.parametrize(
    ("stage", "action"), [("connect", HANG), ("mail", DRIP), ("rcpt", DRIP), ("data", HANG)]
)
def test_no_dot_is_sent_after_the_time_of_the_window(
    app: Flask, smtp: SmtpServer, stage: str, action: str
) -> None:
    """The try is void: neither the letter nor the relay is blamed for it."""
    smtp.once(stage, action)
    smtp.drip_seconds = 0.2
    key = new_id()
    parcel = Parcel(key, key, 1, "<1@x.example>", "a@x.example", "b@x.example", b"Good day.\r\n")
    gateway = SmtpGateway(app.config["CAMPAIGN"])
    began = time.monotonic()
    outcome = gateway.hand_over(parcel, began + 1)
    gateway.close()
    assert time.monotonic() - began < 10
    assert (outcome.event, outcome.began, outcome.error_class) == ("not_taken", False, None)
    assert smtp.received == []
    assert "dot" not in smtp.stages
