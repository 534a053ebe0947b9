"""A mail that was passed on: the note above it and the lines that say who sent it are not it."""

import re

_MARK = re.compile(
    r"^[ >]{0,4}(?:-{2,}[^\n-]{0,20}(?:forwarded|original|weitergeleitete|ursprüngliche|transféré|"
    r"d'origine|reenviado|original|пересланное|пересылаемое|исходное|معاد)[^\n-]{0,40}-{2,}|"
    r"begin forwarded message:|début du message (?:réexpédié|transféré)[^\n]{0,3}|"
    r"inicio del mensaje reenviado:|anfang der weitergeleiteten (?:nachricht|e-mail):|"
    r"начало переадресованного сообщения:)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_LINE = re.compile(
    r"[ >\t]{0,4}(?:$|(?:from|to|cc|date|sent|subject|reply-to|resent-\w{2,10}|von|an|datum|"
    r"gesendet|betreff|de|à|a|pour|envoyé|objet|para|enviado(?: el)?|fecha|asunto|от|кому|дата|"
    r"тема|копия|отправлено|من|إلى|التاريخ|الموضوع) ?:)",
    re.IGNORECASE,
)
_MOST_HEADERS = 14


def forwarded_part(text: str) -> str | None:
    """Return what was forwarded, None when the text does not begin with a note about that."""
    mark = _MARK.search(text)
    if mark is None or mark.end() > len(text) - mark.start():
        return None
    lines = text[mark.end() :].lstrip().split("\n")
    head = 0
    while head < min(_MOST_HEADERS, len(lines)) and _HEADER_LINE.match(lines[head]):
        head += 1
    return "\n".join(lines[head:])
