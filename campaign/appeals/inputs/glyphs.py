"""A program of its own: a PDF comes in, where each of its letters stands goes out.

It runs apart from the server, with little time and memory, because a PDF of a few kilobytes can
unpack to gigabytes. Out goes JSON: for each page a list of `[letters, left, right, baseline,
height]`, or a word that says why not.
"""

import ctypes
import json
import resource
import signal
import sys
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

PAGES = 30
LETTERS = 120_000
_SECONDS = 2  # of the processor
_SECONDS_A_PAGE = 0.6
_MEMORY = 600_000_000


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _glyphs(page: Any) -> list[tuple[Any, ...]]:
    text = page.get_textpage()
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    at_box, at_x, at_y = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    found: list[tuple[Any, ...]] = []
    first_half = 0
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if code < 2 or code in (10, 13) or (code == 32 and raw.FPDFText_IsGenerated(text, at)):
            continue
        if 0xD800 <= code < 0xDC00:
            first_half = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = (first_half - 0xD800 << 10) + code - 0xDC00 + 0x10000 if first_half else 0xFFFD
        raw.FPDFText_GetLooseCharBox(text, at, at_box)
        raw.FPDFText_GetCharOrigin(text, at, at_x, at_y)
        letter = "-" if code == 2 else chr(code)  # 2 is a hyphen at the end of a line
        left, right = (box.left, box.right) if box.right > box.left else (x.value, x.value)
        size = box.top - box.bottom or raw.FPDFText_GetFontSize(text, at)
        found.append((letter, round(left, 2), round(right, 2), round(y.value, 2), round(size, 2)))
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
        signal.setitimer(signal.ITIMER_PROF, _SECONDS_A_PAGE)  # ends the program when it is over
        pages.append(_glyphs(document[number]))
        letters += len(pages[-1])
        if letters > LETTERS:
            return "long"
    return pages


if __name__ == "__main__":
    _limit()
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout)
