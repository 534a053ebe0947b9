"""A mailbox that takes all mail for LETTERS_DOMAIN, asked by IMAP (RFC 3501); for small set-ups.

A mail is marked as read only after it is kept. If we die in between it comes again, and is known.
"""

from __future__ import annotations

import imaplib
import logging
import random
import re
import ssl
from contextlib import suppress
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any

from flask import current_app

from campaign import inbound
from campaign.base.mime import BOUNDED
from campaign.inbound.mime import LARGEST, addresses_in
from campaign.letters.addresses import OPEN
from config import Config

BATCH = 100  # mails of one visit, by lot: those that have to wait keep no others waiting
TIMEOUT = 30.0  # seconds for each step
HEAD = 64_000  # bytes in which the addresses must stand

# Where mail servers write for whom a mail came, and its senders too; the surest first.
ENVELOPE = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
ADDRESSES = 50  # of one mail that are looked at

log = logging.getLogger(__name__)


def fetch() -> int:
    """Take what is unread in the mailbox; returns how many mails were marked as read.

    Mail that cannot be taken just now stays unread. Raises OSError or imaplib.IMAP4.error if the
    mailbox cannot be reached.
    """
    config = current_app.config["CAMPAIGN"]
    context = ssl.create_default_context()
    with imaplib.IMAP4_SSL(
        config.imap_host, config.imap_port, ssl_context=context, timeout=TIMEOUT
    ) as server:
        server.login(config.imap_username, config.imap_password)
        _good(server.select(_quoted(config.imap_folder)))
        [found] = _good(server.uid("SEARCH", "UNSEEN"))
        unread = (found or b"").decode().split()
        chosen = sorted(random.sample(unread, min(BATCH, len(unread))), key=int)
        return sum(_take(server, uid) for uid in chosen)


def addresses_of(content: bytes) -> list[str]:
    """For which of our addresses a mail in the common mailbox is.

    Those of letters; if there is none, the open one: it is filed by what it says.
    """
    head = BytesHeaderParser(policy=BOUNDED).parsebytes(content[:HEAD])
    named = []
    for address in dict.fromkeys(_written(head)):
        try:
            if address.partition("@")[0] not in OPEN:
                inbound.known(address)
                named.append(address)
        except inbound.NoSuchRecipient:
            if address.rpartition("@")[2] in _domains():
                inbound.turn_away()
    return named or [f"{OPEN[0]}@{_domains()[0]}"]


def _take(server: imaplib.IMAP4, uid: str) -> bool:
    """Take one mail, then mark it; False if it has to wait."""
    answer = _good(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST}>)"))
    content = next((bytes(part[1]) for part in answer if isinstance(part, tuple)), b"")
    try:
        understood = inbound.understand(content)
        for address in addresses_of(content):
            with suppress(inbound.NoSuchRecipient):  # of a letter that is not there any more
                inbound.take_understood(address, None, understood)
    except inbound.NotYet:
        return False
    except Exception as error:
        log.error("mail %s was not kept: %s", uid, type(error).__name__)
        return False
    _good(server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)"))
    return True


def _written(head: Message) -> list[str]:
    values = [str(value) for name in ENVELOPE for value in head.get_all(name, [])]
    return [address for value in values[:ADDRESSES] for address in addresses_in(value)][:ADDRESSES]


def _domains() -> list[str]:
    config: Config = current_app.config["CAMPAIGN"]
    return config.letters_domains


def _good(answer: tuple[str, list[Any]]) -> list[Any]:
    """The data of an answer; raises imaplib.IMAP4.error for one that is not OK."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error("the mailbox does not answer as it should")
    return data


def _quoted(folder: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", folder) + '"'
