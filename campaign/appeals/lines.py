"""From bytes to clean lines and paragraphs: decoding, unwrapping, and the site's own furniture."""

import codecs
import re
import unicodedata
import warnings
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise

from campaign.appeals.forwarded import forwarded_part
from campaign.appeals.furniture import without_furniture
from campaign.appeals.headings.words import Headings
from campaign.appeals.html import MAX_TAGS, html_text, looks_like_html

MAX_TEXT = 200_000
MAX_LINES = 10_000
MAX_SOURCE = 1_000_000
_LONGEST_WRAPPED = 120
_MIXED = 3  # broken sentences that prove a page wrapped although whole lines stand on it, too
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?([\w-]{3,30})", re.IGNORECASE)
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"
_BULLETS = "•·▪▫◦●■◼□▸►➢➤✓★‣⁃∙○§\uf0a7\uf0b7\uf0d8\uf0fc"
_BULLET = re.compile(
    rf"[{_BULLETS}]\s{{0,9}}(?=\S)|(?:--|[*–—-])(?:\s{{1,9}}(?=\S)|(?=[^\W\d_]))|o(?:\t| {{2,9}})"
)
_LABEL = re.compile(
    r"\(?(\d{1,2}|[ivxl]{1,6}|[IVX]{1,4})[.)](?!\d|[eg]\.)[-–]?\s{0,9}(?=\S)"
    r"|\(?([a-z])(?:\.\s{1,9}|\)\s{0,9})(?=\S)"
    r"|(\d{1,2})\s?[-–](?:\s{1,9}(?=\D)|(?=[\u0621-\u064a]))"
)
_OTHER_SPACES = re.compile(r"[^\S\n\t ]")  # non-breaking, thin and the like
_ABBREVIATION = re.compile(r"\b[^\W\d_a-z]\w{0,2}\.\Z")
_LONE_MARK = re.compile(rf"(?:[{_BULLETS}*–—-]|\(?(?:\d{{1,2}}|[ivxl]{{1,6}}|[a-z])[.)])")
# "9. Juni 2022" alone is a date and no ninth point of a list.
_DAY = re.compile(r"\d{1,2}\.\s{1,3}[^\W\d_]{3,12}\s{1,3}(?:19|20)\d\d(?=\s{0,3}(?:[,;|–-]|\Z))")
_ENTITY = re.compile(
    r"&(?:nbsp|amp|quot|lt|gt|#\d{2,5}|#x[0-9a-f]{2,5}|[a-z]{3,8});", re.IGNORECASE
)


class UnreadableAppeal(ValueError):
    """The input is no text that could be an appeal; the message says why in plain words."""


@dataclass(frozen=True)
class Line:
    """A line without its marker. `mark` is `•` for any bullet, or a label such as `iv` or `1`."""

    text: str
    mark: str | None = None
    sign: str = ""
    indent: int = 0
    gap: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together: `text` is them joined, the rest is taken from the first."""

    text: str
    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        """The line that opens the paragraph."""
        return self.lines[0]


def squeeze(text: str) -> str:
    """Make every run of white space, also non-breaking, one space."""
    return " ".join(text.split())


def decode(data: bytes) -> str:
    """Turn the bytes of a file into text.

    Takes UTF-8, UTF-16 with a mark, or what the page declares; anything else is read as cp1252
    with a UnicodeWarning. Raises UnreadableAppeal for an empty, binary or too large file.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableAppeal("The file is empty.")
    if len(data) > 2 * MAX_SOURCE:
        raise UnreadableAppeal(
            "The file is too large to be an appeal: an appeal has no more than 200 kB of text."
        )
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if b"\x00" in data or data.startswith((b"%PDF", b"PK\x03\x04", b"{\\rtf")):
        raise UnreadableAppeal(
            "This is not plain text, a web page, a PDF, a Word document (.docx) or an e-mail "
            "(.eml) that can be read, whatever its name says. Please copy its text and paste it."
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_old(data)


def _decode_old(data: bytes) -> str:
    """Decode by the charset that the page declares, else as Western European."""
    declared = _DECLARED.search(data[:2048])
    if declared:
        try:
            return data.decode(declared[1].decode("ascii", errors="replace"), errors="replace")
        except LookupError:
            pass
    warnings.warn(
        "The file is not UTF-8 and was read as Western European; please check its letters.",
        UnicodeWarning,
        stacklevel=3,
    )
    return data.decode("cp1252", errors="replace")


def clean_text(source: str) -> tuple[str, bool]:
    """Return the text of the source without unsafe characters, and whether it was a web page.

    Raises UnreadableAppeal when nothing is left, when it is binary, or too large.
    """
    if len(source) > MAX_SOURCE or source.count("<") > MAX_TAGS:
        raise UnreadableAppeal("The text is too large to be an appeal.")
    is_page = looks_like_html(source)
    text = html_text(source) if is_page else source
    if not is_page and _ENTITY.search(text):
        text = unescape(text)
    strange = sum(
        unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t\f\v\x85" for c in text
    )
    if strange > max(20, len(text) // 20):
        raise UnreadableAppeal("This is not text but the inside of some other kind of file.")
    text = _without_controls(unicodedata.normalize("NFC", _BREAKS.sub("\n", text)))
    if len(text) > MAX_TEXT:
        raise UnreadableAppeal("The text is too large to be an appeal.")
    if text.count("\n") > MAX_LINES:
        raise UnreadableAppeal("The text has too many lines to be an appeal.")
    if not text.strip():
        raise UnreadableAppeal("There is no text in it.")
    return text, is_page


def _without_controls(text: str) -> str:
    """Drop control and formatting characters, but keep joiners between two letters."""
    kept = []
    for at, char in enumerate(text):
        safe = char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
        joins = char in _JOINERS and text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()
        if safe or joins:
            kept.append(char)
    return "".join(kept)


def to_paragraphs(text: str, is_page: bool, headings: Headings) -> list[Paragraph]:
    """Cut clean text into paragraphs: furniture dropped, wrapped lines rejoined."""
    text = forwarded_part(text) or text
    raw = without_furniture(_unquoted(_OTHER_SPACES.sub(" ", text).split("\n")), headings)
    width = None if is_page else _wrap_width(raw)
    spaced = width is not None and _is_double_spaced(raw, width)
    if spaced:
        raw = _without_single_blanks(raw)
    groups: list[list[Line]] = []
    for line in _marked(raw, width is not None):
        opens = bool(groups) and _opens(line.text, groups[-1][-1].text, headings)
        if groups and width and not opens and _goes_on(groups[-1], line, width, spaced):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Paragraph(" ".join(line.text for line in group), tuple(group)) for group in groups]


def wrapped_at(paragraphs: list[Paragraph]) -> int:
    """Return the length of the longest line that goes on in the next, 0 if every one is whole."""
    return max((len(line.text) for p in paragraphs for line in p.lines[:-1]), default=0)


def _unquoted(lines: list[str]) -> list[str]:
    """Take the quote marks of a forwarded mail away."""
    full = [line for line in lines if line.strip()]
    quoted = sum(line.lstrip().startswith(">") for line in full)
    if quoted * 2 <= len(full):
        return lines
    return [line.lstrip(" >") if line.lstrip().startswith(">") else line for line in lines]


def _wrap_width(lines: list[str]) -> int | None:
    """Return the column at which the text is wrapped, or None when its lines are whole."""
    lengths = sorted(len(line.rstrip()) for line in lines if len(line.strip()) >= 40)
    long = sum(length > _LONGEST_WRAPPED for length in lengths)
    if not lengths:
        return None
    if long > max(2, len(lengths) // 12):
        lengths = lengths[: len(lengths) - long]
        width = lengths[int(len(lengths) * 0.8)] if lengths else 0
        mixed = sum(below[0].islower() for below in _broken(lines, width)) >= _MIXED
        return width if width and mixed else None
    if not lengths[: len(lengths) - long]:
        return None
    width = lengths[int((len(lengths) - long) * 0.8)]
    # An appeal has paragraphs: when no more than one line is long, one broken line is proof.
    if long < 2 and _broken(lines, width):
        return width
    full = [line for line in lines if line.strip()]
    in_sentence = [below for below in _broken(full, width) if _begins_small(below)]
    return width if len(in_sentence) >= max(3, long) else None


def _begins_small(text: str) -> bool:
    """Tell whether the text begins with a small letter, or one of a script without capitals."""
    return text[0].islower() or (text[0].isalpha() and not text[0].isupper())


def _broken(lines: list[str], width: int) -> list[str]:
    """Return the lines that follow a line which is nearly full and ends no sentence."""
    return [
        below.strip()
        for line, below in pairwise(lines)
        if 0.6 * width <= len(line.strip()) <= max(width, _LONGEST_WRAPPED)
        and line.strip()[-1:] not in ".:;!?"
        and below.strip()
    ]


def _is_double_spaced(lines: list[str], width: int) -> bool:
    """Tell whether a blank line follows every line, even inside sentences."""
    inside = parted = 0
    for at, line in enumerate(lines[:-2]):
        if len(line) >= 0.6 * width and line.rstrip()[-1:] not in ".:;!?":
            parted += not lines[at + 1].strip() and lines[at + 2][:1].islower()
            inside += bool(lines[at + 1].strip())
    return parted >= 3 and parted > 2 * inside


def _without_single_blanks(lines: list[str]) -> list[str]:
    """Close up double-spaced lines; what more than one blank line parts stays apart."""
    return [
        line
        for at, line in enumerate(lines)
        if line.strip() or not "".join(lines[at - 1 : at]).strip()
    ]


def _marked(raw: list[str], wrapped: bool) -> list[Line]:
    """Turn lines of text into Lines: markers parted from the text, gaps noted."""
    lines: list[Line] = []
    gap = True
    lone = ""
    for source in raw:
        text = source.strip()
        if not text:
            gap = True
            continue
        if _LONE_MARK.fullmatch(text):
            lone = text
            continue
        indent = len(source.expandtabs(4)) - len(source.expandtabs(4).lstrip(" "))
        if lone:
            text, lone = f"{lone} {text}", ""
        line = replace(_with_mark(text), indent=indent, gap=gap)
        before = lines[-1].text if lines else ""
        # In wrapped text "on March / 12. He was" is no list, so a label needs a finished line.
        if wrapped and line.mark and line.mark != "•" and not gap and before[-1:] not in ".;:,":
            line = Line(text, indent=indent)
        lines.append(line)
        gap = False
    return lines


def _with_mark(text: str) -> Line:
    sign = ""
    if match := _BULLET.match(text):
        sign, text = match.group().strip(), text[match.end() :]
    label = _LABEL.match(text)
    if label and not _DAY.match(text):
        return Line(text[label.end() :], label[label.lastindex or 1], "1")
    return Line(text, "•" if sign else None, sign)


def _opens(text: str, before: str, headings: Headings) -> bool:
    """Tell whether a heading or a word to the reader begins here, though no blank line does."""
    if before[-1] in ".:;!?" and headings.zone.match(text):
        return True
    contact = "@" in before or before[-1].isdecimal()
    return contact and re.match(headings.reader_note, text, re.IGNORECASE) is not None


def _goes_on(group: list[Line], line: Line, width: int, spaced: bool) -> bool:
    """Tell whether a wrapped paragraph goes on with this line."""
    before = group[-1].text
    if line.gap or line.mark or len(before) > _LONGEST_WRAPPED:
        return False
    ended = before[-1] in ".:;!?" and not _ABBREVIATION.search(before)
    if ended and (spaced or line.indent > group[-1].indent):
        return False
    if before.endswith("/") and len(before) < 0.6 * width:
        return False
    if line.text[0].islower():
        return not ended or len(before) >= 0.6 * width
    first_word = line.text.split(maxsplit=1)[0]
    return len(before) + len(first_word) >= 0.85 * width
