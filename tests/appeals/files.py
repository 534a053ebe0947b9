"""One appeal in every kind of file that people have of it, built from the same parts."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

CODE = "VLA 004 / 1126 / OBS 031"
# (kind, text): a paragraph, a numbered demand, a point under it, a bullet of the address list.
PARTS = (
    ("p", "Valoria: Two river wardens jailed for measuring the water of Oru Bay"),
    ("p", f"{CODE}\nArbitrary detention / Judicial harassment\nNovember 12, 2026"),
    (
        "p",
        "The Observatory for the Protection of Human Rights Defenders, a joint programme of the "
        "International Federation for Human Rights (FIDH) and the World Organisation Against "
        "Torture (OMCT), requests your urgent intervention in the following situation in Valoria.",
    ),
    ("p", "Description of the situation:"),
    (
        "p",
        "According to the information received, on November 4, 2026, Ms. Mara Tellin-Orre and Mr. "
        "Ovo Sand, wardens of the river Oru, were arrested while they were measuring the water "
        "below the tannery, and taken to the barracks of Port Vala without any explanation of the "
        "circumstances. The above-mentioned wardens had announced their measurements a week ago.",
    ),
    (
        "p",
        "Their lawyer, who was kept waiting for three days, found them exhausted and without "
        "warm clothes; the commander called this a misunderstanding.",
    ),
    ("p", "Actions requested:"),
    ("i", "Release the wardens immediately and unconditionally;"),
    (
        "i",
        "Order a thorough and impartial investigation into the circumstances of their arrest, in "
        "order to identify all those responsible and to bring them before an independent court;",
    ),
    ("i", "Comply with the Declaration on Human Rights Defenders, in particular with:"),
    ("sub", "its Article 1, on the right to promote human rights;"),
    ("sub", "its Article 12.2, on protection against reprisals."),
    ("p", "Addresses:"),
    (
        "b",
        "Mr. Aldo Marr, Minister of Justice, 2 Quay of Ropes, London W1A 0ZZ, United Kingdom, "
        "Fax: +44 20 7946 0123, E-mail: minister@justice.example.org",
    ),
    (
        "b",
        "Ms. Iva Kroll, Prosecutor General, 7 Court Street, London W1A 0ZZ, United Kingdom, "
        "Fax: +44 20 7946 0145 / +44 20 7946 0146",
    ),
    (
        "b",
        "H.E. Ms. Lena Dorn, Ambassador, Embassy of Valoria in Paris, 5 rue du Courlis, 75016 "
        "Paris, France, Fax: +33 1 99 00 12 34, E-mail: paris@example.org",
    ),
    ("p", "Please also write to diplomatic representations of Valoria in your countries."),
    ("p", "Paris-Geneva, November 12, 2026"),
    ("p", "Kindly inform us of any action undertaken quoting the code of this appeal."),
)
_MARKS = {"p": "", "b": "· ", "sub": " - "}
_ROMAN = ("i", "ii", "iii")


def as_text() -> str:
    labels = iter(_ROMAN)
    marked = [_MARKS.get(kind) or "" for kind, _ in PARTS]
    lines = [
        (f"{next(labels)}. " if kind == "i" else mark) + text
        for (kind, text), mark in zip(PARTS, marked, strict=True)
    ]
    return "\n\n".join(lines).replace("\n\n - ", "\n - ") + "\n"


def as_page(ballast: str = "") -> str:
    rest = as_text().replace("\n - ", "\n\n- ").split("\n\n")
    blocks = "\n".join(f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in rest)
    return f"<!DOCTYPE html><html><head>{ballast}</head><body>{blocks}</body></html>"


def as_pdf(setting: str = "") -> bytes:
    """A justified page with hyphens, a running head, and page numbers."""
    body = "\n\n".join(
        f"#{_PDF[kind]}[{_typst(text)}]" if kind in _PDF else _typst(text) for kind, text in PARTS
    )
    return pdf_of(
        "#set page(width: 14cm, height: 15cm, header: [The Observatory #h(1fr) Urgent Appeal], "
        "footer: context [OBS 031 - Page #counter(page).display()])\n"
        '#set text(hyphenate: true, lang: "en"); #set par(justify: true)\n'
        '#let demands = counter("demands")\n'
        '#let demand(body) = [#demands.step()#context demands.display("i.") #body]\n'
        f"{setting}\n{body}"
    )


_PDF = {"i": "demand", "b": "list", "sub": "list"}


def _typst(text: str) -> str:
    for mark in "\\#*_$@[]<>`~+-=/":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", " \\\n")


def pdf_of(source: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "appeal.typ")
        path.write_text(source, encoding="utf-8")
        return bytes(typst.compile(str(path)))  # type: ignore[arg-type]


def as_docx() -> bytes:
    """A document whose labels are in its numbering alone."""
    document = Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, form, pattern in ((0, "lowerRoman", "%1."), (1, "bullet", "-"))
    )
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>')
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    for kind, text in PARTS:
        paragraph = document.add_paragraph(text, style="List Bullet" if kind == "b" else None)
        if kind in ("i", "sub"):
            depth = "1" if kind == "sub" else "0"
            place = f'<w:ilvl w:val="{depth}"/><w:numId w:val="90"/>'
            numbered = parse_xml(f"<w:numPr {nsdecls('w')}>{place}</w:numPr>")
            paragraph._p.get_or_add_pPr().append(numbered)
    return saved(document)


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(docx: bytes, parts: dict[str, str]) -> bytes:
    """The document with some of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(docx)) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    return zipped({**kept, **parts})


def zipped(content: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def mail(body: str, page: str = "", **attached: bytes) -> EmailMessage:
    """A mail with a body, perhaps the same as a page, and files named `appeal_pdf`."""
    message = EmailMessage()
    message["From"] = "Nadia Example <nadia@example.org>"
    message["To"] = "desk@example.org"
    message["Date"] = "Mon, 30 Nov 2026 09:00:00 +0000"
    message["Subject"] = "Fwd: please import"
    message.set_content(body)
    if page:
        message.add_alternative(page, subtype="html")
    for name, content in attached.items():
        message.add_attachment(
            content,
            maintype="application",
            subtype="octet-stream",
            filename=name.replace("_", "."),
        )
    return message
