"""What went wrong, in words for the person who can mend it."""

from __future__ import annotations


class Problem(Exception):
    """A refusal worded for people; the message is shown as it stands."""


class NotFound(Problem):
    """Nothing of that name, or nothing this person may see."""
