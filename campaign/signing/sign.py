"""Signing: a wish waits for its confirmation, and a mail asks for it.

Whoever looks at the page learns nothing: the answer is the same for an address that is new, has
signed already, wants no mail from us, is an office's, or has had enough of it for today.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.base.problems import Problem
from campaign.base.queue import nudge
from campaign.campaigns.deadline import is_over
from campaign.campaigns.missions import recipient_for
from campaign.campaigns.models import Campaign, Recipient
from campaign.letters.models import Letter
from campaign.signing import consent, keys, limits, links, states
from campaign.signing.models import Chosen, ConfirmationMail, Signature
from campaign.signing.preview import channel_of
from campaign.signing.wish import Wish

CLOSED = _("This campaign has ended; no more letters can be signed. Thank you for wishing to help.")
OVER = _(
    "The time for signing this appeal is over, so nothing was sent and nothing was kept. Thank you "
    "for wishing to help."
)
UPDATING = _(
    "This appeal is just being brought up to date. What you typed is still here: please try again "
    "in a while."
)


def sign(campaign: Campaign, wish: Wish) -> None:
    """Keep the wish until it is confirmed, and mail the link for that.

    The same form sent again changes nothing but what has been corrected in it. Raises Problem if
    the campaign is closed or its last day over, nobody is chosen, or the whole site has reached its
    limit.
    """
    address = keys.address_key(wish.email)
    form = keys.form_key(wish.form_token, wish.email)
    with writing() as session:
        if campaign.state != "published":
            raise Problem(UPDATING if campaign.state == "updating" else CLOSED)
        if is_over(campaign):
            raise Problem(OVER)
        wanted = _wanted(session, campaign, wish)
        if not wanted:
            raise Problem(gettext("Choose at least one authority to write to."))
        dialects.one_by_one(session, f"address:{address.hex()}")
        known = session.scalars(select(Signature).filter_by(form_key=form)).first()
        if known is not None:
            _correct(session, known, wish, wanted)
        elif not _mailed(session, form):
            limits.refuse_flood(session)
            send_at = limits.next_allowed(session, address)
            unwelcome = limits.suppressed(session, wish.email)
            unwelcome |= limits.is_an_office(session, campaign, address)
            if send_at and not unwelcome:
                _ask(session, campaign, wish, wanted, address, form, send_at)
    nudge("notices")


def _mailed(session: Session, form: bytes) -> bool:
    return bool(session.scalar(select(ConfirmationMail.id).filter_by(form_key=form)))


def _ask(
    session: Session,
    campaign: Campaign,
    wish: Wish,
    wanted: list[UUID],
    address: bytes,
    form: bytes,
    send_at: datetime,
) -> None:
    """Post the one mail of this form: to confirm, or to say that all has been signed already."""
    session.add(
        ConfirmationMail(
            org_id=campaign.org_id, form_key=form, address_key=address, send_at=send_at
        )
    )
    supporter = keys.supporter_key(campaign, wish.email)
    earlier = _confirmed(session, campaign, supporter)
    if earlier and set(wanted) <= _written_to(session, campaign, supporter):
        _say_already_signed(session, campaign, earlier, wish, send_at)
    else:
        _ask_to_confirm(session, campaign, wish, wanted, supporter, address, form, send_at)


def _ask_to_confirm(
    session: Session,
    campaign: Campaign,
    wish: Wish,
    wanted: list[UUID],
    supporter: bytes,
    address: bytes,
    form: bytes,
    send_at: datetime,
) -> None:
    config = current_app.config["CAMPAIGN"]
    organisation = session.get_one(Organisation, campaign.org_id)
    signature = Signature(
        org_id=campaign.org_id,
        campaign_id=campaign.id,
        supporter_key=supporter,
        form_key=form,
        email=wish.email,
        consent_id=consent.in_force(session, organisation, wish.language).id,
        sandbox=config.sandbox,
        created_at=db_now(),
        expires_at=send_at + timedelta(hours=config.confirm_hours),
    )
    _fill(signature, wish)
    states.begin(session, signature)
    _choose(session, signature, wanted)
    values = {
        **_common_values(campaign, organisation, signature),
        "language": wish.language,
        "letters": len(wanted),
        "printed": _printed(session, wanted),
        "hours": config.confirm_hours,
        "confirm_url": links.new(session, signature, links.CONFIRM),
        "status_url": links.new(session, signature, links.STATUS),
        "erase_url": links.new(session, signature, links.ERASE),
        "not_me_url": links.url(
            links.NOT_ME,
            links.make(session, signature, links.NOT_ME, address),
            signature.language,
        ),
    }
    notices.post(
        session,
        campaign.org_id,
        wish.email,
        "confirm",
        values,
        config.sandbox,
        send_at,
        about=signature.id,
    )


def _say_already_signed(
    session: Session, campaign: Campaign, earlier: Signature, wish: Wish, send_at: datetime
) -> None:
    organisation = session.get_one(Organisation, campaign.org_id)
    values = {
        **_common_values(campaign, organisation, earlier),
        "language": wish.language,
        **{
            name: links.url(purpose, links.make(session, earlier, purpose), wish.language)
            for name, purpose in (("status_url", links.STATUS), ("erase_url", links.ERASE))
        },
    }
    notices.post(
        session,
        campaign.org_id,
        wish.email,
        "already_signed",
        values,
        earlier.sandbox,
        send_at,
        about=earlier.id,
    )


def _common_values(
    campaign: Campaign, organisation: Organisation, signature: Signature
) -> dict[str, object]:
    """What every mail shows. Nothing that was typed: the mail may go to a stranger."""
    return {
        "title": campaign.shown_title,
        "code": campaign.appeal.code or "",
        "organisation": organisation.name,
        "contact": organisation.contact_email,
        "sandbox": signature.sandbox,
    }


def _correct(session: Session, signature: Signature, wish: Wish, wanted: list[UUID]) -> None:
    """The same form again: whoever went back to mend something means what stands there now."""
    session.refresh(signature, with_for_update=True)
    if signature.state == states.WAITING:
        _fill(signature, wish)
        session.execute(delete(Chosen).where(Chosen.signature_id == signature.id))
        _choose(session, signature, wanted)


def _fill(signature: Signature, wish: Wish) -> None:
    signature.name = wish.name
    signature.name_choice = wish.name_choice
    signature.country = wish.country
    signature.city = wish.city
    signature.own_words = wish.own_words
    signature.language = wish.language
    signature.wants_replies = wish.wants_replies
    signature.wants_outcome = wish.wants_outcome
    signature.wants_news = wish.wants_news


def _choose(session: Session, signature: Signature, wanted: list[UUID]) -> None:
    rows = [
        {"signature_id": signature.id, "recipient_id": recipient_id, "org_id": signature.org_id}
        for recipient_id in wanted
    ]
    session.execute(insert(Chosen), rows)


def _wanted(session: Session, campaign: Campaign, wish: Wish) -> list[UUID]:
    """The recipients of this campaign among those asked for; others are nobody's.

    Raises Problem if a mission is asked for that is not offered.
    """
    query = select(Recipient.id).where(
        Recipient.campaign_id == campaign.id,
        Recipient.left_out_at.is_(None),
        Recipient.offered.is_(False),
        Recipient.id.in_(wish.recipient_ids),
    )
    wanted = list(session.scalars(query.order_by(Recipient.position)))
    if wish.mission:
        wanted.append(recipient_for(session, campaign, *wish.mission).id)
    return wanted


def _printed(session: Session, wanted: list[UUID]) -> int:
    """How many of these recipients a letter reaches on paper only."""
    recipients = session.scalars(select(Recipient).where(Recipient.id.in_(wanted)))
    return sum(channel_of(recipient) == "print" for recipient in recipients)


def _confirmed(session: Session, campaign: Campaign, supporter: bytes) -> Signature | None:
    query = select(Signature).filter_by(
        campaign_id=campaign.id, supporter_key=supporter, state=states.CONFIRMED
    )
    return session.scalars(query).first()


def _written_to(session: Session, campaign: Campaign, supporter: bytes) -> set[UUID]:
    query = select(Letter.recipient_id).filter_by(campaign_id=campaign.id, supporter_key=supporter)
    return set(session.scalars(query))
