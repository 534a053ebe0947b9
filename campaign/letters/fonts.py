"""The fonts that letters are set in, and the characters they have.

Those of the great scripts come with the program's packages; further ones are taken from the system
where they are installed (Debian, Ubuntu: fonts-noto-core, fonts-noto-cjk).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import fontpkg
from fontTools.ttLib import TTFont

PACKAGED = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Thai")
SYSTEM = Path("/usr/share/fonts")
OF_THE_SYSTEM = {
    "Noto Sans Armenian": "truetype/noto/NotoSansArmenian-Regular.ttf",
    "Noto Sans Georgian": "truetype/noto/NotoSansGeorgian-Regular.ttf",
    "Noto Sans Hebrew": "truetype/noto/NotoSansHebrew-Regular.ttf",
    "Noto Sans Ethiopic": "truetype/noto/NotoSansEthiopic-Regular.ttf",
    "Noto Sans CJK SC": "opentype/noto/NotoSansCJK-Regular.ttc",
}


def families() -> list[str]:
    """Return the names of all fonts that are there, in the order in which they are tried."""
    return [*PACKAGED, *_further()]


def font_folders() -> list[str]:
    """Return the folders of these fonts, in which no others lie."""
    return [*(str(_packaged(family).parent) for family in PACKAGED), _links().name]


@cache
def code_points() -> frozenset[int]:
    """Return the Unicode code points for which at least one of the fonts has a glyph."""
    files = [*map(_packaged, PACKAGED), *_further().values()]
    return frozenset().union(*map(_characters, files))


def _packaged(family: str) -> Path:
    return Path(fontpkg.path(family))


def _further() -> dict[str, Path]:
    files = {family: SYSTEM / file for family, file in OF_THE_SYSTEM.items()}
    return {family: file for family, file in files.items() if file.exists()}


@cache
def _links() -> TemporaryDirectory[str]:
    """A folder with those of the system alone: beside them lie others of the packaged names."""
    folder = TemporaryDirectory(prefix="fonts-")
    for file in _further().values():
        Path(folder.name, file.name).symlink_to(file)
    return folder


def _characters(font: Path) -> set[int]:
    with TTFont(font, fontNumber=0, lazy=True) as opened:
        return set(opened.getBestCmap())
