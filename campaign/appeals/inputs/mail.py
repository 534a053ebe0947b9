"""A mail, or a page saved with all its parts: of what is in it, the part that holds the appeal."""

import re
from collections.abc import Callable
from email.message import Message
from email.parser import BytesParser

from campaign.appeals.codes import find_codes
from campaign.appeals.forwarded import forwarded_part
from campaign.appeals.html import MAX_TAGS, html_text, looks_like_html
from campaign.appeals.lines import UnreadableAppeal
from campaign.base.mime import BOUNDED, bytes_of, intricate, leaves, text_of

_PAGES = 6  # of one mail that are looked at
_ATTACHED = 3  # that are opened; a cover note has one or two
_TEXTS = ("text/plain", "text/html")
_BROKEN = "This mail is damaged and cannot be read. Please paste the text of the appeal."
_LARGEST_TEXT = 1_000_000  # characters
# What tells an appeal from a note: addresses and numbers to write to.
_CONTACT = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\(at\)|\[at\])|\+ ?\d[\d ().-]{6,20}\d")


def best_of_mail(data: bytes, open_file: Callable[[bytes], str]) -> str:
    """Return the body or the attachment that reads most like an appeal, the body before others.

    `open_file` reads an attached file. Raises UnreadableAppeal when nothing in it can be read.
    """
    if intricate(data):
        raise UnreadableAppeal("The mail has too many parts. Please paste the text of the appeal.")
    try:
        found, problem = _candidates(BytesParser(policy=BOUNDED).parsebytes(data), open_file)
    except Exception as error:  # the standard library breaks over some mails
        raise UnreadableAppeal(_BROKEN) from error
    if not found:
        raise problem or UnreadableAppeal("There is no text in the mail.")
    return max(found, key=_likeness)  # the first of equals


def _candidates(
    message: Message, open_file: Callable[[bytes], str]
) -> tuple[list[str], UnreadableAppeal | None]:
    """What could be the appeal, the best form first; and why an attachment was not read."""
    texts: list[str] = []
    attached: list[bytes] = []
    waiting = [message]
    while waiting:
        pages: list[str] = []
        plain: list[str] = []
        for part in leaves(waiting.pop(0)):
            kind = part.get_content_type()
            if part.get_content_maintype() == "message":
                waiting += [inner for inner in part.get_payload() if isinstance(inner, Message)]
            elif kind in _TEXTS and part.get_content_disposition() != "attachment":
                (pages if kind == "text/html" else plain).append(text_of(part)[:_LARGEST_TEXT])
            elif not kind.startswith(("image/", "audio/", "video/")):
                attached.append(bytes_of(part))
        texts += [
            _forwarded(text) for text in (*pages[:_PAGES], "\n\n".join(plain)) if text.strip()
        ]
    problem = None
    for file in attached[:_ATTACHED]:
        try:
            texts.append(open_file(file))
        except UnreadableAppeal as error:
            problem = problem or error
    return texts, problem


def _likeness(text: str) -> int:
    """How much a text is like an appeal: each address counts, and the code."""
    seen = html_text(text) if _is_page(text) else text
    contacts = {contact.group() for contact in _CONTACT.finditer(seen[:200_000])}
    return len(contacts) + 3 * (next(find_codes(seen[:20_000]), None) is not None)


def _is_page(text: str) -> bool:
    return text.count("<") <= MAX_TAGS and looks_like_html(text)


def _forwarded(text: str) -> str:
    """What was forwarded, without the note above it and the lines that say who sent it."""
    seen = html_text(text) if _is_page(text) else text
    part = forwarded_part(seen)
    return text if part is None else part
