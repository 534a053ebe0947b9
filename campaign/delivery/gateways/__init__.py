"""Who takes a transmission off our hands: one file a make.

`choose` names the one in use for each channel.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from campaign.delivery.errors import TABLE

E164 = re.compile(r"\+[1-9]\d{6,14}")  # ITU-T E.164; nothing else is dialled or put into a command


@dataclass(frozen=True)
class Parcel:
    """One transmission, ready for a gateway."""

    transmission_id: UUID
    org_id: UUID
    fence: int
    message_id: str
    sender: str  # envelope sender
    address: str  # mailbox or E.164 number
    payload: bytes


@dataclass(frozen=True)
class Outcome:
    """How handing over ended, as far as we can know."""

    event: str  # taken, refused, not_taken or cut: a move of letters.states
    code: int | None = None
    text: str = ""
    error_class: str | None = None  # one of errors.TABLE; none: nobody said anything
    reference: str | None = None  # the gateway's own
    began: bool = True  # False: nothing of it was said to anybody, the try is void


TOO_LATE = Outcome("not_taken", text="too late", began=False)
NO_NUMBER = Outcome("refused", text="no telephone number", error_class="bad_number")


@dataclass(frozen=True)
class Report:
    """What a gateway says later of a fax that it took."""

    event: str | None  # proved, not_through, partly or came_back; none: it is under way
    text: str = ""
    error_class: str | None = None  # one of errors.TABLE
    pages: int | None = None  # that went over the line, and so cost something; none: not told
    cost: int | None = None  # in cents, where the gateway tells it
    reference: str = ""  # the gateway's own
    ours: str = ""  # the reference that we gave it, where the gateway repeats it
    key: str = ""  # the same whenever the same news comes again
    raw: str = ""  # what the gateway said, without the document


@dataclass(frozen=True)
class Found:
    """What a gateway has under a reference of ours."""

    reports: Sequence[Report]
    complete: bool  # nothing else can be there: if there is no report, it has no such fax


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at without sending anything."""

    what: str
    good: bool
    text: str


class Unavailable(Exception):
    """A gateway that cannot be asked now; the message says why."""


class Forged(Exception):
    """A callback that the gateway cannot have sent."""


class Gateway(Protocol):
    """What a drain needs of a gateway."""

    name: str

    def hand_over(self, parcel: Parcel, until: float) -> Outcome:
        """Try once; never raises for what the other side does.

        Nothing is begun after `until` (of time.monotonic()): then it belongs to others.
        """

    def close(self) -> None:
        """Say good-bye."""


class FaxGateway(Gateway, Protocol):
    """A gateway that can be asked later what became of a fax."""

    def look_up(self, reference: str) -> Report | None:
        """What the gateway knows now of the fax it gave this reference; None: nothing.

        Raises Unavailable.
        """

    def find(self, ours: str, number: str, since: datetime) -> Found:
        """Look for the fax to this number that was handed over, if at all, under our reference.

        Not before `since`. Raises Unavailable.
        """

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Report | None:
        """What a callback says, once it is proved that the gateway means it; None: no news.

        The names of the headers are in lower case.
        Raises Forged, or Unavailable if the gateway had to be asked and could not.
        """

    def delete(self, reference: str) -> None:
        """Delete the document there, if it is there still. Raises Unavailable."""

    def check(self) -> Sequence[Finding]:
        """Whether the gateway is there and takes our credentials; nothing is sent."""


def not_begun(parcel: Parcel, until: float) -> Outcome | None:
    """Why a fax is not even offered: its number is none, or there is no time; None if it may be."""
    if not E164.fullmatch(parcel.address):
        return NO_NUMBER
    return TOO_LATE if late(until) else None


def late(until: float) -> bool:
    """True if nothing may be begun any more."""
    return time.monotonic() >= until


def failure(error_class: str, text: str, pages: int | None) -> Report:
    """What follows when a fax did not get through whole.

    Some pages went, or after a failure on the line nobody says how many: a person decides. Else it
    is tried again, or it came back for good, as the table has it for this class.
    """
    event = "came_back" if TABLE[error_class].final else "not_through"
    if pages or (pages is None and error_class == "line"):
        event = "partly"
    return Report(event, text, error_class, pages)
