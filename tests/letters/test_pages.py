from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageSequence

from campaign.letters.composed import ComposedLetter
from campaign.letters.pages import (
    MOST_PAGES,
    TooManyPages,
    fax_pages,
    page_count,
    page_pictures,
)
from campaign.letters.pdf import letter_pdf
from tests.letters.sample import ARABIC, HOSTILE, LONG, RUSSIAN, USUAL

ACROSS, DOWN = 204 / 25.4, 196 / 25.4  # dots a millimetre


def pdf_of(letter: ComposedLetter) -> bytes:
    return letter_pdf(letter, "2026-11-13")


def frames(tiff: bytes) -> Iterator[Image.Image]:
    """Yield the pages of a fax as a reader decodes them: 0 is ink, 255 is paper."""
    with Image.open(io.BytesIO(tiff)) as image:
        for frame in ImageSequence.Iterator(image):
            yield frame.copy()


def ink(page: Image.Image, left: float, top: float, right: float, bottom: float) -> float:
    """Return the share of ink in a part of the page, given in mm."""
    box = (int(left * ACROSS), int(top * DOWN), int(right * ACROSS), int(bottom * DOWN))
    return page.convert("L").crop(box).histogram()[0] / ((box[2] - box[0]) * (box[3] - box[1]))


@pytest.mark.parametrize(
    ("letter", "pages", "height"),
    [(USUAL, 1, 2292), (ARABIC, 1, 2292), (replace(LONG, country="US"), 3, 2156)],
)
def test_fax_is_what_machines_expect(letter: ComposedLetter, pages: int, height: int) -> None:
    tiff = fax_pages(pdf_of(letter))
    with Image.open(io.BytesIO(tiff)) as image:
        assert image.n_frames == pages  # type: ignore[attr-defined]
        for number in range(pages):
            image.seek(number)
            tags = image.tag_v2  # type: ignore[attr-defined]
            assert image.mode == "1"
            assert image.size == (1728, height)
            assert tags[259] == 4  # compression: Group 4
            assert tags[262] == 0  # min is white
            assert tags[266] == 1  # most significant bit first
            assert tags[278] == height  # one strip
            assert (tags[282], tags[283], tags[296]) == (204, 196, 2)  # dots an inch


@pytest.mark.parametrize("letter", [USUAL, ARABIC, LONG, HOSTILE])
def test_fax_is_ink_on_white_with_a_head_and_clean_margins(letter: ComposedLetter) -> None:
    for page in frames(fax_pages(pdf_of(letter))):
        assert page.getpixel((0, 0)) == 255
        assert page.getpixel((1727, page.height - 1)) == 255
        assert 0.002 < ink(page, 0, 0, 215, page.height / DOWN) < 0.15
        assert ink(page, 25, 10, 190, 20) > 0.01  # the head
        assert ink(page, 0, 0, 215, 10) == 0  # where machines write their own line
        assert ink(page, 0, 0, 24, page.height / DOWN) == 0
        assert ink(page, 192, 0, 215, page.height / DOWN) == 0
        assert ink(page, 0, page.height / DOWN - 18, 215, page.height / DOWN) == 0


def test_a_word_without_end_stays_on_the_page() -> None:
    letter = replace(USUAL, own_words=("W" * 700,), signatory=("Ж" * 100,), addressee=("Q" * 90,))
    for page in frames(fax_pages(pdf_of(letter))):
        assert ink(page, 192, 0, 215, 297) == 0


@pytest.mark.parametrize(("grey", "dot"), [(0.8, 255), (0.5, 0)])
def test_grey_becomes_ink_or_paper_and_no_pattern_of_dots(grey: float, dot: int) -> None:
    content = b"%.1f g 0 0 595 842 re f" % grey
    pdf = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>"
    ) % (len(content), content)
    [page] = frames(fax_pages(pdf))
    assert page.convert("L").crop((100, 100, 1600, 2200)).getextrema() == (dot, dot)


def test_pictures_are_the_fax_with_square_dots() -> None:
    pdf = pdf_of(LONG)
    pictures = page_pictures(pdf)
    assert len(pictures) == page_count(pdf) == 2
    for picture, page in zip(pictures, frames(fax_pages(pdf)), strict=True):
        with Image.open(io.BytesIO(picture)) as shown:
            assert shown.format == "PNG"
            assert shown.size == (1728, round(page.height * 204 / 196))
            back = shown.resize(page.size).point([0] * 128 + [255] * 128)
            difference = ImageChops.difference(back, page.convert("L"))
            assert difference.histogram()[255] < 0.02 * page.width * page.height


def test_threads_take_turns() -> None:
    pdfs = [pdf_of(letter) for letter in (USUAL, ARABIC, HOSTILE, RUSSIAN)] * 6
    expected = [page_pictures(pdf) for pdf in pdfs[:4]] * 6
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(page_pictures, pdfs)) == expected


def test_too_many_pages_are_refused() -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(MOST_PAGES + 1):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    pdf = buffer.getvalue()
    assert page_count(pdf) == MOST_PAGES + 1
    for refused in (fax_pages, page_pictures):
        with pytest.raises(TooManyPages):
            refused(pdf)


def test_what_is_no_pdf_is_refused() -> None:
    for refused in (fax_pages, page_pictures, page_count):
        with pytest.raises(pypdfium2.PdfiumError):
            refused(b"not a PDF")
