"""Transmissions leave, and nothing is lost or doubled on the way.

`drain` (a worker empties a channel), `claim` (what may leave now), `window` (mark, hand over,
record), `gateways` (SMTP, fax), `errors` (what a refusal means and when to try again), `sweep`
(finds what was dropped), `by_hand` (what a person decides), `switches` (pause), `caught` (what the
sandbox kept), `failing` (managers are told of addresses that do not work), `models`.
"""

from campaign.delivery.drain import drain
from campaign.delivery.sweep import sweep

__all__ = ["drain", "sweep"]
