"""Mail to supporters and managers, from its own small outbox over Flask-Mail.

`post` (put a notice into the outbox, in the caller's transaction; `forget` and `take_back` take it
out again, `change_waiting` changes what waits), `drain` (send what is due; `waiting_since` tells
whether nobody does), `message` (a notice as mail), `smtp` (hand it over), `models` (Notice).
The words of the mails are the templates in `templates/mail/`, subject in the first line.
"""

from campaign.notices.drain import drain, waiting_since
from campaign.notices.post import change_waiting, forget, post, take_back

__all__ = ["change_waiting", "drain", "forget", "post", "take_back", "waiting_since"]
