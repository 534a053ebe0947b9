"""What a language's file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Forms:
    """The first lines of letters in one language, each with its comma."""

    by_post: Mapping[str, str]  # posts as kinds.POSTS names them
    excellency: str  # to somebody who is styled so
    person: str  # {name}
    nobody: str
    beginnings: tuple[str, ...]  # by which a salutation in this language is known
