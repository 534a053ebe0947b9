"""A program of its own: a picture or PDF of a stranger comes in, a new one of the same looks out.

It runs apart from the server, with little time and memory, because a few kilobytes can unpack to
gigabytes. What goes out was drawn anew, dot by dot: no place, time, name, comment, script, link or
attachment of the old file is in it, also none of a picture within a PDF. Out goes a line with a
media type and then the file, or a line with a word that says why not.
"""

import io
import re
import resource
import sys

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
PAGES = 10
LONGEST_SIDE = 2_000  # dots, of a picture or page that goes out
MOST_DOTS = 60_000_000  # of a picture that comes in
QUALITY = 80  # of JPEG
_SECONDS = 10  # of the processor
_MEMORY = 700_000_000
_POINTS_PER_INCH = 72
_DPI = 150

_STREAM = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
# ISO 32000-1: 7.11.4 (embedded files), 12.5.6 (annotations), 12.6.4 (actions), 12.7.8 (XFA)
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|FileAttachment|RichMedia|XFA)(?![^\s/<>\[\]()%{}])"
)


class Unfit(Exception):
    """The file is not taken; the message is one word that says why."""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _picture(data: bytes) -> bytes:
    """A JPEG of the picture, upright, of its first frame; what it lets through becomes white."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MOST_DOTS:
            raise Unfit("heavy")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked smaller at once
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
        clean = Image.new("RGB", upright.size, "white")
        clean.paste(upright, mask=upright)
        buffer = io.BytesIO()
        clean.save(buffer, "JPEG", quality=QUALITY)
        return buffer.getvalue()
    except (MemoryError, Image.DecompressionBombError):
        raise Unfit("heavy") from None
    except (OSError, SyntaxError, ValueError):  # what Pillow raises over broken files
        raise Unfit("broken") from None


def _pages(data: bytes) -> bytes:
    """A PDF of pictures of the pages; raises Unfit also if the old one holds more than pages."""
    try:
        document = pdfium.PdfDocument(data)
        if not 0 < len(document) <= PAGES:
            raise Unfit("long")
        if _does_something(document):
            raise Unfit("active")
        pages = [_drawn(document[number]) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        locked = error.err_code == raw.FPDF_ERR_PASSWORD
        raise Unfit("locked" if locked else "broken") from None
    except MemoryError:
        raise Unfit("heavy") from None
    buffer = io.BytesIO()
    no_words = dict.fromkeys(("title", "creationDate", "modDate"))
    pages[0].save(
        buffer, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI, **no_words
    )
    return buffer.getvalue()


def _does_something(document: pdfium.PdfDocument) -> bool:
    """True if there are scripts, files or programs in it.

    PDFium writes every object anew, unpacked and with its names spelled plainly, so that they can
    be looked for. What it cannot read it does not draw either.
    """
    if raw.FPDFDoc_GetJavaScriptActionCount(document) or raw.FPDFDoc_GetAttachmentCount(document):
        return True
    buffer = io.BytesIO()
    document.save(buffer)
    return _ACTIVE.search(_STREAM.sub(b"", buffer.getvalue())) is not None


def _drawn(page: pdfium.PdfPage) -> Image.Image:
    longest = max(*page.get_size(), 1)
    bitmap = page.render(scale=min(_DPI / _POINTS_PER_INCH, LONGEST_SIDE / longest))
    picture: Image.Image = bitmap.to_pil()
    return picture.convert("RGB")


def _redraw(data: bytes) -> tuple[str, bytes]:
    if b"%PDF-" in data[:1024]:
        return "application/pdf", _pages(data)
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise Unfit("heic")
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or data[8:12] == b"WEBP":
        return "image/jpeg", _picture(data)
    raise Unfit("other")


if __name__ == "__main__":
    _limit()
    try:
        media_type, drawn = _redraw(sys.stdin.buffer.read())
    except Unfit as why:
        media_type, drawn = str(why), b""
    sys.stdout.buffer.write(media_type.encode() + b"\n" + drawn)
