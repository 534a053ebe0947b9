"""What is changed of an authority holds for all campaigns that write to it.

Where that changes what a letter shows or travels by, their revision is raised: what is still
`ready` is written anew, what was claimed is put back before it leaves, what is gone stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.campaigns.models import Campaign, Recipient
from campaign.directory import merge as directory
from campaign.directory.correct import as_written
from campaign.directory.models import Authority


@contextmanager
def changing(
    session: Session, authority: Authority, by: UUID | None, action: str, detail: str = ""
) -> Iterator[None]:
    """A change of an authority in the caller's transaction, with its record.

    `by` is the manager; `detail` stands in the record, else what went and what came, or nothing.
    """
    before, said = as_written(authority), _said_of(authority)
    yield
    session.flush()
    session.refresh(authority)
    if as_written(authority) != before:
        write_anew(session, [authority.id])
    if words := detail or _changes(said, _said_of(authority)):
        record(session, authority.org_id, by, action, subject_of(authority), words)


def merge(
    session: Session, gone: Authority, kept: Authority, by: UUID | None, learning: bool = True
) -> None:
    """Let one authority stand for both in all campaigns; raises Problem (`directory.merge`).

    `learning`: the one that stays is given what only the other had. A campaign that has both
    writes to the one that stays; letters promised to the other still go.
    """
    write_anew(session, [gone.id, kept.id])
    directory.merge(session, gone, kept)
    stay_out = directory.learn(session, gone, kept) if learning else []
    query = select(Recipient).where(Recipient.authority_id == kept.id)
    there = {recipient.campaign_id: recipient for recipient in session.scalars(query)}
    for recipient in session.scalars(select(Recipient).filter_by(authority_id=gone.id)).all():
        other = there.get(recipient.campaign_id)
        if other is None:
            recipient.authority_id = kept.id
            continue
        if other.printed_as is None:  # the appeal in force prints the one that stays
            other.printed_as, recipient.printed_as = recipient.printed_as, None
        if recipient.left_out_at is None:
            recipient.left_out_at, other.left_out_at = db_now(), None
            other.offered = other.offered and recipient.offered
    session.flush()
    session.expire_all()
    words = f"“{gone.office}” is “{kept.office}”"
    if stay_out:
        words += f"; {', '.join(stay_out)} stays out, as a person took it out"
    for one in (gone, kept):
        record(session, one.org_id, by, "authorities merged", subject_of(one), words)


def write_anew(session: Session, authority_ids: Sequence[UUID]) -> None:
    """Raise the revision of all campaigns that write to one of these."""
    theirs = select(Recipient.campaign_id).where(Recipient.authority_id.in_(authority_ids))
    raised = update(Campaign).where(Campaign.id.in_(theirs))
    session.execute(raised.values(revision=Campaign.revision + 1))


def used_by(authority: Authority) -> Sequence[tuple[Campaign, Recipient]]:
    """The campaigns that write to an authority, the newest first, with their recipient."""
    query = (
        select(Campaign, Recipient)
        .join(Recipient, Recipient.campaign_id == Campaign.id)
        .where(Recipient.authority_id == authority.id)
        .order_by(Campaign.created_at.desc())
    )
    return [(row[0], row[1]) for row in reading().execute(query)]


def subject_of(authority: Authority) -> str:
    """By which the record knows an authority."""
    return f"authority:{authority.id}"


def _said_of(authority: Authority) -> list[str]:
    """What the directory says of an authority, part by part, for the record."""
    holder = authority.holder
    person = [holder.honorific, holder.name, holder.salutation] if holder else []
    styles = [part for s in holder.styles for part in (s.honorific, s.salutation)] if holder else []
    names = [one.name for one in authority.names]
    points = [point.address for point in authority.contact_points]
    parts = [authority.office, *names, *person, *styles, authority.country, *points]
    return [part for part in parts if part]


def _changes(before: list[str], after: list[str]) -> str:
    """What went and what came, in words."""
    gone = ", ".join(part for part in before if part not in after)
    new = ", ".join(part for part in after if part not in before)
    if not (gone or new):
        return "in another order" if before != after else ""
    return "; ".join(filter(None, [gone and f"was {gone}", new and f"now {new}"]))
