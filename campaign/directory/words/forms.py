"""What a language's file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Forms:
    """The first lines of letters in one language, each with its mark at the end."""

    by_post: Mapping[str, str]  # posts as kinds.POSTS names them
    excellency: str  # to somebody who is styled so
    person: str  # {name}, with nothing before it
    titled: str  # {name}, with a title such as "Ms." before it
    nobody: str
    beginnings: tuple[str, ...]  # by which a salutation in this language is known
    mark: str  # what ends a salutation
