"""What comes back by mail: bounces, answers of authorities, automatic mail.

`take` (one mail, one commit), `understood` (once for all its addresses), `mime` and `html` (a
stranger's mail as plain text), `report` (RFC 3464, RFC 8098), `kinds` (what a mail is), `match` (to
which letter it belongs), `bounds` (how much is kept and goes on), `forward` (an answer goes on to
supporters), `inbox` (what the desk shows), `forget` (erasure and retention), `models`. How mail
gets here, by LMTP, pipe or IMAP, is in `works/`.
"""

from campaign.inbound.forget import forget_erased, forget_old
from campaign.inbound.take import (
    NoSuchRecipient,
    NotYet,
    TooMuch,
    known,
    take,
    take_understood,
    turn_away,
)
from campaign.inbound.understood import Understood, understand

__all__ = [
    "NoSuchRecipient",
    "NotYet",
    "TooMuch",
    "Understood",
    "forget_erased",
    "forget_old",
    "known",
    "take",
    "take_understood",
    "turn_away",
    "understand",
]
