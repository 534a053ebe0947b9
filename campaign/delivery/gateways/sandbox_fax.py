"""The fax gateway of the sandbox: keeps the pages, and confirms them when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery.caught import address_key
from campaign.delivery.gateways import Finding, Forged, Found, Outcome, Parcel, Report
from campaign.delivery.models import Caught
from campaign.letters.addresses import named_by_fax
from campaign.letters.pages import page_count


class SandboxFaxGateway:
    """Takes every fax, and lets none out."""

    name = "sandbox"

    def hand_over(self, parcel: Parcel, until: float) -> Outcome:  # noqa: ARG002
        """Keep the pages; a fax already kept is not kept twice."""
        with writing() as session:
            kept = session.scalar(_kept(parcel.transmission_id).with_for_update())
            if kept is None:
                kept = Caught(
                    org_id=parcel.org_id,
                    transmission_id=parcel.transmission_id,
                    channel="fax",
                    at=db_now(),
                    to_key=address_key(parcel.address),
                    envelope_from=parcel.sender,
                    envelope_to=parcel.address,
                    content=parcel.payload,
                )
                session.add(kept)
                session.flush()
            reference = str(kept.id)
        return Outcome("taken", text="kept by the sandbox", reference=reference)

    def look_up(self, reference: str) -> Report | None:
        """All pages were "sent" as soon as they were kept."""
        kept = reading().get(Caught, UUID(reference))
        return _confirmed(kept) if kept else None

    def find(self, ours: str, number: str, since: datetime) -> Found:  # noqa: ARG002
        """The sandbox knows exactly what it has kept."""
        named = named_by_fax(ours)
        kept = reading().scalar(_kept(named.transmission_id)) if named else None
        return Found([_confirmed(kept)] if kept else [], complete=True)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Report | None:  # noqa: ARG002
        """The sandbox never calls."""
        raise Forged("the sandbox does not call back")

    def delete(self, reference: str) -> None:
        """Stays, to be looked at in the post room."""

    def check(self) -> Sequence[Finding]:
        """It is always there."""
        return [Finding("gateway", True, "the sandbox keeps every fax, and lets none out")]

    def close(self) -> None:
        """Nothing to close."""


def _kept(transmission_id: UUID) -> Select[Caught]:
    return select(Caught).where(Caught.transmission_id == transmission_id)


def _confirmed(kept: Caught) -> Report:
    return Report(
        "proved",
        "all pages confirmed by the sandbox",
        pages=page_count(kept.content),
        reference=str(kept.id),
        key=str(kept.id),
    )
