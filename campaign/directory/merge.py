"""Two authorities that turn out to be one."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from campaign.base.problems import Problem
from campaign.directory.find import all_points, merged_into
from campaign.directory.holders import Person, succeed
from campaign.directory.missions import learn_mission
from campaign.directory.models import Authority, ContactPoint, OfficeName
from campaign.directory.points import CHANNELS, addresses_of, arrange
from campaign.directory.search import write_words

_HEALTH = (
    "health",
    "doubted_by",
    "failing_since",
    "failing_because",
    "told_at",
    "last_verified_at",
)


def merge(session: Session, gone: Authority, kept: Authority) -> None:
    """Let one stand for both: lists leave the other out, an appeal that names it finds this one.

    The one that goes keeps all its rows, for letters went there. Raises Problem for one that was
    merged before, or for one and the same.
    """
    if gone.id == kept.id:
        raise Problem("Choose two different authorities.")
    if gone.org_id != kept.org_id or gone.merged_into or kept.merged_into:
        raise Problem("One of them was merged already; look at them again.")
    earlier = [gone.id, *(one.id for one in merged_into(gone))]
    moved = update(Authority).where(Authority.id.in_(earlier)).values(merged_into=kept.id)
    session.execute(moved)
    session.flush()
    session.refresh(gone)
    session.refresh(kept)
    write_words(session, kept.org_id, [kept.id])


def learn(session: Session, gone: Authority, kept: Authority) -> list[str]:
    """Copy what the one that stays lacks: ways behind its own, names in languages, a holder.

    What a person took out of either stays out, unless it was checked at the one that stays since.
    Returns the addresses that one of them used, and that stay out.
    """
    used = {point.address for one in (gone, kept) for point in one.contact_points}
    _take_out(session, gone, kept)
    out = {(point.channel, point.address) for point in all_points(kept) if point.retired_at}
    for channel in CHANNELS:
        for point in gone.contact_points:
            if point.channel == channel and (channel, point.address) not in out:
                _copy_point(session, kept, point)
    spoken = {one.language for one in kept.names}
    session.add_all(
        OfficeName(org_id=kept.org_id, authority_id=kept.id, language=one.language, name=one.name)
        for one in gone.names
        if one.language not in spoken
    )
    learn_mission(session, gone, kept)
    session.flush()
    session.refresh(kept)
    holder = gone.holder
    if holder and holder.name and not (kept.holder and kept.holder.name):
        styles = {s.language: (s.honorific or "", s.salutation or "") for s in holder.styles}
        person = Person(
            holder.name, holder.honorific or "", holder.salutation or "", holder.since, None, styles
        )
        succeed(session, kept, person).verified_at = holder.verified_at
        session.flush()
    return sorted(used & {address for _, address in out})


def _take_out(session: Session, gone: Authority, kept: Authority) -> None:
    """Note of the one that stays what was taken out of the other."""
    known = {(point.channel, point.address): point for point in all_points(kept)}
    for point in all_points(gone):
        if point.retired_at is None:
            continue
        same = known.get((point.channel, point.address))
        if same is None:
            session.add(
                ContactPoint(
                    org_id=kept.org_id,
                    authority_id=kept.id,
                    channel=point.channel,
                    address=point.address,
                    position=point.position,
                    source=point.source,
                    retired_at=point.retired_at,
                )
            )
        elif same.last_verified_at is None or same.last_verified_at < point.retired_at:
            same.retired_at = same.retired_at or point.retired_at
    session.flush()
    session.refresh(kept)


def _copy_point(session: Session, kept: Authority, point: ContactPoint) -> None:
    known = addresses_of(kept, point.channel)
    if point.address in known:
        return
    arrange(session, kept, point.channel, [*known, point.address], point.source)
    key = (point.channel, point.address)
    copy = next(one for one in kept.contact_points if (one.channel, one.address) == key)
    for name in _HEALTH:
        setattr(copy, name, getattr(point, name))
    session.flush()
