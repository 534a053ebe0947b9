"""A connection to the relay, on which no step lasts longer than it may and no answer fills memory.

smtplib's own timeout is that of a single read, so a server that says one byte a second, or line
after line, holds its client for ever; here every step has its time as a whole.
"""

from __future__ import annotations

import re
import select
import smtplib
import socket
import ssl
import time
from typing import Any

from config import Config

CONNECT_SECONDS = 10  # for one address of the relay
LINE = 4096  # bytes; RFC 5321 (4.5.3.1.5) has 512
LINES = 100  # of one answer
TEXT = 300  # characters of an answer, as kept
REPLY = re.compile(rb"[2-5]\d\d(?=[ -]|$)")


class Unreachable(Exception):
    """There is no connection on which a letter could be offered."""

    def __init__(self, error_class: str, code: int | None, text: str) -> None:
        super().__init__(text)
        self.error_class = error_class
        self.code = code
        self.text = text


class Conversation(smtplib.SMTP):
    """smtplib's client with time limits: one for each step, and `ends` for all of them together.

    `ends` is a moment of time.monotonic(). Every step may raise TimeoutError, another OSError or
    SMTPException; then the connection is closed.
    """

    def __init__(self, host: str, port: int, own_name: str, step: float, ends: float) -> None:
        self.ends = ends
        self._relay = host
        self._step = step
        self._unread = b""
        super().__init__(host, port, own_name)

    def begin_step(self) -> None:
        """The next step begins; raises TimeoutError if there is no time left for it."""
        self._step_ends = min(time.monotonic() + self._step, self.ends)
        self._left()

    def begin_last_step(self, seconds: float) -> None:
        """The step begins that may not be broken off lightly: it has time of its own."""
        self.ends = self._step_ends = time.monotonic() + seconds

    def is_quiet(self) -> bool:
        """True if the relay has said nothing unasked, not even good-bye."""
        if self.sock is None or self._unread:
            return False
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return not poll.poll(0)

    def secure(self, context: ssl.SSLContext) -> None:
        """STARTTLS (RFC 3207); also raises SMTPNotSupportedError."""
        if not self.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError("the relay offers no STARTTLS")
        code, answer = self.docmd("STARTTLS")
        if code != 220:
            raise smtplib.SMTPNotSupportedError(f"no STARTTLS: {code} {clean(answer)}")
        if self._unread:
            raise ssl.SSLError("somebody spoke before the connection was safe")
        self.begin_step()
        sock = self._connected()
        sock.settimeout(self._left())
        self.sock = context.wrap_socket(sock, server_hostname=self._relay)
        self.helo_resp = self.ehlo_resp = None  # nothing said before counts
        self.does_esmtp = False
        self.ehlo_or_helo_if_needed()

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Send a command: a step begins, and its answer belongs to it."""
        self.begin_step()
        super().putcmd(cmd, args)

    def send(self, s: Any) -> None:
        """Send all of it within the step."""
        sock = self._connected()
        rest = memoryview(s.encode("ascii") if isinstance(s, str) else s)
        try:
            while rest:
                sock.settimeout(self._left())
                rest = rest[sock.send(rest) :]
        except OSError:
            self.close()
            raise

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer, whole, within the step; its code is -1 if it is none."""
        lines: list[bytes] = []
        try:
            while len(lines) < LINES:
                line = self._line()
                lines.append(line[4:].strip())
                code = REPLY.match(line)
                if code is None:
                    return -1, line
                if line[3:4] != b"-":
                    return int(code[0]), b"\n".join(lines)
            raise smtplib.SMTPException("an answer without end")
        except (OSError, smtplib.SMTPException):
            self.close()
            raise

    def _line(self) -> bytes:
        sock = self._connected()
        while b"\n" not in self._unread:
            if len(self._unread) > LINE:
                raise smtplib.SMTPException("a line without end")
            sock.settimeout(self._left())
            read = sock.recv(LINE)
            if not read:
                raise smtplib.SMTPServerDisconnected("the relay hung up")
            self._unread += read
        line, _, self._unread = self._unread.partition(b"\n")
        return line.rstrip()

    def _connected(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return self.sock

    def _left(self) -> float:
        left = self._step_ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        return left

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # noqa: ARG002
        """Connect to one of the host's addresses, all within the step; then waits for the banner.

        How long the resolver may take is a matter of the system (resolv.conf).
        """
        self.begin_step()
        error = OSError("no address")
        for *_, (address, *_) in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                seconds = min(self._left(), CONNECT_SECONDS)
                sock = socket.create_connection((str(address), port), seconds)
            except OSError as failed:
                error = failed
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.begin_step()
            return sock
        raise error


def connect(config: Config, ends: float) -> Conversation:
    """Greet the relay, make the connection safe, log in; raises Unreachable.

    In the sandbox the relay is the catcher on loopback, which asks for neither.
    """
    host = "127.0.0.1" if config.sandbox else config.smtp_host
    port = config.catcher_port if config.sandbox else config.smtp_port
    try:
        smtp = Conversation(host, port, config.letters_domain, config.smtp_timeout, ends)
        try:
            smtp.ehlo_or_helo_if_needed()
            if config.live and config.smtp_tls == "required":
                _secure(smtp, config)
            if config.live and config.smtp_username:
                _log_in(smtp, config)
        except BaseException:
            smtp.close()
            raise
    except smtplib.SMTPResponseException as error:
        raise Unreachable("local", error.smtp_code, clean(error.smtp_error)) from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable("local", None, f"no connection: {words(error)}") from None
    return smtp


def _secure(smtp: Conversation, config: Config) -> None:
    context = ssl.create_default_context(cafile=config.smtp_ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        smtp.secure(context)
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        raise  # hung up: that says nothing of safety
    except ssl.SSLCertVerificationError as error:
        raise Unreachable("tls", None, f"no safe connection: {error.verify_message}") from None
    except ssl.SSLError as error:
        raise Unreachable("tls", None, f"no safe connection: {error.reason or error}") from None
    except smtplib.SMTPNotSupportedError as error:
        raise Unreachable("tls", None, str(error)) from None


def _log_in(smtp: Conversation, config: Config) -> None:
    """AUTH (RFC 4954). What the relay answers is not repeated: it might repeat what we said."""
    try:
        smtp.login(config.smtp_username, config.smtp_password)
    except smtplib.SMTPAuthenticationError as error:
        text = "the relay refuses our user name or password"
        raise Unreachable("local", error.smtp_code, text) from None
    except smtplib.SMTPNotSupportedError:
        raise Unreachable("local", None, "the relay offers no log-in") from None


def clean(answer: bytes | str) -> str:
    """The words of an answer, printable, on one line and not too long."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return "".join(c if c.isprintable() else " " for c in text)[:TEXT]


def words(error: Exception) -> str:
    """An error of our side in a few words, without addresses."""
    return str(getattr(error, "strerror", None) or error or type(error).__name__)[:TEXT]
