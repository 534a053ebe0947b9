"""Who may do what: one table."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["owner", "editor", "approver", "reader"]
Deed = Literal[
    "see", "edit", "publish", "stop", "resume", "export", "read", "resend", "spend", "people"
]

ROLES: tuple[Role, ...] = get_args(Role)

MAY: dict[Deed, tuple[Role, ...]] = {
    "see": ("owner", "editor", "approver", "reader"),
    "edit": ("owner", "editor"),
    "publish": ("owner", "approver"),
    "stop": ("owner", "editor", "approver"),  # stopping never needs a second person
    "resume": ("owner", "approver"),
    "export": ("owner", "approver"),
    "read": ("owner", "editor", "approver"),  # a letter's words, and with them its writer's name
    "resend": ("owner", "approver"),  # a stuck letter; an authority may get it twice
    "spend": ("owner", "approver"),  # what faxes may cost
    "people": ("owner",),
}


def may(role: str, deed: Deed) -> bool:
    """True if somebody in this role may do this."""
    return role in MAY[deed]
