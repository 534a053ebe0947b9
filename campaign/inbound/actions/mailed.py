"""A report that came by mail to the address for reports.

The sender's address is not kept: nothing that comes in is ever answered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from campaign.base.mime import bytes_of, leaves
from campaign.base.safe_text import plain
from campaign.inbound.actions.files import LARGEST, SafeFile, TooHeavy, UnfitFile, safe_file
from campaign.inbound.actions.named import campaigns_named
from campaign.inbound.actions.tell import TooMuchToday, fill, keep_file, new_report
from campaign.inbound.actions.told import TEXT_LENGTH
from campaign.inbound.match import Match
from campaign.inbound.mime import Mail

PATIENCE = 15  # seconds for a file: other mail waits
FILES = ("image/", "application/pdf", "application/octet-stream")  # kinds that may hold one


@dataclass(frozen=True)
class Mailed:
    """What a mail tells: its words, and the one file that is kept, or why none is."""

    text: str
    file: SafeFile | None
    refused: str


def read(mail: Mail) -> Mailed:
    """Take the words and the first picture or PDF out of a mail; of no database, and slow."""
    text = plain(f"{mail.subject}\n\n{mail.text}"[: 2 * TEXT_LENGTH], 2 * TEXT_LENGTH, lines=True)
    refused = ""
    for data in _attached(mail):
        try:
            return Mailed(text[:TEXT_LENGTH], safe_file(data, PATIENCE), "")
        except UnfitFile as problem:
            refused = refused or str(problem)
            if isinstance(problem, TooHeavy):
                break
    return Mailed(text[:TEXT_LENGTH], None, refused)


def digest_of(mail: Mail) -> bytes | None:
    """By what a report is known again when its mail comes a second time, or to two addresses.

    None if the mail bears no Message-ID (RFC 5322, 3.6.4).
    """
    named = mail.message.get("Message-ID")
    said = f"report\n{mail.sender_address}\n{named}"
    return hashlib.sha256(said.encode("utf-8", "replace")).digest() if named else None


def keep(session: Session, digest: bytes, found: Match, mailed: Mailed) -> None:
    """Keep it in the caller's transaction, which takes each mail once.

    Raises TooMuchToday only if there is no room for the report itself.
    """
    org_id, campaign_id = found.org_id, found.campaign_id
    if campaign_id is None and len(named := campaigns_named(mailed.text)) == 1:
        org_id, campaign_id = named[0].org_id, named[0].id
    report = new_report(session, digest, org_id, campaign_id, by_mail=True)
    fill(report, mailed.text, {"text": mailed.text})
    report.file_refused = mailed.refused or None
    try:
        keep_file(session, report, mailed.file)
    except TooMuchToday as problem:
        report.file_refused = str(problem)


def _attached(mail: Mail) -> Iterator[bytes]:
    """What may be a picture or PDF; two at most are opened."""
    if mail.intricate:
        return
    found = (part for part in leaves(mail.message) if part.get_content_type().startswith(FILES))
    for _, part in zip(range(2), found, strict=False):
        data = bytes_of(part)
        if 0 < len(data) <= LARGEST:
            yield data
