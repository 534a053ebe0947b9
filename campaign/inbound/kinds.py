"""What a mail that came in is: a report of a mail server, or the word of a person or machine.

After RFC 3464 (delivery status), RFC 8098 (read receipts) and RFC 3834 (automatic answers). What
cannot be read for sure is never guessed: a person reads it.
"""

from __future__ import annotations

import re

from campaign.inbound.mime import NOTHING, Mail
from campaign.inbound.report import Report

REPLY, UNREAD, AUTOMATIC = "reply", "unread", "automatic"
ACTION = "action"  # of it only the fact is kept here; see actions/
BOUNCE, DELAYED, PROOF, PASSED_ON, RECEIPT = "bounce", "delayed", "proof", "passed_on", "receipt"

FOR_A_PERSON = (REPLY, UNREAD)
SAYS_SOMETHING = (*FOR_A_PERSON, AUTOMATIC)  # of the others only the fact is kept

REPORTED = {
    "failed": BOUNCE,
    "delayed": DELAYED,
    "delivered": PROOF,
    "relayed": PASSED_ON,
    "expanded": PASSED_ON,
}

_DAEMON = re.compile(r"(?:mailer|mail|delivery)-?(?:daemon|system)|postmaster|mdaemon", re.I)
_AUTOMATIC_HEADERS = ("x-autoreply", "x-autorespond", "x-autoresponse", "list-id")
_AUTOMATIC_PRECEDENCE = ("bulk", "junk", "list", "auto_reply")
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:auto(?:mati[a-zé]+)?[ :-]{0,3}(?:re(?:ply|sponse|spuesta)|answer|antwort)|"
    r"r[eé](?:ponse|spuesta) automati|risposta automatica|automatische antwort|"
    r"out of (?:the )?office|vacation|on (?:annual )?leave\b|abwesen|absence du bureau|"
    r"fuera de la oficina|автоответ|автоматический ответ|رد تلقائي)",
    re.I,
)


def kind_of(mail: Mail, report: Report | None, to_bounce_address: bool, null_sender: bool) -> str:
    """What a mail is; `null_sender` says that its envelope names nobody to answer to."""
    if mail is NOTHING:
        return UNREAD
    if report is not None:
        return _reported(report)
    if to_bounce_address and (_from_a_daemon(mail) or mail.header("x-failed-recipients")):
        return UNREAD
    if is_automatic(mail):
        return AUTOMATIC
    if null_sender or _from_a_daemon(mail):
        return UNREAD if to_bounce_address else AUTOMATIC
    return REPLY


def is_automatic(mail: Mail) -> bool:
    """True for what no person wrote for this occasion (RFC 3834, 2 and 5; and older marks)."""
    submitted = mail.header("auto-submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or any(mail.header(name) for name in _AUTOMATIC_HEADERS)
        or mail.header("precedence").strip().lower() in _AUTOMATIC_PRECEDENCE
        or _AUTOMATIC_SUBJECT.match(mail.subject) is not None
    )


def _reported(report: Report) -> str:
    return RECEIPT if report.read_receipt else REPORTED.get(report.action, UNREAD)


def _from_a_daemon(mail: Mail) -> bool:
    return _DAEMON.fullmatch(mail.sender_address.partition("@")[0]) is not None
