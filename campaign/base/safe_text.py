"""Text that is safe to put into a header, a letter or a page, whoever typed it."""

from __future__ import annotations

import re
import unicodedata

HEADER_LENGTH = 120  # characters
MARKS_PER_BASE = 4  # combining marks; living languages need no more

# Unicode's Bidi_Control property: characters that turn the reading order of others around.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_BIDI_CONTROL = re.compile(f"[{_BIDI}]")
# Cc but the newline, Zl, Zp, bidi controls and lone surrogates, which no encoding can carry.
_CONTROL = re.compile(f"[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\u2028\u2029{_BIDI}\ud800-\udfff]")
# Marks of word processors and hidden text that nobody sees: soft hyphen, Mongolian vowel separator,
# zero width space, word joiner and its neighbours, BOM, interlinear notes, tags.
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_PRINTABLE_ASCII = re.compile(r"[ -~]*\Z")
_REFUSED = frozenset({"Cc", "Zl", "Zp", "Cs", "Cn"})
_JOINERS = "\u200c\u200d"  # ZWNJ and ZWJ, which Persian and Indic scripts spell with


class UnsafeText(ValueError):
    """The text cannot be used at that place. The message never quotes it."""


class TextTooLong(UnsafeText):
    """The text is longer than its place allows, counted after it was tidied."""


def header_value(text: str, most: int = HEADER_LENGTH) -> str:
    """Return the text as one line of 1 to `most` characters that is fit for a mail header.

    Comes out in NFC, with runs of white space made one space and invisible marks left out.
    Raises UnsafeText for anything that could begin a new line or pose as an encoded word
    (RFC 2047): categories Cc, Zl, Zp, Cs and Cn, bidi controls, and `=?`. Such text is
    refused and not mended, because in a header it is never an accident. Raises TextTooLong.
    """
    if not _PRINTABLE_ASCII.match(text):
        if any(unicodedata.category(character) in _REFUSED for character in text):
            raise UnsafeText("a control, separator, surrogate or unassigned character")
        if _BIDI_CONTROL.search(text):
            raise UnsafeText("a character that changes the reading direction")
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = " ".join(text.split())
    if "=?" in text:
        raise UnsafeText("the beginning of an encoded word")
    if not text:
        raise UnsafeText("nothing to see")
    if len(text) > most:
        raise TextTooLong(f"more than {most} characters")
    return text


def plain(text: str, max_length: int, lines: bool) -> str:
    """Return what a person typed, a name or personal words, tidied; it may come out empty.

    Comes out in NFC with single spaces, every kind of line end made a newline (`lines` true, at
    most one empty line in a row) or a space. Controls, bidi controls and invisible marks are
    left out; ZWNJ and ZWJ stay between letters; a base keeps at most four combining marks.
    `max_length` is in characters and counted on the result; raises TextTooLong beyond it.
    """
    text = _LINE_END.sub("\n", text).replace("\t", " ")
    text = _INVISIBLE.sub("", without_controls(text))
    text = unicodedata.normalize("NFC", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _few_marks(_needed_joiners(text)))
    if lines:
        text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip("\n")
        text = re.sub("\n{3,}", "\n\n", text)
    else:
        text = " ".join(text.split())
    if len(text) > max_length:
        raise TextTooLong(f"more than {max_length} characters")
    return text


def without_controls(text: str) -> str:
    """Return the text without Cc (but the newline), Zl, Zp, bidi controls and lone surrogates.

    The last wall of what writes letters: cheap, and harmless to text that is already tidy.
    """
    return _CONTROL.sub("", text)


def _needed_joiners(text: str) -> str:
    """Leave out joiners that do not stand between two letters (or their marks)."""
    if not any(joiner in text for joiner in _JOINERS):
        return text
    return "".join(
        character
        for index, character in enumerate(text)
        if character not in _JOINERS
        or (
            0 < index < len(text) - 1
            and _is_letter(text[index - 1])
            and _is_letter(text[index + 1])
        )
    )


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"


def _few_marks(text: str) -> str:
    """Leave out combining marks beyond the fourth on one base; a joiner is no new base."""
    kept = []
    marks = 0
    for character in text:
        if unicodedata.category(character)[0] == "M":
            marks += 1
        elif character not in _JOINERS:
            marks = 0
        if marks <= MARKS_PER_BASE:
            kept.append(character)
    return "".join(kept)
