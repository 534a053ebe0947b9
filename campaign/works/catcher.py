"""The SMTP catcher of the sandbox: takes all mail on loopback and keeps it for the post room."""

from __future__ import annotations

import logging
import signal
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Session
from flask import Flask

from campaign.delivery import caught

HOST = "127.0.0.1"
LARGEST = 25_000_000  # bytes; far above any letter of ours

log = logging.getLogger(__name__)


class Keeper:
    """Answers 250 only after the mail is stored."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Any) -> str:
        """Store one mail; 451 if that fails, so that the sender tries again."""
        try:
            with self._app.app_context():
                caught.keep(
                    "email",
                    envelope.mail_from or "",
                    ", ".join(envelope.rcpt_tos),
                    envelope.content,
                )
        except Exception as error:
            log.error("a mail was not kept: %s", type(error).__name__)
            return "451 4.3.0 not stored, try again"
        return "250 2.0.0 kept"


def start(app: Flask) -> Controller:
    """Listen on the catcher port of the settings; OSError if it is taken. `stop()` ends it."""
    config = app.config["CAMPAIGN"]
    # An idle client is cut, as a relay does it: a doubt is settled on the strength of that.
    idle = {"timeout": config.relay_timeout}
    settings: dict[str, Any] = {"enable_SMTPUTF8": True, "data_size_limit": LARGEST, **idle}
    port = config.catcher_port
    controller = Controller(Keeper(app), hostname=HOST, port=port, **settings)
    controller.start()
    return controller


def run(app: Flask) -> None:
    """Catch mail until SIGTERM or SIGINT."""
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before the catcher's thread inherits it
    controller = start(app)
    signal.sigwait(ends)
    controller.stop()
