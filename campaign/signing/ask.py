"""After an update: whether a supporter's own words still fit the letter's new text.

Letters whose text has changed around own words are `asked` (letters/supersede.py) and wait. Their
writer is asked once by mail, over a link that is good for this alone: keep the words, change them,
or withdraw. Without an answer in time the letter goes without them, or not at all, as the manager
chose.
"""

from __future__ import annotations

import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app
from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import exists, or_, select, text
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.languages import spoken
from campaign.base.problems import Problem
from campaign.base.queue import nudge
from campaign.campaigns.approve import CANCEL, DAYS, SEND
from campaign.campaigns.cases import updates_of
from campaign.campaigns.find import current_text
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.letters.compose import Signer
from campaign.letters.models import Letter, LetterContent
from campaign.letters.renew import one_by_one, write_anew
from campaign.letters.write import ASKED, SUPERSEDED, bring
from campaign.signing import links
from campaign.signing.models import Question, Signature
from campaign.signing.preview import office_name, unprintable
from campaign.signing.wish import clean_own_words
from campaign.signing.words import clock_words

BATCH = 100
SECONDS = 20
BY = "asking"

KEEP, CHANGE, WITHDRAW = "keep", "change", "withdraw"
CLOSED = _("This campaign has ended meanwhile, so your letter was not sent. Thank you for writing.")
UPDATING = _(
    "This appeal is being brought up to date once more. Your letter waits; please open this link "
    "again in a while."
)
DONE = _("This has been answered already; nothing was changed now.")
TOO_LATE = {
    "without": _("The time to answer was over, so your letter went on without your own words."),
    "cancelled": _("The time to answer was over, so your letter was not sent."),
    "ended": CLOSED,
}
CHANGED = _("The letter has changed since you looked at it. Please read it once more.")


def ask() -> int:
    """Ask whoever has letters that wait for an answer, settle what nobody answered in time.

    Returns how many questions that were. For the schedule.
    """
    end = time.monotonic() + SECONDS
    done = one_by_one(_unasked, _ask, end) + one_by_one(_late, _unanswered, end)
    if done:
        for channel in ("notices", "email", "fax"):
            nudge(channel)
    return done


@dataclass(frozen=True)
class Asked:
    """What the page of the question shows."""

    campaign: Campaign
    organisation: Organisation
    offices: list[str]
    text: LetterText  # the new one
    own_words: str
    until: str  # in words
    unanswered: str  # send or cancel
    answer: str  # empty while none was given

    @property
    def seen(self) -> str:
        """Which text an answer is about."""
        return str(self.text.id)


def look(token: str) -> Asked:
    """The question behind a link; changes nothing. Raises NotFound or LinkEnded."""
    session = reading()
    _, signature = links.find(session, links.ASK, token)
    links.refuse_ended(signature)
    campaign = session.get_one(Campaign, signature.campaign_id)
    question = _question(session, signature)
    if not question.answered_at:
        _refuse(campaign)
    recipients = [letter.recipient_id for letter in _letters(session, signature)]
    return Asked(
        campaign=campaign,
        organisation=session.get_one(Organisation, signature.org_id),
        offices=[office_name(session.get_one(Recipient, key)) for key in recipients],
        text=current_text(campaign, campaign.appeal.language),
        own_words=signature.own_words or "",
        until=clock_words(question.answer_by, db_now()),
        unanswered=question.unanswered,
        answer=(question.answer or "") if question.answered_at else "",
    )


def answer(token: str, given: str, seen: str, own_words: str = "") -> int:
    """Do what a supporter answers; returns to how many letters. Raises Problem and changes nothing.

    `seen` is that of the page; an answer about another text than the present one is refused.
    """
    with writing() as session:
        _, signature = links.find(session, links.ASK, token)
        dialects.one_by_one(session, f"supporter:{signature.supporter_key.hex()}")
        session.refresh(signature)
        links.refuse_ended(signature)
        campaign = session.get_one(Campaign, signature.campaign_id)
        question = _question(session, signature)
        if question.answered_at:
            raise Problem(TOO_LATE.get(question.answer or "", DONE))
        _refuse(campaign)
        if given not in (KEEP, CHANGE, WITHDRAW):
            raise Problem(gettext("Choose one of the three."))
        if given != WITHDRAW and seen != str(current_text(campaign, campaign.appeal.language).id):
            raise Problem(CHANGED)
        letters = _letters(session, signature, lock=True)
        if given == CHANGE:
            _change(session, signature, letters, own_words)
        for letter in letters:
            if given == WITHDRAW:
                bring(session, letter, "withdrawn", "supporter")
            else:
                write_anew(session, letter, ASKED, "supporter", answered=True)
        question.answer, question.answered_at = given, db_now()
    for channel in ("email", "fax"):
        nudge(channel)
    return len(letters)


def _unasked(failed: Set[UUID]) -> Sequence[UUID]:
    """Signatures with letters that wait for an answer to a question that was not put yet."""
    asked = exists().where(
        Question.signature_id == Letter.signature_id, Question.answered_at.is_(None)
    )
    query = (
        select(Letter.signature_id)
        .join(Campaign, Campaign.id == Letter.campaign_id)
        .where(
            Letter.state == ASKED,
            text("letter.state != 'travelling'"),  # as the index says it
            Letter.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
            Letter.signature_id.not_in(failed),
            Campaign.state.in_(("published", "closed")),
            ~asked,
        )
    )
    return reading().scalars(query.distinct().limit(BATCH)).all()


def _ask(session: Session, signature_id: UUID) -> None:
    """Put the question, and its mail into the outbox, in one transaction.

    Where the campaign has ended before, there is nothing to ask: the letters do not leave.
    """
    signature = session.get_one(Signature, signature_id, with_for_update=True)
    letters = _letters(session, signature)
    if not letters or _open(session, signature):
        return
    campaign = session.get_one(Campaign, signature.campaign_id)
    if campaign.state == "closed":
        for letter in _letters(session, signature, lock=True):
            bring(session, letter, SUPERSEDED, BY)
        return
    organisation = session.get_one(Organisation, signature.org_id)
    approved = [one for one in updates_of(campaign) if one.approved_at]
    days = (approved[-1].answer_days if approved else None) or DAYS
    now = db_now()
    question = Question(
        org_id=signature.org_id,
        campaign_id=campaign.id,
        signature_id=signature.id,
        unanswered=(approved[-1].unanswered if approved else None) or CANCEL,
        asked_at=now,
        answer_by=now + timedelta(days=days),
    )
    session.add(question)
    recipients = [session.get_one(Recipient, one.recipient_id) for one in letters]
    with force_locale(spoken(signature.language)):
        offices = [office_name(one) for one in recipients]
        until = clock_words(question.answer_by, now)
    values = {
        "language": signature.language,
        "title": campaign.shown_title,
        "code": campaign.appeal.code or "",
        "offices": offices,
        "until": until,
        "without": question.unanswered == SEND,
        "ask_url": links.new(session, signature, links.ASK),
        "erase_url": links.new(session, signature, links.ERASE),
        "organisation": organisation.name,
        "contact": organisation.contact_email,
    }
    to, sandbox = signature.email or "", signature.sandbox
    notices.post(session, signature.org_id, to, "own_words", values, sandbox, about=signature.id)


def _late(failed: Set[UUID]) -> Sequence[UUID]:
    """Questions that were not answered in time, and all of campaigns that have ended."""
    query = (
        select(Question.id)
        .join(Campaign, Campaign.id == Question.campaign_id)
        .join(Signature, Signature.id == Question.signature_id)
        .where(
            text("question.answered_at IS NULL"),  # as the index says it
            or_(Question.answer_by <= db_now(), Campaign.state == "closed"),
            Question.id.not_in(failed),
            Signature.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
            Campaign.state.in_(("published", "closed")),
        )
    )
    return reading().scalars(query.limit(BATCH)).all()


def _unanswered(session: Session, question_id: UUID) -> None:
    question = session.get_one(Question, question_id, with_for_update=True)
    signature = session.get_one(Signature, question.signature_id, with_for_update=True)
    if question.answered_at:
        return
    campaign = session.get_one(Campaign, question.campaign_id)
    letters = _letters(session, signature, lock=True)
    goes = question.unanswered == SEND and campaign.state == "published"
    if goes:
        _put(session, signature, letters, "")
    for letter in letters:
        if goes:
            write_anew(session, letter, ASKED, BY, answered=True)
        else:
            bring(session, letter, SUPERSEDED, BY)
    question.answered_at = db_now()
    if goes:
        question.answer = "without"
    else:
        question.answer = "cancelled" if question.answer_by <= question.answered_at else "ended"


def _change(
    session: Session, signature: Signature, letters: Sequence[Letter], own_words: str
) -> None:
    words = clean_own_words(own_words)
    recipients = [session.get_one(Recipient, letter.recipient_id) for letter in letters]
    shown = Signer(signature.name or "", signature.name_choice, "", "", words)
    if boxes := unprintable(recipients, shown):
        raise Problem(
            gettext(
                "A fax or a printed letter cannot show %(characters)s: please write it otherwise.",
                characters=" ".join(sorted(boxes)),
            )
        )
    _put(session, signature, letters, words)


def _put(session: Session, signature: Signature, letters: Sequence[Letter], words: str) -> None:
    signature.own_words = words
    for letter in letters:
        if content := session.get(LetterContent, letter.id):
            content.signer = content.signer | {"own_words": words}


def _letters(session: Session, signature: Signature, lock: bool = False) -> Sequence[Letter]:
    query = select(Letter).where(Letter.signature_id == signature.id, Letter.state == ASKED)
    if lock:
        query = query.with_for_update(key_share=True)
    return session.scalars(query.order_by(Letter.id)).all()


def _open(session: Session, signature: Signature) -> Question | None:
    query = select(Question).filter_by(signature_id=signature.id, answered_at=None)
    return session.scalars(query).first()


def _question(session: Session, signature: Signature) -> Question:
    """The question that is open, or else the last one: there is one wherever there is a link."""
    query = select(Question).filter_by(signature_id=signature.id)
    last = session.scalars(query.order_by(Question.asked_at.desc()).limit(1)).first()
    if last is None:
        raise links.LinkEnded(DONE)
    return last


def _refuse(campaign: Campaign) -> None:
    if campaign.state == "updating":
        raise Problem(UPDATING)
    if campaign.state != "published":
        raise links.LinkEnded(CLOSED)
