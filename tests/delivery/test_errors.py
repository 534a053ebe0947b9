"""The table of error classes: what its two inputs make of an answer, and when to try again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.delivery.errors import (
    LONGEST_PAUSE,
    TABLE,
    classify,
    classify_report,
    pause_before_next,
    stated_delay,
)

WAITING = [name for name, row in TABLE.items() if not row.final]

# The table of the design, written a second time by hand.
DESIGN = {
    "local": (False, "channel", (0.5, 1, 2, 5)),
    "tls": (False, "channel", (30, 120)),
    "throttled": (True, "domain", (6, 15, 30, 60, 120, 240)),
    "temporary": (True, "contact", (5, 15, 45, 120, 240)),
    "address": (True, "contact", ()),
    "policy": (True, "domain", ()),
    "content": (True, "letter", ()),
    "refused": (True, "letter", ()),
    "busy": (True, "contact", (5, 10, 20, 40, 80)),
    "no_answer": (True, "contact", (30, 120, 1440)),
    "voice": (True, "contact", (30, 120)),
    "line": (True, "contact", (10, 60)),
    "bad_number": (True, "contact", ()),
    "no_line": (True, "channel", (5, 15, 60)),
    "account": (False, "channel", (30, 120, 240)),
}
MOST = {"busy": 6, "no_answer": 4, "voice": 2, "line": 3, "no_line": 4}
NEXT_DAY = 24 * 60  # minutes; nobody answered in the evening
NOBODY = {"address", "voice", "bad_number"}

# What any mail server may answer, our relay or the authority's.
ANSWERS = [
    ("421 closing", "throttled"),
    ("421 4.7.0 try later", "throttled"),
    ("421-4.7.28 unusual rate of mail", "throttled"),
    ("450 4.2.1 mailbox receives too fast", "throttled"),
    ("451 4.7.1 greylisted", "throttled"),
    ("451 4.7.500 server busy", "throttled"),
    ("452 4.2.2 mailbox full", "temporary"),
    ("450 mailbox busy", "temporary"),
    ("451 4.4.1 no answer from host", "temporary"),
    ("450 4.1.2 domain not found", "temporary"),
    ("451 local error", "temporary"),
    ("454 4.7.5 certificate not trusted", "temporary"),
    ("550 5.1.1 no such user", "address"),
    ("550 5.1.2 no such host", "address"),
    ("550 5.1.10 null MX", "address"),
    ("550 5.2.1 mailbox disabled", "address"),
    ("550 user unknown", "address"),
    ("551 not local", "address"),
    ("553 mailbox name not allowed", "address"),
    ("550 5.0.0 user unknown", "address"),
    ("550 5.7.1 rejected", "policy"),
    ("550-5.7.26 unauthenticated mail", "policy"),
    ("550 5.7.515 access denied", "policy"),
    ("554 5.7.1 blocked using dnsbl.example.org", "policy"),
    ("554 blocked using dnsbl.example.org", "policy"),
    ("550 5.1.8 sender's domain does not exist", "policy"),
    ("550 rejected, see our SPF policy", "policy"),
    ("554 5.6.1 cannot convert", "content"),
    ("550 5.6.7 SMTPUTF8 needed", "content"),
    ("552 5.3.4 message too big", "content"),
    ("552 too big", "content"),
    ("552 5.2.3 longer than allowed", "content"),
    ("554 transaction failed", "refused"),
    ("554 5.0.0 failed, ask [203.0.113.5]", "refused"),
    ("554 host 5.1.1.9 failed", "refused"),
    ("552 5.2.2 mailbox full", "refused"),
]


def test_the_table_is_that_of_the_design() -> None:
    rows = {name: (row.counts, row.blames, row.pauses) for name, row in TABLE.items()}
    assert rows == DESIGN
    assert {name: row.most for name, row in TABLE.items() if row.most} == MOST
    assert {name for name, row in TABLE.items() if row.nobody} == NOBODY


@pytest.mark.parametrize(("answer", "error_class"), ANSWERS)
def test_the_relays_answers(answer: str, error_class: str) -> None:
    assert classify(int(answer[:3]), answer[4:]) == error_class


@pytest.mark.parametrize(("answer", "error_class"), ANSWERS)
def test_the_authoritys_answers_told_by_the_relays_log(answer: str, error_class: str) -> None:
    told = f"host mx.example.org[192.0.2.5] said: {answer} (in reply to RCPT TO command)"
    assert classify_report(f"{answer[0]}.0.0", told) == error_class


@pytest.mark.parametrize(("answer", "error_class"), ANSWERS)
def test_the_authoritys_answers_told_by_a_bounce(answer: str, error_class: str) -> None:
    assert classify_report(f"{answer[0]}.0.0", f"smtp; {answer}") == error_class


@pytest.mark.parametrize(
    ("answer", "error_class"),
    [
        ("451 4.3.0 queue file write error", "local"),
        ("452 4.3.1 insufficient system storage", "local"),
        ("421 4.3.2 service shutting down", "local"),
        ("530 5.7.0 authentication required", "local"),
        ("535 5.7.8 bad credentials", "local"),
        ("554 5.7.1 <a@example.org>: Relay access denied", "local"),
        ("550 5.7.1 unable to relay", "local"),
        ("553 5.7.1 <a@example.org>: Sender address rejected: not logged in", "local"),
        ("550 5.1.1 <a@relay.example.org>: no such user", "address"),
    ],
)
def test_what_the_relay_says_of_itself_is_no_letters_fault(answer: str, error_class: str) -> None:
    assert classify(int(answer[:3]), answer[4:]) == error_class


@pytest.mark.parametrize(
    ("status", "text", "error_class"),
    [
        ("4.4.1", "connect to mx.example.org[192.0.2.5]:25: Connection timed out", "temporary"),
        ("4.7.5", "Server certificate not verified", "temporary"),
        ("4.3.0", "mail transport unavailable", "temporary"),
        ("5.4.4", "Host or domain name not found", "address"),
        ("5.1.1", "", "address"),
        ("5.3.4", "message size exceeds limit of server", "content"),
        ("4.0.0", "host mx.example.org[192.0.2.5] said: 550 5.1.1 soft bounce", "temporary"),
        ("5.0.0", "", "refused"),
    ],
)
def test_what_the_relay_itself_says_of_the_way_beyond(
    status: str, text: str, error_class: str
) -> None:
    assert classify_report(status, text) == error_class


@pytest.mark.parametrize("error_class", WAITING)
def test_pauses_follow_the_table_and_never_come_at_once(error_class: str) -> None:
    pauses = TABLE[error_class].pauses
    for tries, longest in enumerate([*pauses, pauses[-1]]):
        for _ in range(20):
            pause = pause_before_next(error_class, tries)
            assert timedelta(minutes=longest / 4) <= pause <= timedelta(minutes=longest)
            assert pause <= LONGEST_PAUSE or longest == NEXT_DAY


def test_pauses_are_spread() -> None:
    pauses = [pause_before_next("temporary", 4) for _ in range(50)]
    assert max(pauses) - min(pauses) > timedelta(hours=1)


def test_patience_is_scaled_for_fault_tests() -> None:
    pause = pause_before_next("local", 3, percent=1)
    assert timedelta(seconds=0.7) < pause <= timedelta(seconds=3)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4.7.1 Greylisted, try again in 300 seconds", 300),
        ("4.7.1 please retry in 10 minutes", 600),
        ("Try again after 2 hours", 7200),
        ("Greylisted for 5m", 300),
        ("wait 90 s", 90),
        ("try again in 99999 hours", 4 * 3600),
        ("4.7.1 try again later", 0),
        ("try again in 3 messages", 0),
        ("", 0),
    ],
)
def test_a_stated_delay_is_obeyed(text: str, seconds: int) -> None:
    assert stated_delay(text) == timedelta(seconds=seconds)
    for _ in range(20):
        pause = pause_before_next("local", 0, text)
        assert timedelta(seconds=seconds) <= pause <= timedelta(seconds=seconds * 1.1 + 30)


@pytest.mark.parametrize("error_class", ["address", "content", "policy", "refused"])
def test_there_is_no_second_try_after_a_final_answer(error_class: str) -> None:
    assert TABLE[error_class].final
