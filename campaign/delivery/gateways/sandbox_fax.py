"""The fax gateway of the sandbox: keeps the pages, and confirms them when asked."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery.caught import address_key
from campaign.delivery.gateways import Outcome, Parcel, Report
from campaign.delivery.models import Caught
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

    def look_up(self, reference: str) -> Report:
        """All pages were "sent" as soon as they were kept."""
        kept = reading().get(Caught, UUID(reference))
        if kept is None:
            return Report(None)
        return Report("proved", "all pages confirmed by the sandbox", page_count(kept.content))

    def close(self) -> None:
        """Nothing to close."""


def _kept(transmission_id: UUID) -> Select[Caught]:
    return select(Caught).where(Caught.transmission_id == transmission_id)
