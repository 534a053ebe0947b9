"""A file that came with a report: checked by what is in it, and drawn anew."""

from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext

from campaign.base.problems import Problem

LARGEST = 10_000_000  # bytes

_PROGRAM = Path(__file__).with_name("redraw.py")
PATIENCE = 40  # seconds on a busy machine; the program's own limit is on the processor's time
TYPES = {"image/jpeg": "jpg", "application/pdf": "pdf"}  # what is kept, and how such a file ends

log = logging.getLogger(__name__)


class UnfitFile(Problem):
    """A file that is not taken; the message says why and what to do."""


class TooHeavy(UnfitFile):
    """A file that costs more time or memory to open than it may."""


@dataclass(frozen=True)
class SafeFile:
    """A file as it may be kept: a JPEG, or a PDF of pictures of pages."""

    media_type: str
    content: bytes


def safe_file(data: bytes, patience: float = PATIENCE) -> SafeFile:
    """Draw a picture (JPEG, PNG, WebP) or PDF anew, without anything that stands beside it.

    Raises UnfitFile for whatever else it is, whatever its name says; also for a PDF that holds
    scripts or files. TooHeavy is raised after `patience` seconds at the latest.
    """
    if len(data) > LARGEST:
        raise UnfitFile(_words("large"))
    try:
        run = subprocess.run(  # noqa: S603  (our own program)
            [sys.executable, "-I", str(_PROGRAM)],
            input=data,
            capture_output=True,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TooHeavy(_words("heavy")) from None
    if run.returncode:
        log.warning("a file was not drawn anew: the program ended with %d", run.returncode)
    head, _, content = run.stdout.partition(b"\n")
    said = head.decode("ascii", "replace")
    if said not in TYPES:
        raise TooHeavy(_words(said)) if said in ("", "heavy") else UnfitFile(_words(said))
    return SafeFile(said, content)


def _words(why: str) -> str:
    words = {
        "large": gettext("The file is too large: at most 10 MB are taken."),
        "locked": gettext("This PDF is locked with a password. Please save it without one."),
        "broken": gettext("The file cannot be opened: it is damaged or incomplete."),
        "long": gettext("This PDF has no page, or more than 10. Please send those that matter."),
        "active": gettext(
            "This PDF holds scripts or further files, so we do not take it. Please print it to a "
            "new PDF, or send a picture of the page."
        ),
        "heic": gettext(
            "This picture is in a form that only few programs can show (HEIC). Please save it as "
            "JPEG, or take a screenshot of it."
        ),
        "other": gettext("We take pictures (JPEG, PNG, WebP) and PDF; this file is neither."),
    }
    heavy = gettext("The file is too heavy to be opened here. Please send a smaller picture.")
    return str(words.get(why, heavy))
