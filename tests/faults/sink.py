"""The receiving side: an SMTP server in a process of its own, whose records judge everybody.

A mail counts as received when its line is on the disk, which is before our 250. With `--relay-log`
it writes that log, too, as a Postfix with long queue ids does. What it shall do otherwise comes
line by line on stdin as JSON, and is answered by a line on stdout:

    {"stage": "rcpt", "action": "drop", "every": 7, "times": 20}

Stages: connect, ehlo, mail, rcpt, data, body (cut while the content comes), dot (the content is
on the disk, our answer is not given), lost (cut at the dot, and the content with it), rset, quit.
Actions: `drop`, `hang`, `trickle` (one byte a second), `flood` (a line without end), `slow:0.5`
(seconds before the usual answer), or an answer such as `450 4.2.1 busy`. `{"forget": true}` ends
all of that. Standard library only: it starts in a moment.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ANSWERS = {
    "connect": "220 relay.example.net ESMTP",
    "ehlo": "250-relay.example.net\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES",
    "mail": "250 2.1.0 Ok",
    "rcpt": "250 2.1.5 Ok",
    "data": "354 End data with <CR><LF>.<CR><LF>",
    "dot": "250 2.0.0 Ok: queued as {queue_id}",
    "rset": "250 2.0.0 Ok",
    "noop": "250 2.0.0 Ok",
    "quit": "221 2.0.0 Bye",
}
MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(<[^>]+>)")


class Cut(Exception):
    """The conversation ends here."""


class Sink:
    """What it received, and what it was told to do."""

    def __init__(self, received: Path, relay_log: Path | None, idle: float, delay: float) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._received = os.open(received, flags, 0o644)
        self._relay_log = os.open(relay_log, flags, 0o644) if relay_log else None
        self._idle = idle or None
        self._delay = delay
        self._plans: list[dict[str, Any]] = []
        self._number = time.time_ns()
        self._note("master", "daemon started -- version 3.9.1, configuration /etc/postfix")
        if relay_log:
            self._find_again(received.read_text(), relay_log.read_text())

    def obey(self, order: dict[str, Any]) -> int:
        """Follow an order; returns how often plans have acted so far."""
        if order.get("forget"):
            self._plans.clear()
        elif "stage" in order:
            self._plans.append({"every": 1, "times": 10**9, "seen": 0, **order})
        return sum(plan.get("done", 0) for plan in self._plans)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation."""
        heard: Counter[str] = Counter()
        try:
            await self._converse(reader, writer, heard)
        except (Cut, OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            pass
        finally:
            writer.transport.abort()
            said = "".join(f"{verb}={n} " for verb, n in heard.items())
            total = f"{said}commands={heard.total()}"
            self._note("smtpd", f"disconnect from localhost[127.0.0.1] {total}")

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: Counter[str]
    ) -> None:
        sender = recipient = ""
        await self._answer(writer, "connect")
        while line := await self._line(reader):
            words = line.decode("utf-8", "replace").strip()
            stage = words[:4].lower()
            if stage not in ANSWERS:
                writer.write(b"502 5.5.1 not here\r\n")
                continue
            heard[stage] += 1
            positive = await self._answer(writer, stage)
            if stage == "mail":
                sender = words.partition("<")[2].partition(">")[0]
            elif stage == "rcpt":
                recipient = words.partition("<")[2].partition(">")[0]
            elif stage == "data" and positive:
                await self._take(reader, writer, sender, recipient)
            elif stage == "quit":
                return

    async def _take(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sender: str, to: str
    ) -> None:
        if plan := self._plan("body"):
            await self._line(reader)
            await self._act(writer, plan["action"])
        content = b""
        while (line := await self._line(reader)) != b".\r\n":
            if not line:
                raise Cut
            content += line
        if self._plan("lost"):
            raise Cut
        plan = self._plan("dot")
        refused = plan is not None and plan["action"][:1] in "45"
        queue_id = "-" if refused else self._keep(content, sender, to)
        await asyncio.sleep(self._delay)
        usual = ANSWERS["dot"].format(queue_id=queue_id)
        await self._act(writer, plan["action"] if plan else usual, usual)

    def _keep(self, content: bytes, sender: str, to: str) -> str:
        """Write a mail down; returns its queue id. From here on it is ours."""
        found = MESSAGE_ID.search(content)
        message_id = found[1].decode() if found else "<none>"
        self._number += 1
        queue_id = _queue_id(self._number)
        self._note("cleanup", f"{queue_id}: message-id={message_id}")
        line = f"{time.time():.6f} {message_id} {to} {queue_id} <{sender}> {len(content)}\n"
        os.write(self._received, line.encode())
        os.fdatasync(self._received)
        self._deliver(queue_id, sender, to, len(content))
        return queue_id

    def _find_again(self, received: str, log: str) -> None:
        """What was taken just before we were killed lies in the queue, as it would in Postfix's."""
        for line in received.splitlines():
            _, _, to, queue_id, sender, size = line.split()
            if f"qmgr[1]: {queue_id}: from=" not in log:
                self._deliver(queue_id, sender[1:-1], to, int(size))

    def _deliver(self, queue_id: str, sender: str, to: str, size: int) -> None:
        self._note("qmgr", f"{queue_id}: from=<{sender}>, size={size}, nrcpt=1 (queue active)")
        self._note(
            "smtp",
            f"{queue_id}: to=<{to}>, relay=mx.example.net[192.0.2.1]:25, delay=0.1, "
            "delays=0/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok)",
        )
        self._note("qmgr", f"{queue_id}: removed")

    def _note(self, program: str, text: str) -> None:
        if self._relay_log is not None:
            at = datetime.now(UTC).isoformat()
            os.write(self._relay_log, f"{at} relay postfix/{program}[1]: {text}\n".encode())

    async def _line(self, reader: asyncio.StreamReader) -> bytes:
        return await asyncio.wait_for(reader.readline(), self._idle)

    def _plan(self, stage: str) -> dict[str, Any] | None:
        """The plan whose turn it is at this stage, if any."""
        for plan in self._plans:
            if plan["stage"] == stage and plan.get("done", 0) < plan["times"]:
                plan["seen"] += 1
                if plan["seen"] % plan["every"] == 0:
                    plan["done"] = plan.get("done", 0) + 1
                    return plan
        return None

    async def _answer(self, writer: asyncio.StreamWriter, stage: str) -> bool:
        plan, usual = self._plan(stage), ANSWERS[stage]
        return await self._act(writer, plan["action"] if plan else usual, usual)

    async def _act(self, writer: asyncio.StreamWriter, action: str, usual: str = "") -> bool:
        """Do as planned, or answer as usual; True if the answer is a good one."""
        if action == "drop":
            raise Cut
        if action == "hang":
            await asyncio.sleep(3600)
        if action == "trickle":
            for byte in usual.encode():
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
        while action == "flood":
            writer.write(b"250-" + b"x" * 65536)
            await writer.drain()
        if action.startswith("slow:"):
            await asyncio.sleep(float(action[5:]))
            action = usual
        writer.write(action.encode() + b"\r\n")
        await writer.drain()
        if action.startswith("421"):
            raise Cut
        return action[:1] in "23"


def _queue_id(number: int) -> str:
    """A long queue id, never used twice: time, `z`, number of the file (postconf(5))."""
    letters = "0123456789BCDFGHJKLMNPQRSTVWXYbcdfghjklmnpqrstvwxy"
    made = ""
    while number:
        number, rest = divmod(number, len(letters))
        made = letters[rest] + made
    return f"{made}z1B2"


async def _main(arguments: argparse.Namespace) -> None:
    sink = Sink(arguments.received, arguments.relay_log, arguments.idle, arguments.delay)
    server = await asyncio.start_server(
        sink.serve, arguments.host, arguments.port, backlog=500, limit=2**22
    )
    print("ready", flush=True)
    async with server:
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(sink.obey(json.loads(line)), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--received", type=Path, required=True)
    parser.add_argument("--relay-log", type=Path)
    parser.add_argument(
        "--idle", type=float, default=0.0, help="cut who is silent this long; 0: never"
    )
    parser.add_argument("--delay", type=float, default=0.003, help="between the disk and our 250")
    asyncio.run(_main(parser.parse_args()))
