"""The lines of the head that list what an appeal is about."""

import re

_PROGRAMME = re.compile(
    r"(?:[\w ]{0,30}\b)?(?:writers in prison|rapid action|urgent appeals?|sos-torture)"
    r"(?: (?:committee|network|programme|desk))?",
    re.IGNORECASE,
)


def is_programme(text: str) -> bool:
    """Tell whether a line only names the programme that sends appeals out."""
    return all(map(_PROGRAMME.fullmatch, _parts(text)))


def is_slashed(text: str) -> bool:
    """Tell whether a line is a list of categories: short parts at strokes."""
    parts = _parts(text)
    spaced = " / " in text or text.isupper()
    return spaced and all(0 < len(part.split()) <= 6 for part in parts)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("/")]


def split_issues(text: str) -> list[str]:
    """Split the issues at the sign that parts them."""
    sign = next((sign for sign in (";", " / ", "|", ",", "،", "/") if sign in text), ";")
    return [part for piece in text.split(sign) if (part := piece.strip(" .,;"))]
