"""What the desk calls states, events and reasons: one table each, and none from the engine room."""

from __future__ import annotations

from collections.abc import Mapping

STATES: Mapping[str, str] = {
    "ready": "Waits in our queue",
    "claimed": "Next in line to leave",
    "handing_over": "Is being handed over",
    "accepted": "Handed over, no news yet",
    "silent": "Handed over, no error reported",
    "uncertain": "We cannot tell whether it arrived",
    "quarantined": "Set aside: three workers failed over it",
    "delivered": "Delivered",
    "bounced": "Came back",
    "failed": "Refused for good",
    "dead": "Every try failed",
    "cancelled": "Called back before it left",
    "to_print": "For the supporter to print",
    "posted": "Posted by the supporter",
    "petition": "In a petition, to be handed over by hand",
    "presented": "Handed over by hand in a petition",
    "held": "Held: it cannot leave as it is",
    "to_read": "Held: its own words wait for a person to read them",
    "declined": "Not sent: its own words were refused, and its writer was told why",
    "gathering": "Waits to leave with others",
    "withdrawn": "Withdrawn by the supporter",
    "asked": "Waits for its writer: do their own words still fit?",
    "superseded": "Replaced: an update called it back",
    "expired": "Not sent: the campaign had ended",
    "given_up": "Given up: no other way known",
}

REASONS: Mapping[str, str] = {
    "address": "address unknown",
    "temporary": "full or out of order for too long",
    "throttled": "they asked us to wait, again and again",
    "policy": "turned away by a rule; our standing there has to be mended",
    "content": "not accepted in this form",
    "refused": "refused, and no reason given",
    "local": "our own mail service was out of order",
    "tls": "no safe connection to our own mail service",
    "busy": "their line was busy, again and again",
    "no_answer": "nobody answered",
    "voice": "no fax machine answered: a person, or an answering machine",
    "line": "the fax machines did not understand each other",
    "bad_number": "no such number, or one that we may not call",
    "no_line": "our own telephone line was dead, or turned the call away",
    "account": "our fax service refuses us: key, rights or credit",
}

OUTCOMES: Mapping[str, str] = {
    "open": "going on now",
    "taken": "taken",
    "refused": "refused for good",
    "not_taken": "not taken, to be tried again",
    "cut": "cut off: taken or not, we cannot tell",
    "voided": "not begun",
}

EVENTS: Mapping[str, str] = {
    "claimed": "Taken from the queue to be handed over.",
    "called_back": "Called back before it left.",
    "put_back": "Put back into the queue, untouched.",
    "poisonous": "Set aside: the third worker failed over it.",
    "marked": "Handing over began.",
    "not_taken": "Not taken; it will be tried again.",
    "refused": "Refused for good.",
    "taken": "Our {service} took it.",
    "cut": "The line was cut at the last moment: taken or not, we cannot tell.",
    "found_taken": "Found: our {service} had taken it.",
    "found_not_taken": "Found: it had not been taken; back into the queue.",
    "restored": "An older database was restored: whether it had left since, we cannot tell.",
    "sent_again": "Back into the queue without proof, once, as the operator chose.",
    "sent_anew": "Sent anew: the same letter goes a second time.",
    "replayed": "Back into the queue: all tries begin anew.",
    "proved": "Proved: {theirs}.",
    "came_back": "It came back.",
    "not_through": "It did not get through, and no page went; it will be tried again.",
    "went_after_all": "News of its last try: it may have gone after all, so it does not go again.",
    "partly": "Some pages may have gone, not all: a person decides.",
    "proved_after_all": "Proved after all: {theirs}.",
    "no_news": "No error was reported for {patience}; nothing proves that it arrived.",
    "spent": "Every try failed, or the time for it was over.",
    "sent_on": "Written anew, and sent on.",
    "given_up": "Given up: no other way to this authority is known.",
    "held": "Held: it cannot leave as it is.",
    "to_read": "Held: a person has to read its own words first.",
    "declined": "Its own words were refused; its writer was told why.",
    "to_print": "No electronic way is left: the supporter may print it.",
    "taken_up": "Taken up again.",
    "arrived_before": "It counts as far as its earlier transmission got.",
    "arrived_twice": "The earlier transmission had arrived after all, but the later one had left "
    "already: the authority may have it twice.",
    "rewritten": "Written anew with the text in force; an older print may be in the post.",
    "gathered": "Joined with others into one letter.",
    "gathered_anew": "Taken out of its joint letter, which is written anew.",
    "petition": "Taken into a petition, to be handed over by hand.",
    "presented": "Handed over by hand.",
    "gathering": "Not handed over by hand after all; it waits for the next joint letter.",
    "posted": "The supporter says that it was posted.",
    "asked": "Called back by an update: its writer is asked whether their own words still fit.",
    "superseded": "Called back by an update; it does not leave.",
    "expired": "The campaign has ended; it does not leave.",
    "withdrawn": "Withdrawn; it does not leave.",
}

DOERS: Mapping[str, str] = {
    "sweeper": "sweeper (looks after what is left over)",
    "inbound": "incoming mail",
    "fax": "the fax service, asked or by itself",
    "gathering": "gathering (joins letters into one)",
    "renewal": "renewal (writes waiting letters anew)",
    "ending": "ending (settles what is left when a campaign ends)",
    "evidence": "evidence (reads what our mail service tells)",
    "restored": "restoring of a backup",
    "supporter": "supporter",
    "word_list": "own words: one of them stands on your list",
    "likeness": "own words: much like those of another supporter",
    "asking": "asking (settles what its writer did not answer)",
}
SERVICES = {"email": "mail service", "fax": "fax service"}
THEIRS = {
    "email": "the authority's mail server took it",
    "fax": "the authority's fax machine confirmed all pages",
}
WAYS = {"email": "E-mail", "fax": "Fax", "print": "Paper"}

# What comes next.
WAITS: Mapping[str, str] = {  # by what it waits for (delivery/expect.py)
    "line": "It leaves as soon as a line is free.",
    "next_try": "Next try about {at}.",
    "limit": "It leaves about {at}: letters to this address go one after another.",
    "hours": "It leaves about {at}, when the office there is open.",
    "breaker": "Next try about {at}: the way there is down at the moment.",
    "policy": "It waits until a person opens the way there again: see Departures.",
    "budget": "It waits for money: see Fax costs.",
    "pause": "It waits until a pause ends: see Departures.",
}
OVER = "Nothing: the campaign has ended."
# Where something is still to come although the campaign has ended.
NEXT_WHEN_OVER: Mapping[str, str] = {
    **dict.fromkeys(
        ("ready", "claimed", "gathering", "held", "to_read", "to_print", "asked", "quarantined"),
        "The campaign has ended: it is called back within minutes.",
    ),
    "handing_over": "Within minutes we know whether it was taken.",
    "uncertain": "It is settled by evidence, such as our relay's log.",
    "petition": "The campaign has ended: note whether the petition was handed over, or give it up.",
}
NEXT: Mapping[str, str] = {
    "claimed": "It leaves within a minute.",
    "handing_over": "Within minutes we know whether it was taken.",
    "uncertain": "It is settled by evidence, such as our relay's log, or by you.",
    "quarantined": "A person must look; then it can be tried again.",
    "silent": "Nothing, unless it comes back after all.",
    "delivered": "Nothing: this is the end of its way.",
    "held": "It is written anew when the address or the letter of the campaign is corrected.",
    "to_read": "A person reads its own words, and lets it leave or refuses it.",
    "declined": "Nothing: this is the end of its way.",
    "given_up": "It goes on when the address of this authority is corrected, or another one added.",
    "to_print": "The supporter is asked to print and post it.",
    "asked": "It goes on when its writer answers; without an answer in time, as was chosen then.",
    "superseded": "Nothing: this is the end of its way.",
    "expired": "Nothing: this is the end of its way.",
    "petition": "A person hands it over, and notes here when, where and to whom.",
    "presented": "Nothing: this is the end of its way.",
    "gathering": "It leaves tomorrow (UTC) in one letter with the others.",
}
