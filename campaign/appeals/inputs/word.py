"""A Word document as text: its paragraphs with the labels of lists, its tables, its footnotes."""

import io
from collections.abc import Iterator
from html import escape
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from campaign.appeals.html import html_text
from campaign.appeals.inputs.archive import BROKEN, check_archive
from campaign.appeals.inputs.numbering import Labels
from campaign.appeals.lines import UnreadableAppeal

_NOTES = {
    qn("w:footnoteReference"): (RELATIONSHIP_TYPE.FOOTNOTES, qn("w:footnote")),
    qn("w:endnoteReference"): (RELATIONSHIP_TYPE.ENDNOTES, qn("w:endnote")),
}
# Text that was struck out in a revision, or stands there twice for older programs.
_UNSEEN = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:sdtPr")}
_UNSEEN.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_P, _TABLE, _TEXT, _BOX, _LINK = (
    qn(name) for name in ("w:p", "w:tbl", "w:t", "w:txbxContent", "w:hyperlink")
)
_WIDEST = 500_000  # characters; far above what is read
_AN_EMPTY_ONE = 25  # what a paragraph counts beside its characters


def text_of_word(data: bytes) -> str:
    """Return the text of a .docx file; raises UnreadableAppeal."""
    check_archive(data)
    try:
        text = _Reading(Document(io.BytesIO(data))).text()
    except UnreadableAppeal:
        raise
    except Exception as error:  # whatever the libraries trip over, the file is to blame
        raise UnreadableAppeal(BROKEN) from error
    if not text.strip():
        raise UnreadableAppeal("There is no text in this Word document.")
    return text


class _Reading:
    """A document on its way to text."""

    def __init__(self, document: Any) -> None:
        self._part = document.part
        self._body = document.element.body
        self._labels = Labels(document)
        self._notes: list[tuple[str, str]] = []
        self._written = 0

    def text(self) -> str:
        """The whole document, its notes at the end."""
        blocks = list(self._blocks(self._body))
        empty = sum(not text.strip() for _, text in blocks)
        lines = empty * 8 > len(blocks)  # whoever leaves lines empty means each end of a line
        out: list[str] = []
        for listed, text in blocks:
            if not lines and text.strip() and not (listed and out and out[-1]):
                out.append("")
            out.append(text)
            if not lines and listed is None:
                out.append("")
        notes = [f"[{number}] {text}" for number, text in enumerate(self._noted(), 1)]
        return "\n".join([*out, "", *notes]) + "\n"

    def _blocks(self, container: Any) -> Iterator[tuple[bool | None, str]]:
        """Paragraphs and tables, each with whether it is in a list (None for a table)."""
        for child in container:
            if child.tag == _P:
                label = self._labels.of(child)
                boxes: list[Any] = []
                text = self._inline(child, boxes)
                self._written += len(text) + _AN_EMPTY_ONE
                if self._written > _WIDEST:
                    raise UnreadableAppeal("The document is too long to be an appeal.")
                yield bool(label), f"{label}{text.strip()}" if text.strip() else ""
                for box in boxes:
                    yield from self._blocks(box)
            elif child.tag == _TABLE:
                yield None, self._table(child)
            elif child.tag not in _UNSEEN and isinstance(child.tag, str):
                yield from self._blocks(child)

    def _inline(self, node: Any, boxes: list[Any]) -> str:
        """The words of a paragraph; text boxes anchored in it are put aside."""
        pieces: list[str] = []
        for child in node:
            if child.tag == _TEXT:
                pieces.append(child.text or "")
            elif child.tag in _BREAKS:
                pieces.append(_BREAKS[child.tag])
            elif child.tag in _NOTES:
                self._notes.append((child.tag, child.get(qn("w:id"))))
                pieces.append(f"[{len(self._notes)}]")
            elif child.tag == _BOX:
                boxes.append(child)
            elif child.tag == _LINK:
                pieces.append(self._link(child, boxes))
            elif child.tag not in _UNSEEN and isinstance(child.tag, str):
                pieces.append(self._inline(child, boxes))
        return "".join(pieces)

    def _link(self, node: Any, boxes: list[Any]) -> str:
        """The words of a link, and the address behind them if they do not show it."""
        shown = self._inline(node, boxes)
        link = self._part.rels.get(node.get(qn("r:id")) or "")
        target = link.target_ref if link is not None and link.is_external else ""
        address = target[7:].partition("?")[0] if target.lower().startswith("mailto:") else ""
        if not address or address.casefold() in shown.casefold():
            return shown
        return f"{shown}, {address}" if "@" in shown else address

    def _table(self, table: Any) -> str:
        """A table as a page would show it; merged cells are told once."""
        rows = []
        for row in table.iterchildren(qn("w:tr")):
            cells = []
            for cell in row.iterchildren(qn("w:tc")):
                lines = [text for _, text in self._blocks(cell) if text.strip()]
                cells.append(f"<td>{'<br>'.join(escape(line) for line in lines)}</td>")
            rows.append(f"<tr>{''.join(cells)}</tr>")
        return html_text(f"<table>{''.join(rows)}</table>").strip("\n")

    def _noted(self) -> list[str]:
        """What the notes say, in the order in which the text refers to them."""
        known: dict[tuple[str, str], str] = {}
        for reference, (kind, tag) in _NOTES.items():
            for link in self._part.rels.values():
                if link.reltype == kind and not link.is_external:
                    for note in parse_xml(link.target_part.blob).iterchildren(tag):
                        words = [text for _, text in self._blocks(note)]
                        known[reference, note.get(qn("w:id"))] = " ".join(" ".join(words).split())
        return [known.get(note, "") for note in self._notes]
