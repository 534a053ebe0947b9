"""Letters as PDF and as pages for a fax; and what a day's letters to one number cost.

The same letter is set by weasyprint and by reportlab with the same fonts, as plainly as their
manuals show; ours has its letterhead, tags and archive standards besides. All in one process.
"""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import fontpkg
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from bench import fill, report
from bench.ground import Ground
from bench.report import Line
from bench.writing import rate, written_letter
from campaign.letters.composed import ComposedLetter, Joint, Signatory
from campaign.letters.joint import MOST
from campaign.letters.mail_text import mail_text
from campaign.letters.pages import fax_pages, page_count
from campaign.letters.pdf import letter_pdf

SENT_ON = "2026-11-25"
FAMILY = "Noto Sans"
LETTERS = 5000  # to one number
PRICE = 0.07  # a page
# A call over the simulated line of `make fax-test`: dialling, agreeing and hanging up, then the
# page in Group 4 at 14,400 bit/s, then two seconds until the next page or the end.
CALL_SECONDS, BITS_A_SECOND, PAGE_SECONDS = 15, 14_400, 2


def measure(ground: Ground, letters: int, rounds: int) -> list[Line]:
    """By turns; `letters` of each in a round, and a tenth of them as pages."""
    name = "paper"
    fill.database(ground, name, 0, contents=True)
    letter = written_letter(ground.config(name))
    paragraphs = [part for part in mail_text(letter).split("\n\n") if part.strip()]
    makers: dict[str, Callable[[], bytes]] = {
        "ours": lambda: letter_pdf(letter, SENT_ON),
        "weasyprint": lambda: _by_weasyprint(paragraphs),
        "reportlab": lambda: _by_reportlab(paragraphs),
    }
    pdfs: dict[str, list[float]] = {maker: [] for maker in makers}
    pages: dict[str, list[float]] = {maker: [] for maker in makers}
    for number in range(rounds + 1):
        for maker, make in makers.items():
            pdf = make()
            made = rate(make, letters), rate(lambda p=pdf: fax_pages(p), max(1, letters // 10))
            if number:  # the first round is for warming up
                pdfs[maker].append(made[0])
                pages[maker].append(made[1] * page_count(pdf))
    return [
        report.at_least("a letter as PDF : weasyprint", report.each(*_two(pdfs, "weasyprint")), 1),
        report.at_least("a letter as PDF : reportlab", report.each(*_two(pdfs, "reportlab")), 1),
        *(report.rates(f"PDF, {maker}", found, "letters/s") for maker, found in pdfs.items()),
        *(
            report.rates(f"pages for a fax, PDF of {maker}", found, "pages/s")
            for maker, found in pages.items()
        ),
        *_of_a_day(letter),
    ]


def _two(found: dict[str, list[float]], other: str) -> tuple[list[float], list[float]]:
    return found["ours"], found[other]


def _of_a_day(letter: ComposedLetter) -> list[Line]:
    """What so many letters to one number cost and how long they hold its line, both ways."""
    single = letter_pdf(letter, SENT_ON)
    most = MOST["fax"]
    sizes = [most] * (LETTERS // most) + ([LETTERS % most] if LETTERS % most else [])
    joint = [letter_pdf(_joint(letter, size), SENT_ON) for size in sizes[-2:]]
    calls = [joint[0]] * (len(sizes) - 1) + [joint[1]]
    return [
        _bill(f"{LETTERS:,} letters to one number, singly", [single] * LETTERS),
        _bill(f"{LETTERS:,} letters to one number, joint (at most {most} in one)", calls),
    ]


def _bill(what: str, calls: list[bytes]) -> Line:
    known: dict[bytes, tuple[int, float]] = {}
    for pdf in calls:
        if pdf not in known:
            pages = page_count(pdf)
            seconds = CALL_SECONDS + pages * PAGE_SECONDS + len(fax_pages(pdf)) * 8 / BITS_A_SECOND
            known[pdf] = pages, seconds
    pages = sum(known[pdf][0] for pdf in calls)
    hours = sum(known[pdf][1] for pdf in calls) / 3600
    figure = f"{len(calls):,} calls, {pages:,} pages, {pages * PRICE:,.2f} at {PRICE:.2f} a page"
    return Line(what, f"{figure}; the line is taken for {hours:.1f} h")


def _joint(letter: ComposedLetter, n: int) -> ComposedLetter:
    """The letter of n people who all agreed to be named."""
    day = f"{date.fromisoformat(SENT_ON):%-d %B %Y}"
    signatories = tuple(Signatory(f"Anna Example {i}", "Belgium", day) for i in range(n))
    columns = ("", "Name", "Country", "Date")
    return replace(letter, joint=Joint(f"Signed by {n} people", columns, signatories, "", "", ()))


def _by_weasyprint(paragraphs: list[str]) -> bytes:
    body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)
    face = f"@font-face {{ font-family: own; src: url('file://{fontpkg.path(FAMILY)}') }}"
    style = f"{face} @page {{ size: A4; margin: 25mm }} body {{ font: 10.5pt own }}"
    page = f"<html lang=en><title>Letter</title><style>{style}</style><body>{body}</body></html>"
    made = HTML(string=page).write_pdf(font_config=FontConfiguration())
    assert isinstance(made, bytes)
    return made


def _by_reportlab(paragraphs: list[str]) -> bytes:
    if FAMILY not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(FAMILY, str(fontpkg.path(FAMILY))))
    style = ParagraphStyle("letter", fontName=FAMILY, fontSize=10.5, leading=14)
    story = [
        part for text in paragraphs for part in (Paragraph(html.escape(text), style), Spacer(1, 6))
    ]
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4, title="Letter").build(story)
    return buffer.getvalue()
