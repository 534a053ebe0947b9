"""What Postfix, our relay, tells: the lines of its log, and what it has in its queue.

Only the queue manager's line proves that a mail is kept, or any later one of the same queue id:
what `cleanup` saw may have been cut off before its end. Lines as Postfix 3.4 and newer write them,
by postlogd or syslog, with its time stamps or those of RFC 3339.
"""

from __future__ import annotations

import json
import logging
import re
import shlex
import subprocess
from dataclasses import dataclass, field

from campaign.delivery.gateways.conversation import clean

QUEUE_SECONDS = 60  # for listing a queue

# Never used twice (postconf(5), enable_long_queue_ids): seconds, microseconds, `z`, the file.
DIGITS = "0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y"
LONG_ID = re.compile(rf"[{DIGITS}z]{{10,}}z[{DIGITS}]+")

# The head is matched to the letter, so that nothing a stranger made Postfix log looks like a line.
LINE = re.compile(
    rb"""
    ^(?:[A-Z][a-z]{2}[ ][ \d]\d[ ][\d:]{8}|\d{4}-\d\d-\d\dT\S+)[ ]\S+[ ]
    [^\s\[]+/(?P<daemon>[a-z]+)\[\d+\]:[ ]
    (?:
      (?P<queue_id>[0-9A-Za-z]+):[ ](?:
          message-id=(?P<message_id><[^<>\s]+>)
        | from=<(?P<sender>[^<>]*)>,[ ](?:
            size=\d+,[ ]nrcpt=\d+[ ]\(queue[ ]active\)
          | status=(?P<expired>(?:force-)?expired),.*)
        | to=<[^>]*>,[ ](?:orig_to=<[^>]*>,[ ])?relay=(?P<relay>\S+),[ ](?:conn_use=\d+,[ ])?
          delay=\S+,[ ]delays=\S+,[ ]dsn=(?P<dsn>[245]\.\d+\.\d+),[ ]
          status=(?P<status>sent|deferred|bounced)[ ]\((?P<reply>.*)\)
        | (?P<removed>removed)
      )
    | disconnect[ ]from[ ]\S+[ ](?:\S+[ ])*?noop=(?P<noops>\d+)[ ](?:\S+[ ])*?commands=\S+
    )\r?$
    """,
    re.VERBOSE | re.MULTILINE,
)
SERVER = re.compile(r"[^\[\]]+\[[^\[\]]+\](?::\d+)?")

log = logging.getLogger(__name__)


@dataclass
class Told:
    """What some lines tell of one queue id; the last word counts."""

    message_id: str = ""
    sender: str = ""
    active: bool = False
    status: str = ""  # sent, deferred, bounced, expired or removed
    dsn: str = ""
    reply: str = ""
    server: str = ""  # `name[address]:port`, where a mail server said so


@dataclass
class Page:
    """What a piece of the log tells."""

    told: dict[str, Told] = field(default_factory=dict)  # by long queue id
    short: set[str] = field(default_factory=set)  # message-ids under queue ids that prove nothing
    farewells: set[int] = field(default_factory=set)  # NOOPs of conversations that have ended


def read(lines: bytes) -> Page:
    """Understand whole lines of the log; others than those that concern mails are passed over."""
    page = Page()
    for line in LINE.finditer(lines):
        if line["noops"]:
            page.farewells.add(int(line["noops"]))
            continue
        queue_id = line["queue_id"].decode()
        if LONG_ID.fullmatch(queue_id):
            _note(page.told.setdefault(queue_id, Told()), line)
        elif line["message_id"]:
            page.short.add(line["message_id"].decode("ascii", "replace"))
    return page


def _note(told: Told, line: re.Match[bytes]) -> None:
    if line["message_id"]:
        told.message_id = line["message_id"].decode("ascii", "replace")
        return
    if line["sender"] is not None:
        told.sender = line["sender"].decode("ascii", "replace")
    told.active = True
    if line["status"]:
        told.status, told.dsn = line["status"].decode(), line["dsn"].decode()
        told.reply = clean(line["reply"])
        relay = clean(line["relay"])
        spoken = line["daemon"] == b"smtp" and SERVER.fullmatch(relay)
        told.server = relay if spoken else ""
    elif line["expired"]:
        told.status = "expired"
    elif line["removed"] and told.status not in ENDS:
        told.status = "removed"


ENDS = ("sent", "bounced", "expired")


@dataclass(frozen=True)
class Queue:
    """What the relay has in its queue."""

    queue_ids: frozenset[str]
    senders: frozenset[str]


def queue(command: str) -> Queue | None:
    """List the relay's queue by `postqueue -j`; None if it cannot be asked."""
    try:
        done = subprocess.run(  # noqa: S603  (the operator's own command)
            shlex.split(command), capture_output=True, timeout=QUEUE_SECONDS, check=True
        )
        mails = [json.loads(line) for line in done.stdout.splitlines()]
        ids, senders = ([mail[key] for mail in mails] for key in ("queue_id", "sender"))
    except (OSError, ValueError, KeyError, TypeError, subprocess.SubprocessError) as error:
        log.warning("the relay's queue cannot be listed: %s", type(error).__name__)
        return None
    return Queue(frozenset(ids), frozenset(senders))


def beyond(server: str | None, next_ones: str) -> bool:
    """True if a server is none of those to which our relay only passes mail on (RELAY_NEXT)."""
    if not server:
        return False
    name, _, rest = server.lower().partition("[")
    ours = {one.strip().lower() for one in next_ones.split(",")}
    return not {name, rest.partition("]")[0]} & ours
