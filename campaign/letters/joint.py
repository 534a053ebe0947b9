"""Letters that travel together: once a day all that wait for a recipient go in one transmission.

They wait where a manager wants it so, or where more wait than may leave in a day (`write.py`). The
text stands in it once, then those who agreed to be named; each letter is carried, counted and told
of as any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import exists, or_, select, text
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.campaigns.find import current_text
from campaign.campaigns.models import Campaign, Recipient
from campaign.directory.models import ContactPoint
from campaign.letters import counts, states
from campaign.letters.carry import UNSENDABLE, carry
from campaign.letters.compose import (
    Signer,
    compose,
    compose_joint,
    joint_sender_name,
    sender_name,
)
from campaign.letters.composed import ComposedLetter
from campaign.letters.models import Carriage, Letter, LetterContent, Transmission
from campaign.letters.pages import MOST_PAGES, page_count
from campaign.letters.pdf import letter_pdf
from campaign.letters.supersede import verdict
from campaign.letters.write import GATHERING, HELD, TRAVELLING, kind_of, let_go, next_ways, tell

MOST = {"fax": 300, "email": 2000}  # letters in one; the others wait for the next day
BY = "gathering"


def midnight(now: datetime) -> datetime:
    """When a day begins (UTC): what was signed before travels in that day's joint letter."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def due(failed: Set[UUID]) -> Sequence[UUID]:
    """Recipients whose letters of yesterday and before wait to be gathered, in our mode."""
    today = midnight(db_now())
    query = (
        select(Recipient.id)
        .join(Letter, Letter.recipient_id == Recipient.id)
        .join(Campaign, Campaign.id == Letter.campaign_id)
        .where(
            text("letter.state != 'travelling'"),  # as the index says it
            Letter.state == GATHERING,
            Letter.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
            Letter.created_at < today,
            or_(Recipient.gathered_at.is_(None), Recipient.gathered_at < today),
            Recipient.id.not_in(failed),
            Campaign.state == "published",
        )
    )
    return reading().scalars(query.distinct().limit(20)).all()


def scattered(failed: Set[UUID]) -> Sequence[UUID]:
    """Joint letters that were called back while their campaign runs: somebody withdrew, or so."""
    kept = exists().where(
        Letter.transmission_id == Transmission.id,
        Letter.state == TRAVELLING,
        Letter.id == LetterContent.letter_id,  # one that was erased stays where it is
    )
    query = (
        select(Transmission.id)
        .join(Campaign, Campaign.id == Transmission.campaign_id)
        .where(
            text("transmission.state = 'cancelled' AND transmission.carried > 0"),  # as the index
            Transmission.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
            Transmission.id.not_in(failed),
            Campaign.state == "published",
            kept,
        )
    )
    return reading().scalars(query.limit(20)).all()


def take_apart(session: Session, transmission_id: UUID) -> None:
    """Let the letters of a joint one that was called back be gathered at once, but the erased."""
    query = (
        select(Letter)
        .join(LetterContent, LetterContent.letter_id == Letter.id)
        .where(Letter.transmission_id == transmission_id, Letter.state == TRAVELLING)
        .order_by(Letter.id)
    )
    for letter in session.scalars(query.with_for_update(of=Letter, key_share=True)).all():
        gather_anew(session, letter, states.CANCELLED, BY)


def gather_for(session: Session, recipient_id: UUID) -> list[Letter]:
    """Write a recipient's joint letter, or one for each language and way there.

    Returns the letters for which there is no way, or that an update keeps from leaving as they are;
    nothing was done with them.
    """
    recipient = session.get_one(Recipient, recipient_id)
    now = db_now()
    query = (
        select(Letter)
        .where(
            Letter.recipient_id == recipient_id,
            Letter.state == GATHERING,
            Letter.created_at < midnight(now),
        )
        .order_by(Letter.id)
        .limit(max(MOST.values()))
    )
    letters = session.scalars(query.with_for_update(key_share=True)).all()
    recipient.gathered_at = now
    contents = _contents(session, letters)
    campaign = session.get_one(Campaign, recipient.campaign_id)
    tried = _tried(session, letters)
    groups: dict[tuple[str, UUID], list[Letter]] = defaultdict(list)
    points: dict[UUID, ContactPoint] = {}
    lost = []
    for letter in letters:
        usable = next_ways(recipient, tried.get(letter.id, ()))
        if usable and not verdict(session, letter, contents[letter.id], campaign):
            points[usable[0].id] = usable[0]
            language = contents[letter.id].composed["language"]
            groups[language, usable[0].id].append(letter)
        else:
            lost.append(letter)
    for (language, point_id), members in groups.items():
        _join(session, recipient, language, points[point_id], members, contents, now)
    return lost


def gather_anew(session: Session, letter: Letter, counted: str, by: str) -> None:
    """Take a letter (locked) out of its joint one, to be gathered at once with all the others.

    `counted` is the state in which it is counted now.
    """
    counts.add(session, kind_of(letter, counted), -1)
    let_go(session, letter)
    letter.state, letter.transmission_id = GATHERING, None
    counts.add(session, kind_of(letter, counted), +1)
    session.get_one(Recipient, letter.recipient_id).gathered_at = None
    tell(session, letter, "gathered_anew", counted, GATHERING, by)


def _join(
    session: Session,
    recipient: Recipient,
    language: str,
    point: ContactPoint,
    letters: Sequence[Letter],
    contents: Mapping[UUID, LetterContent],
    now: datetime,
) -> None:
    """As many of these letters as fit become one; of their own words as many as fit beside."""
    campaign = session.get_one(Campaign, recipient.campaign_id)
    organisation = session.get_one(Organisation, recipient.org_id)
    current = current_text(campaign, language)
    members = list(letters[: MOST[point.channel]])
    words = sum(len(contents[letter.id].signer["own_words"].splitlines()) for letter in members)

    def composed_now() -> ComposedLetter:
        signed = [(Signer(**contents[x.id].signer), x.created_at.date()) for x in members]
        place = (campaign, organisation, current, recipient)
        reference, today = members[0].reference, now.date()
        if len(members) == 1:
            return compose(*place, signed[0][0], reference, today)
        return compose_joint(*place, signed, reference, today, words)

    while len(members) > 1 and not _fits(composed_now(), now):
        if not words:
            members = members[: len(members) // 2]
        words //= 2
    if len(members) == 1:
        signer = Signer(**contents[members[0].id].signer)
        name = sender_name(signer, organisation.name, current.language)
    else:
        name = joint_sender_name(len(members), organisation.name, current.language)
    try:
        carry(session, members, campaign.revision, current, composed_now(), name, point, now)
        state = TRAVELLING
    except UNSENDABLE:
        state = HELD
    for letter in members:
        counts.add(session, kind_of(letter, GATHERING), -1)
        letter.state, letter.channel = state, point.channel
        letter.revision, letter.letter_text_id = campaign.revision, current.id
        counts.add(session, kind_of(letter, states.READY), +1)
        after = states.READY if state == TRAVELLING else HELD
        event = "gathered" if state == TRAVELLING else HELD
        tell(session, letter, event, GATHERING, after, BY, letter.transmission_id)


def _fits(composed: ComposedLetter, now: datetime) -> bool:
    return page_count(letter_pdf(composed, now.date().isoformat())) <= MOST_PAGES


def _contents(session: Session, letters: Sequence[Letter]) -> dict[UUID, LetterContent]:
    ids = [letter.id for letter in letters]
    query = select(LetterContent).where(LetterContent.letter_id.in_(ids))
    return {content.letter_id: content for content in session.scalars(query)}


def _tried(session: Session, letters: Sequence[Letter]) -> Mapping[UUID, Collection[UUID]]:
    """By letter the contact points that did not take it."""
    query = (
        select(Carriage.letter_id, Transmission.contact_point_id)
        .join(Transmission, Transmission.id == Carriage.transmission_id)
        .where(Carriage.letter_id.in_([letter.id for letter in letters]))
        .where(Transmission.state != states.CANCELLED)
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for letter_id, point_id in session.execute(query):
        found[letter_id].add(point_id)
    return found
