"""Mail that means harm: bounded in time and memory, and nothing of it is lost or executed."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from campaign import inbound
from campaign.base.database import reading
from campaign.base.mime import LINES, NESTED, PARTS
from campaign.inbound import match, mime, report
from campaign.inbound.html import _bearable, as_text
from campaign.inbound.models import IncomingContent
from campaign.letters.addresses import bounce_address
from campaign.letters.models import Transmission
from tests.inbound.conftest import incoming, state_of
from tests.inbound.mails import EXCHANGE, reply

OPEN = "letters@letters.example.org"
SECONDS = 15  # for ten megabytes, on a machine that does other things, too


def nested(depth: int) -> bytes:
    heads = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth)
    )
    return heads.encode() + b"\n\ndeep"


def many(parts: int) -> bytes:
    return b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * parts


def within(depth: int) -> bytes:
    return b"Content-Type: message/rfc822\n\n" * depth + b"Subject: x\n\nx"


def filled(mail: bytes) -> bytes:
    return mail + b"\n" + b"x" * 70 * 1_000 + b"\nline" * 190_000


BOMBS: dict[str, Callable[[], bytes]] = {
    "nested deeply": lambda: nested(5_000),
    "nested deeply, just read": lambda: filled(nested(NESTED)),
    "many parts": lambda: many(1_000_000),
    "mail within mail": lambda: within(3_000),
    "one endless line": lambda: b"x" * mime.LARGEST,
    "one endless header": lambda: b"Subject: " + b"=?utf-8?q?=41?= " * 600_000 + b"\n\nx",
    "headers without end": lambda: b"a: b\n" * 2_000_000,
    "endless continuation": lambda: b"Content-Type: text/plain;\n" + b" a=b;\n" * 200_000 + b"\nx",
    "parameters": lambda: b'Content-Type: multipart/mixed; boundary="' + b'";' * 4_000_000,
    "nothing but line ends": lambda: b"\n" * mime.LARGEST,
    "tags": lambda: b"Content-Type: text/html\n\n" + b"<div>" * 2_000_000,
    "quotations": lambda: b"\n\n" + b"> > > >\n" * 250_000,
    "near codes": lambda: b"\n\n" + b"VLA 004 / 1126 / OBS 031 " * 390_000,
    "near references": lambda: b"\n\n" + b"7K3F   9Q2MX " * 700_000,
    "near quotation": lambda: b"\n\n" + b"On " * 3_000_000 + b"wrote",
    "attributes": lambda: (
        b"Content-Type: text/html\n\n<p " + b" ".join(b"a%d=1" % n for n in range(80_000))
    ),
    "parts that end with CR": lambda: many(1_000_000).replace(b"\n", b"\r"),
    "brackets": lambda: b"From: " + b"(" * 1_900 + b"\n\nx",
    "punycode": lambda: b"Content-Type: text/plain; charset=punycode\n\n" + b"a-b" * 3_000_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_ten_megabytes_of_harm_take_seconds(bomb: Callable[[], bytes]) -> None:
    content = bomb()[: mime.LARGEST]
    began = time.monotonic()
    mail = mime.read(content)
    report.report_in(mail)
    match.references_in(mail.text[: match.SEARCHED])
    assert time.monotonic() - began < SECONDS
    assert len(mail.text) + len(mail.quoted) <= mime.TEXT + 10


def test_what_is_too_intricate_is_kept_for_a_person(app: Flask, sent: Transmission) -> None:
    mail = b"From: MAILER-DAEMON@x.example.org\nSubject: bomb\n" + nested(100)
    inbound.take(bounce_address(sent.id), "", mail)
    assert incoming()[0].kind == "unread"
    kept = reading().scalars(select(IncomingContent)).one()
    assert (kept.subject, kept.text, kept.raw) == ("bomb", "", mail)
    assert state_of(sent) == "accepted"


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("utf-8", "é".encode(), "é"),
        ("windows-1251", "Министр".encode("cp1251"), "Министр"),
        ("koi8-r", "Министр".encode("koi8-r"), "Министр"),
        ("iso-2022-jp", "大臣".encode("iso2022_jp"), "大臣"),
        ("no-such-thing", "é".encode(), "é"),
        ("utf-8", b"\xff\xfe!", "��!"),
        ("idna", b"xn--a", "xn--a"),
        ("unicode_escape", rb"\u0041", r"\u0041"),
        ("rot13", b"abc", "abc"),
        ("zlib", b"abc", "abc"),
        ("", b"abc", "abc"),
        ("\x00", b"abc", "abc"),
        ("utf-8\u00e9", b"abc", "abc"),
    ],
)
def test_charsets_true_and_false(charset: str, data: bytes, text: str) -> None:
    head = f'Content-Type: text/plain; charset="{charset}"\n\n'.encode()
    assert mime.read(head + data).text == text


def test_controls_and_reversed_text_do_not_come_through() -> None:
    mail = mime.read("Subject: a\u202eb\x1b[31m\n\nx\u202ey\x07z".encode())
    assert (mail.subject, mail.text) == ("ab[31m", "xyz")


@pytest.mark.parametrize(
    ("text", "own", "quoted"),
    [
        ("Yes.\n\n> Excellency,\n> please", "Yes.", "> Excellency,\n> please"),
        ("Yes.\n\nOn 24 Nov 2026, Anna Example wrote:\nExcellency", "Yes.", "On 24 Nov 2026, Anna "
         "Example wrote:\nExcellency"),
        ("Yes.\n-----Original Message-----\nFrom: Anna", "Yes.", "-----Original Message-----\n"
         "From: Anna"),
        ("> one\nNo.\n> two\nNever.", "No.\nNever.", "> one\n> two"),
        ("On the letter you wrote: no.", "On the letter you wrote: no.", ""),
    ],
)  # fmt: skip
def test_what_they_wrote_and_what_they_quote(text: str, own: str, quoted: str) -> None:
    mail = mime.read(reply("x", text))
    assert (mail.text, mail.quoted) == (own, quoted)


def test_html() -> None:
    assert as_text(
        "<head><title>t</title></head><p>One<br>two</p><!--x--><table><td>a<td>b</table>"
    ) == ("One\ntwo\n\na b")
    assert as_text("") == ""
    assert as_text("a &lt;b&gt; <script>x</script>") == "a <b>"
    assert as_text("<p class='a > b' title=it's>One<br/>two <svg/>three") == "One\ntwo three"


ATTRIBUTES = " ".join(f"a{n}=1" for n in range(500))


@pytest.mark.parametrize(
    "page",
    [
        f"<p {ATTRIBUTES}>hi</p>",
        f"</p {ATTRIBUTES}>",
        "<p " + ATTRIBUTES.replace("=1", "< "),
        "<p " + ATTRIBUTES.replace("=1", '=">"'),
        f'<p x" y=">" {ATTRIBUTES}>',
        f'<!-- <p a=" --> <p {ATTRIBUTES} ">',
        f'<script> <p a="</script> <p {ATTRIBUTES} ">',
        "<p/" + ATTRIBUTES.replace(" ", "/"),
        "<p\f" + ATTRIBUTES.replace(" ", "\f"),
    ],
)
def test_the_parser_of_pages_meets_no_attribute(page: str) -> None:
    """It takes a time that grows with the square of their number."""
    assert LexborHTMLParser(page).css("*")
    tree = LexborHTMLParser(_bearable(page))
    assert [node.attributes for node in tree.css("*") if node.attributes] == []


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_parts_and_lines_are_counted_whatever_ends_them(end: bytes) -> None:
    head = b'Content-Type: multipart/mixed; boundary="b"' + end * 2
    assert not mime.read(head + (b"--b" + end) * (PARTS - 10)).intricate
    assert mime.read(head + (b"--b" + end) * (PARTS + 10)).intricate
    assert mime.read(b"Subject: x" + end * (LINES + 10)).intricate
    assert mime.head_alone(b"Subject: x" + end + b"From: a@example.org" + end * 2).subject == "x"


BRACKETS = b"From: " + b"(" * 1_900 + b"\r\nSubject: brackets\r\n\r\nHello?\r\n"


def test_an_address_that_breaks_the_parser_is_none(app: Flask, sent: Transmission) -> None:
    inbound.take(OPEN, "x@example.com", BRACKETS)
    kept = reading().scalars(select(IncomingContent)).one()
    assert (kept.subject, kept.text, kept.raw) == ("brackets", "Hello?", BRACKETS)
    assert incoming()[0].kind == "reply"


@pytest.mark.parametrize("broken", ["understood.read", "match.by_content"])
def test_whatever_breaks_over_a_mail_it_is_kept_for_a_person(
    app: Flask, sent: Transmission, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def breaks(*arguments: object) -> object:
        if mime.NOTHING in arguments:
            return match.Match()
        raise RecursionError

    monkeypatch.setattr(f"campaign.inbound.{broken}", breaks)
    monkeypatch.setattr("campaign.inbound.understood.head_alone", breaks)
    inbound.take(OPEN, "x@example.com", BRACKETS)
    assert incoming()[0].kind == "unread"
    assert reading().scalars(select(IncomingContent)).one().raw == BRACKETS


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.data())
def test_whatever_is_cut_or_broken_something_is_read(data: st.DataObject) -> None:
    whole = EXCHANGE.encode()
    start = data.draw(st.integers(0, len(whole)))
    junk = data.draw(st.binary(max_size=40))
    end = data.draw(st.integers(start, len(whole)))
    mail = mime.read(whole[:start] + junk + whole[end:])
    report.report_in(mail)
