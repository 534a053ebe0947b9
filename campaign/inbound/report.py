"""What a mail server reports of a letter (RFC 3464), or a mail program of its reader (RFC 8098)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

from campaign.delivery.gateways.conversation import clean
from campaign.inbound.mime import Mail, decoded

_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_RETURNED = re.compile(r"^message-id:\s{0,4}(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
CLASSES = {"failed": "45", "delayed": "4", "delivered": "2", "relayed": "2", "expanded": "2"}


@dataclass(frozen=True)
class Report:
    """A report as far as it can be read for sure; `action` is empty where it cannot."""

    action: str  # one of ACTIONS, or empty
    status: str  # enhanced code (RFC 3463), such as 5.1.1, or empty
    text: str  # the other server's words, cleaned
    reporter: str  # the server that reports, lower case, or empty
    message_id: str  # of the letter that is spoken of, or empty
    read_receipt: bool = False


def report_in(mail: Mail) -> Report | None:
    """The report that a mail is; None if it is none.

    One that contradicts itself (two recipients with two fates, "failed" with a status of success)
    has no action: a person must read it.
    """
    parts = list(mail.message.walk()) if not mail.intricate else []
    types = [part.get_content_type() for part in parts]
    returned = _returned_id(parts)
    if "message/disposition-notification" in types:
        return Report("", "", "", "", returned, read_receipt=True)
    if "message/delivery-status" not in types:
        return None
    blocks = _blocks(parts[types.index("message/delivery-status")])
    reporter = next((_typed(b.get("Reporting-MTA")) for b in blocks if b.get("Reporting-MTA")), "")
    recipients = [block for block in blocks if block.get("Action")]
    found = [_read(block) for block in recipients]
    if not found or len({(action, status[:1]) for action, status, _ in found}) > 1:
        return Report("", "", "", reporter.lower(), returned)
    action, status, text = found[0]
    return Report(action, status, text, reporter.lower(), returned)


def answered_ids(mail: Mail) -> list[str]:
    """The Message-IDs to which a mail says that it answers (RFC 5322, 3.6.4), the nearest first."""
    references = _MESSAGE_ID.findall(mail.header("References"))
    return list(dict.fromkeys(_MESSAGE_ID.findall(mail.header("In-Reply-To")) + references[::-1]))


def _blocks(part: Message) -> list[Message]:
    """The groups of fields: the first of the message, then one a recipient (RFC 3464, 2.1)."""
    payload = part.get_payload()
    return [p for p in payload if isinstance(p, Message)] if isinstance(payload, list) else []


def _read(block: Message) -> tuple[str, str, str]:
    """Action, status and words about one recipient; no action if they cannot both be true."""
    action = str(block.get("Action") or "").split("(")[0].strip().lower()
    text = clean(_typed(block.get("Diagnostic-Code")))
    stated = _STATUS.match(str(block.get("Status") or ""))
    status = stated[1] if stated else ""
    if action not in ACTIONS or (status and status[0] not in CLASSES[action]):
        return "", status, text
    return action, status or f"{CLASSES[action][-1]}.0.0", text


def _typed(value: object) -> str:
    """What follows the type in `dns; mail.example.org` or `smtp; 550 ...` (RFC 3464, 2.1.2)."""
    kind, separator, rest = decoded(str(value or "")).partition(";")
    return (rest if separator else kind).strip()


def _returned_id(parts: list[Message]) -> str:
    """The Message-ID in the letter, or in its headers, that comes back with the report."""
    for part in parts[1:]:  # the first is the mail itself, whose Message-ID is the reporter's
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            text = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
            if found := _RETURNED.search(text):
                return found[1]
        elif found := _MESSAGE_ID.search(str(part.get("Message-ID") or "")):
            return found[0]
    return ""
