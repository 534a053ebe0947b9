"""A real Postfix of our own for tests: private folders, loopback only, apart from any other.

    postfix = Postfix(sink)              # everything it takes goes on to this address and port
    postfix = Postfix(("127.0.0.2", 2525), timeout=5, extra="relayhost = [127.0.0.3]:2525")
    postfix.port                         # where it listens, on 127.0.0.1
    postfix.log                          # its log, written by postlogd: RELAY_LOG
    postfix.list_queue                   # the command that lists its queue: RELAY_QUEUE
    postfix.stop(); postfix.start()      # as an operator does; `restart()` is both
    postfix.kill()                       # SIGKILL to all of it; `start()` again afterwards
    postfix.flush()                      # try at once what was deferred
    postfix.queue()                      # what `postqueue -j` tells: one dict a mail
    postfix.rotate()                     # the log becomes log.1, as logrotate does it
    postfix.rotate_by_itself()   # the same by `postfix logrotate`
    postfix.empty()                      # the spool is lost (it is stopped, emptied, started)
    postfix.close()                      # for good

`timeout` is its `smtpd_timeout` in seconds: an idle client is cut after it. Put the sink on
127.0.0.2: what 127.0.0.1 takes counts as a filter of our own, not as the authority's server.
Postfix starts as root only; `why_not()` says why it cannot run here.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.servers import fast_folder, free_port, wait_until

PROGRAM = "/usr/sbin/postfix"
QUEUES = ("incoming", "active", "deferred", "defer", "bounce", "maildrop")
FRAGMENT = Path(__file__).parent.parent / "deploy/postfix/main.cf"

# What a real site must not have: names and places of the test, and no waiting.
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
maillog_file = {logs}/log
maillog_file_prefixes = {logs}
myhostname = relay.example.org
mydestination =
alias_maps =
alias_database =
default_transport = smtp:[{sink_host}]:{sink_port}
smtp_host_lookup = native
smtpd_timeout = {timeout}s
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
maximal_queue_lifetime = {lifetime}
bounce_queue_lifetime = {lifetime}
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


def why_not() -> str:
    """Why Postfix cannot run here; empty if it can."""
    if not Path(PROGRAM).exists():
        return "Postfix is not installed (Debian, Ubuntu: sudo apt install postfix)"
    return "" if os.geteuid() == 0 else "Postfix can only be started by root"


class Postfix:
    """A Postfix that passes all mail on to one server; it runs when this returns."""

    def __init__(
        self, sink: tuple[str, int], *, timeout: int = 60, lifetime: str = "5d", extra: str = ""
    ) -> None:
        assert not why_not(), why_not()
        self.folder = fast_folder("postfix-")
        self.folder.chmod(0o755)
        self.port = free_port()
        self.timeout = timeout
        # Postfix does not rotate what lies under /dev, where the fast folder is.
        self._logs = Path(tempfile.mkdtemp(prefix="postfix-log-"))
        self._logs.chmod(0o755)
        self.log = self._logs / "log"
        self._config = self.folder / "etc"
        self.list_queue = f"/usr/sbin/postqueue -c {self._config} -j"
        for name in ("etc", "spool", "data"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        own = MAIN.format(
            folder=self.folder,
            logs=self._logs,
            sink_host=sink[0],
            sink_port=sink[1],
            timeout=timeout,
            lifetime=lifetime,
        )
        settings = _settings(FRAGMENT.read_text()) | _settings(own) | _settings(extra)
        main = "".join(f"{name} = {value}\n" for name, value in settings.items())
        (self._config / "main.cf").write_text(main)
        (self._config / "master.cf").write_text(MASTER.format(port=self.port))
        self.log.touch()
        self.start()

    def start(self) -> None:
        """Start it; it listens when this returns."""
        self._run("postfix", "start")
        wait_until(self._listens)

    def stop(self) -> None:
        """Stop it as an operator does: deliveries just going on may end."""
        self._run("postfix", "stop")

    def restart(self) -> None:
        """Stop it and start it again."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """Kill all of it without a word; its spool stays."""
        master = int((self.folder / "spool/pid/master.pid").read_text())
        os.killpg(master, signal.SIGKILL)
        wait_until(lambda: not self._listens())

    def flush(self) -> None:
        """Try at once what waits for its next try."""
        self._run("postqueue", "-f")

    def queue(self) -> list[dict[str, Any]]:
        """What it has in its queue now."""
        listing = self._run("postqueue", "-j")
        return [json.loads(line) for line in listing.splitlines()]

    def rotate(self) -> None:
        """Rename the log to `log.1` and let postlogd begin a new one."""
        self.log.rename(self.log.with_name("log.1"))
        self.log.touch()
        self._run("postfix", "reload")

    def rotate_by_itself(self) -> None:
        """Rotate the log by Postfix's own command, which packs the old one as main.cf says."""
        self._run("postfix", "logrotate")

    def empty(self) -> None:
        """Lose the spool."""
        self.kill()
        for queue in QUEUES:
            for found in (self.folder / "spool" / queue).rglob("*"):
                if found.is_file():
                    found.unlink()
        self.start()

    def lines(self, *words: str) -> list[str]:
        """The lines of the log that hold all these words."""
        if not self.log.exists():  # rotated, and nothing has been written since
            return []
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if all(word in line for word in words)]

    def close(self) -> None:
        """Stop it for good and remove what it wrote."""
        if self._listens():
            self.kill()
        shutil.rmtree(self.folder)
        shutil.rmtree(self._logs)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _run(self, program: str, argument: str) -> str:
        command = [f"/usr/sbin/{program}", "-c", str(self._config), argument]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + self.log.read_text(errors="replace")
        return done.stdout


def _settings(text: str) -> dict[str, str]:
    lines = (line.partition("=") for line in text.splitlines() if line and line[0] != "#")
    return {name.strip(): value.strip() for name, _, value in lines}
