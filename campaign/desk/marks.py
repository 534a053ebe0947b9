"""The source of an appeal in pieces, with marks where its values are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from campaign.appeals.places import Place
from campaign.desk.reading_form import field_of, label_of, name_of

DEEPEST = 4  # marks within marks; what lies deeper is not marked
LONG = 120  # characters; a longer value is marked at its ends only


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or the beginning or end of a mark around it."""

    kind: str  # text, open, close
    text: str = ""
    id: str = ""
    field: str = ""
    label: str = ""
    long: bool = False


def mark_of(path: str) -> str:
    """The id of the mark of a value, for links to it."""
    return f"at-{name_of(path)}"


def pieces(
    text: str, found: Sequence[Place], doubts: Mapping[str, int] = MappingProxyType({})
) -> Iterator[Piece]:
    """The text once, in order, with marks that close in the order in which they opened.

    `doubts`: the numbers of doubts by the paths of the marks that lead to them.

    A mark that would cross the end of the one around it ends there, too.
    """
    done = 0
    ends: list[int] = []
    for place in sorted(found, key=lambda place: (place.start, -place.end)):
        while ends and ends[-1] <= place.start:
            yield Piece("text", text[done : ends[-1]])
            done = ends.pop()
            yield Piece("close")
        if len(ends) >= DEEPEST:
            continue
        yield Piece("text", text[done : place.start])
        done = place.start
        doubt = doubts.get(place.path)
        ends.append(min([place.end, *ends[-1:]]))
        yield Piece(
            "open",
            id=mark_of(place.path),
            field=f"doubt-{doubt}" if doubt else field_of(place.path),
            label=f"Doubt {doubt}" if doubt else label_of(place.path),
            long=place.end - place.start > LONG,
        )
    while ends:
        yield Piece("text", text[done : ends[-1]])
        done = ends.pop()
        yield Piece("close")
    yield Piece("text", text[done:])
