"""Confirming: a look at what will be sent, and the button that sends it.

Only `confirm` changes anything; programs that open links in mails therefore confirm nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.languages import day
from campaign.base.problems import Problem
from campaign.base.queue import nudge
from campaign.campaigns.deadline import is_over
from campaign.campaigns.find import text_to
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.letters.compose import Signer
from campaign.letters.models import Letter
from campaign.letters.write import write
from campaign.signing import limits, links, moderate, receipt, states
from campaign.signing.models import Chosen, Signature
from campaign.signing.preview import Preview, fingerprint, preview
from campaign.signing.wish import signer

CLOSED = _(
    "This campaign has ended meanwhile, so your letters were not sent. Thank you for signing."
)
UPDATING = _(
    "This appeal is just being brought up to date, and your letters with it. Nothing is lost: open "
    "this link again in a while, and read them once more."
)
CHANGED = _("Your letters have changed since you looked at them. Please read them once more.")
MADE_IN_SANDBOX = _(
    "This was signed while the site was on trial, and is not sent now. Please sign again."
)


@dataclass(frozen=True)
class ToConfirm:
    """What will be sent on confirmation; `done` if that has happened already."""

    campaign: Campaign
    organisation: Organisation
    letters: list[Preview]
    done: bool

    @property
    def printed(self) -> int:
        """How many of the letters their author prints and posts."""
        return sum(letter.channel == "print" for letter in self.letters)

    @property
    def fingerprint(self) -> str:
        """What the button confirms: these letters and no others."""
        return fingerprint(self.letters)


class LettersChanged(Problem):
    """The letters are not those that were looked at."""


@dataclass(frozen=True)
class Confirmed:
    """What the confirmation did: how many letters it wrote, and where to follow them."""

    status_token: str
    written: int
    again: bool  # this link had been used before; nothing was done


def look(token: str) -> ToConfirm:
    """What the link would send; changes nothing. Raises NotFound or LinkEnded."""
    session = reading()
    _, signature = links.find(session, links.CONFIRM, token)
    links.refuse_ended(signature)
    campaign = session.get_one(Campaign, signature.campaign_id)
    done = signature.state != states.WAITING
    letters: list[Preview] = []
    if not done:
        _refuse_closed(signature, campaign)
        letters = _letters(session, signature, campaign)
    return ToConfirm(campaign, session.get_one(Organisation, campaign.org_id), letters, done)


def confirm(token: str, seen: str = "", copies: bool = False) -> Confirmed:
    """Confirm a signature and write its letters, once; raises NotFound or LinkEnded.

    `seen` is the fingerprint of the letters that were looked at. If they have changed since, by the
    hand that still has the form or by a manager's correction, LettersChanged is raised and nothing
    is done. With `copies` a mail brings the texts of the letters. The second signature of a person
    adds letters to those not yet written to, and is kept as `repeated`.
    """
    with writing() as session:
        _, signature = links.find(session, links.CONFIRM, token)
        dialects.one_by_one(session, f"supporter:{signature.supporter_key.hex()}")
        session.refresh(signature)
        links.refuse_ended(signature)
        written = 0
        again = signature.state != states.WAITING
        if not again:
            _refuse_changed(session, signature, seen)
            written = _write(session, signature)
            if written and copies and not limits.suppressed(session, signature.email or ""):
                receipt.post(session, signature)
        status_token = links.make(session, signature, links.STATUS)
    if written:
        nudge("email")
        nudge("fax")
        nudge("notices")
    return Confirmed(status_token, written, again)


def _write(session: Session, signature: Signature) -> int:
    campaign = session.get_one(Campaign, signature.campaign_id)
    _refuse_closed(signature, campaign)
    event = "confirmed_again" if _confirmed_before(session, signature) else "confirmed"
    if not states.move(session, event, signature, confirmed_at=db_now()):
        return 0
    written = 0
    read_first = moderate.why_read(session, signature)
    for text, recipients in _by_text(session, signature, campaign):
        letters = write(
            session,
            signature.id,
            signature.supporter_key,
            campaign,
            session.get_one(Organisation, campaign.org_id),
            text,
            recipients,
            _signer(signature, text.language),
            signature.sandbox,
            read_first,
        )
        written += len(letters)
    return written


def _by_text(
    session: Session, signature: Signature, campaign: Campaign
) -> Iterable[tuple[LetterText, list[Recipient]]]:
    """Those who are written to, by the letter text that they get."""
    groups: dict[UUID, tuple[LetterText, list[Recipient]]] = {}
    for recipient in _not_yet_written_to(session, signature):
        text = text_to(campaign, recipient)
        groups.setdefault(text.id, (text, []))[1].append(recipient)
    return groups.values()


def _refuse_changed(session: Session, signature: Signature, seen: str) -> None:
    campaign = session.get_one(Campaign, signature.campaign_id)
    if seen and seen != fingerprint(_letters(session, signature, campaign)):
        raise LettersChanged(CHANGED)


def _letters(session: Session, signature: Signature, campaign: Campaign) -> list[Preview]:
    recipients = _not_yet_written_to(session, signature)
    return preview(campaign, recipients, lambda language: _signer(signature, language))


def _refuse_closed(signature: Signature, campaign: Campaign) -> None:
    if signature.sandbox and current_app.config["CAMPAIGN"].live:
        raise links.LinkEnded(MADE_IN_SANDBOX)
    if campaign.state == "updating":
        raise Problem(UPDATING)
    if campaign.state != "published":
        raise links.LinkEnded(f"{CLOSED} {campaign.outcome_said or ''}".strip())
    if is_over(campaign):
        raise links.LinkEnded(
            gettext(
                "This appeal could be signed until the end of %(day)s (UTC). That time is over, so "
                "your letters were not sent. What you typed is erased by itself. Thank you for "
                "wishing to help.",
                day=day(campaign.sign_until),
            )
        )


def _confirmed_before(session: Session, signature: Signature) -> bool:
    query = select(Signature.id).filter_by(
        campaign_id=signature.campaign_id,
        supporter_key=signature.supporter_key,
        state=states.CONFIRMED,
    )
    return session.scalars(query).first() is not None


def _not_yet_written_to(session: Session, signature: Signature) -> Sequence[Recipient]:
    """The chosen recipients who still are in the campaign and have no letter of this person."""
    written = select(Letter.recipient_id).filter_by(
        campaign_id=signature.campaign_id, supporter_key=signature.supporter_key
    )
    query = (
        select(Recipient)
        .join(Chosen, Chosen.recipient_id == Recipient.id)
        .where(
            Chosen.signature_id == signature.id,
            Recipient.left_out_at.is_(None),
            Recipient.id.not_in(written),
        )
    )
    return session.scalars(query.order_by(Recipient.position)).all()


def _signer(signature: Signature, language: str) -> Signer:
    return signer(
        signature.name or "",
        signature.name_choice,
        signature.country or "",
        signature.city or "",
        signature.own_words or "",
        language,
    )
