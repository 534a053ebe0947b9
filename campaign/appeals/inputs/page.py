"""A saved page without what only browsers need, so that its words fit into what is read."""

import re

_MANY = 100_000  # bytes; a smaller page is left as it is
_UNSEEN = (b"script", b"style", b"svg")
_INLINE = re.compile(rb"data:[a-z]{1,20}/[\w.+-]{1,60};base64,[\w+/=%]{1,5000000}", re.IGNORECASE)


def without_ballast(page: bytes) -> bytes:
    """Drop scripts, styles and pictures written into a large page, in linear time."""
    if len(page) < _MANY or b"<" not in page[:2000]:
        return page
    for name in _UNSEEN:
        page = _without(page, name)
    return _INLINE.sub(b"", page)


def _without(page: bytes, name: bytes) -> bytes:
    small = page.lower()
    kept = []
    at = 0
    while (start := small.find(b"<" + name, at)) >= 0:
        end = small.find(b"</" + name, start)
        if end < 0:
            break
        kept.append(page[at:start])
        at = small.find(b">", end) + 1 or len(page)
    return b"".join([*kept, page[at:]])
