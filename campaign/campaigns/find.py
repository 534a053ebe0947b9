"""Campaigns by slug, organisation, state; and the text of their letters that is in force."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, or_, select

from campaign.base.database import reading
from campaign.base.problems import NotFound
from campaign.campaigns.deadline import not_over
from campaign.campaigns.models import Campaign, CaseCode, LetterText, Recipient
from campaign.directory.models import ContactPoint


def public(slug: str) -> Campaign | None:
    """The campaign with this slug if it runs here now, or did until it was stopped."""
    shown = _of_this_mode().where(Campaign.state != "draft")
    return reading().scalars(shown.where(Campaign.slug == slug)).one_or_none()


def running() -> Sequence[Campaign]:
    """All campaigns that can be signed here and now, the newest first."""
    published = _of_this_mode().where(Campaign.state == "published", not_over())
    return reading().scalars(published.order_by(Campaign.published_at.desc())).all()


def known_as(keys: Sequence[str]) -> Sequence[Campaign]:
    """Public campaigns whose cases go by these keys (`cases.key_of`), in the order of the keys."""
    known = (
        _of_this_mode()
        .add_columns(CaseCode.key)
        .join(CaseCode, CaseCode.case_id == Campaign.case_id)
        .where(CaseCode.key.in_(keys), Campaign.state != "draft")
        .order_by(Campaign.created_at)
    )
    rows = sorted(reading().execute(known), key=lambda row: keys.index(row.key))
    return list(dict.fromkeys(row.Campaign for row in rows))


def of_organisation(org_id: UUID) -> Sequence[Campaign]:
    """All campaigns of an organisation in any state, the newest first."""
    query = select(Campaign).where(Campaign.org_id == org_id)
    return reading().scalars(query.order_by(Campaign.created_at.desc())).all()


def one_of(org_id: UUID, campaign_id: UUID) -> Campaign:
    """A campaign of this organisation; raises NotFound for any other id."""
    query = select(Campaign).where(Campaign.org_id == org_id, Campaign.id == campaign_id)
    campaign = reading().scalars(query).one_or_none()
    if campaign is None:
        raise NotFound("There is no such campaign.")
    return campaign


def current_text(campaign: Campaign, language: str) -> LetterText:
    """The newest letter text in a language, else in the appeal's own; raises NotFound.

    A translation that is older than the appeal in force says what an update has replaced, and does
    not count any more.
    """
    for tag in dict.fromkeys((language, campaign.appeal.language)):
        query = select(LetterText).where(
            LetterText.campaign_id == campaign.id, LetterText.language == tag
        )
        if tag != campaign.appeal.language:
            query = query.where(LetterText.created_at >= campaign.appeal.imported_at)
        text = reading().scalars(query.order_by(LetterText.version.desc()).limit(1)).first()
        if text is not None:
            return text
    raise NotFound("This campaign has no letter yet.")


def text_to(campaign: Campaign, recipient: Recipient) -> LetterText:
    """The letter text to a recipient: in the language chosen for it, else in the appeal's own.

    Never in that of the supporter, who may read another one.
    """
    return current_text(campaign, recipient.language or campaign.appeal.language)


def failing(org_id: UUID) -> Sequence[tuple[ContactPoint, Recipient]]:
    """Contact points of an organisation that do not work, where a campaign still writes to them."""
    query = (
        select(ContactPoint, Recipient)
        .join(Recipient, Recipient.authority_id == ContactPoint.authority_id)
        .join(Campaign, Campaign.id == Recipient.campaign_id)
        .where(
            ContactPoint.org_id == org_id,
            ContactPoint.health == "failing",
            ContactPoint.retired_at.is_(None),
            Recipient.left_out_at.is_(None),
            Campaign.state != "closed",
        )
        .order_by(ContactPoint.failing_since, Recipient.id)
    )
    one_each = {contact.id: (contact, recipient) for contact, recipient in reading().execute(query)}
    return list(one_each.values())


def sends() -> ColumnElement[bool]:
    """The condition that letters of a campaign may leave, under its present revision.

    While an update is looked over, those under way go on if the manager chose so; whatever raises
    the revision meanwhile holds them.
    """
    on = and_(Campaign.state == "updating", Campaign.letters_go_on)
    return or_(Campaign.state == "published", on)


def _of_this_mode() -> Select[Campaign]:
    """What was published in the sandbox does not run in live mode, nor the other way round."""
    return select(Campaign).where(Campaign.sandbox.is_(current_app.config["CAMPAIGN"].sandbox))
