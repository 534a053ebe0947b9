"""Which contact points a letter may take."""

from __future__ import annotations

from campaign.directory.models import Authority, ContactPoint


def ways(authority: Authority, fax_available: bool) -> list[ContactPoint]:
    """The usable contact points of an authority, the preferred one first; empty means: print it."""
    channels = ("email", "fax") if fax_available else ("email",)
    return [
        point
        for point in authority.contact_points
        if point.channel in channels and point.health != "failing"
    ]
