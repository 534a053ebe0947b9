"""A petition: letters that wait for a recipient, printed as one, to be handed over by hand.

What is printed is made from the letters each time, so it never names anybody who has withdrawn.
Once a person notes when, where and by whom it was received, its letters count as presented.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.problems import NotFound, Problem
from campaign.campaigns.find import text_to
from campaign.campaigns.models import Campaign, Petition, Recipient
from campaign.letters import counts
from campaign.letters.compose import Signer, compose_joint
from campaign.letters.models import Letter, LetterContent
from campaign.letters.pdf import letter_pdf
from campaign.letters.write import GATHERING, PETITION, PRESENTED, TO_PRINT, bring

LEAST = 2  # letters; one alone is a letter


def waiting(recipient: Recipient) -> int:
    """How many letters could go into a petition now."""
    figures = counts.figures(recipient.campaign_id, current_app.config["CAMPAIGN"].sandbox)
    return sum(
        figure.n
        for figure in figures
        if figure.subject == "letter"
        and figure.recipient_id == recipient.id
        and figure.state in (GATHERING, TO_PRINT)
    )


def make(session: Session, recipient: Recipient, manager_id: UUID) -> Petition:
    """Put all letters that wait to be gathered or printed into a petition; raises Problem."""
    if session.get_one(Campaign, recipient.campaign_id).state == "closed":
        raise Problem("This campaign has ended: nothing of it is handed over any more.")
    found = session.scalars(_waiting(recipient.id).with_for_update(key_share=True)).all()
    if len(found) < LEAST:
        raise Problem("There are not two letters that wait for this authority.")
    petition = Petition(
        org_id=recipient.org_id,
        campaign_id=recipient.campaign_id,
        recipient_id=recipient.id,
        made_at=db_now(),
    )
    session.add(petition)
    session.flush()
    for letter in found:
        letter.petition_id = petition.id
        bring(session, letter, PETITION, f"manager:{manager_id}")
    return petition


def received(
    session: Session, petition: Petition, manager_id: UUID, on: str, place: str, receiver: str
) -> int:
    """Note when, where and by whom it was received; returns how many letters are presented."""
    petition.received_on, petition.place, petition.receiver = on, place, receiver
    petition.noted_at = db_now()
    letters = _in(session, petition)
    for letter in letters:
        bring(session, letter, PRESENTED, f"manager:{manager_id}")
    return len(letters)


def give_up(session: Session, petition: Petition, manager_id: UUID) -> int:
    """It is not handed over: its letters wait again as they did before; returns how many."""
    letters = _in(session, petition)
    for letter in letters:
        letter.petition_id = None
        waits = TO_PRINT if letter.channel == "print" else GATHERING
        bring(session, letter, waits, f"manager:{manager_id}")
    return len(letters)


def as_pdf(petition: Petition) -> bytes:
    """The petition as it is now, ready to print; raises NotFound if nothing is left of it."""
    session = reading()
    query = (
        select(Letter, LetterContent)
        .join(LetterContent, LetterContent.letter_id == Letter.id)
        .where(Letter.petition_id == petition.id, Letter.state.in_((PETITION, PRESENTED)))
        .order_by(Letter.id)
    )
    rows = session.execute(query).all()
    if not rows:
        raise NotFound("There is no such petition, or all its signatories have withdrawn.")
    campaign = session.get_one(Campaign, petition.campaign_id)
    signed = [(Signer(**content.signer), letter.created_at.date()) for letter, content in rows]
    recipient = session.get_one(Recipient, petition.recipient_id)
    composed = compose_joint(
        campaign,
        session.get_one(Organisation, petition.org_id),
        text_to(campaign, recipient),
        recipient,
        signed,
        rows[0].Letter.reference,
        petition.made_at.date(),
        words_most=sum(len(signer.own_words.splitlines()) for signer, _ in signed),
    )
    return letter_pdf(composed, petition.made_at.date().isoformat())


def of_recipient(recipient: Recipient) -> Sequence[tuple[Petition, int]]:
    """A recipient's petitions, the newest first, each with how many letters are in it."""
    session = reading()
    query = select(Petition).filter_by(recipient_id=recipient.id).order_by(Petition.id.desc())
    inside = select(Letter.petition_id, func.count().label("n")).where(
        Letter.recipient_id == recipient.id, Letter.state.in_((PETITION, PRESENTED))
    )
    grouped = session.execute(inside.group_by(Letter.petition_id))
    number = {row.petition_id: row.n for row in grouped}
    return [(one, number[one.id]) for one in session.scalars(query) if one.id in number]


def one_of(session: Session, recipient: Recipient, petition_id: UUID) -> Petition:
    """A petition to this recipient; raises NotFound."""
    petition = session.get(Petition, petition_id)
    if petition is None or petition.recipient_id != recipient.id:
        raise NotFound("There is no such petition.")
    return petition


def _waiting(recipient_id: UUID) -> Select[Letter]:
    ours = Letter.sandbox.is_(current_app.config["CAMPAIGN"].sandbox)
    states = Letter.state.in_((GATHERING, TO_PRINT))
    query = select(Letter).where(Letter.recipient_id == recipient_id, states, ours)
    return query.order_by(Letter.id)


def _in(session: Session, petition: Petition) -> Sequence[Letter]:
    """Its letters that were not withdrawn or presented, locked."""
    query = select(Letter).where(Letter.petition_id == petition.id, Letter.state == PETITION)
    return session.scalars(query.order_by(Letter.id).with_for_update(key_share=True)).all()
