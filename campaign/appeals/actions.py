"""What the authorities are asked to do: labelled or bulleted demands with nested points."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from campaign.appeals.lines import Line, Paragraph, squeeze
from campaign.appeals.model import Action, Doubt

_ROMAN = (
    *("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    *("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"),
)
_FINISHED = re.compile(r"[.;:!?”\"»]\Z|[;,] and\Z")


@dataclass
class _Open:
    """An action whose nested points may still follow."""

    line: Line
    text: str
    items: list[str] = field(default_factory=list)
    item_sign: str | None = None


def read_actions(paragraphs: list[Paragraph]) -> tuple[list[Action], list[Doubt]]:
    """Read the demands in order; doubts name a jump in the numbering or a missing list."""
    open_: list[_Open] = []
    for paragraph in [part for whole in paragraphs for part in _parted(whole)]:
        line, text = paragraph.first, squeeze(paragraph.text)
        last = open_[-1] if open_ else None
        if last and _is_nested(last, line):
            if line.mark is None and last.items and not _FINISHED.search(last.items[-1]):
                last.items[-1] += " " + text
            else:
                last.items.append(text)
                last.item_sign = line.sign if line.mark else last.item_sign
        elif last and line.mark is None and not last.items and not _FINISHED.search(last.text):
            last.text += " " + text
        else:
            open_.append(_Open(line, text))
    actions = [Action(_label(o.line), o.text, tuple(o.items)) for o in open_]
    return actions, _doubts(actions)


def _label(line: Line) -> str | None:
    return None if line.mark in (None, "•") else line.mark


def _is_nested(last: _Open, line: Line) -> bool:
    """Tell whether the line is a point under the action that came last."""
    label, parent = _label(line), _label(last.line)
    opened = bool(last.items) or last.text.endswith(":")
    if parent and label:
        return opened and label != _next(parent)
    if parent:
        return opened
    if label:
        return opened and last.line.mark == "•"
    if line.mark is None:
        return opened and (last.line.mark is not None or not line.gap)
    deeper = line.indent > last.line.indent or line.sign != last.line.sign
    return opened and last.line.mark == "•" and deeper


def _next(label: str) -> str:
    """Return the label that follows: `iv` after `iii`, `4` after `3`, `d` after `c`."""
    if label.isdecimal():
        return str(int(label) + 1)
    if label.casefold() in _ROMAN[:-1]:
        follower = _ROMAN[_ROMAN.index(label.casefold()) + 1]
        return follower.upper() if label.isupper() else follower
    return chr(ord(label[0]) + 1)


def _parted(paragraph: Paragraph) -> list[Paragraph]:
    """Part a paragraph in which the labelled demands run on: `i. Free her; ii. Pay her.`"""
    parts = []
    line, text = paragraph.first, paragraph.text
    label = _label(line)
    while label:
        follower = _next(label)
        cut = re.search(
            rf"(?<=[;.,])\s{{1,3}}(?:and\s)?\(?{re.escape(follower)}[.)]\s{{0,3}}(?=[^\W\d])", text
        )
        if not cut:
            break
        first = Line(text[: cut.start()], label, line.sign, line.indent, line.gap)
        parts.append(Paragraph(first.text, (first,)))
        text, label = text[cut.end() :], follower
    if not parts:
        return [paragraph]
    final = Line(text, label, line.sign, line.indent)
    return [*parts, Paragraph(text, (final,))]


def _doubts(actions: list[Action]) -> list[Doubt]:
    if not actions:
        return [Doubt("actions", "No list of requests to the authorities was found.")]
    labels = [action.label for action in actions if action.label]
    doubts = [
        Doubt("actions", f"After request {before} comes {label}: one may be missing.")
        for before, label in pairwise(labels)
        if label != _next(before)
    ]
    if len(actions) > 1 and all(action.label is None for action in actions):
        return doubts
    if labels and len(labels) < len(actions):
        doubts.append(Doubt("actions", "Some requests have no number; please check the list."))
    return doubts
