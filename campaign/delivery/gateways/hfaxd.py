"""A conversation with hfaxd, HylaFAX's server: the protocol of FTP with commands for jobs.

After hfaxd(8), and RFC 959 for what comes from FTP. As on the way to the relay, no step lasts
longer than it may and no answer fills memory.
"""

from __future__ import annotations

import re
import socket
import time
from types import TracebackType

from campaign.delivery.gateways.conversation import clean

LINE = 4096  # bytes
LINES = 100  # of one answer
LISTING = 8_000_000  # bytes of one queue
CODE = re.compile(r"([1-5]\d\d)([ -])")
PORT = re.compile(r"\((?:\d+,){4}(\d+),(\d+)\)")


class NotDone(Exception):
    """The server said no; `code` and `text` are its answer."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text


class Hfaxd:
    """One connection. Every method may raise OSError, after which it is of no use, or NotDone.

    `step` seconds for each step, and `ends` (of time.monotonic()) for all of them together; `ends`
    may be changed meanwhile.
    """

    def __init__(self, host: str, port: int, step: float, ends: float) -> None:
        self._host, self._step, self.ends = host, step, ends
        self._unread = b""
        self._socket = self._connect(port)
        try:
            self._answer(2)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Hfaxd:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None
    ) -> None:
        self.close()

    def log_in(self, user: str, password: str) -> None:
        """USER, and PASS where it is asked for."""
        self.say(f"USER {user}")
        if self._answer(2, 3)[0] == 331:
            self.do(f"PASS {password}")

    def do(self, command: str) -> str:
        """Send a command; returns what the server says to it if that is yes."""
        self.say(command)
        return self._answer(2)[1]

    def say(self, command: str) -> None:
        """Send a command and wait for nothing."""
        self._begin_step()
        self._socket.settimeout(self._left())
        self._socket.sendall(command.encode("ascii") + b"\r\n")

    def hear(self) -> str:
        """The answer to what was said, if it is yes."""
        return self._answer(2)[1]

    def store(self, document: bytes) -> str:
        """Leave a document with the server for this session; returns the name it gives it."""
        with self._data_connection() as data:
            self.say("STOT")
            begun = self._answer(1)[1]
            data.settimeout(self._left())
            data.sendall(document)
        self._answer(2)
        name = re.search(r"FILE: ([\w./]+)", begun)
        if name is None:
            raise NotDone(150, clean(begun))
        return name[1]

    def listing(self, queue: str) -> str:
        """What LIST says of a queue (sendq or doneq), one job a line as JOBFMT asks for."""
        read = bytearray()
        with self._data_connection() as data:
            self.say(f"LIST {queue}")
            self._answer(1)
            while len(read) <= LISTING:
                data.settimeout(self._left())
                piece = data.recv(65536)
                if not piece:
                    break
                read += piece
            else:
                raise OSError("a list without end")
        self._answer(2)
        return read.decode("utf-8", "replace")

    def close(self) -> None:
        """Hang up; a job that was not submitted is forgotten there."""
        self._socket.close()

    def _connect(self, port: int) -> socket.socket:
        self._begin_step()
        return socket.create_connection((self._host, port), self._left())

    def _data_connection(self) -> socket.socket:
        """To the port it names; always to the same host, whatever address it names."""
        named = PORT.search(self.do("PASV"))
        if named is None:
            raise NotDone(227, "no port was named")
        return self._connect(int(named[1]) * 256 + int(named[2]))

    def _answer(self, *good: int) -> tuple[int, str]:
        """One answer, whole; raises NotDone if its first digit is none of those."""
        lines: list[str] = []
        while len(lines) < LINES:
            line = self._line()
            lines.append(line[4:])
            code = CODE.match(line)
            if code and code[2] == " ":
                text = clean(" ".join(lines))
                if int(code[1][0]) not in good:
                    raise NotDone(int(code[1]), text)
                return int(code[1]), text
        raise OSError("an answer without end")

    def _line(self) -> str:
        while b"\n" not in self._unread:
            if len(self._unread) > LINE:
                raise OSError("a line without end")
            self._socket.settimeout(self._left())
            read = self._socket.recv(LINE)
            if not read:
                raise ConnectionError("the fax server hung up")
            self._unread += read
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip()

    def _begin_step(self) -> None:
        self._step_ends = min(time.monotonic() + self._step, self.ends)
        self._left()

    def _left(self) -> float:
        left = self._step_ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        return left
