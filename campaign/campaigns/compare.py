"""What an update changes: in the letter, in the appeal, among the recipients; word by word.

Texts may be hostile. Words are compared only where few of them repeat, so that no text makes the
comparison slow; elsewhere a paragraph goes and another one comes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy.orm import Session

from campaign.appeals import Appeal, RecipientEntry, from_json
from campaign.base.database import reading
from campaign.campaigns.approve import no_longer_named
from campaign.campaigns.find import current_text
from campaign.campaigns.models import AppealUpdate, Campaign, LetterText, Recipient

SAME, GONE, NEW = "same", "gone", "new"

PARAGRAPHS = 300  # compared with each other; of longer texts all is new
PAIRS = 4_000  # of equal words that are looked at in a pair of paragraphs
ALL_PAIRS = 40_000  # and in a whole comparison
LEAST_ALIKE = 0.5  # share of letters that stay; below it a paragraph is another one
_WORD = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A stretch of text: the same in both, gone, or new."""

    what: str
    text: str


Paragraph = tuple[Piece, ...]


@dataclass(frozen=True)
class Part:
    """One part of a letter or appeal, paragraph by paragraph."""

    name: str
    paragraphs: list[Paragraph]

    @property
    def changed(self) -> bool:
        """True if anything in it is new or gone."""
        return any(piece.what != SAME for found in self.paragraphs for piece in found)


@dataclass(frozen=True)
class ChangedRecipient:
    """A recipient that both appeals name, and what the later one says otherwise."""

    recipient: Recipient
    fields: list[tuple[str, Paragraph]]  # name of the field, before and after


@dataclass(frozen=True)
class Comparison:
    """All that an update changes."""

    letter: list[Part]
    appeal: list[Part]
    added: list[Recipient]
    gone: list[Recipient]
    changed: list[ChangedRecipient]

    @property
    def anything(self) -> bool:
        """True if there is any change at all."""
        parts = any(part.changed for part in (*self.letter, *self.appeal))
        return parts or bool(self.added or self.gone or self.changed)


def compare(campaign: Campaign, update: AppealUpdate) -> Comparison:
    """What an update that is being looked over changes of its campaign."""
    before, after = from_json(update.before_appeal.reading), from_json(update.appeal.reading)
    printed = update.before["printed"]
    both = [r for r in campaign.recipients if _place(printed, r) is not None and _is_named(r)]
    return Comparison(
        letter=_letters(reading(), campaign, update),
        appeal=_appeals(before, after),
        added=[r for r in campaign.recipients if str(r.id) not in printed],
        gone=no_longer_named(campaign, update),
        changed=[
            ChangedRecipient(one, fields)
            for one in both
            if (fields := _fields(before, _place(printed, one), after, one.printed_as))
        ],
    )


def differences(before: Sequence[str], after: Sequence[str]) -> list[Paragraph]:
    """Two texts as one, paragraph by paragraph, with what is gone and what is new."""
    return list(_Differ().paragraphs(before, after))


class _Differ:
    """Compares, as long as its budget lasts."""

    def __init__(self) -> None:
        self.left = ALL_PAIRS

    def paragraphs(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
        if max(len(before), len(after)) > PARAGRAPHS:
            yield from ((Piece(GONE, one),) for one in before)
            yield from ((Piece(NEW, one),) for one in after)
            return
        for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
            if tag == "equal":
                yield from ((Piece(SAME, one),) for one in before[a:b])
                continue
            pairs = min(b - a, d - c)
            for old, new in zip(before[a : a + pairs], after[c : c + pairs], strict=True):
                yield tuple(self.words(old, new))
            yield from ((Piece(GONE, one),) for one in before[a + pairs : b])
            yield from ((Piece(NEW, one),) for one in after[c + pairs : d])

    def words(self, before: str, after: str) -> Iterator[Piece]:
        old, new = _WORD.findall(before), _WORD.findall(after)
        changes = self._changes(old, new)
        if changes is None:
            yield Piece(GONE, before)
            yield Piece(NEW, after)
            return
        for tag, a, b, c, d in changes:
            if tag == "equal":
                yield Piece(SAME, "".join(old[a:b]))
                continue
            if a < b:
                yield Piece(GONE, "".join(old[a:b]))
            if c < d:
                yield Piece(NEW, "".join(new[c:d]))

    def _changes(
        self, old: list[str], new: list[str]
    ) -> Sequence[tuple[str, int, int, int, int]] | None:
        """Word by word what changes; None where that costs too much or little stays as it was."""
        if not self._affords(old, new):
            return None
        changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        stays = sum(_letters_of(old[a:b]) for tag, a, b, _, _ in changes if tag == "equal")
        alike = 2 * stays >= LEAST_ALIKE * (_letters_of(old) + _letters_of(new))
        return changes if alike else None

    def _affords(self, old: list[str], new: list[str]) -> bool:
        there = Counter(new)
        pairs = sum(n * there[word] for word, n in Counter(old).items() if not word.isspace())
        if pairs > min(PAIRS, self.left):
            return False
        self.left -= pairs
        return True


def _letters_of(words: list[str]) -> int:
    return sum(len(word) for word in words if word[0].isalnum())


def _letters(session: Session, campaign: Campaign, update: AppealUpdate) -> list[Part]:
    old = session.get_one(LetterText, update.before_text_id)
    new = current_text(campaign, campaign.appeal.language)
    differ = _Differ()
    parts = (
        ("Subject", [old.subject], [new.subject]),
        ("What happened", old.opening.split("\n\n"), new.opening.split("\n\n")),
        ("What the authorities are urged to do", _lines(old.demands), _lines(new.demands)),
    )
    return [Part(name, list(differ.paragraphs(a, b))) for name, a, b in parts]


def _appeals(before: Appeal, after: Appeal) -> list[Part]:
    differ = _Differ()
    parts = [
        (name, _of(before, field), _of(after, field))
        for name, field in (
            ("Title", "title"),
            ("Code", "code"),
            ("Last day of signing", "deadline"),
            ("Lead", "lead"),
            ("Text", "description"),
        )
    ]
    return [Part(name, list(differ.paragraphs(a, b))) for name, a, b in parts if a or b]


def _of(appeal: Appeal, field: str) -> list[str]:
    said: Any = getattr(appeal, field)
    return list(said) if isinstance(said, tuple) else [said] if said else []


def _lines(demands: list[dict[str, Any]]) -> list[str]:
    return [line for d in demands for line in [d["text"], *(f"– {item}" for item in d["items"])]]


def _place(printed: dict[str, int | None], recipient: Recipient) -> int | None:
    return printed.get(str(recipient.id))


def _is_named(recipient: Recipient) -> bool:
    return recipient.printed_as is not None


def _fields(
    before: Appeal, old: int | None, after: Appeal, new: int | None
) -> list[tuple[str, Paragraph]]:
    """What two appeals print differently of one recipient."""
    if old is None or new is None:
        return []
    was, now = _said(before.recipients[old]), _said(after.recipients[new])
    differ = _Differ()
    return [
        (name, tuple(_gone_and_new(was[name], now[name]) or differ.words(was[name], now[name])))
        for name in was
        if was[name] != now[name]
    ]


def _gone_and_new(was: str, now: str) -> list[Piece]:
    """Addresses and numbers are read as a whole: no digit is compared with another."""
    if was and now and "@" not in was + now and not (was + now).startswith("+"):
        return []
    return [Piece(what, text) for what, text in ((GONE, was), (NEW, now)) if text]


def _said(entry: RecipientEntry) -> dict[str, str]:
    person = " ".join(filter(None, [entry.honorific, entry.name]))
    return {
        "Office": entry.office or "",
        "Person": person,
        "Address": entry.address or "",
        "E-mail": ", ".join(entry.emails),
        "Fax": ", ".join(entry.faxes),
    }
