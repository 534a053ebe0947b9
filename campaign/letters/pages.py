"""A letter's PDF as pictures: the pages that a fax machine sends, and the same for the screen.

A fax line in fine resolution has 1,728 dots over 215 mm and 196 lines an inch (ITU-T T.4, and
TIFF profile F, RFC 2301): its dots are not square.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

FAX_WIDTH = 1728  # dots
FAX_RESOLUTION = (204, 196)  # dots an inch across, lines an inch down
MOST_PAGES = 10
DARK_BELOW = 160  # of 255; a threshold keeps the edges of letters sharp, where dithering frays them
POINTS_PER_INCH = 72

# TIFF 6.0: PhotometricInterpretation 0 is min-is-white, as fax machines expect it; FillOrder 1 is
# the most significant bit first.
_PHOTOMETRIC, _MIN_IS_WHITE, _MIN_IS_BLACK = 262, 0, 1
_FILL_ORDER, _ROWS_PER_STRIP = 266, 278

_lock = Lock()  # PDFium is not safe to be used by two threads


class TooManyPages(ValueError):
    """The PDF has more pages than a letter may have."""


def page_count(pdf: bytes) -> int:
    """Return how many pages the PDF has, however many these are.

    What is no PDF raises pypdfium2.PdfiumError, here and below.
    """
    with _opened(pdf) as document:
        return len(document)


def joined(pdfs: Sequence[bytes]) -> bytes:
    """Return the pages of several PDFs as one, in their order; they lose their tags by it."""
    buffer = io.BytesIO()
    with _lock, pypdfium2.PdfDocument.new() as whole:
        for pdf in pdfs:
            with pypdfium2.PdfDocument(pdf) as part:
                whole.import_pages(part)
        whole.save(buffer)
    return buffer.getvalue()


def within_pages(pdf: bytes) -> bytes:
    """Return the PDF if it can go as a fax; raises TooManyPages beyond ten pages."""
    _refuse_more(page_count(pdf))
    return pdf


def fax_pages(pdf: bytes) -> bytes:
    """Return the pages as one TIFF: Group 4, 1,728 dots wide, 204 by 196 dpi, ink on white.

    The page is not scaled: narrower paper is centred, and what wider paper has beyond the line is
    margin and cut. Raises TooManyPages beyond ten pages.
    """
    # Pillow inverts dot by dot what it is asked to save as min-is-white, a third of a second a
    # page; so it gets ink as 1, and the files say afterwards what that means.
    pages = [ImageChops.invert(_bilevel(page)) for page in _rendered(pdf)]
    buffer = io.BytesIO()
    pages[0].save(
        buffer,
        "TIFF",
        compression="group4",
        dpi=FAX_RESOLUTION,
        save_all=True,
        append_images=pages[1:],
        tiffinfo={
            _PHOTOMETRIC: _MIN_IS_BLACK,
            _FILL_ORDER: 1,
            _ROWS_PER_STRIP: max(page.height for page in pages),
        },
    )
    return _min_is_white(buffer.getvalue())


def _min_is_white(tiff: bytes) -> bytes:
    """Say of every page of a TIFF that 0 is paper (TIFF 6.0, section 2: header and directories)."""
    changed = bytearray(tiff)
    order = "<" if tiff.startswith(b"II") else ">"
    (at,) = struct.unpack_from(f"{order}4xI", tiff)
    while at:
        (entries,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * entries, 12):
            if struct.unpack_from(f"{order}H", tiff, entry) == (_PHOTOMETRIC,):
                struct.pack_into(f"{order}H", changed, entry + 8, _MIN_IS_WHITE)
        (at,) = struct.unpack_from(f"{order}I", tiff, at + 2 + 12 * entries)
    return bytes(changed)


def page_pictures(pdf: bytes) -> list[bytes]:
    """Return each page of the fax as PNG with square dots, 204 an inch, to be shown on a screen.

    Raises TooManyPages beyond ten pages.
    """
    across, down = FAX_RESOLUTION
    pictures = []
    for page in _rendered(pdf):
        buffer = io.BytesIO()
        fax = _bilevel(page).convert("L")
        square = (fax.width, round(fax.height * across / down))
        fax.resize(square, Image.Resampling.BILINEAR).save(buffer, "PNG", optimize=False)
        pictures.append(buffer.getvalue())
    return pictures


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open the PDF while nobody else uses PDFium."""
    with _lock:
        document = pypdfium2.PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()


def _rendered(pdf: bytes) -> list[Image.Image]:
    """Render each page in grey at the fax's resolution, which differs across and down."""
    with _opened(pdf) as document:
        _refuse_more(len(document))
        return [_grey(page) for page in document]


def _refuse_more(pages: int) -> None:
    if pages > MOST_PAGES:
        raise TooManyPages(f"{pages} pages, at most {MOST_PAGES}")


def _grey(page: pypdfium2.PdfPage) -> Image.Image:
    across, down = FAX_RESOLUTION
    width = round(page.get_width() / POINTS_PER_INCH * across)
    height = round(page.get_height() / POINTS_PER_INCH * down)
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    picture: Image.Image = bitmap.to_pil().copy()  # the bitmap's memory goes with the bitmap
    bitmap.close()
    return picture


def _bilevel(page: Image.Image) -> Image.Image:
    """Centre the page on the fax's line and make each dot ink or paper."""
    line = Image.new("L", (FAX_WIDTH, page.height), 255)
    line.paste(page, ((FAX_WIDTH - page.width) // 2, 0))
    sharp = line.point([0 if value < DARK_BELOW else 255 for value in range(256)])
    return sharp.convert("1", dither=Image.Dither.NONE)
