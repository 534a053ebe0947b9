"""States in plain words: one row for each channel and state, claiming no more than is known.

`{at}` is when it was handed over or settled, `{next}` when it is tried next. `tone` is good, wait,
bad or still, as templates/macros/figures.html draws them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from babel.dates import format_date, format_time, get_timezone_location

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

QUEUED = Words("In the queue", "wait", "It leaves as soon as a line is free.")
ON_ITS_WAY = Words("Leaving now", "wait")
TRIED = Words(
    "Not taken yet; next try about {next}", "wait", "We tried, and were asked to come back later."
)
# Tried, and what their line or machine did.
FAX_TRIED: Mapping[str, Words] = {
    "busy": Words("Their fax was busy, next try about {next}", "wait"),
    "no_answer": Words("Their fax did not answer, next try about {next}", "wait"),
    "voice": Words(
        "No fax machine answered, next try about {next}", "wait", "It rings once more, not often."
    ),
    "line": Words("The line was bad, next try about {next}", "wait"),
}
WAITS: Mapping[str, Words] = {  # by what it waits for (delivery/expect.py)
    "line": QUEUED,
    "next_try": TRIED,
    "limit": Words(
        "In the queue, leaves about {next}",
        "wait",
        "Letters to this address leave one after another, so that it is not flooded.",
    ),
    "hours": Words(
        "In the queue, leaves about {next}", "wait", "It waits until the office there is open."
    ),
    "breaker": Words(
        "In the queue, next try about {next}",
        "wait",
        "The way there is down at the moment. Nothing is lost by it.",
    ),
    "policy": Words(
        "Waits",
        "wait",
        "Their side turns our letters away at the moment. A person here is looking into it.",
    ),
    "budget": Words(
        "Waits for the organisation's fax budget",
        "wait",
        "Faxes cost money, and there is none left for them at the moment. Yours is kept.",
    ),
    "pause": Words(
        "Waits",
        "wait",
        "Those who run the campaign have stopped its letters for now. Yours is kept.",
    ),
}
# Handed over, and something more is known of it.
ASKED_TO_WAIT = Words(
    "Their mail server asks us to wait",
    "wait",
    "Our mail service has it since {at} and tries again and again.",
)
LOST = Words(
    "Handed to our mail service {at}",
    "wait",
    "Our mail service has no trace of it any more. A person here is looking into it.",
)
PARTLY = Words(
    "We cannot tell whether all of it arrived",
    "still",
    "A part of it went over the line. A person here decides; we do not send it twice on a guess.",
)
STOPPED = Words("Called back before it left", "still")

WORDS: Mapping[tuple[str, str], Words] = {
    ("email", "ready"): QUEUED,
    ("email", "claimed"): ON_ITS_WAY,
    ("email", "handing_over"): ON_ITS_WAY,
    ("email", "accepted"): Words(
        "Handed to our mail service {at}", "wait", "We tell you here if it comes back."
    ),
    ("email", "uncertain"): Words(
        "We cannot tell whether it arrived",
        "still",
        "The connection broke while it was handed over. We do not send it twice on a guess.",
    ),
    ("email", "silent"): Words(
        "No error reported", "still", "Handed to our mail service {at}; nothing came back since."
    ),
    ("email", "delivered"): Words("Their mail server took it {at}", "good"),
    ("email", "bounced"): Words("Came back", "bad", "Their mail server did not deliver it."),
    ("email", "failed"): Words("Not sent: it was refused", "bad"),
    ("email", "dead"): Words("Not sent: every try failed", "bad"),
    ("email", "quarantined"): HELD,
    ("email", "cancelled"): STOPPED,
    ("fax", "ready"): QUEUED,
    ("fax", "claimed"): ON_ITS_WAY,
    ("fax", "handing_over"): ON_ITS_WAY,
    ("fax", "accepted"): Words(
        "Handed to our fax service {at}", "wait", "Their machine has not confirmed it yet."
    ),
    ("fax", "uncertain"): Words(
        "We cannot tell whether it arrived",
        "still",
        "The connection broke while it was handed over. We do not send it twice on a guess.",
    ),
    ("fax", "silent"): Words(
        "No confirmation came", "still", "Handed to our fax service {at}; nothing was heard since."
    ),
    ("fax", "delivered"): Words("Their machine confirmed all pages {at}", "good"),
    ("fax", "bounced"): Words("It did not go through", "bad", "Their machine did not take it."),
    ("fax", "failed"): Words("Not sent: it was refused", "bad"),
    ("fax", "dead"): Words("Not sent: every try failed", "bad"),
    ("fax", "quarantined"): HELD,
    ("fax", "cancelled"): STOPPED,
}

# Why it came back or was refused, where the other side's answer says it clearly.
REASONS: Mapping[str, str] = {
    "address": "The address is unknown there.",
    "content": "The letter was not accepted in this form.",
    "policy": "It was turned away by a rule of theirs or ours.",
    "bad_number": "There is no such fax number.",
}


def words_for(
    letter: LetterView,
    now: datetime,
    expected: Departure | None = None,
    campaign_state: str = "published",
) -> Words:
    """What is known of a letter, in words; times are in UTC, or by the clock there, and say so.

    `expected` is when it will leave, if it waits.
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
        "together": _together(letter.others),
    }
    more = said.more.format(**times)
    why = REASONS.get(letter.error_class or "", "")
    if letter.others and letter.state != "gathering":
        more = f"In one letter with {_others(letter.others)}. {more}".strip()
    if letter.state in ("bounced", "failed"):
        more = why or more
    elif letter.state == "given_up":
        more = f"{why} {more}".strip()
    return Words(said.text.format(**times).strip(), said.tone, more)


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
        said = replace(said, more=said.more + RENEWED)
    return said


def clock_words(moment: datetime | None, now: datetime, country: str | None = None) -> str:
    """A moment as `14:02 UTC`, with its date unless that is today; empty for None.

    With a country whose zone is known by the clock of its capital: `09:00 Bishkek time`.
    """
    if moment is None:
        return ""
    zone = zone_of(country)
    name = f"{get_timezone_location(zone, 'en', return_city=True)} time" if zone else "UTC"
    local = moment.astimezone(zone or UTC)
    clock = f"{format_time(local, 'HH:mm', tzinfo=local.tzinfo, locale='en')} {name}"
    if local.date() == now.astimezone(zone or UTC).date():
        return clock
    return f"{format_date(local, 'd MMMM', locale='en')}, {clock}"


def _others(n: int) -> str:
    return "1 other" if n == 1 else f"{n:,} others"


def _together(n: int) -> str:
    """When a letter that waits for others travels, and with how many as yet."""
    when = "tomorrow morning"
    return f"with {_others(n)} {when}" if n else f"{when} with all who sign until then"


def _moment(letter: LetterView) -> datetime | None:
    return letter.settled_at if letter.state == "delivered" else letter.handed_at
