"""An appeal comes as people have it: the same words in any kind of file give the same reading."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from email.message import EmailMessage
from random import Random

import pypdf
import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.appeals import UnreadableAppeal, as_json, read
from campaign.appeals.inputs import LARGEST_FILE, LARGEST_TEXT, text_of
from campaign.appeals.inputs.kinds import _is_mail
from campaign.appeals.inputs.order import Glyph, in_order
from tests.appeals import files

MARK = "-------- Forwarded Message --------\nSubject: Valoria\nDate: Mon, 30 Nov 2026\n\n"
MAIL = b"From: a\nDate: b\n"
COVER = "Dear all,\n\nplease find an urgent appeal attached.\n\nNadia, nadia@example.org\n"


def forwarded(text: str) -> bytes:
    """A mail that holds a mail."""
    outer = files.mail(COVER)
    inner = EmailMessage()
    inner["From"], inner["Date"] = "org@example.org", "Sun, 29 Nov 2026 09:00:00 +0000"
    inner.set_content(text)
    outer.add_attachment(inner)
    return outer.as_bytes()


def saved_page(page: str) -> bytes:
    """What a browser saves as one file."""
    inner = files.mail("x").as_string().split("\n\n", 1)[0]
    assert "MIME-Version" in inner
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.example.org/valoria\r\n"
        'Subject: Valoria\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text'
        '/html";\r\n\tboundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encod'
        f"ing: 8bit\r\n\r\n{page}\r\n--b\r\nContent-Type: text/css\r\n\r\np {{}}\r\n--b--\r\n"
    ).encode()


KINDS = {
    "text": lambda: files.as_text().encode(),
    "text in UTF-16": lambda: files.as_text().encode("utf-16"),
    "page": lambda: files.as_page().encode(),
    "page with scripts": lambda: files.as_page(f"<script>{'x<y;' * 99_999}</script>").encode(),
    "page of a browser": lambda: saved_page(files.as_page()),
    "PDF": files.as_pdf,
    "Word": files.as_docx,
    "mail": lambda: files.mail(files.as_text()).as_bytes(),
    "mail with CRLF": lambda: files.mail(files.as_text()).as_bytes().replace(b"\n", b"\r\n"),
    "mail as a page": lambda: files.mail(files.as_text(), files.as_page()).as_bytes(),
    "mail forwarded": lambda: files.mail(f"FYI\n\n{MARK}{files.as_text()}").as_bytes(),
    "mail within a mail": lambda: forwarded(files.as_text()),
    "mail over a PDF": lambda: files.mail(COVER, appeal_pdf=files.as_pdf()).as_bytes(),
    "mail over Word": lambda: files.mail(
        COVER, f"<p>{COVER}</p>", logo_png=b"\x89PNG", appeal_docx=files.as_docx()
    ).as_bytes(),
}


@pytest.mark.parametrize("file", KINDS.values(), ids=KINDS)
def test_the_same_appeal_reads_the_same_in_every_kind_of_file(file) -> None:
    wanted = as_json(read(files.as_text()))
    assert len(wanted["actions"]) == len(wanted["recipients"]) == 3
    assert as_json(read(text_of(file()))) == wanted


def test_a_mail_that_is_the_appeal_is_not_given_up_for_what_is_attached() -> None:
    note = files.mail(files.as_text(), background_docx=_document("Some background.")).as_bytes()
    assert files.CODE in text_of(note)
    broken = files.mail(files.as_text(), appeal_pdf=b"%PDF-1.7 cut").as_bytes()
    assert files.CODE in text_of(broken)
    with pytest.raises(UnreadableAppeal, match="damaged"):
        text_of(files.mail("", appeal_pdf=b"%PDF-1.7 cut").as_bytes())


def test_an_appeal_that_opens_like_a_mail_keeps_its_first_line() -> None:
    assert text_of(b"Title: a warden jailed\nDate: 3 May\n\nText") == (
        "Title: a warden jailed\nDate: 3 May\n\nText"
    )


def _document(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return files.saved(document)


def test_what_a_word_document_hides_in_its_parts() -> None:
    document = Document()
    paragraph = document.add_paragraph("Seen")._p
    for xml in (
        '<w:ins {}><w:r><w:t xml:space="preserve"> added</w:t></w:r></w:ins>',
        "<w:del {}><w:r><w:delText>struck</w:delText><w:t>struck</w:t></w:r></w:del>",
        '<w:r {}><w:footnoteReference w:id="2"/></w:r>',
    ):
        paragraph.append(parse_xml(xml.format(nsdecls("w"))))
    table = document.add_table(rows=2, cols=3)
    rows = (("Name", "Office", "Fax"), ("Ms. Iva Kroll", "Prosecutor", "+44 20 7946 0145"))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    notes = (
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>See the report.</w:t>'
        "</w:r></w:p></w:footnote></w:footnotes>"
    )
    data = _with_part(files.saved(document), "footnotes", notes)
    text = text_of(data)
    assert "Seen added[1]\n" in text
    assert "struck" not in text
    assert "Fax: +44 20 7946 0145" in text
    assert text.endswith("[1] See the report.\n")


def _with_part(data: bytes, kind: str, xml: str) -> bytes:
    """The document with a part that the library does not write, named where it must be."""
    rels, types = "word/_rels/document.xml.rels", "[Content_Types].xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        old = {name: archive.read(name).decode() for name in (rels, types)}
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rel = f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{kind}.xml"/></Relationships>'
    override = f'<Override PartName="/word/{kind}.xml" ContentType="application/xml"/></Types>'
    named = {
        rels: old[rels].replace("</Relationships>", rel),
        types: old[types].replace("</Types>", override),
    }
    return files.repacked(data, {**named, f"word/{kind}.xml": xml})


def test_lines_kept_apart_by_empty_paragraphs_stay_together() -> None:
    block = ("Minister of Justice", "2 Quay of Ropes", "London", "")
    assert "Minister of Justice\n2 Quay of Ropes\nLondon\n\n" in text_of(_document(*block * 3))


def test_two_columns_of_a_pdf_are_read_one_after_the_other() -> None:
    column = " ".join(f"{{}}{number}" for number in range(60))
    text = text_of(
        files.pdf_of(
            "#set page(columns: 2, width: 16cm, height: 12cm)\n"
            f"{column.replace('{}', 'left')}\n#colbreak()\n{column.replace('{}', 'right')}"
        )
    )
    words = text.split()
    assert words == [f"{side}{n}" for side in ("left", "right") for n in range(60)]


def test_arabic_in_a_pdf_is_read_from_right_to_left() -> None:
    text = text_of(
        files.pdf_of(
            '#set text(lang: "ar", font: "DejaVu Sans")\n'
            "معالي السيدة زينب منت الطالب، وزيرة العدل، نواكشوط، فاكس: \\+222 45 24 00 00 (OMCT)"
        )
    )
    assert "زينب منت الطالب" in text
    assert "+222 45 24 00 00" in text
    assert "(OMCT)" in text


def _locked() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(files.as_pdf()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _bomb_pdf(size: int) -> bytes:
    """A page whose few packed bytes unpack to very many."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(files.pdf_of("x")))
    stream = pypdf.generic.StreamObject()
    stream.set_data(b"BT /F1 1 Tf (x) Tj ET " * (size // 22))
    writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(
        stream.flate_encode()
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _xml_bomb() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    return files.repacked(
        _document("x"),
        {"word/document.xml": f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><w>&a11;</w>'},
    )


def _deep(depth: int) -> bytes:
    inner = "<w:sdt><w:sdtContent>" * depth + "</w:sdtContent></w:sdt>" * depth
    return files.repacked(
        _document("x"),
        {"word/document.xml": f"<w:document {nsdecls('w')}><w:body>{inner}</w:body></w:document>"},
    )


def _picture() -> bytes:
    return files.pdf_of("#rect(width: 5cm, height: 5cm, fill: red)")


TYPES = {"[Content_Types].xml": b"<x/>"}
BAD = {
    "empty": (lambda: b"", "empty"),
    "nothing but spaces": (lambda: b" \r\n\t", "empty"),
    "binary": (lambda: bytes(range(256)) * 400, "not plain text"),
    "more than 5 MB": (lambda: b"x" * (LARGEST_FILE + 1), "more than 5 MB"),
    "5 MB of text": (lambda: b"word " * 400_000, "more than 200 kB"),
    "nearly 5 MB of text": (lambda: b"word " * 980_000, "no more than 200 kB of text"),
    "5 MB of tags": (lambda: b"<html>" + b"<p>x" * 1_249_000, "too large"),
    "5 MB of scripts": (lambda: b"<html>" + b"<script>" * 624_000, "too large"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "a picture"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "old Word file"),
    "RTF": (lambda: rb"{\rtf1 text}", "RTF"),
    "a PDF without text": (_picture, "a picture of a page"),
    "a locked PDF": (_locked, "locked with a password"),
    "a PDF cut short": (lambda: b"%PDF-1.7\n1 0 obj", "damaged"),
    "a long PDF": (lambda: files.pdf_of("#pagebreak()\n" * 31), "more than 30 pages"),
    "an archive": (lambda: files.zipped({"a.txt": b"x"}), "an archive"),
    "a zip cut short": (lambda: files.as_docx()[:2000], "damaged"),
    "a zip bomb": (
        lambda: files.zipped({**TYPES, "word/a.png": b"\0" * 60_000_000}),
        "unpacks to far more",
    ),
    "a zip of much XML": (
        lambda: files.zipped(
            {**TYPES, "word/a.png": Random(1).randbytes(90_000), "word/a.xml": b" " * 9_000_000}
        ),
        "unpacks to far more",
    ),
    "a zip of many": (
        lambda: files.zipped({f"{n}": b"" for n in range(20_000)}),
        "unpacks to far more",
    ),
    "an XML bomb": (_xml_bomb, "no Word document needs"),
    "deep XML": (lambda: _deep(5_000), "damaged"),
    "a document without text": (lambda: _document(""), "no text in this Word"),
    "a document of another kind": (
        lambda: files.repacked(_document("x"), {"word/document.xml": "<a/>"}),
        "damaged|no text",
    ),
    "a mail of nothing": (lambda: b"From: a@example.org\nDate: now\n\n", "no text"),
    "a mail of many parts": (
        lambda: (
            b"From: a\nDate: b\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 9999
        ),
        "too many parts",
    ),
}


@pytest.mark.parametrize(("file", "words"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_refused_in_plain_words(file, words: str) -> None:
    with pytest.raises(UnreadableAppeal, match=words) as refused:
        read(text_of(file()))
    assert str(refused.value).endswith(".")


def test_a_pdf_that_unpacks_to_very_much_is_given_up_early() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(UnreadableAppeal, match="too heavy"):
        text_of(_bomb_pdf(300_000_000))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5


def test_letters_strewn_over_a_page_are_put_in_order_in_linear_time() -> None:
    def seconds(count: int) -> float:
        strewn = [
            Glyph("\u0301" if n % 2 else "e", (n * 37 % 999) / 9, (n * 37 % 999) / 9 + 1, y, 9.0)
            for n, y in ((n, 1.0 if n % 3 else float(n)) for n in range(count))
        ]
        began = time.process_time()
        in_order(strewn)
        return time.process_time() - began

    seconds(100)
    short = max(min(seconds(3_000) for _ in range(3)), 0.01)
    long = min(seconds(30_000) for _ in range(3))
    assert long < 60 * short  # squared it would be 100 times


MULTIPART = b"Content-Type: multipart/mixed; boundary=b\n"
WORD = files.as_docx()
PDF = files.as_pdf()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([WORD, PDF]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=9)), max_size=6),
)
def test_damage_does_not_crash(data: bytes, wounds: list[tuple[float, bytes]]) -> None:
    for where, scar in wounds:
        at = int(where * len(data))
        data = data[:at] + scar + data[at + len(scar) :]
    _survives(data)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [b"", b"From: a\nDate: b\n", b"PK\x03\x04", b"<html>", b"MIME-Version: 1.0\nTo: "]
    ),
    st.binary(max_size=400),
    st.lists(
        st.sampled_from(
            [b"Content-Type: multipart/mixed; boundary=b\n", b"\n\n", b"--b\n", b"--b--"]
        )
    ),
)
@pytest.mark.filterwarnings("ignore::UnicodeWarning")
def test_garbage_does_not_crash(head: bytes, garbage: bytes, pieces: list[bytes]) -> None:
    _survives(head + b"".join(pieces) + garbage)
    _survives(head + garbage + b"".join(pieces))


def _survives(data: bytes) -> None:
    try:
        text = text_of(data)
    except UnreadableAppeal:
        return
    assert len(text.encode()) <= LARGEST_TEXT


NEAR = [
    b"From: a\n",
    b"data:a/b;base64,",
    b"<script",
    b"-- forwarded ",
    b"a@",
    b"+ 1 (",
    b"> ",
    b"%PDF",
]


@pytest.mark.parametrize("piece", NEAR)
@pytest.mark.filterwarnings("ignore::UnicodeWarning")
def test_ten_times_the_near_matches_take_no_more_than_linear_time(piece: bytes) -> None:
    def seconds(size: int) -> float:
        data = MAIL + b"\n" + piece * (size // len(piece))
        began = time.process_time()
        _survives(data)
        return time.process_time() - began

    seconds(1000)
    short = max(min(seconds(10_000) for _ in range(3)), 0.01)
    assert min(seconds(100_000) for _ in range(2)) < 40 * short  # squared it would be 100 times


def test_mails_are_known_by_their_headers() -> None:
    assert _is_mail(b"From nobody Mon Nov 30 2026\nReturn-Path: <a@example.org>\nDate: x\n\n")
    assert not _is_mail(b"Valoria: wardens jailed\nDate: November 12, 2026\n\nText")
