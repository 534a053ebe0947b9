"""A mail is taken apart once, for all the addresses to which it came."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from campaign.inbound.mime import LARGEST, NOTHING, Mail, head_alone, read
from campaign.inbound.report import Report, report_in

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Understood:
    """The bytes of a mail, what it says, and the report that it is."""

    content: bytes
    mail: Mail
    report: Report | None = None


def understand(content: bytes) -> Understood:
    """Take a mail apart; one over which every parser breaks is kept all the same, as NOTHING."""
    content = content[:LARGEST]
    for taken_apart in (read, head_alone):
        try:
            mail = taken_apart(content)
            return Understood(content, mail, report_in(mail))
        except Exception as error:
            log.warning("a mail could not be taken apart: %s", type(error).__name__)
    return Understood(content, NOTHING)
