"""Pictures and PDFs as strangers send them, harmless and not."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

CANARY = b"CANARY"  # hidden in what stands beside the picture


def picture(form: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (80, 60)) -> bytes:
    """A picture with a place, a time, a name and a comment hidden in it, taken upside down."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right
    exif[0x010E] = exif[0x013B] = CANARY.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (IFDRational(42), IFDRational(52), IFDRational(30))})
    kept: dict[str, Any] = {"exif": exif, "xmp": b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"}
    if form == "JPEG":
        kept["comment"] = CANARY
    buffer = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert(mode).save(buffer, form, **kept)
    return buffer.getvalue() + CANARY  # and behind its end


def bomb() -> bytes:
    """A PNG of 2.5 gigadots in ten kilobytes."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(10_000_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def pdf(catalog: bytes = b"", page: bytes = b"", more: bytes = b"<< >>", pages: int = 1) -> bytes:
    """A PDF of empty pages with a name in its metadata; object 4 is `more`."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [" + b"3 0 R " * pages + b"] /Count %d >>" % pages,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] " + page + b" >>",
        more,
        b"<< /Author (" + CANARY + b") >>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def with_picture(jpeg: bytes) -> bytes:
    """A PDF that shows this JPEG, with all that is hidden in it."""
    content = b"<< /Length 30 >>\nstream\nq 200 0 0 200 0 0 cm /I Do Q  \nendstream"
    found = pdf(page=b"/Resources << /XObject << /I 6 0 R >> >> /Contents 4 0 R", more=content)
    head = b"/Type /XObject /Subtype /Image /Width 80 /Height 60 /ColorSpace /DeviceRGB"
    kind = b" /BitsPerComponent 8 /Filter /DCTDecode /Length %d" % len(jpeg)
    at = len(found)
    image = b"6 0 obj\n<< " + head + kind + b" >>\nstream\n" + jpeg + b"\nendstream\nendobj\n"
    before = int(found.rsplit(b"startxref\n", 1)[1].split()[0])
    table = b"xref\n6 1\n%010d 00000 n \n" % at
    trailer = b"trailer << /Size 7 /Root 1 0 R /Prev %d >>\n" % before
    return found + image + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (at + len(image))


def packed_script() -> bytes:
    """A PDF whose script is packed into an object stream, with its names spelled otherwise."""
    inner = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /S /Java#53cript /J#53 (app.alert\\(1\\)) >>",
    )
    starts = [sum(len(one) + 1 for one in inner[:n]) for n in range(len(inner))]
    head = b"".join(b"%d %d " % (n + 1, start) for n, start in enumerate(starts))
    data = zlib.compress(head + b" ".join(inner))
    out = b"%PDF-1.7\n"
    packed_at = len(out)
    out += b"5 0 obj\n<< /Type /ObjStm /N 4 /First %d /Filter /FlateDecode" % len(head)
    out += b" /Length %d >>\nstream\n" % len(data) + data + b"\nendstream\nendobj\n"
    rows = [(0, 0, 0), *((2, 5, n) for n in range(4)), (1, packed_at, 0), (1, len(out), 0)]
    table = b"".join(struct.pack(">BHB", *row) for row in rows)
    end = len(out)
    out += b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Length %d >>" % len(table)
    return out + b"\nstream\n" + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % end
