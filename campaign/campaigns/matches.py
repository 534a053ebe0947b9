"""An appeal names authorities that the directory may know: what it says otherwise, and who decides.

Nothing that is known is overwritten by an import. Each difference is taken or refused by a named
person, and what was decided is kept (`MatchDecision`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.appeals import Appeal, RecipientEntry, from_json
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.problems import Problem
from campaign.campaigns.authorities import changing, merge, subject_of
from campaign.campaigns.models import Campaign, MatchDecision, Recipient
from campaign.directory.gather import (
    Difference,
    differences,
    might_be,
    new_authority,
    take_up,
)
from campaign.directory.models import Authority

SAME = "authority"  # the field of a decision whether two are one


@dataclass(frozen=True)
class Match:
    """A recipient as an appeal prints it, beside what the directory has."""

    recipient: Recipient
    known: bool  # the authority was here before this campaign, and is taken as it is
    same: list[Authority]  # others that may be the same office
    open: list[Difference]  # waits for a person
    decided: Sequence[MatchDecision]


def match_of(campaign: Campaign, appeal: Appeal, recipient: Recipient) -> Match | None:
    """What there is to decide about a recipient; None for one that the appeal does not print."""
    entry = _entry(appeal, recipient)
    if entry is None:
        return None
    authority = recipient.authority
    decided = _decided(campaign, authority)
    said = {(one.field, one.value) for one in decided}
    merged = any(one.field == SAME and one.taken for one in decided)
    known = merged or authority.created_at < campaign.created_at
    others = {one.authority_id for one in campaign.all_recipients if one.printed_as is not None}
    same = [] if known else might_be(reading(), authority, entry)
    return Match(
        recipient=recipient,
        known=known,
        same=[one for one in same if one.id not in others and (SAME, str(one.id)) not in said],
        open=[d for d in differences(authority, entry) if (d.field, d.value) not in said],
        decided=decided,
    )


def decide(
    session: Session,
    campaign: Campaign,
    recipient: Recipient,
    field: str,
    value: str,
    taken: bool,
    by: UUID,
) -> None:
    """Take what the appeal prints otherwise into the directory, or refuse it, and keep that.

    Raises Problem if there is no such difference any more, or for what cannot be taken.
    """
    match = _match(session, campaign, recipient)
    found = next((d for d in match.open if (d.field, d.value) == (field, value)), None)
    if found is None:
        raise Problem("That was decided meanwhile, or is not so any more; look at it again.")
    authority = recipient.authority
    _keep(session, campaign, authority, found, taken, by)
    if not taken:
        subject = subject_of(authority)
        record(session, campaign.org_id, by, "difference refused", subject, found.message)
        return
    entry = _entry(from_json(campaign.appeal.reading), recipient)
    with changing(session, authority, by, "difference taken"):
        if entry:
            take_up(session, authority, found, entry, _source(campaign))


def is_same(
    session: Session,
    campaign: Campaign,
    recipient: Recipient,
    other_id: UUID,
    same: bool,
    by: UUID,
) -> None:
    """A person says whether a new authority is one that was here already.

    If so the recipient is that one, as it is known; what the appeal prints otherwise is then to be
    decided. Raises Problem if it is not among those that may be.
    """
    match = _match(session, campaign, recipient)
    other = next((one for one in match.same if one.id == other_id), None)
    if other is None:
        raise Problem("That was decided meanwhile; look at it again.")
    new = recipient.authority
    if same:
        words = f"“{new.office}” of this appeal is “{other.office}”, which was here already."
        merge(session, new, other, by, learning=False)
        _keep(session, campaign, other, Difference(SAME, str(new.id), words), True, by)
        return
    words = f"“{new.office}” of this appeal is not the “{other.office}” that was here already."
    _keep(session, campaign, new, Difference(SAME, str(other.id), words), False, by)
    record(session, campaign.org_id, by, "match refused", subject_of(new), words)


def is_another(session: Session, campaign: Campaign, recipient: Recipient, by: UUID) -> None:
    """A person says that the authority taken for a recipient is another office: it gets its own.

    Raises Problem where letters may have been promised already, or for one that is no match.
    """
    match = _match(session, campaign, recipient)
    entry = _entry(from_json(campaign.appeal.reading), recipient)
    if campaign.state != "draft" or not match.known or entry is None:
        raise Problem("Only in a draft can a recipient become another authority.")
    old = recipient.authority
    new = new_authority(session, campaign.org_id, entry, _source(campaign))
    recipient.authority_id = new.id
    session.flush()
    session.refresh(recipient)
    words = f"“{new.office}” of this appeal is not the “{old.office}” that was here already."
    _keep(session, campaign, new, Difference(SAME, str(old.id), words), False, by)
    record(session, campaign.org_id, by, "match refused", subject_of(new), words)


def _match(session: Session, campaign: Campaign, recipient: Recipient) -> Match:
    """What there is to decide, to one person after the other."""
    dialects.one_by_one(session, f"match:{campaign.id}")
    found = match_of(campaign, from_json(campaign.appeal.reading), recipient)
    if found is None:
        raise Problem("The appeal does not print this recipient.")
    return found


def _entry(appeal: Appeal, recipient: Recipient) -> RecipientEntry | None:
    if recipient.printed_as is None:
        return None
    entry = appeal.recipients[recipient.printed_as]
    return replace(entry, country=entry.country or appeal.country)


def _decided(campaign: Campaign, authority: Authority) -> Sequence[MatchDecision]:
    query = select(MatchDecision).where(
        MatchDecision.campaign_id == campaign.id, MatchDecision.authority_id == authority.id
    )
    return reading().scalars(query.order_by(MatchDecision.decided_at)).all()


def _keep(
    session: Session,
    campaign: Campaign,
    authority: Authority,
    difference: Difference,
    taken: bool,
    by: UUID,
) -> None:
    session.add(
        MatchDecision(
            org_id=campaign.org_id,
            campaign_id=campaign.id,
            authority_id=authority.id,
            field=difference.field,
            value=difference.value,
            taken=taken,
            said=difference.message,
            decided_by=by,
            decided_at=db_now(),
        )
    )
    session.flush()


def _source(campaign: Campaign) -> str:
    return f"appeal {campaign.appeal.code or campaign.slug}"
