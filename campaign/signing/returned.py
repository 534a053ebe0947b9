"""Letters that did not arrive are told to those who wished to know, once a day at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import ColumnElement, TextClause, or_, select, text, update
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.languages import spoken
from campaign.base.queue import nudge
from campaign.campaigns.models import Campaign
from campaign.letters.models import ENDED_IN_HISTORY, Carriage, History, Letter
from campaign.letters.read import LetterView, letters_of
from campaign.signing import limits, links, states
from campaign.signing.follow import same_person
from campaign.signing.models import Signature
from campaign.signing.preview import office_name
from campaign.signing.words import words_for

BATCH = 100
DAY = timedelta(days=1)
# By then it stands in the history whatever transaction it came in, and the letter has its next way.
SETTLED = timedelta(minutes=10)
LOOK_BACK = timedelta(days=7)
WELL = ("delivered", "posted", "presented", "withdrawn", "superseded", "expired", "cancelled")


def tell() -> int:
    """Post the mails about letters that came back or were refused; returns how many.

    One for each person, campaign and day, about all that happened since the last. For the schedule.
    """
    told = 0
    until = db_now() - SETTLED
    while found := _due(reading(), until):
        for signature_id in found:
            with writing() as session:
                signature = session.get_one(Signature, signature_id, with_for_update=True)
                if signature_id in _due(session, until, signature_id):
                    told += _tell(session, signature, until)
        if len(found) < BATCH:
            break
    if told:
        nudge("notices")
    return told


def _due(session: Session, until: datetime, only: UUID | None = None) -> Sequence[UUID]:
    query = (
        select(Signature.id)
        .join(Letter, Letter.signature_id == Signature.id)
        .join(Carriage, Carriage.letter_id == Letter.id)
        .join(History, History.transmission_id == Carriage.transmission_id)
        .join(Campaign, Campaign.id == Signature.campaign_id)
        .where(
            *_news(until),
            or_(Signature.news_told_at.is_(None), Signature.news_told_at <= until - DAY),
            Signature.wants_news.is_(True),
            Signature.email.is_not(None),
            Signature.state.in_((states.CONFIRMED, states.REPEATED)),
            Signature.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
            Campaign.state.in_(("published", "closed")),
        )
    )
    if only:
        query = query.where(Signature.id == only)
    return session.scalars(query.distinct().order_by(Signature.id).limit(BATCH)).all()


def _news(until: datetime) -> tuple[ColumnElement[bool] | TextClause, ...]:
    """What happened to transmissions since a signature was told."""
    return (
        text(f"history.{ENDED_IN_HISTORY}"),  # as the index says it
        History.at <= until,
        History.at > until - LOOK_BACK,
        or_(Signature.news_told_at.is_(None), History.at > Signature.news_told_at),
    )


def _tell(session: Session, signature: Signature, until: datetime) -> bool:
    """Note it for all signatures of a person, and post the mail; False if there is none to post."""
    mine = same_person(session, signature)
    concerned = _concerned(session, mine, until)
    session.execute(
        update(Signature).where(Signature.id.in_(mine)).values(news_told_at=until),
        execution_options={"synchronize_session": False},
    )
    if not concerned or limits.suppressed(session, signature.email or ""):
        return False
    campaign = session.get_one(Campaign, signature.campaign_id)
    organisation = session.get_one(Organisation, signature.org_id)
    now = db_now()
    with force_locale(spoken(signature.language)):
        letters = [
            {"office": office_name(one.recipient), "said": [said.text, said.more]}
            for one in concerned
            for said in [words_for(one, now, None, campaign.state)]
        ]
    values = {
        "language": signature.language,
        "title": campaign.shown_title,
        "code": campaign.appeal.code or "",
        "news": letters,
        "status_url": links.new(session, signature, links.STATUS),
        "erase_url": links.new(session, signature, links.ERASE),
        "organisation": organisation.name,
        "contact": organisation.contact_email,
    }
    to, sandbox = signature.email or "", signature.sandbox
    notices.post(session, signature.org_id, to, "returned", values, sandbox, about=signature.id)
    return True


def _concerned(session: Session, mine: Sequence[UUID], until: datetime) -> list[LetterView]:
    """The letters of a person with news, but for those that arrived or are over meanwhile."""
    query = (
        select(Letter.id)
        .join(Signature, Signature.id == Letter.signature_id)
        .join(Carriage, Carriage.letter_id == Letter.id)
        .join(History, History.transmission_id == Carriage.transmission_id)
        .where(*_news(until), Signature.id.in_(mine))
    )
    ids = set(session.scalars(query))
    return [one for one in letters_of(mine) if one.id in ids and one.state not in WELL]
