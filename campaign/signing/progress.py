"""What everybody may know of how far a campaign is, without learning of anybody."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from campaign.base.clock import db_now
from campaign.campaigns.models import Campaign
from campaign.letters import counts, states
from campaign.signing.states import CONFIRMED

LEAST = 10  # below that a number says too much; and every number is rounded down to tens
LEFT_US = (*states.HANDED_OVER, states.DELIVERED)


@dataclass(frozen=True)
class Progress:
    """Public figures: multiples of ten, or 0 for "too few to say"."""

    people: int  # who confirmed before this hour began, so that no step comes with a person
    handed_over: int  # letters taken by a mail or fax service before this hour, not come back
    goal: int


def progress(campaign: Campaign) -> Progress:
    """The public figures of a campaign."""
    sandbox = current_app.config["CAMPAIGN"].sandbox
    people = handed_over = 0
    for figure in counts.figures(campaign.id, sandbox):
        if (figure.subject, figure.state) == ("signature", CONFIRMED):
            people += figure.n
        elif figure.subject == "letter" and figure.state in LEFT_US:
            handed_over += figure.n
    this_hour = db_now().replace(minute=0, second=0, microsecond=0)
    recent = counts.hourly(campaign.id, sandbox, this_hour)
    confirmed = sum(recent.get(("signature", CONFIRMED), {}).values())
    taken = sum(recent.get(("letter", states.ACCEPTED), {}).values())
    return Progress(
        people=rounded(people - confirmed),
        handed_over=rounded(handed_over - taken),
        goal=campaign.goal,
    )


def rounded(n: int) -> int:
    """A number as the public may see it: rounded down to tens, 0 below LEAST."""
    return max(n, 0) // LEAST * LEAST
