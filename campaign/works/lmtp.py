"""LMTP (RFC 2033) on loopback: our own Postfix hands over what came for LETTERS_DOMAIN.

An address is known or refused at RCPT, by its token alone, so that the mail server can refuse it in
turn before it takes the mail: nobody ever gets a bounce of ours.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Session
from flask import Flask

from campaign import inbound
from campaign.inbound.mime import LARGEST

HOST = "127.0.0.1"
RECIPIENTS = 100  # of one mail
LINE = 100_000  # bytes; RFC 5321 (4.5.3.1.6) has 1000, which not every mail keeps to
FOR_ALL = ("552", "500 Line")  # answers to DATA that aiosmtpd gives once

UNKNOWN = "550 5.1.1 there is no such address here"

log = logging.getLogger(__name__)


class Keeper:
    """Answers 250 only after the mail is kept; others are heard meanwhile."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Know an address, or refuse it."""
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return "452 4.5.3 too many recipients"
        if not await asyncio.to_thread(self._known, address):
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 known"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Any) -> str:
        """Keep one mail for each of its recipients; one answer each (RFC 2033, 4.2)."""
        sender, addresses = envelope.mail_from or "", envelope.rcpt_tos
        answers = await asyncio.to_thread(self._take_all, addresses, sender, envelope.content)
        return "\r\n".join(answers)

    def _known(self, address: str) -> bool:
        with self._app.app_context():
            try:
                inbound.known(address)
            except inbound.NoSuchRecipient:
                inbound.turn_away()
                return False
        return True

    def _take_all(self, addresses: list[str], sender: str, content: bytes) -> list[str]:
        understood = inbound.understand(content)
        return [self._take(address, sender, understood) for address in addresses]

    def _take(self, address: str, sender: str, understood: inbound.Understood) -> str:
        """The answer for one recipient; 451 if it could not be kept, so that it comes again."""
        try:
            with self._app.app_context():
                inbound.take_understood(address, sender, understood)
        except inbound.NoSuchRecipient:
            return UNKNOWN
        except inbound.TooMuch:
            return "452 4.3.1 no room left for today, try again"
        except inbound.NotYet:
            return "451 4.3.0 this letter is just being handed over, try again"
        except Exception as error:
            log.error("a mail was not kept: %s", type(error).__name__)
            return "451 4.3.0 not kept, try again"
        return "250 2.0.0 kept"


class Listener(LMTP):
    """aiosmtpd's LMTP, which says once what LMTP wants to hear for each recipient."""

    line_length_limit = LINE

    async def push(self, status: Any) -> None:
        """Send an answer, as often as there are recipients if it is about the whole mail."""
        taken = self.envelope.rcpt_tos if self.envelope is not None else []
        if isinstance(status, str) and status.startswith(FOR_ALL) and taken:
            status = "\r\n".join([status] * len(taken))
        await super().push(status)


class LmtpController(Controller):
    """Runs a Listener in a thread of its own."""

    def factory(self) -> LMTP:
        """One listener for each connection."""
        return Listener(self.handler, **self.SMTP_kwargs)


def start(app: Flask) -> LmtpController:
    """Listen on the LMTP port of the settings; OSError if it is taken. `stop()` ends it."""
    settings: dict[str, Any] = {"enable_SMTPUTF8": True, "data_size_limit": LARGEST}
    port = app.config["CAMPAIGN"].lmtp_port
    controller = LmtpController(Keeper(app), hostname=HOST, port=port, **settings)
    controller.start()
    return controller


def run(app: Flask) -> None:
    """Take mail until SIGTERM or SIGINT."""
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # before the listener's thread inherits it
    controller = start(app)
    signal.sigwait(ends)
    controller.stop()
