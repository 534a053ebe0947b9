"""Words for letters that do not travel: where they rest, and what they come to.

As in `words.py`: `{together}` is when a letter travels with others. `tone` is good, wait, bad or
still, as templates/macros/figures.html draws them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """What is said of a letter, and in which tone."""

    text: str
    tone: str
    more: str = ""


HELD = Words("Held back", "wait", "A person here has to look at it before it can leave.")

# States of letters that do not travel; the same for every channel.
OWN_WORDS: Mapping[str, Words] = {
    "to_print": Words(
        "For you to print and post",
        "wait",
        "We have no other way to reach this office. Tell us here when it is in the post.",
    ),
    "posted": Words("You posted it", "good"),
    "petition": Words(
        "To be handed over by hand",
        "wait",
        "It is part of a petition with all who signed, which people from here bring there.",
    ),
    "presented": Words("Handed over by hand, together with others", "good"),
    "held": HELD,
    "gathering": Words(
        "Travels {together}",
        "wait",
        "Letters to this office are gathered once a day into one, with a list of all who signed.",
    ),
    "asked": Words(
        "Waits for your answer",
        "wait",
        "The letter has a new text. A mail from us asks whether your own words still fit.",
    ),
    "withdrawn": Words("Withdrawn before it left", "still"),
    "superseded": Words(
        "Not sent: news of the case has overtaken it", "still", "It was called back before it left."
    ),
    "expired": Words(
        "Not sent: the campaign had ended", "still", "It was called back before it left."
    ),
    "given_up": Words(
        "Not sent yet",
        "bad",
        "We know no way left to reach this office; a person here looks for another one.",
    ),
}

# Of letters on paper, which may be in the post without our knowing of it.
PAPER_WORDS: Mapping[str, Words] = {
    "asked": Words(
        "Waits for your answer",
        "wait",
        "The letter has a new text. A mail from us asks whether your own words still fit. If you "
        "had posted it before, say so here.",
    ),
    "superseded": Words(
        "Not to be posted any more: news of the case has overtaken it",
        "still",
        "If you had posted it before, say so here. Else there is nothing left to do.",
    ),
    "expired": Words(
        "Not to be posted any more: the campaign has ended",
        "still",
        "If you had posted it before, say so here. Else there is nothing left to do.",
    ),
}
RENEWED = " Its text is newer than the one you signed: an older print is out of date."
LOOKED_OVER = Words(
    "Please do not post it now",
    "wait",
    "The letter is being brought up to date. If you had posted it before, say so here.",
)
# Once its campaign has ended a letter is said to be what the next sweep makes of it.
ENDED: Mapping[str, str] = {
    "ready": "cancelled",
    "claimed": "cancelled",
    "quarantined": "expired",
    "to_print": "expired",
    "gathering": "expired",
    "held": "expired",
    "asked": "superseded",
}
AFTER_THE_END: Mapping[str, Words] = {
    "cancelled": Words("Not sent: the campaign had ended", "still", "It was called back in time."),
    "given_up": Words("Not sent: we knew no way left to reach this office", "bad"),
    "petition": Words(
        "In a petition of all who signed",
        "wait",
        "The campaign has ended. Whether the petition was handed over before is noted here.",
    ),
}

# Given up after it had left.
RETURNED = Words(
    "Came back",
    "bad",
    "We know no other way to reach this office yet; a person here looks for one.",
)
