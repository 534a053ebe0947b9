"""The model letter that some appeals print for their readers to copy."""

import re

from campaign.appeals.headings.words import Demands, Headings
from campaign.appeals.lines import Paragraph, squeeze
from campaign.appeals.story import after_heading

_LONGEST = 60  # paragraphs
_OPENING = 100  # characters
_CLOSE = 350


def cut_letter(
    paragraphs: list[Paragraph], headings: Headings, words: Demands
) -> tuple[list[Paragraph], list[Paragraph]]:
    """Return the paragraphs of the model letter, none if there is none, and all the others.

    A letter begins under its heading, or without one at its form of address when a complimentary
    close follows; it ends with the close, or before the next heading or form to fill in.
    """
    for at, paragraph in enumerate(paragraphs):
        said = after_heading(words.letter_heading, paragraph.text)
        if said is not None and not _is_label_of(paragraph, headings):
            inside = [Paragraph(said, paragraph.lines)] if said else []
            start = at + 1
        elif opens_letter(paragraph.text, words):
            inside, start = [], at
        else:
            continue
        end, closed = letter_end(paragraphs, start, headings, words)
        if said is None and not closed:
            continue
        inside += paragraphs[start:end]
        while end < len(paragraphs) and _matches(words.signature, paragraphs[end].text):
            end += 1
        if inside:
            return inside, paragraphs[:at] + paragraphs[end:]
    return [], paragraphs


def letter_text(paragraphs: list[Paragraph]) -> str | None:
    """Return the letter: an empty line where a gap was, list labels kept."""
    text = ""
    for paragraph in paragraphs:
        mark = paragraph.first.mark
        label = f"{mark}. " if mark and mark != "•" else "- " if mark else ""
        text += ("\n\n" if paragraph.first.gap else "\n") if text else ""
        text += label + squeeze(paragraph.text)
    return text or None


def letter_end(
    paragraphs: list[Paragraph], start: int, headings: Headings, words: Demands
) -> tuple[int, bool]:
    """Return the index after the letter's last paragraph, and whether a close was found."""
    stops = (headings.addresses_heading, headings.copies_heading, headings.story_heading)
    for at in range(start, min(len(paragraphs), start + _LONGEST)):
        text = paragraphs[at].text
        if len(text) <= _CLOSE and _matches(words.letter_close, text):
            return at + 1, True
        if any(after_heading(stop, text) is not None for stop in stops):
            return at, False
        if at > start and text[-1] in ":_]" and _matches(words.signature, text):
            return at, False
    return min(len(paragraphs), start + _LONGEST), False


def opens_letter(text: str, words: Demands) -> bool:
    """Tell whether a line is a form of address such as `Dear Minister,`."""
    return (
        len(text) <= _OPENING
        and _matches(words.letter_opening, text)
        and not _matches(words.greeting, text)
    )


def _is_label_of(paragraph: Paragraph, headings: Headings) -> bool:
    return headings.label.match(paragraph.text) is not None


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(f"(?:{pattern})", text, re.IGNORECASE) is not None
