"""What people pass on: a picture for links, a QR code, a sheet of paper for a vigil.

All is made from `PublicCampaign`, here and by us: nobody is asked and nobody learns who looks.
"""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import segno
from flask_babel import gettext
from PIL import Image

from campaign.base.languages import page_language
from campaign.letters.pdf import without_glyph
from campaign.letters.typeset import clean, language_data, typeset
from campaign.signing.public import PublicCampaign, address

COLOURS = 64  # of a picture; its edges are smooth with that, and it is small
TITLE_LENGTH = 240  # characters
WHO_LENGTH = 600
ASK_LENGTH = 240
MOST_ASKS = 6


@dataclass(frozen=True)
class Card:
    """What stands on a picture; pictures are kept by it."""

    title: str
    code: str
    organisation: str
    call: str
    host: str
    language: str


def card(campaign: PublicCampaign) -> Card:
    """What the picture of a campaign shows, in the language of the page that is asked for.

    A title in a script that we have no font for is left out: boxes would say nothing.
    """
    unreadable = without_glyph((campaign.title,))
    return Card(
        title="" if unreadable else cut(campaign.title, TITLE_LENGTH),
        code=campaign.code,
        organisation="" if without_glyph((campaign.organisation,)) else campaign.organisation,
        call=gettext("Write a letter. It takes three minutes."),
        host=urlsplit(address("/")).netloc,
        language=campaign.language,
    )


@lru_cache(maxsize=256)
def picture(shown: Card) -> bytes:
    """A PNG of 1200 by 630 dots (what sites that show links ask for), under 100 kB."""
    data = clean(asdict(shown)) | language_data(shown.language)
    drawn = Image.open(io.BytesIO(typeset("picture.typ", data, "png"))).convert("RGB")
    small = drawn.quantize(COLOURS, dither=Image.Dither.NONE)
    file = io.BytesIO()
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def page_address(campaign: PublicCampaign) -> str:
    """Where a campaign is read and signed, in the language of the page that is asked for."""
    return address(f"/c/{campaign.slug}", page_language())


def qr_code(text: str) -> str:
    """A QR code (ISO/IEC 18004, level M) as SVG that any size can be given to."""
    file = io.BytesIO()
    code = segno.make_qr(text, error="m")
    code.save(file, kind="svg", scale=8, border=4, light="#fff", xmldecl=False, title=text)
    return file.getvalue().decode()


def sheet(campaign: PublicCampaign) -> bytes:
    """One page of A4 as PDF: who is in danger, what is asked, code, address, and room to write.

    The same input gives the same bytes: its date is that of the last publication.
    """
    at = page_address(campaign)
    asks = [" ".join([ask.text, *ask.items]) for ask in campaign.asks[:MOST_ASKS]]
    data = {
        "title": cut(campaign.title, TITLE_LENGTH),
        "who": cut(campaign.who, WHO_LENGTH),
        "asks": [cut(ask, ASK_LENGTH) for ask in asks],
        "code": campaign.code,
        "organisation": campaign.organisation,
        "address": at,
        "qr": qr_code(at),
        "asks-label": gettext("What is asked of the authorities"),
        "call": gettext("Write to those who can end it"),
        "note": gettext(
            "Scan the code or type the address. You choose what they see of your name, or write "
            "without it."
        ),
        "space": gettext("Room for your own words"),
    }
    made_of = clean(data) | language_data(campaign.language)
    return typeset("sheet.typ", made_of, "pdf", campaign.changed_at)


def cut(text: str, length: int) -> str:
    """A text of at most so many characters; a longer one ends between words, with a mark."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[: length - 1].rpartition(" ")[0].rstrip(",;:.") + "…"
