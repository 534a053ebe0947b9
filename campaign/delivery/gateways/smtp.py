"""Letters by SMTP to our relay, each phase known.

The exceptions of smtplib cannot tell "never sent" from "sent"; so we speak MAIL, RCPT and DATA
ourselves and know on which side of the final dot a conversation ended (RFC 5321, 4.1.1.4; the
danger is that of RFC 1047). One recipient per transaction; the connection is kept.
"""

from __future__ import annotations

import logging
import re
import smtplib
import time
from collections.abc import Callable

from campaign.base import crash
from campaign.delivery.errors import TABLE, classify
from campaign.delivery.gateways import TOO_LATE, Outcome, Parcel
from campaign.delivery.gateways.conversation import (
    Conversation,
    Unreachable,
    clean,
    connect,
    words,
)
from campaign.letters.message import envelope_address
from config import Config

TRUSTED_SECONDS = 5  # a connection is taken for alive without a question so long after a yes
BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")

log = logging.getLogger(__name__)


class SmtpGateway:
    """A kept connection to the relay (in the sandbox: to the catcher)."""

    name = "smtp"

    def __init__(self, config: Config) -> None:
        self._config = config
        self._connection: Conversation | None = None
        self._yes_at: float | None = None  # when the last transaction ended well; none: it did not

    def hand_over(self, parcel: Parcel, until: float) -> Outcome:
        """Offer one mail; the outcome says on which side of the final dot it ended.

        Takes at most twice SMTP_TIMEOUT up to the final dot, which is not begun after `until`, and
        SMTP_DOT_TIMEOUT after it.
        """
        ends = min(time.monotonic() + 2 * self._config.smtp_timeout, until)
        kept = self._still_alive(ends)
        try:
            smtp = kept or self._connect(ends)
        except Unreachable as error:
            if time.monotonic() >= until:
                return TOO_LATE
            log.warning("no letter can be offered to the relay: %s", error)
            return Outcome("not_taken", error.code, error.text, error.error_class, began=False)
        # Whoever is frozen before the final dot comes too late for it, or finds that the relay has
        # cut the idle connection; so after `until` and RELAY_TIMEOUT no dot is sent any more.
        if time.monotonic() >= until:
            return TOO_LATE
        outcome = self._offer(smtp, parcel, may_be_dead=kept is not None)
        if outcome and outcome.error_class == "temporary" and not outcome.code:
            return TOO_LATE if time.monotonic() >= until else outcome
        return outcome or self.hand_over(parcel, until)

    def reach(self) -> str:
        """Greet the relay; returns why it cannot be used, or nothing."""
        try:
            self._connect(time.monotonic() + 2 * self._config.smtp_timeout)
        except Unreachable as error:
            return str(error)
        return ""

    def close(self) -> None:
        """QUIT; whatever the relay says to it is noise."""
        if self._connection is not None:
            self._connection.ends = time.monotonic() + self._config.smtp_timeout
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _offer(self, smtp: Conversation, parcel: Parcel, may_be_dead: bool) -> Outcome | None:
        """One transaction; none if a kept connection turns out to be dead before it."""
        self._yes_at = None
        steps: tuple[tuple[Callable[[], tuple[int, bytes]], int], ...] = (
            (lambda: smtp.docmd("RCPT", f"TO:<{envelope_address(parcel.address)}>"), 2),
            (lambda: smtp.docmd("DATA"), 3),
        )
        try:
            code, answer = smtp.docmd("MAIL", f"FROM:<{parcel.sender}>")
            if may_be_dead and code == 421:
                self._drop()
                return None
            may_be_dead = False
            if code // 100 != 2:
                return self._answered(code, answer)
            for step, good in steps:
                code, answer = step()
                if code // 100 != good:
                    return self._answered(code, answer)
            crash.point("data")
            smtp.begin_step()
            smtp.send(_dot_stuffed(parcel.payload))
            if not smtp.is_quiet():  # it did not wait for the final dot
                code, answer = smtp.getreply()
                self._drop()
                return self._answered(code, answer)
            smtp.begin_step()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if may_be_dead and not isinstance(error, TimeoutError):
                return None
            return Outcome("not_taken", None, f"cut before the end: {words(error)}", "temporary")
        return self._end(smtp)

    def _end(self, smtp: Conversation) -> Outcome:
        """The final dot: from here on only an answer tells what became of the letter."""
        smtp.begin_last_step(self._config.dot_timeout)
        try:
            smtp.send(b".\r\n")
            crash.point("dot")
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome("cut", text=f"cut after the final dot: {words(error)}")
        crash.point("answered")
        if code // 100 == 2:
            self._yes_at = time.monotonic()
            return Outcome("taken", code, clean(answer), reference=_queue_id(answer))
        if code // 100 in (4, 5):
            return self._answered(code, answer)
        self._drop()
        return Outcome("cut", text="no answer of SMTP after the final dot")

    def _still_alive(self, ends: float) -> Conversation | None:
        """The kept connection, if it is one still."""
        smtp = self._connection
        if smtp is None:
            return None
        smtp.ends = ends
        trusted = self._yes_at and time.monotonic() < self._yes_at + TRUSTED_SECONDS
        try:
            if smtp.is_quiet() and (trusted or smtp.rset()[0] == 250):
                return smtp
        except (OSError, smtplib.SMTPException):
            pass
        self._drop()
        return None

    def _connect(self, ends: float) -> Conversation:
        self._connection = connect(self._config, ends)
        return self._connection

    def _answered(self, code: int, answer: bytes) -> Outcome:
        """An answer that is not yes: for good, or for now."""
        if code // 100 not in (4, 5):
            self._drop()
            return Outcome("not_taken", None, "no answer of SMTP", "temporary")
        if code == 421:
            self._drop()
        error_class = classify(code, clean(answer))
        event = "refused" if TABLE[error_class].final else "not_taken"
        return Outcome(event, code, clean(answer), error_class)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _dot_stuffed(payload: bytes) -> bytes:
    """The bytes as they travel: lines end in CRLF only, leading dots doubled (RFC 5321, 4.5.2)."""
    lines = BARE.sub(b"\r\n", payload)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _queue_id(answer: bytes) -> str | None:
    """The relay's queue id, where it names one ("queued as ...")."""
    found = re.search(rb"queued as ([A-Za-z0-9]+)", answer)
    return found[1].decode() if found else None
