"""Words for letters that do not travel: where they rest, and what they come to.

`tone` is good, wait, bad or still, as templates/macros/figures.html draws them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Words:
    """What is said of a letter, and in which tone."""

    text: str
    tone: str
    more: str = ""


HELD = Words(_("Held back"), "wait", _("A person here has to look at it before it can leave."))

# States of letters that do not travel; the same for every channel.
OWN_WORDS: Mapping[str, Words] = {
    "to_print": Words(
        _("For you to print and post"),
        "wait",
        _("We have no other way to reach this office. Tell us here when it is in the post."),
    ),
    "posted": Words(_("You posted it"), "good"),
    "petition": Words(
        _("To be handed over by hand"),
        "wait",
        _("It is part of a petition with all who signed, which people from here bring there."),
    ),
    "presented": Words(_("Handed over by hand, together with others"), "good"),
    "held": HELD,
    "to_read": HELD,
    "declined": Words(
        _("Not sent: a person here read your own words and wrote to you why"), "still"
    ),
    "gathering": Words(
        _("Travels tomorrow morning with all who sign until then"),
        "wait",
        _(
            "Letters to this office are gathered once a day into one, with a list of all who "
            "signed."
        ),
    ),
    "asked": Words(
        _("Waits for your answer"),
        "wait",
        _("The letter has a new text. A mail from us asks whether your own words still fit."),
    ),
    "withdrawn": Words(_("Withdrawn before it left"), "still"),
    "superseded": Words(
        _("Not sent: news of the case has overtaken it"),
        "still",
        _("It was called back before it left."),
    ),
    "expired": Words(
        _("Not sent: the campaign had ended"), "still", _("It was called back before it left.")
    ),
    "given_up": Words(
        _("Not sent yet"),
        "bad",
        _("We know no way left to reach this office; a person here looks for another one."),
    ),
}

# Of letters on paper, which may be in the post without our knowing of it.
PAPER_WORDS: Mapping[str, Words] = {
    "asked": Words(
        _("Waits for your answer"),
        "wait",
        _(
            "The letter has a new text. A mail from us asks whether your own words still fit. If "
            "you had posted it before, say so here."
        ),
    ),
    "superseded": Words(
        _("Not to be posted any more: news of the case has overtaken it"),
        "still",
        _("If you had posted it before, say so here. Else there is nothing left to do."),
    ),
    "expired": Words(
        _("Not to be posted any more: the campaign has ended"),
        "still",
        _("If you had posted it before, say so here. Else there is nothing left to do."),
    ),
}
RENEWED = _("Its text is newer than the one you signed: an older print is out of date.")
LOOKED_OVER = Words(
    _("Please do not post it now"),
    "wait",
    _("The letter is being brought up to date. If you had posted it before, say so here."),
)
# Once its campaign has ended a letter is said to be what the next sweep makes of it.
ENDED: Mapping[str, str] = {
    "ready": "cancelled",
    "claimed": "cancelled",
    "quarantined": "expired",
    "to_print": "expired",
    "gathering": "expired",
    "held": "expired",
    "to_read": "expired",
    "asked": "superseded",
}
AFTER_THE_END: Mapping[str, Words] = {
    "cancelled": Words(
        _("Not sent: the campaign had ended"), "still", _("It was called back in time.")
    ),
    "given_up": Words(_("Not sent: we knew no way left to reach this office"), "bad"),
    "petition": Words(
        _("In a petition of all who signed"),
        "wait",
        _("The campaign has ended. Whether the petition was handed over before is noted here."),
    ),
}

# Given up after it had left.
RETURNED = Words(
    _("Came back"),
    "bad",
    _("We know no other way to reach this office yet; a person here looks for one."),
)
