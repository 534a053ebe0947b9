"""Mail to supporters and managers, from its own small outbox over Flask-Mail.

`models` (Notice), `post` (put a notice into the outbox, in the caller's transaction), `drain`
(send what is due).
"""

from campaign.notices.drain import drain

__all__ = ["drain"]
