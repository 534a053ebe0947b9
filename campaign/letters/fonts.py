"""The fonts that letters are set in, and the characters they have."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

import fontpkg

FAMILIES = ("Noto Sans", "Noto Sans Arabic")  # in the order in which they are tried


def font_folders() -> list[str]:
    """Return the folders of the installed font packages."""
    return [str(_font_file(family).parent) for family in FAMILIES]


@cache
def code_points() -> frozenset[int]:
    """Return the Unicode code points for which at least one of the fonts has a glyph."""
    return frozenset().union(*(_character_map(_font_file(family)) for family in FAMILIES))


def _font_file(family: str) -> Path:
    return Path(fontpkg.path(family))


def _character_map(font: Path) -> set[int]:
    """Read the `cmap` table of an OpenType font: its subtable for all of Unicode (format 12)."""
    data = font.read_bytes()
    cmap = _table(data, b"cmap")
    subtables: int = struct.unpack_from(">H", data, cmap + 2)[0]
    for index in range(subtables):
        offset: int = struct.unpack_from(">4xI", data, cmap + 4 + 8 * index)[0]
        if struct.unpack_from(">H", data, cmap + offset)[0] == 12:
            return _groups(data, cmap + offset)
    raise ValueError(f"{font.name} has no character map of format 12")


def _table(data: bytes, tag: bytes) -> int:
    """Return where the table with the tag begins."""
    tables: int = struct.unpack_from(">H", data, 4)[0]
    for index in range(tables):
        name, offset = struct.unpack_from(">4s4xI", data, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"a font without the table {tag!r}")


def _groups(data: bytes, subtable: int) -> set[int]:
    """Read the groups of consecutive code points; each has first, last and a glyph."""
    found: set[int] = set()
    count: int = struct.unpack_from(">I", data, subtable + 12)[0]
    for first, last, _ in struct.iter_unpack(
        ">III", data[subtable + 16 : subtable + 16 + 12 * count]
    ):
        found.update(range(first, last + 1))
    return found
