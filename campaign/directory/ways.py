"""Which contact points a letter may take."""

from __future__ import annotations

from campaign.directory.models import Authority, ContactPoint

LETTERS = ("email", "fax")  # by which letters travel; the other channels are for people


def ways(authority: Authority, fax_available: bool) -> list[ContactPoint]:
    """The usable contact points of an authority, the preferred one first; empty means: print it."""
    return [
        point
        for point in letter_points(authority)
        if point.health != "failing" and (fax_available or point.channel != "fax")
    ]


def letter_points(authority: Authority) -> list[ContactPoint]:
    """All contact points by which a letter could travel, in their order, working or not."""
    return [point for point in authority.contact_points if point.channel in LETTERS]
