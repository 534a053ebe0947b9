"""An appeal asks to write also to the diplomatic representations in the reader's country.

The right one is offered to whoever names a country. It becomes a recipient of the campaign with the
first signature for it, unless the appeal lists it, or a manager has left it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.appeals import from_json
from campaign.base import dialects
from campaign.base.countries import names_in
from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign, Recipient
from campaign.directory.kinds import conveys
from campaign.directory.missions import Representation, representing
from campaign.directory.models import Authority
from campaign.directory.ways import letter_points, ways

CHANGED = _("What we know of the embassy has changed meanwhile: please look at it once more.")


@dataclass(frozen=True)
class Offer:
    """What there is to offer to somebody in a country.

    `state`: `offered` (a letter can go to it), `listed` (the appeal names it), `paper` (it is
    known, but no way to reach it by e-mail or fax), `left_out` (this campaign does not write to
    it), `home` (the country is that of the appeal) or `unknown`.
    """

    country: str  # ISO 3166-1 alpha-2, as it was asked for
    state: str
    mission: Representation | None


def asks_for_missions(campaign: Campaign) -> bool:
    """True if the appeal asks to write to them, and it is known whose they are."""
    return bool(campaign.case.country) and from_json(campaign.appeal.reading).asks_diplomatic


def offer(campaign: Campaign, country: str) -> Offer:
    """The mission for somebody in a country (ISO 3166-1 alpha-2), and whether it can be written to.

    The most fitting one with a way to reach it; else the most fitting one that is known.
    """
    sending = campaign.case.country or ""
    if country == sending:
        return Offer(country, "home", None)
    found = representing(campaign.org_id, sending, country)
    rows = {one.authority_id: one for one in campaign.all_recipients}
    for one in found:
        if _is_listed(campaign.recipients, one.authority):
            return Offer(country, "listed", one)
    left_out = [one for one in found if _is_left_out(rows.get(one.authority.id))]
    free = [one for one in found if one not in left_out]
    fax = current_app.config["CAMPAIGN"].fax_available
    if reached := [one for one in free if ways(one.authority, fax)]:
        return Offer(country, "offered", reached[0])
    if free:
        return Offer(country, "paper", free[0])
    return Offer(country, "left_out" if left_out else "unknown", None)


def as_recipient(campaign: Campaign, authority: Authority) -> Recipient:
    """The recipient that a mission is, or would be: then it is not in the database."""
    rows = (one for one in campaign.all_recipients if one.authority_id == authority.id)
    return next(rows, None) or Recipient(
        org_id=campaign.org_id, authority=authority, joint=False, next_way=True, offered=True
    )


def unknown_mission(campaign: Campaign, country: str) -> Authority:
    """A mission nobody has told us of: an address block for a letter, not in the database."""
    office = f"Embassy of {names_in('en').get(campaign.case.country or '', '')}"
    return Authority(org_id=campaign.org_id, office=office, kind="embassy", country=country)


def recipient_for(
    session: Session, campaign: Campaign, country: str, authority_id: UUID
) -> Recipient:
    """The recipient that a mission is or becomes in a campaign, in the caller's transaction.

    Raises Problem if it is not what is offered for this country: nobody can bring in a recipient of
    his own choice.
    """
    dialects.one_by_one(session, f"missions:{campaign.id}")
    session.expire(campaign, ["recipients", "all_recipients"])
    now = offer(campaign, country) if asks_for_missions(campaign) else None
    if not (now and now.state == "offered" and now.mission):
        raise Problem(CHANGED)
    if now.mission.authority.id != authority_id:
        raise Problem(CHANGED)
    query = select(Recipient).filter_by(campaign_id=campaign.id, authority_id=authority_id)
    known = session.scalars(query).one_or_none()
    return known or _add(session, campaign, authority_id)


def _add(session: Session, campaign: Campaign, authority_id: UUID) -> Recipient:
    recipient = Recipient(
        org_id=campaign.org_id,
        campaign_id=campaign.id,
        authority_id=authority_id,
        position=1 + max((one.position for one in campaign.all_recipients), default=-1),
        offered=True,
    )
    session.add(recipient)
    session.flush()
    session.expire(campaign, ["recipients", "all_recipients"])
    subject = f"recipient:{recipient.id}"
    record(session, campaign.org_id, None, "mission became a recipient", subject)
    return recipient


def _is_left_out(recipient: Recipient | None) -> bool:
    return recipient is not None and recipient.left_out_at is not None


def _is_listed(listed: Sequence[Recipient], mission: Authority) -> bool:
    """True if an appeal names it: the same authority, an address in common, the same seat."""
    points = {point.address.casefold() for point in letter_points(mission)}
    for authority in (one.authority for one in listed):
        if authority.id == mission.id:
            return True
        if points & {point.address.casefold() for point in letter_points(authority)}:
            return True
        same_seat = authority.country == mission.country and authority.kind == mission.kind
        if same_seat and conveys(authority.kind):
            return True
    return False
