"""Tell what kind of file it is, and have it opened by the one who knows that kind."""

import re

from campaign.appeals.html import MAX_TAGS, html_text, looks_like_html
from campaign.appeals.inputs.mail import best_of_mail
from campaign.appeals.inputs.page import without_ballast
from campaign.appeals.inputs.pdf import text_of_pdf
from campaign.appeals.inputs.word import text_of_word
from campaign.appeals.lines import UnreadableAppeal, decode

KINDS = (".txt", ".html", ".htm", ".mhtml", ".mht", ".pdf", ".docx", ".eml")
LARGEST_FILE = 5_000_000  # bytes
LARGEST_TEXT = 200_000  # bytes, pasted or found in a file

_HEADER = re.compile(rb"(?:>?From [^\r\n]{1,200}\r?\n)?(?:[\w-]{2,40}:[^\r\n]{0,998}\r?\n)")
_OF_MAILS = re.compile(
    rb"^(?:from|to|date|subject|received|return-path|delivered-to|message-id|mime-version|"
    rb"snapshot-content-location):",
    re.IGNORECASE | re.MULTILINE,
)
_OTHERS = (
    (
        (b"\xd0\xcf\x11\xe0",),
        "This is an old Word file (.doc), an Outlook message (.msg) or a locked document. "
        "Please save it as .docx, PDF or .eml without a password, or paste the text.",
    ),
    ((b"{\\rtf",), "This is an RTF file. Please save it as .docx or PDF, or paste the text."),
    (
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"),
        "This is a picture, which cannot be read. Please paste the text.",
    ),
)


def text_of(data: bytes) -> str:
    """Return what the file says, as text or as the source of a page; raises UnreadableAppeal."""
    if len(data) > LARGEST_FILE:
        raise UnreadableAppeal("The file is too large to be an appeal: more than 5 MB.")
    text = best_of_mail(data, _document) if _is_mail(data) else _document(data)
    if len(text.encode()) > LARGEST_TEXT and text.count("<") <= MAX_TAGS and looks_like_html(text):
        text = html_text(text)
    if len(text.encode()) > LARGEST_TEXT:
        raise UnreadableAppeal("There is too much text in it for an appeal: more than 200 kB.")
    return text


def _document(data: bytes) -> str:
    """Read a file that is no mail."""
    for marks, words in _OTHERS:
        if data.startswith(marks):
            raise UnreadableAppeal(words)
    if b"%PDF-" in data[:1024]:
        return text_of_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return text_of_word(data)
    return decode(without_ballast(data))


def _is_mail(data: bytes) -> bool:
    """Tell whether the file opens with the headers of a mail, at least two that mails have."""
    data = data[:64_000].lstrip(b"\xef\xbb\xbf\r\n")
    if not _HEADER.match(data):
        return False
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    return len({name.lower() for name in _OF_MAILS.findall(head)}) > 1
