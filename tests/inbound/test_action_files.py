"""Files that came with reports of actions: whatever is sent, nothing hidden is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdfium2
import pytest
from flask import Flask
from flask_babel import Babel
from PIL import Image

from campaign.inbound.actions.files import LARGEST, UnfitFile, safe_file
from tests.inbound.files import CANARY, bomb, packed_script, pdf, picture, with_picture

SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


@pytest.fixture(autouse=True)
def _words(request: pytest.FixtureRequest) -> Iterator[None]:
    """Refusals are worded by an application; it needs no database."""
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"),
                       ("PNG", "1"), ("WEBP", "RGB")]
)  # fmt: skip
def test_of_a_picture_only_what_it_shows_is_kept(form: str, mode: str) -> None:
    sent = picture(form, mode)
    assert sent.count(CANARY) > 1
    kept = safe_file(sent)
    assert kept.media_type == "image/jpeg"
    assert CANARY not in kept.content
    drawn = Image.open(io.BytesIO(kept.content))
    assert dict(drawn.getexif()) == {}
    assert {"comment", "xmp", "exif", "icc_profile"}.isdisjoint(drawn.info)
    assert drawn.size == (60, 80)  # upright, as it was taken


def test_a_large_picture_becomes_smaller() -> None:
    kept = safe_file(picture(size=(4000, 3000)))
    assert Image.open(io.BytesIO(kept.content)).size == (1500, 2000)


def test_a_pdf_is_drawn_anew_page_by_page() -> None:
    sent = with_picture(picture())
    assert sent.count(CANARY) > 4
    kept = safe_file(sent)
    assert kept.media_type == "application/pdf"
    assert CANARY not in kept.content
    document = pypdfium2.PdfDocument(kept.content)
    assert len(document) == 1
    assert [value for value in document.get_metadata_dict().values() if value] == []
    middle = document[0].render().to_pil().convert("L").getpixel((100, 100))
    assert isinstance(middle, int | float)
    assert middle < 80  # the gradient is dark there: the picture was seen
    assert len(pypdfium2.PdfDocument(safe_file(pdf(pages=3)).content)) == 3


@pytest.mark.parametrize(
    "sent",
    [
        pdf(catalog=b"/OpenAction " + SCRIPT),
        pdf(catalog=b"/OpenAction 4 0 R", more=SCRIPT.replace(b"/JavaScript", b"/J#61vaScript")),
        pdf(catalog=b"/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", more=SCRIPT),
        pdf(page=b"/AA << /O 4 0 R >>", more=SCRIPT),
        pdf(
            page=b"/Annots [4 0 R]",
            more=b"<< /Type /Annot /Subtype /Link /A << /S /Launch /F (a.exe) >> >>",
        ),
        pdf(catalog=b"/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>"),
        pdf(catalog=b"/AcroForm << /XFA 4 0 R >>"),
        packed_script(),
    ],
)
def test_a_pdf_with_scripts_or_files_is_refused(sent: bytes) -> None:
    with pytest.raises(UnfitFile, match="holds scripts or further files"):
        safe_file(sent)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"MZ\x90\x00" + bytes(500), "this file is neither"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "this file is neither"),
        (b"GIF89a" + bytes(60), "this file is neither"),
        (b"", "this file is neither"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(90), "HEIC"),
        (picture()[:700], "damaged or incomplete"),
        (b"\xff\xd8\xff" + b"MZ" * 400, "damaged or incomplete"),
        (b"%PDF-1.7\n" + b"MZ" * 400, "damaged or incomplete"),
        (pdf(pages=11), "more than 10"),
        (bomb(), "too heavy"),
        (b"%PDF-1.7\n" + bytes(LARGEST), "at most 10 MB"),
    ],
)
def test_what_is_neither_is_told_so(sent: bytes, words: str) -> None:
    with pytest.raises(UnfitFile, match=words):
        safe_file(sent)
