"""Who takes a transmission off our hands: one file a make.

`choose` names the one in use for each channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Parcel:
    """One transmission, ready for a gateway."""

    transmission_id: UUID
    org_id: UUID
    fence: int
    message_id: str  # our reference
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


@dataclass(frozen=True)
class Report:
    """What a gateway says later of something it took."""

    event: str | None  # proved, came_back, or None: no news
    text: str = ""
    pages: int | None = None


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

    def look_up(self, reference: str) -> Report:
        """What the gateway knows now of the fax it gave this reference."""
