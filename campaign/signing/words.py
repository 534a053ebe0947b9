"""States in plain words: one row for each channel and state, claiming no more than is known.

`%(at)s` is when it was handed over or settled, `%(next)s` when it is tried next. `tone` is good,
wait, bad or still, as templates/macros/figures.html draws them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from babel.dates import format_skeleton, format_time, get_timezone_location
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from campaign.base.languages import locale, number
from campaign.delivery.expect import Departure
from campaign.delivery.hours import zone_of
from campaign.letters.read import LetterView
from campaign.letters.states import HANDED_OVER
from campaign.signing.resting import (
    AFTER_THE_END,
    ENDED,
    HELD,
    LOOKED_OVER,
    OWN_WORDS,
    PAPER_WORDS,
    RENEWED,
    RETURNED,
    Words,
)

QUEUED = Words(_("In the queue"), "wait", _("It leaves as soon as a line is free."))
ON_ITS_WAY = Words(_("Leaving now"), "wait")
TRIED = Words(
    _("Not taken yet; next try about %(next)s"),
    "wait",
    _("We tried, and were asked to come back later."),
)
# Tried, and what their line or machine did.
FAX_TRIED: Mapping[str, Words] = {
    "busy": Words(_("Their fax was busy, next try about %(next)s"), "wait"),
    "no_answer": Words(_("Their fax did not answer, next try about %(next)s"), "wait"),
    "voice": Words(
        _("No fax machine answered, next try about %(next)s"),
        "wait",
        _("It rings once more, not often."),
    ),
    "line": Words(_("The line was bad, next try about %(next)s"), "wait"),
}
WAITS: Mapping[str, Words] = {  # by what it waits for (delivery/expect.py)
    "line": QUEUED,
    "next_try": TRIED,
    "limit": Words(
        _("In the queue, leaves about %(next)s"),
        "wait",
        _("Letters to this address leave one after another, so that it is not flooded."),
    ),
    "hours": Words(
        _("In the queue, leaves about %(next)s"),
        "wait",
        _("It waits until the office there is open."),
    ),
    "breaker": Words(
        _("In the queue, next try about %(next)s"),
        "wait",
        _("The way there is down at the moment. Nothing is lost by it."),
    ),
    "policy": Words(
        _("Waits"),
        "wait",
        _("Their side turns our letters away at the moment. A person here is looking into it."),
    ),
    "budget": Words(
        _("Waits for the organisation's fax budget"),
        "wait",
        _("Faxes cost money, and there is none left for them at the moment. Yours is kept."),
    ),
    "pause": Words(
        _("Waits"),
        "wait",
        _("Those who run the campaign have stopped its letters for now. Yours is kept."),
    ),
}
# Handed over, and something more is known of it.
ASKED_TO_WAIT = Words(
    _("Their mail server asks us to wait"),
    "wait",
    _("Our mail service has it since %(at)s and tries again and again."),
)
LOST = Words(
    _("Handed to our mail service %(at)s"),
    "wait",
    _("Our mail service has no trace of it any more. A person here is looking into it."),
)
PARTLY = Words(
    _("We cannot tell whether all of it arrived"),
    "still",
    _(
        "A part of it went over the line. A person here decides; we do not send it twice on a "
        "guess."
    ),
)
STOPPED = Words(_("Called back before it left"), "still")

WORDS: Mapping[tuple[str, str], Words] = {
    ("email", "ready"): QUEUED,
    ("email", "claimed"): ON_ITS_WAY,
    ("email", "handing_over"): ON_ITS_WAY,
    ("email", "accepted"): Words(
        _("Handed to our mail service %(at)s"), "wait", _("We tell you here if it comes back.")
    ),
    ("email", "uncertain"): Words(
        _("We cannot tell whether it arrived"),
        "still",
        _("The connection broke while it was handed over. We do not send it twice on a guess."),
    ),
    ("email", "silent"): Words(
        _("No error reported"),
        "still",
        _("Handed to our mail service %(at)s; nothing came back since."),
    ),
    ("email", "delivered"): Words(_("Their mail server took it %(at)s"), "good"),
    ("email", "bounced"): Words(_("Came back"), "bad", _("Their mail server did not deliver it.")),
    ("email", "failed"): Words(_("Not sent: it was refused"), "bad"),
    ("email", "dead"): Words(_("Not sent: every try failed"), "bad"),
    ("email", "quarantined"): HELD,
    ("email", "cancelled"): STOPPED,
    ("fax", "ready"): QUEUED,
    ("fax", "claimed"): ON_ITS_WAY,
    ("fax", "handing_over"): ON_ITS_WAY,
    ("fax", "accepted"): Words(
        _("Handed to our fax service %(at)s"), "wait", _("Their machine has not confirmed it yet.")
    ),
    ("fax", "uncertain"): Words(
        _("We cannot tell whether it arrived"),
        "still",
        _("The connection broke while it was handed over. We do not send it twice on a guess."),
    ),
    ("fax", "silent"): Words(
        _("No confirmation came"),
        "still",
        _("Handed to our fax service %(at)s; nothing was heard since."),
    ),
    ("fax", "delivered"): Words(_("Their machine confirmed all pages %(at)s"), "good"),
    ("fax", "bounced"): Words(
        _("It did not go through"), "bad", _("Their machine did not take it.")
    ),
    ("fax", "failed"): Words(_("Not sent: it was refused"), "bad"),
    ("fax", "dead"): Words(_("Not sent: every try failed"), "bad"),
    ("fax", "quarantined"): HELD,
    ("fax", "cancelled"): STOPPED,
}

# Why it came back or was refused, where the other side's answer says it clearly.
REASONS: Mapping[str, str] = {
    "address": _("The address is unknown there."),
    "content": _("The letter was not accepted in this form."),
    "policy": _("It was turned away by a rule of theirs or ours."),
    "bad_number": _("There is no such fax number."),
}


def words_for(
    letter: LetterView,
    now: datetime,
    expected: Departure | None = None,
    campaign_state: str = "published",
) -> Words:
    """What is known of a letter, in the language spoken now.

    Times are in UTC, or by the clock there, and say so. `expected` is when it will leave, if it
    waits.
    """
    if campaign_state == "closed" and letter.state in ENDED:
        letter = replace(letter, state=ENDED[letter.state], others=0)
    said = _said(letter, campaign_state)
    next_at, country = letter.next_at, None
    if letter.state == "ready" and expected:
        said = WAITS[expected.because]
        if expected.because == "next_try":
            said = FAX_TRIED.get(letter.error_class or "", said)
        next_at, country = expected.at, expected.country
    if letter.state == "given_up" and letter.handed_at:
        said = RETURNED if campaign_state != "closed" else replace(RETURNED, more="")
    elif letter.state in HANDED_OVER and letter.missed_at:
        said = LOST
    elif letter.state in HANDED_OVER and letter.error_class:
        said = ASKED_TO_WAIT
    elif letter.state == "uncertain" and letter.pages:
        said = PARTLY
    times = {
        "at": clock_words(_moment(letter), now),
        "next": clock_words(next_at, now, country),
    }
    text, more = (str(words) % times for words in (said.text, said.more))
    why = str(REASONS.get(letter.error_class or "", ""))
    if letter.state == "gathering":
        text = _gathering(letter.others)
    elif letter.others:
        more = f"{_in_one_letter(letter.others)} {more}".strip()
    if letter.state in ("bounced", "failed"):
        more = why or more
    elif letter.state == "given_up":
        more = f"{why} {more}".strip()
    return Words(text.strip(), said.tone, more)


def _said(letter: LetterView, campaign_state: str) -> Words:
    """What is said of its state, and of where its campaign stands."""
    if campaign_state == "closed" and letter.state in AFTER_THE_END:
        return AFTER_THE_END[letter.state]
    if campaign_state == "updating" and letter.state == "to_print":
        return LOOKED_OVER
    if letter.channel == "print" and letter.state in PAPER_WORDS:
        return PAPER_WORDS[letter.state]
    said = OWN_WORDS.get(letter.state) or WORDS[letter.channel, letter.state]
    if letter.state == "to_print" and letter.renewed:
        said = replace(said, more=f"{said.more} {RENEWED}")
    return said


def clock_words(moment: datetime | None, now: datetime, country: str | None = None) -> str:
    """A moment as `14:02 UTC`, with its date unless that is today; empty for None.

    With a country whose zone is known by the clock of its capital: `09:00 Bishkek time`. In the
    language spoken now.
    """
    if moment is None:
        return ""
    zone, rules = zone_of(country), locale()
    local = moment.astimezone(zone or UTC)
    clock = format_time(local, "HH:mm", tzinfo=local.tzinfo, locale=rules)
    if zone:
        city = get_timezone_location(zone, rules, return_city=True)
        # a time by the clock of a city, such as 09:00 Bishkek time
        clock = gettext("%(clock)s %(city)s time", clock=clock, city=city)
    else:
        clock = f"{clock} UTC"
    if local.date() == now.astimezone(zone or UTC).date():
        return clock
    day = format_skeleton("MMMMd", local, tzinfo=local.tzinfo, locale=rules)
    return str(rules.datetime_formats["medium"]).replace("{1}", day).replace("{0}", clock)


def _in_one_letter(n: int) -> str:
    return str(
        ngettext(
            "In one letter with %(count)s other.",
            "In one letter with %(count)s others.",
            n,
            count=number(n),
        )
    )


def _gathering(n: int) -> str:
    """When a letter that waits for others travels, and with how many as yet."""
    if not n:
        return str(gettext("Travels tomorrow morning with all who sign until then"))
    return str(
        ngettext(
            "Travels with %(count)s other tomorrow morning",
            "Travels with %(count)s others tomorrow morning",
            n,
            count=number(n),
        )
    )


def _moment(letter: LetterView) -> datetime | None:
    return letter.settled_at if letter.state == "delivered" else letter.handed_at
