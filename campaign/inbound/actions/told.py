"""What a report of an action says, each part cleaned; a Problem says what to write instead."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from campaign.base.clock import db_now
from campaign.base.languages import FIRST, left_to_right, number
from campaign.base.problems import Problem
from campaign.base.safe_text import UnsafeText, plain
from campaign.signing import wish

KINDS: Mapping[str, str] = {
    "letter": _("A letter by post"),
    "fax": _("A fax"),
    "email": _("An e-mail from my own account"),
    "phone": _("A phone call"),
    "meeting": _("A meeting"),
    "embassy": _("A visit to an embassy"),
    "vigil": _("A vigil"),
    "other": _("Something else"),
}
TEXT_LENGTH = 3_000  # characters
LINE_LENGTH = 120
LONG_AGO = timedelta(days=5 * 366)
TOMORROW = timedelta(days=1)  # it has begun already, in the east

_EMAIL = re.compile(r"[^\s@<>()\[\],;:]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_NUMBER = re.compile(r"(?:\+|\(|\b)\d[\d ()./-]{6,30}\d")
_DIGITS = 9  # a day has eight


@dataclass(frozen=True)
class Told:
    """A form filled in, every part cleaned by the functions below."""

    form_token: str
    kind: str
    done_on: date
    code: str = ""  # as it was typed
    country: str = ""  # ISO 3166-1 alpha-2, or empty
    place: str = ""
    recipient_id: UUID | None = None
    recipient: str = ""  # in the reporter's own words
    text: str = ""
    email: str = ""
    language: str = FIRST  # of the page, for the mail of thanks


def clean_day(typed: str) -> date:
    """The day of an action, neither to come nor long ago."""
    try:
        day = date.fromisoformat(plain(typed, LINE_LENGTH, lines=False))
    except ValueError:  # UnsafeText is one
        words = gettext(
            "Enter the day, written as %(example)s (year, month, day).",
            example=left_to_right("2026-11-28"),
        )
        raise Problem(words) from None
    today = db_now().date()
    if not today - LONG_AGO <= day <= today + TOMORROW:
        raise Problem(gettext("That day is still to come, or long ago. Please look at the year."))
    return day


def clean_line(typed: str) -> str:
    """A place, an office or a code on one line; may be empty."""
    try:
        return plain(typed, LINE_LENGTH, lines=False)
    except UnsafeText:
        words = gettext("Shorten it to %(most)d characters.", most=LINE_LENGTH)
        raise Problem(words) from None


def clean_text(typed: str) -> str:
    """What somebody tells, in lines; may be empty."""
    text = plain(typed, sys.maxsize, lines=True)
    if len(text) > TEXT_LENGTH:
        over = len(text) - TEXT_LENGTH
        raise Problem(
            ngettext(
                "Your text is %(count)s character too long.",
                "Your text is %(count)s characters too long.",
                over,
                count=number(over),
            )
        )
    return text


def clean_email(typed: str) -> str:
    """An address for the mail of thanks, or nothing."""
    return wish.clean_email(typed) if typed.strip() else ""


def without_addresses(text: str) -> str:
    """The same without e-mail addresses and phone numbers, which are of no use to an issuer."""
    text = _EMAIL.sub("[e-mail address]", text)
    return _NUMBER.sub(_no_number, text)


def _no_number(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found[0])
    return "[number]" if digits >= _DIGITS else found[0]
