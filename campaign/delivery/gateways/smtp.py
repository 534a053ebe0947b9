"""Letters by SMTP to our relay, each phase known.

The exceptions of smtplib cannot tell "never sent" from "sent"; so we speak MAIL, RCPT and DATA
ourselves and know on which side of the final dot a conversation ended (RFC 5321, 4.1.1.4; the
danger is that of RFC 1047). One recipient per transaction; the connection is kept.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable

from campaign.delivery.errors import classify, is_final
from campaign.delivery.gateways import Outcome, Parcel
from campaign.letters.message import envelope_address
from config import Config

TEXT_LENGTH = 300  # of an answer, as kept
BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")


class SmtpGateway:
    """A kept connection to the relay (in the sandbox: to the catcher)."""

    name = "smtp"

    def __init__(self, config: Config) -> None:
        self._config = config
        self._connection: smtplib.SMTP | None = None

    def hand_over(self, parcel: Parcel) -> Outcome:
        """Offer one mail; the outcome says on which side of the final dot it ended."""
        try:
            smtp = self._fresh_connection()
        except smtplib.SMTPResponseException as error:
            return self._failed("local", error.smtp_code, _text(error.smtp_error), began=False)
        except ssl.SSLError as error:
            return self._failed("tls", None, f"no safe connection: {error.reason}", began=False)
        except smtplib.SMTPNotSupportedError as error:
            return self._failed("tls", None, str(error), began=False)
        except (OSError, smtplib.SMTPException) as error:
            return self._failed("local", None, f"no connection: {_words(error)}", began=False)
        return self._offer(smtp, parcel)

    def close(self) -> None:
        """QUIT; whatever the relay says to it is noise."""
        if self._connection is not None:
            try:
                self._connection.quit()
            except (OSError, smtplib.SMTPException):
                self._connection.close()
            self._connection = None

    def _offer(self, smtp: smtplib.SMTP, parcel: Parcel) -> Outcome:
        steps: tuple[tuple[Callable[[], tuple[int, bytes]], int], ...] = (
            (lambda: smtp.mail(parcel.sender), 250),
            (lambda: smtp.rcpt(envelope_address(parcel.address)), 250),
            (lambda: smtp.docmd("DATA"), 354),
        )
        try:
            for step, expected in steps:
                code, answer = step()
                if code != expected:
                    return self._answered(code, answer)
            smtp.send(_dot_stuffed(parcel.payload))
        except (OSError, smtplib.SMTPException) as error:
            return self._failed("temporary", None, f"cut before the end: {_words(error)}")
        try:
            smtp.send(b".\r\n")
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome("cut", text=f"cut after the final dot: {_words(error)}")
        if code == 250:
            return Outcome("taken", code, _text(answer), reference=_queue_id(answer))
        return self._answered(code, answer)

    def _fresh_connection(self) -> smtplib.SMTP:
        """The kept connection if it still answers, else a new one."""
        if self._connection is not None:
            try:
                if self._connection.rset()[0] == 250:
                    return self._connection
            except (OSError, smtplib.SMTPException):
                pass
            self._drop()
        self._connection = self._connect()
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        config = self._config
        host = "127.0.0.1" if config.sandbox else config.smtp_host
        port = config.catcher_port if config.sandbox else config.smtp_port
        smtp = smtplib.SMTP(host, port, timeout=config.smtp_timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if config.live and config.smtp_tls == "required":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if config.live and config.smtp_username:
                smtp.login(config.smtp_username, config.smtp_password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _answered(self, code: int, answer: bytes) -> Outcome:
        """A plain answer that is not yes: for good, or for now."""
        if code == 421 or code < 0:
            self._drop()
        error_class = classify(code, _text(answer))
        event = "refused" if is_final(error_class) else "not_taken"
        return Outcome(event, code, _text(answer), error_class)

    def _failed(self, error_class: str, code: int | None, text: str, began: bool = True) -> Outcome:
        """No conversation, or one that ended before the final dot: surely not taken."""
        self._drop()
        return Outcome("not_taken", code, text[:TEXT_LENGTH], error_class, began=began)

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _dot_stuffed(payload: bytes) -> bytes:
    """The bytes as they travel: lines end in CRLF only, leading dots doubled (RFC 5321, 4.5.2)."""
    lines = BARE.sub(b"\r\n", payload)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return "".join(c if c.isprintable() else " " for c in text)[:TEXT_LENGTH]


def _words(error: Exception) -> str:
    """An error in a few words, without addresses."""
    return getattr(error, "strerror", None) or type(error).__name__


def _queue_id(answer: bytes) -> str | None:
    """The relay's queue id, where it names one ("queued as ...")."""
    found = re.search(rb"queued as ([A-Za-z0-9]+)", answer)
    return found[1].decode() if found else None
