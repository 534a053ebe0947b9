"""Transmissions leave, and nothing is lost or doubled on the way.

`drain` (a worker empties a channel), `claim` (what may leave now), `window` (mark, hand over,
record), `gateways` (SMTP, fax), `errors` (what a refusal means and when to try again), `sweep`
(finds what was dropped), `evidence` (settles doubts; by `postfix`, `relay_log` and `follow` we hear
what the relay tells), `fax_news` and `fax_follow` (what became of faxes), `budget` (what they may
cost), `retry` (the next try, or none), `unattended` (what nobody takes), `failing` (managers hear
of addresses that do not work), `restored` (after a backup came back), `by_hand` (what a person
decides), `switches` (pause), `caught` (what the sandbox kept), `models`.
"""

from campaign.delivery.drain import drain
from campaign.delivery.sweep import sweep

__all__ = ["drain", "sweep"]
