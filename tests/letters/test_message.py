from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.base.safe_text import TextTooLong, UnsafeText, header_value
from campaign.letters import message as module
from campaign.letters.composed import ComposedLetter
from campaign.letters.mail_text import mail_text
from campaign.letters.message import Envelope, UnsafeMessage, UnusableAddress, build_message
from tests.letters.sample import ARABIC, HOSTILE, LONG, RUSSIAN, USUAL

ENVELOPE = Envelope(
    message_id="<l-7k2qm9xd@letters.example.org>",
    date=datetime(2026, 11, 13, 9, 30, tzinfo=UTC),
    from_name="Jane Doe via Observatory Demo",
    from_address="l-7k2qm9xd@letters.example.org",
    reply_to_address="r-7k2qm9xd@letters.example.org",
    to_name="Minister of Justice, Ms. Ilda Venn",
    to_address="minister@justice.example",
)
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "X-Appeal-Code",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Language",
]
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40

# delivery facts, 4.3: each row of the table, and its neighbours
INJECTIONS = [
    *("\r\n", "\r", "\n"),
    *("\u2028", "\u2029", "\x85"),
    *("\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f", "\x00", "\x7f"),
    "\u202e",
    "=?utf-8?q?a=0D=0ABcc:_x?=",
    "=\u00ad?utf-8?q?a=0D=0ABcc:_x?=",
    "\ud800",
]


def read(message: bytes) -> EmailMessage:
    return email.message_from_bytes(message, policy=email.policy.default)


@pytest.mark.parametrize("pdf", [None, PDF])
@pytest.mark.parametrize("letter", [USUAL, LONG, RUSSIAN, ARABIC, HOSTILE])
def test_headers_are_exactly_these_and_the_letter_arrives(
    letter: ComposedLetter, pdf: bytes | None
) -> None:
    raw = build_message(letter, ENVELOPE, pdf)
    parsed = read(raw)
    assert parsed.keys() == HEADERS
    assert parsed["From"].addresses[0].display_name == "Jane Doe via Observatory Demo"
    assert parsed["From"].addresses[0].addr_spec == "l-7k2qm9xd@letters.example.org"
    assert parsed["To"].addresses[0].display_name == "Minister of Justice, Ms. Ilda Venn"
    assert parsed["Reply-To"] == "r-7k2qm9xd@letters.example.org"
    assert parsed["Subject"] == f"{letter.subject} [VLA 004 / 1126 / OBS 031, 7K2Q-M9XD]"
    assert parsed["Date"] == "Fri, 13 Nov 2026 09:30:00 +0000"
    assert parsed["Message-ID"] == "<l-7k2qm9xd@letters.example.org>"
    assert parsed["X-Appeal-Code"] == "VLA 004 / 1126 / OBS 031"
    assert parsed["Content-Language"] == letter.language
    body = parsed.get_body()
    assert body is not None
    assert body.get_content_type() == "text/plain"
    assert body.get_content().splitlines() == mail_text(letter).splitlines()
    attached = list(parsed.iter_attachments())
    assert [part.get_content() for part in attached] == ([pdf] if pdf else [])
    assert parsed.get_content_type() == ("multipart/mixed" if pdf else "text/plain")
    assert not parsed.defects
    if attached:
        assert attached[0].get_filename() == "letter-7K2Q-M9XD.pdf"


@pytest.mark.parametrize("pdf", [None, PDF])
@pytest.mark.parametrize("letter", [USUAL, ARABIC, HOSTILE])
def test_lines_are_short_ascii_and_ended_by_crlf(letter: ComposedLetter, pdf: bytes | None) -> None:
    raw = build_message(letter, replace(ENVELOPE, from_name="آنا " * 25 + "عبر Demo"), pdf)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@pytest.mark.parametrize("text", ["line\n.\nMAIL FROM:<x@example.org>", "\r\n.\r\n", "a\r.\rb"])
def test_the_body_cannot_end_the_transaction(text: str) -> None:
    assert b"\r\n.\r\n" not in build_message(replace(USUAL, own_words=(text,)), ENVELOPE, None)


@pytest.mark.parametrize("bad", INJECTIONS)
@pytest.mark.parametrize(
    "field",
    ["message_id", "from_name", "from_address", "reply_to_address", "to_name", "to_address"],
)
def test_nothing_is_smuggled_through_the_envelope(field: str, bad: str) -> None:
    value = getattr(ENVELOPE, field)
    for evil in (f"{value[:3]}{bad}Bcc: x@example.org", f"{value}{bad}", f"{bad}{value}"):
        changed: dict[str, Any] = {field: evil}
        with pytest.raises(UnsafeText):
            build_message(USUAL, replace(ENVELOPE, **changed), None)


@pytest.mark.parametrize("bad", INJECTIONS)
@pytest.mark.parametrize("field", ["subject", "code", "language"])
def test_nothing_is_smuggled_through_the_letter(field: str, bad: str) -> None:
    changed: dict[str, Any] = {field: f"{getattr(USUAL, field)}{bad}Bcc: x@example.org"}
    with pytest.raises(UnsafeText):
        build_message(replace(USUAL, **changed), ENVELOPE, None)


@pytest.mark.parametrize("bad", INJECTIONS)
def test_the_reference_cannot_be_a_way_in(bad: str) -> None:
    with pytest.raises(UnsafeText):
        build_message(replace(USUAL, reference=f'7K"{bad}Bcc: x'), ENVELOPE, PDF)


def test_the_file_name_cannot_be_a_way_in() -> None:
    reference = '7K"; name="x.exe'
    parsed = read(build_message(replace(USUAL, reference=reference), ENVELOPE, PDF))
    assert next(parsed.iter_attachments()).get_filename() == "letter-7K-name-x-exe.pdf"
    assert parsed.keys() == HEADERS
    [part] = parsed.iter_attachments()
    assert part.keys() == ["Content-Type", "Content-Disposition", "Content-Transfer-Encoding"]


def test_the_text_cannot_close_its_part() -> None:
    raw = build_message(USUAL, ENVELOPE, PDF)
    boundary = read(raw).get_boundary()
    forged = f"--{boundary}\nContent-Type: text/html\n\n<b>x</b>\n--{boundary}--"
    parsed = read(build_message(replace(USUAL, own_words=(forged,)), ENVELOPE, PDF))
    kinds = [part.get_content_type() for part in parsed.walk()]
    assert kinds == ["multipart/mixed", "text/plain", "application/pdf"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "minister",
        "@justice.example",
        "minister@",
        "minister@justice",
        "minister@localhost",
        "minister@[192.0.2.1]",
        "a b@justice.example",
        '"a b"@justice.example',
        "a..b@justice.example",
        "x@example.org,minister@justice.example",
        "<x@example.org>minister@justice.example",
        "x@example.org@justice.example",
        "minister@justice.example>",
        "minister@-justice.example",
        "m" * 65 + "@justice.example",
        "министр@justice.example",
    ],
)
@pytest.mark.parametrize("field", ["from_address", "reply_to_address", "to_address"])
def test_an_address_that_is_not_plain_is_refused(field: str, address: str) -> None:
    changed: dict[str, Any] = {field: address}
    with pytest.raises((UnusableAddress, UnsafeText)):
        build_message(USUAL, replace(ENVELOPE, **changed), None)


def test_a_local_part_beyond_ascii_has_an_error_of_its_own() -> None:
    with pytest.raises(UnusableAddress, match="not ASCII"):
        build_message(USUAL, replace(ENVELOPE, to_address="министр@justice.example"), None)


@pytest.mark.parametrize(
    ("domain", "wire"),
    [
        ("пример.example", "xn--e1afmkfd.example"),
        ("straße.example", "xn--strae-oqa.example"),
    ],
)
def test_a_domain_beyond_ascii_becomes_a_labels_of_idna_2008(domain: str, wire: str) -> None:
    raw = build_message(USUAL, replace(ENVELOPE, to_address=f"office@{domain}"), None)
    assert read(raw)["To"].addresses[0].domain == wire


def test_a_recipient_without_name_is_an_address_only() -> None:
    raw = build_message(USUAL, replace(ENVELOPE, to_name=""), None)
    assert b"\r\nTo: minister@justice.example\r\n" in raw


def test_a_long_subject_is_cut_and_the_code_stays() -> None:
    subject = read(build_message(replace(USUAL, subject="word " * 60), ENVELOPE, None))["Subject"]
    assert len(subject) <= 120
    assert subject.endswith("word… [VLA 004 / 1126 / OBS 031, 7K2Q-M9XD]")


def test_without_a_code_the_reference_is_quoted() -> None:
    parsed = read(build_message(replace(USUAL, code=""), ENVELOPE, None))
    assert parsed.keys() == [name for name in HEADERS if name != "X-Appeal-Code"]
    assert parsed["Subject"].endswith(" [7K2Q-M9XD]")


def test_a_code_has_single_spaces() -> None:
    parsed = read(build_message(replace(USUAL, code="VLA  004 "), ENVELOPE, None))
    assert parsed["X-Appeal-Code"] == "VLA 004"


def test_a_long_name_of_a_recipient_is_cut_and_of_a_sender_refused() -> None:
    long = "Permanent Mission " * 10
    raw = build_message(USUAL, replace(ENVELOPE, to_name=long), None)
    name, _ = parseaddr(email.message_from_bytes(raw)["To"])
    assert str(make_header(decode_header(name))) == ("Permanent Mission " * 10)[:118].rstrip() + "…"
    with pytest.raises(TextTooLong):
        build_message(USUAL, replace(ENVELOPE, from_name=long), None)


def test_date_is_utc_and_needs_a_zone() -> None:
    bishkek = datetime(2026, 11, 13, 15, 30, tzinfo=timezone(timedelta(hours=6)))
    same = build_message(USUAL, replace(ENVELOPE, date=bishkek), None)
    assert same == build_message(USUAL, ENVELOPE, None)
    with pytest.raises(ValueError, match="time zone"):
        build_message(USUAL, replace(ENVELOPE, date=datetime(2026, 11, 13)), None)


@pytest.mark.parametrize(
    "message_id", ["7k@letters.example.org", "<a b@x.example>", "<a@b@c>", "<>"]
)
def test_a_message_id_has_one_form(message_id: str) -> None:
    with pytest.raises(ValueError, match="message-id"):
        build_message(USUAL, replace(ENVELOPE, message_id=message_id), None)


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert build_message(USUAL, ENVELOPE, PDF) == build_message(USUAL, ENVELOPE, PDF)


@given(st.text(st.characters(), min_size=1, max_size=120), st.text(max_size=120))
def test_any_name_and_subject_come_back_or_are_refused(name: str, subject: str) -> None:
    letter = replace(USUAL, subject=subject)
    try:
        expected = header_value(name)
        raw = build_message(letter, replace(ENVELOPE, from_name=name, to_name=name), None)
    except UnsafeText:
        return
    parsed = read(raw)
    assert parsed.keys() == HEADERS
    assert parsed["Subject"].endswith("[VLA 004 / 1126 / OBS 031, 7K2Q-M9XD]")
    assert email.message_from_bytes(raw).keys() == HEADERS
    assert expected


# The last wall: whatever the writer of headers may do wrong one day, reading again finds it.


@pytest.mark.parametrize(
    "injected",
    [
        "x\r\nBcc: y@example.org",
        "x\r\nSubject: again",
        "x\r\n\r\nbody",
        "x\nBcc: y@example.org",
        "x\rBcc: y@example.org",
        "x\x0bBcc: y",
        "another subject",
        "=?utf-8?b?x?=",
    ],
)
def test_a_folding_bug_of_tomorrow_is_caught(
    monkeypatch: pytest.MonkeyPatch, injected: str
) -> None:
    monkeypatch.setattr(module, "_words", lambda header, text: injected)
    with pytest.raises(UnsafeMessage):
        build_message(USUAL, ENVELOPE, None)


@pytest.mark.parametrize("written", ["Fri\r\nBcc: y@example.org", "Fri\x0b", "Fri\x00", "F\ri"])
def test_a_header_nobody_compares_is_caught_too(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setattr(module, "_date", lambda moment: written)
    with pytest.raises(UnsafeMessage):
        build_message(USUAL, ENVELOPE, None)


@pytest.mark.parametrize("body", [b"a\n.\nb", b"a\r.\rb", b"\xff", b"\x00", b"a\r\n\n"])
def test_a_body_that_could_end_the_transaction_is_caught(
    monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    monkeypatch.setattr(module, "_encoded_text", lambda text: ("7bit", body))
    with pytest.raises(UnsafeMessage):
        build_message(USUAL, ENVELOPE, None)


@pytest.mark.parametrize(
    "mailbox",
    [
        "minister@justice.example",
        "Jane Doe via Observatory Demo <jane@example.org>",
        "Somebody Else <l-7k2qm9xd@letters.example.org>",
        "l-7k2qm9xd@letters.example.org, x@example.org",
    ],
)
def test_another_sender_is_caught(monkeypatch: pytest.MonkeyPatch, mailbox: str) -> None:
    write = module._mailbox
    monkeypatch.setattr(
        module,
        "_mailbox",
        lambda header, address: mailbox if header == "From" else write(header, address),
    )
    with pytest.raises(UnsafeMessage):
        build_message(USUAL, ENVELOPE, None)
