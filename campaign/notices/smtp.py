"""Flask-Mail's conversation with the mail server, with what it lacks.

Flask-Mail waits without end, encrypts without looking at certificates, and raises when the server
goes away in QUIT, although it has taken the mail by then.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from types import TracebackType

from flask import current_app
from flask_mail import Connection, Message

TIMEOUT = 30.0  # seconds for each step


class PatientConnection(Connection):
    """A connection with time-out and checked certificate; a mail once taken stays taken."""

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt and log in as configured."""
        host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=TIMEOUT)
        if self.mail.use_tls:
            host.starttls(context=ssl.create_default_context())
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Say good-bye; how it is answered changes nothing."""
        if self.host is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.host.quit()
            self.host.close()


def send(message: Message) -> None:
    """Hand a mail over; it was taken if this returns. Raises smtplib.SMTPException or OSError."""
    with PatientConnection(current_app.extensions["mail"]) as connection:
        connection.send(message)
