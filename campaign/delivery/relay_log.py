"""Our relay's log, read on from where we were: what it tells of our letters is kept as traces.

Each piece is understood outside and kept in one short transaction, which moves the offset too; so
any number of processes may read at once, and each line is kept once. The log may be rotated by
renaming. Whatever may have been lost (a file is gone, was cut, or the machine went down with lines
that had not reached the disk) is noted as a gap: of what was handed over before, nothing is
surely not taken.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import smtplib
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import postfix
from campaign.delivery.gateways.conversation import Unreachable, connect
from campaign.delivery.models import RelayLog, Trace
from campaign.letters.addresses import named_by
from campaign.letters.models import Transmission
from config import Config

PIECE = 256 * 1024  # bytes of the log in one transaction
SECONDS = 20  # of reading; the next sweep goes on
TAIL = 256  # bytes before the offset by which a file is recognised
FAREWELL_SECONDS = 10  # how long we wait for our own line; syslog may be slow
PACKED = (".gz", ".xz", ".bz2", ".zst")
BOOT = Path("/proc/sys/kernel/random/boot_id")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """Where the next piece begins."""

    inode: str
    offset: int
    tail: str


def read() -> None:
    """Read on to the present end of the log, for at most SECONDS."""
    end = time.monotonic() + SECONDS
    path = Path(_config().relay_log)
    if _opened(path):
        while time.monotonic() < end and _read_piece(path):
            pass


def known_until() -> RelayLog | None:
    """How far the log is known; None if it could never be read."""
    session = reading()
    session.rollback()
    return session.get(RelayLog, _config().relay_log)


def greet() -> bool:
    """Greet the relay, and read on until the log tells of it; True if it does in time.

    Then all that the relay did before the greeting is known. By the number of its NOOPs, drawn by
    lot, the greeting is told from others; Postfix counts them in its `disconnect` line.
    """
    config, noops = _config(), 10 + secrets.randbelow(80)  # smtpd_junk_command_limit is 100
    with writing() as session:
        row = session.get_one(RelayLog, config.relay_log, with_for_update=True)
        row.greeted_at, row.farewell = db_now(), noops
    try:
        smtp = connect(config, time.monotonic() + config.smtp_timeout)
        for _ in range(noops):
            smtp.noop()
        smtp.quit()
    except (Unreachable, OSError, smtplib.SMTPException) as error:
        log.warning("the relay does not answer a greeting: %s", type(error).__name__)
        return False
    end = time.monotonic() + FAREWELL_SECONDS
    while True:
        read()
        known = known_until()
        if known is None or known.farewell is None or time.monotonic() > end:
            return known is not None and known.farewell is None
        time.sleep(0.02)


def boot() -> str:
    """Which start of this machine it is; empty where that cannot be known."""
    with suppress(OSError):
        return BOOT.read_text().strip()
    return ""


def _opened(path: Path) -> bool:
    """Begin with a log that is new to us, and note if the machine was started again since."""
    row, now_boot = known_until(), boot()
    if row is not None and row.boot == now_boot:
        return True
    try:
        inode = _inode(path)
    except OSError as error:
        log.error("RELAY_LOG cannot be read: %s", error.strerror)
        return False
    with writing() as session:
        now = db_now()
        row = session.get(RelayLog, str(path), with_for_update=True)
        if row is None:
            row = RelayLog(path=str(path), inode=inode, offset=0, tail=_hash(b""))
            session.add(row)
        row.boot, row.gap_at = now_boot, now
    return True


def _read_piece(path: Path) -> bool:
    """Read and keep one piece; True if there may be more."""
    row = known_until()
    if row is None:
        return False
    place = Place(row.inode, row.offset, row.tail)
    files = _generations(path)
    here = next((n for n, (inode, _) in enumerate(files) if inode == place.inode), None)
    if here is None:
        return bool(files) and _lose(path, place, files[-1][0], "a file of it is gone")
    newer = files[here + 1 :]
    # Whoever writes has moved on once the newest file holds anything; then older ones are complete.
    complete = bool(newer) and _holds_anything(newer[-1][1])
    try:
        with files[here][1].open("rb") as file:
            if str(os.fstat(file.fileno()).st_ino) != place.inode:
                return True  # renamed just now
            if _tail(file, place.offset) != place.tail:
                return _lose(path, place, place.inode, "it was cut or written over")
            file.seek(place.offset)
            piece = file.read(PIECE)
            whole = piece.rfind(b"\n") + 1 or (len(piece) if len(piece) == PIECE else 0)
            if whole:
                after = place.offset + whole
                _keep(path, place, piece[:whole], after, _tail(file, after))
                return True
    except FileNotFoundError:
        return True
    if not complete:
        return False
    if newer[0][1].suffix in PACKED:
        return _lose(path, place, newer[-1][0], "a file of it was packed before it was read")
    return _go(path, place, newer[0][0])


def _generations(path: Path) -> list[tuple[str, Path]]:
    """The files of the log with their inodes, the oldest first, the present one last."""
    found: list[tuple[int, str, Path]] = []
    for file in path.parent.glob(f"{path.name}[.-]*"):
        with suppress(OSError):
            found.append((file.stat().st_mtime_ns, _inode(file), file))
    files = [(inode, file) for _, inode, file in sorted(found)]
    with suppress(OSError):
        files.append((_inode(path), path))
    return files


def _keep(path: Path, place: Place, lines: bytes, offset: int, tail: str) -> None:
    """Keep what a piece tells of our letters, unless somebody else has done so."""
    page = postfix.read(lines)
    domains = tuple(f"@{domain}>" for domain in _config().letters_domains)
    with writing() as session:
        row = _at(session, path, place)
        if row is None:
            return
        _keep_traces(session, page.told, domains)
        row.offset, row.tail = offset, tail
        if any(one.lower().endswith(domains) for one in page.short):
            log.error("RELAY_LOG proves nothing: set enable_long_queue_ids=yes in the relay")
            row.gap_at = db_now()
        if row.farewell in page.farewells:
            row.read_until, row.farewell = row.greeted_at, None


def _keep_traces(
    session: Session, told: Mapping[str, postfix.Told], domains: tuple[str, ...]
) -> None:
    now = db_now()
    query = select(Trace).where(Trace.queue_id.in_(told))
    locked = query.order_by(Trace.queue_id).with_for_update()
    traces = {trace.queue_id: trace for trace in session.scalars(locked)}
    new = {key: one for key, one in told.items() if key not in traces}
    for queue_id, message_id in _ours(session, new, domains).items():
        traces[queue_id] = Trace(queue_id=queue_id, message_id=message_id, seen_at=now)
        session.add(traces[queue_id])
    for queue_id, trace in traces.items():
        one = told[queue_id]
        trace.active = trace.active or one.active
        if one.status and not (one.status == "removed" and trace.status in postfix.ENDS):
            trace.status, trace.said_at, trace.news = one.status, now, True
            if one.dsn:
                trace.dsn, trace.reply, trace.server = one.dsn, one.reply, one.server


def _ours(
    session: Session, told: Mapping[str, postfix.Told], domains: tuple[str, ...]
) -> dict[str, str]:
    """Which of these queue ids carry a transmission of ours, and its Message-ID.

    Known by the Message-ID, or, should that line be lost, by the envelope sender.
    """
    ids = {k: o.message_id for k, o in told.items() if o.message_id.lower().endswith(domains)}
    senders = {
        key: sender.transmission_id
        for key, one in told.items()
        if key not in ids and (sender := named_by(one.sender))
    }
    t = Transmission
    known = set(session.scalars(select(t.message_id).where(t.message_id.in_(set(ids.values())))))
    by_key = select(t.id, t.message_id).where(t.id.in_(set(senders.values()) - {None}))
    named = {row.id: row.message_id for row in session.execute(by_key)} if senders else {}
    return {key: one for key, one in ids.items() if one in known} | {
        key: named[one] for key, one in senders.items() if one in named
    }


def _go(path: Path, place: Place, inode: str) -> bool:
    """Go on with the next file; True, as there is more to read."""
    with writing() as session:
        if row := _at(session, path, place):
            row.inode, row.offset, row.tail = inode, 0, _hash(b"")
    return True


def _lose(path: Path, place: Place, inode: str, why: str) -> bool:
    """Part of the log is lost: note it, and go on at the beginning of this file."""
    log.error("part of RELAY_LOG is lost: %s", why)
    with writing() as session:
        if row := _at(session, path, place):
            row.inode, row.offset, row.tail, row.gap_at = inode, 0, _hash(b""), db_now()
    return True


def _at(session: Session, path: Path, place: Place) -> RelayLog | None:
    """Our row, locked; None if somebody else has read on since."""
    row = session.get_one(RelayLog, str(path), with_for_update=True)
    return row if Place(row.inode, row.offset, row.tail) == place else None


def _tail(file: BinaryIO, offset: int) -> str:
    """The hash of what stands just before this offset."""
    begin = max(0, offset - TAIL)
    file.seek(begin)
    return _hash(file.read(offset - begin))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _inode(path: Path) -> str:
    return str(path.stat().st_ino)


def _holds_anything(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _config() -> Config:
    config: Config = current_app.config["CAMPAIGN"]
    return config
