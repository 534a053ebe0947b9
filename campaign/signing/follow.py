"""What became of a supporter's letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import NotFound
from campaign.campaigns.closing import PUBLIC
from campaign.campaigns.models import Campaign
from campaign.delivery.expect import Departure, departures
from campaign.letters import post
from campaign.letters.composed import ComposedLetter
from campaign.letters.read import LetterView, composed_of, letters_of
from campaign.letters.write import GIVEN_UP, TO_PRINT
from campaign.signing import links, states
from campaign.signing.models import Signature
from campaign.signing.preview import office_name
from campaign.signing.resting import ENDED, Words
from campaign.signing.words import clock_words, words_for

TO_PRINT_NOW = (TO_PRINT, GIVEN_UP)
MAY_BE_CALLED_BACK = (
    "ready",
    "claimed",
    TO_PRINT,
    "held",
    "to_read",
    "gathering",
    "petition",
    "asked",
)


@dataclass(frozen=True)
class Line:
    """One letter on the status page."""

    name: str  # of office and holder
    channel: str
    reference: str
    words: Words
    to_print: bool  # it is to be printed and posted
    may_be_posted: bool  # and that it was posted can be said, if it was printed before
    still_here: bool  # it can be called back


@dataclass(frozen=True)
class Status:
    """The status page of one person in one campaign; all times in UTC."""

    campaign: Campaign
    organisation: Organisation
    sandbox: bool
    ended: str  # how the campaign ended, in words; empty while it is not closed
    waiting_until: str  # in words, while this signature waits to be confirmed; else empty
    lines: list[Line]
    can_withdraw: bool
    as_of: str  # in words


def status(token: str) -> Status:
    """All that is known of a person's letters, in the language of the page.

    Raises NotFound or LinkEnded.
    """
    session = reading()
    signature = _signature(token)
    now = db_now()
    waiting = signature.state == states.WAITING
    campaign = session.get_one(Campaign, signature.campaign_id)
    closed = campaign.state == "closed"
    letters = letters_of(same_person(session, signature))
    expected = departures([one.transmission_id for one in letters if one.transmission_id])
    lines = [_line(letter, now, expected, campaign) for letter in letters]
    return Status(
        campaign=campaign,
        organisation=session.get_one(Organisation, signature.org_id),
        sandbox=signature.sandbox,
        ended=str(PUBLIC.get(campaign.outcome or "", PUBLIC["other"])) if closed else "",
        waiting_until=clock_words(signature.expires_at if waiting else None, now),
        lines=lines,
        can_withdraw=any(line.still_here for line in lines),
        as_of=clock_words(now, now),
    )


def letter(token: str, reference: str) -> tuple[LetterView, ComposedLetter]:
    """One of the person's letters with its words; raises NotFound or LinkEnded."""
    for view in letters_of(same_person(reading(), _signature(token))):
        if view.reference == reference and (composed := composed_of(view.id)):
            return view, composed
    raise NotFound(gettext("There is no such letter here."))


def posted(token: str, reference: str) -> bool:
    """Note that a letter to print was posted; False if it was noted before, or has gone otherwise.

    Raises NotFound or LinkEnded.
    """
    with writing() as session:
        found = letters_of(same_person(session, _signature(token)))
        ours = [view.id for view in found if view.reference == reference]
        if not ours:
            raise NotFound(gettext("There is no such letter here."))
        return post.posted(session, ours[0], "supporter")


def _signature(token: str) -> Signature:
    _, signature = links.find(reading(), links.STATUS, token)
    links.refuse_ended(signature)
    return signature


def same_person(session: Session, signature: Signature) -> Sequence[UUID]:
    """Every signature of this person in this campaign: later ones may have added letters."""
    query = select(Signature.id).filter_by(
        campaign_id=signature.campaign_id, supporter_key=signature.supporter_key
    )
    return session.scalars(query).all()


def _line(
    view: LetterView, now: datetime, expected: Mapping[UUID, Departure], campaign: Campaign
) -> Line:
    leaves = expected.get(view.transmission_id) if view.transmission_id else None
    goes_on = campaign.state == "updating" and campaign.letters_go_on
    standing = "published" if goes_on else campaign.state
    reachable = view.state != GIVEN_UP or bool(view.recipient.authority.address)
    on_paper = reachable and post.may_be_posted(view.state, view.channel)
    return Line(
        name=office_name(view.recipient),
        channel=view.channel,
        reference=view.reference,
        words=words_for(view, now, leaves, standing),
        # else an old text would be posted
        to_print=on_paper and view.state in TO_PRINT_NOW and standing == "published",
        may_be_posted=on_paper,
        still_here=view.state in MAY_BE_CALLED_BACK
        and (standing != "closed" or view.state not in ENDED),
    )
