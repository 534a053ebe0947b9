"""A program of its own: a PDF comes in, where each of its letters stands goes out.

It runs apart from the server, with little time and memory, because a PDF of a few kilobytes can
unpack to gigabytes. Out goes JSON: for each page a list of `[letters, left, right, baseline,
height]`, or a word that says why not.
"""

import ctypes
import json
import resource
import sys
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

PAGES = 30
LETTERS = 250_000
_SECONDS = 2  # of the processor
_MEMORY = 600_000_000


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _glyphs(page: Any) -> list[list[Any]]:
    text = page.get_textpage()
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    found: list[list[Any]] = []
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if raw.FPDFText_IsGenerated(text, at) or code < 2 or code in (10, 13):
            continue
        raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box))
        raw.FPDFText_GetCharOrigin(text, at, ctypes.byref(x), ctypes.byref(y))
        if 0xDC00 <= code < 0xE000 and found and 0xD800 <= ord(found[-1][0][-1]) < 0xDC00:
            pair = (ord(found[-1][0][-1]) - 0xD800 << 10) + code - 0xDC00 + 0x10000
            found[-1][0] = found[-1][0][:-1] + chr(pair)
            continue
        letter = "-" if code == 2 else chr(code)  # 2 is a hyphen at the end of a line
        size = box.top - box.bottom or raw.FPDFText_GetFontSize(text, at)
        left, right = (box.left, box.right) if box.right > box.left else (x.value, x.value)
        found.append([letter, *(round(number, 2) for number in (left, right, y.value, size))])
    return found


def _read(data: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        return "locked" if error.err_code == raw.FPDF_ERR_PASSWORD else "broken"
    if len(document) > PAGES:
        return "long"
    pages = []
    letters = 0
    for number in range(len(document)):
        pages.append(_glyphs(document[number]))
        letters += len(pages[-1])
        if letters > LETTERS:
            return "long"
    return pages


if __name__ == "__main__":
    _limit()
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout)
