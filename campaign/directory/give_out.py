"""All authorities of an organisation as the lines of a table, with what can be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from campaign.base.database import reading
from campaign.directory.columns import BETWEEN, write_table
from campaign.directory.entries import LONGEST
from campaign.directory.models import Authority, OfficeName
from campaign.directory.points import CHANNELS
from campaign.directory.take_in import AT_ONCE, Known, known_of

NOT_MERGED = Authority.merged_into.is_(None)


def table_of(org_id: UUID) -> Iterator[str]:
    """The lines of a CSV file in the order of countries; `columns.read_table` reads it back."""
    session = reading()
    order = Authority.country, Authority.office, Authority.id
    query = select(Authority.id).where(Authority.org_id == org_id, NOT_MERGED).order_by(*order)
    ids = session.scalars(query).all()
    spoken = select(OfficeName.language).where(OfficeName.org_id == org_id).distinct()
    languages = sorted(session.scalars(spoken))
    return write_table(_lines(list(ids)), languages)


def _lines(ids: list[UUID]) -> Iterator[dict[str, str]]:
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        known = known_of(reading(), some)
        yield from (_line(known[one]) for one in some)


def _line(known: Known) -> dict[str, str]:
    holder, honorific, salutation = known.holder or ("", "", "")
    sending, city, website = known.mission or ("", "", "")
    reached: dict[str, list[str]] = defaultdict(list)
    for channel, address in known.points:
        reached[channel].append(address)
    return {
        "id": str(known.id),
        "office": known.office,
        "kind": known.kind,
        "country": known.country,
        "holder": holder,
        "honorific": honorific,
        "salutation": salutation,
        "represents": sending,
        "covers": BETWEEN.join(sorted(known.covers - {known.country})),
        "city": city,
        "website": website,
        "source": _sources(known),
        **{channel: BETWEEN.join(reached[channel]) for channel in CHANNELS},
        **{f"office_{language}": name for language, name in known.names.items()},
    }


def _sources(known: Known) -> str:
    """Where its ways were found, as many as a cell may hold."""
    cell = ""
    for source in filter(None, known.sources):
        longer = BETWEEN.join(filter(None, [cell, source]))
        cell = longer if len(longer) <= LONGEST else cell
    return cell
