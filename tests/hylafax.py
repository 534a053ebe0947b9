"""A real HylaFAX on a spool of its own: nothing of the system's is touched or started.

Without a modem its jobs wait for one: enough for all that is said to the server, and done in a
moment. With `Line` (see fax_line.py) they are really sent.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from campaign.delivery.gateways.hfaxd import Hfaxd
from tests.fax_services import LOSE, TAKE_AND_CUT, TAKE_AND_HANG, Fax, FaxService
from tests.servers import fast_folder, free_port, stop, wait_until

PROGRAMS = ("/usr/sbin/faxq", "/usr/sbin/hfaxd", "/usr/lib/hylafax/bin/faxsend")
SPOOL = (
    "archive", "bin", "client", "config", "dev", "docq", "doneq", "etc", "info", "log",
    "pollq", "recvq", "sendq", "status", "tmp",
)  # fmt: skip
# The system's own etc is mounted over a spool's by Debian's wrapper around faxsend: go past it.
CONFIG = """\
CountryCode: 44
AreaCode: 20
LongDistancePrefix: 0
InternationalPrefix: 00
SendFaxCmd: /usr/lib/hylafax/bin/faxsend
DialStringRules: etc/dialrules
ServerTracing: 0xFFF
SessionTracing: 0xFFF
"""


def why_not() -> str | None:
    """Why no HylaFAX can be started here; None if it can."""
    if missing := [program for program in PROGRAMS if not Path(program).exists()]:
        return f"HylaFAX is not installed (Debian: hylafax-server): no {missing[0]}"
    if os.geteuid() != 0:
        return "HylaFAX is only started by root, who may become its user"
    return None


class HylaFax:
    """faxq and hfaxd, on a port of loopback."""

    def __init__(self, hosts: Sequence[str] = ("127.0.0.1",)) -> None:
        self.spool = fast_folder("hylafax-")
        for name in SPOOL:
            (self.spool / name).mkdir()
        for given in ("bin", "etc"):
            shutil.copytree(f"/var/spool/hylafax/{given}", self.spool / given, dirs_exist_ok=True)
        shutil.copytree("/etc/hylafax", self.spool / "etc", dirs_exist_ok=True)
        self.write("etc/config", CONFIG)
        self.write("etc/hosts.hfaxd", "".join(f"{line}\n" for line in hosts))
        for path in (self.spool, *self.spool.rglob("*")):
            shutil.chown(path, "uucp", "uucp")
        (self.spool / "etc/hosts.hfaxd").chmod(0o600)
        self.spool.chmod(0o755)
        self.port = free_port()
        self._faxq = self.run("/usr/sbin/faxq", "-D", "-q", str(self.spool))
        wait_until((self.spool / "FIFO").exists)
        self.start()

    def write(self, name: str, text: str) -> None:
        """Put a file of this name into the spool."""
        path = self.spool / name
        path.write_text(text)
        shutil.chown(path, "uucp", "uucp")

    def start(self) -> None:
        """Start hfaxd."""
        at = ("-l", "127.0.0.1", "-i", str(self.port))
        self._hfaxd = self.run("/usr/sbin/hfaxd", "-d", "-q", str(self.spool), *at)
        wait_until(self._answers)

    def stop(self) -> None:
        """Stop hfaxd; what it has queued stays."""
        stop(self._hfaxd)

    def run(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a program of HylaFAX, whose output nobody needs."""
        with (self.spool / "log/tests").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.spool)

    def jobs(self) -> dict[str, dict[str, str]]:
        """All jobs in the queues by their number, as their files tell (sendq(5))."""
        found = {}
        for path in (*self.spool.glob("sendq/q*"), *self.spool.glob("doneq/q*")):
            lines = path.read_text(errors="replace").splitlines()
            found[path.name[1:]] = dict(line.split(":", 1) for line in lines if ":" in line)
        return found

    def close(self) -> None:
        """Stop it for good."""
        self.stop()
        stop(self._faxq)
        shutil.rmtree(self.spool)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Gate:
    """Stands between a client and hfaxd, and does what is planned at a command, once."""

    def __init__(self, port: int) -> None:
        self.plan: list[tuple[str, str]] = []  # how a command begins, and what happens at it
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self._deaf: set[socket.socket] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Nobody gets through any more."""
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open += [client, server]
                threading.Thread(target=self._there, args=(client, server), daemon=True).start()
                threading.Thread(target=self._back, args=(server, client), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError), client.makefile("rb") as lines:
            for line in lines:
                at = next((p for p in self.plan if line.decode().startswith(p[0])), None)
                if at is None:
                    server.sendall(line)
                    continue
                self.plan.remove(at)
                if at[1] == LOSE:
                    break
                if at[1] in (TAKE_AND_CUT, TAKE_AND_HANG):
                    self._deaf.add(client)
                    server.sendall(line)
                    time.sleep(0.3)
                    if at[1] == TAKE_AND_CUT:
                        break
                else:
                    client.sendall(f"{at[1]}\r\n".encode())
        for one in (client, server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while read := server.recv(65536):
                if client not in self._deaf:
                    client.sendall(read)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


class HylafaxService(FaxService):
    """The real one as a service for tests; a job's end is written into its file by us."""

    name = "hylafax"
    refusals = (
        (("JSUBM", "504 Cannot submit job."), "ready", "local"),
        (("STOT", "452 Insufficient storage space."), "ready", "local"),
        (("USER", "530 Login incorrect."), "ready", "account"),
    )
    ends: ClassVar[Mapping[str, tuple[int, str]]] = {  # statuscode and status, as sendq(5) has them
        "busy": (333, "Busy signal detected; too many attempts to dial"),
        "no_answer": (333, "No answer from remote; too many attempts to dial"),
        "voice": (2, "No carrier detected"),
        "line": (100, "Failed to train with remote at 2400 bit/s or a minimum speed"),
        "partly": (100, "RSPREC error/got DCN (sender abort)"),
        "bad_number": (100, "Invalid dialing command"),
        "sent": (0, ""),
    }

    def __init__(self) -> None:
        self.server = HylaFax()
        self.gate = Gate(self.server.port)
        self.settings = {"fax_gateway": "hylafax", "hylafax_port": self.gate.port}

    @property
    def faxes(self) -> list[Fax]:
        """What was submitted."""
        return [
            Fax(job, said["jobtag"], said["number"], self._document(said), said["state"])
            for job, said in sorted(self.server.jobs().items(), key=lambda item: int(item[0]))
        ]

    def once(self, action: Any) -> None:
        """At JSUBM, or at the command it names."""
        self.gate.plan.append(action if isinstance(action, tuple) else ("JSUBM", action))

    def end(self, fax: Fax, how: str) -> None:
        """Take the job from the queue, and write into its file how it ended."""
        with Hfaxd("127.0.0.1", self.server.port, 5, time.monotonic() + 20) as hfaxd:
            hfaxd.log_in("campaign", "")
            hfaxd.do(f"JKILL {fax.id}")
        path = self.server.spool / f"doneq/q{fax.id}"
        wait_until(path.exists)
        code, status = self.ends[how]
        pages = 1 if how in ("sent", "partly") else 0
        written = {"state": 7 if how == "sent" else 8, "statuscode": code, "status": status}
        for name, value in (written | {"npages": pages, "totpages": 2 - (how == "sent")}).items():
            text = path.read_text()
            path.write_text(re.sub(rf"(?m)^{name}:.*$", f"{name}:{value}", text))

    def close(self) -> None:
        """Stop all of it."""
        self.gate.close()
        self.server.close()

    def down(self) -> None:
        """hfaxd is gone; what it had queued stays."""
        self.gate.close()

    def _document(self, job: Mapping[str, str]) -> bytes:
        path = self.server.spool / job.get("tiff", job.get("!tiff", "")).rpartition(":")[2]
        return path.read_bytes() if path.is_file() else b""
