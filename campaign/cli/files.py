"""Files that a command reads or writes, and why it cannot."""

from __future__ import annotations

from pathlib import Path

from campaign.base.problems import Problem


def bytes_of(file: Path, most: int) -> bytes:
    """The bytes of a file, cut behind the first `most` + 1; raises Problem."""
    try:
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise Problem(f"{file} cannot be read: {reason_of(error)}.") from error


def reason_of(error: OSError) -> str:
    """Why, in the system's words."""
    return (error.strerror or type(error).__name__).lower()
