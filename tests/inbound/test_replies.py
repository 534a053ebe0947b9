"""Answers of authorities: where they belong, what is kept of them, and to whom they go on."""

from __future__ import annotations

from email.parser import BytesParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign import inbound, notices
from campaign.base.database import reading, writing
from campaign.campaigns.cases import key_of
from campaign.campaigns.models import CaseCode
from campaign.inbound import bounds, inbox
from campaign.inbound.match import references_in
from campaign.inbound.models import IncomingContent
from campaign.letters.addresses import bounce_address, reply_address
from campaign.letters.models import Carriage, Letter, Transmission
from campaign.notices.models import Notice
from campaign.signing.keys import address_key
from campaign.signing.models import Signature, Suppression
from tests import builders
from tests.builders import CODE, EMAIL, Stage, published, signed, transmissions
from tests.conftest import Clock
from tests.inbound.conftest import content, incoming, letter, state_of, wants_replies
from tests.inbound.mails import MINISTER, crlf, reply
from tests.smtp import SmtpServer

OPEN = "letters@letters.example.org"


def to_letter(mail: bytes, sender: str = MINISTER) -> None:
    inbound.take(reply_address(letter().reference), sender, mail)


def notice() -> Notice:
    reading().rollback()
    return reading().scalars(select(Notice)).one()


def test_by_the_address_of_the_letter(stage: Stage, sent: Transmission) -> None:
    to_letter(reply("x", "We have noted your letter."))
    [row] = incoming()
    assert (row.kind, row.matched) == ("reply", "token")
    assert (row.letter_id, row.campaign_id, row.org_id) == (
        letter().id,
        stage.campaign.id,
        stage.organisation.id,
    )
    kept: Any = content()
    assert (kept.sender, kept.subject) == (f"Ministry of Justice <{MINISTER}>", "Re: your letter")
    assert kept.text == "We have noted your letter."
    assert state_of(sent) == "accepted"  # an answer is no proof of delivery


def test_by_the_bounce_address_if_a_person_writes_there(sent: Transmission) -> None:
    inbound.take(bounce_address(sent.id), MINISTER, reply("x"))
    [row] = incoming()
    assert (row.kind, row.matched, row.letter_id) == ("reply", "token", letter().id)


def spellings(reference: str) -> list[str]:
    one, other = reference.split("-")
    return [
        f"Your letter {reference}",
        f"Your letter {reference.lower()}.",
        f"ref {one} {other}, of 24 November",
        f"Dear {one}{other}",  # behind a word that could begin a reference
        f"dear {one}\u2011{other}",
        f"({one} - {other})",
        f"Ref:{one}\n{other}",
    ]


@pytest.mark.parametrize("number", range(7))
def test_by_the_reference_in_any_spelling(sent: Transmission, number: int) -> None:
    inbound.take(OPEN, MINISTER, reply(OPEN, spellings(letter().reference)[number]))
    [row] = incoming()
    assert (row.matched, row.letter_id) == ("reference", letter().id)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        "VLA004/1126/OBS031",
        "vla 004/1126/obs 031.1 (update)",
        "VLA 004 /\n1126 / OBS 031",
    ],
)
def test_by_the_code_in_any_spelling(stage: Stage, sent: Transmission, text: str) -> None:
    for mail in (
        reply(OPEN, f"On {text}: no."),
        reply(OPEN, "No.", f"Re: {text}".replace("\n", " ")),
    ):
        inbound.take(OPEN, MINISTER, mail)
        row = incoming()[-1]
        assert (row.matched, row.campaign_id, row.letter_id) == ("code", stage.campaign.id, None)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("UA 145/13", "ua: 145/2013"),
        ("UA 145/13", "Urgent Action 145/13"),
        ("AHRC-UAC-039-2014", "AHRC–UAC–039–2014"),
        ("RAN 09/14", "ran 9/2014"),
        ("PHL 120411", "CASE PHL 120411"),
    ],
)
def test_by_the_code_of_any_family(stage: Stage, code: str, text: str) -> None:
    with writing() as session:
        case_id, org_id = stage.campaign.case_id, stage.organisation.id
        session.add(CaseCode(org_id=org_id, case_id=case_id, key=key_of(code)))
    inbound.take(OPEN, MINISTER, reply(OPEN, "No.", f"Re: {text}"))
    row = incoming()[-1]
    assert (row.matched, row.campaign_id) == ("code", stage.campaign.id)


def test_by_the_letter_that_it_answers(sent: Transmission) -> None:
    inbound.take(OPEN, MINISTER, reply(OPEN, head=f"In-Reply-To: {sent.message_id}"))
    assert (incoming()[0].matched, incoming()[0].letter_id) == ("message_id", letter().id)


def test_the_subject_goes_before_the_text_and_the_reference_before_the_code(stage: Stage) -> None:
    signed(stage, 2)
    one, other = (x.reference for x in reading().scalars(select(Letter).order_by(Letter.id)))
    inbound.take(OPEN, MINISTER, reply(OPEN, f"Not {other}.", f"Re: {CODE} {one}"))
    row = incoming()[0]
    assert reading().get_one(Letter, row.letter_id).reference == one


def test_what_matches_nothing_is_kept_for_the_only_organisation(stage: Stage) -> None:
    inbound.take(OPEN, "somebody@example.com", reply(OPEN, "Hello?"))
    [row] = incoming()
    assert (row.kind, row.matched, row.org_id) == ("reply", "", stage.organisation.id)


def test_what_matches_nothing_belongs_to_nobody_where_there_are_many(stage: Stage) -> None:
    with writing() as session:
        builders.organisation(session, "other")
    inbound.take(OPEN, "somebody@example.com", reply(OPEN, "Hello?"))
    assert incoming()[0].org_id is None


def test_a_code_of_two_organisations_is_a_hint_at_neither(stage: Stage) -> None:
    with writing() as session:
        builders.organisation(session, "other")
    published(EMAIL, slug="other-wardens", org_slug="other")
    inbound.take(OPEN, MINISTER, reply(OPEN, f"On {CODE}"))
    assert (incoming()[0].matched, incoming()[0].org_id) == ("", None)


def test_words_that_look_like_references_cost_nothing() -> None:
    text = "research seventeen ABCD EFGH-2345 " * 2_000
    assert references_in("dear 7K3F 9Q2M") == ["DEAR-7K3F", "7K3F-9Q2M"]
    assert len(references_in(text)) < 10
    assert references_in("A" * 100_000) == []


AUTOMATIC = [
    ("Re: your letter", "Auto-Submitted: auto-replied", MINISTER),
    ("Re: your letter", "Auto-Submitted: auto-generated; by=ticket", MINISTER),
    ("Re: your letter", "X-Autoreply: yes", MINISTER),
    ("Re: your letter", "Precedence: bulk", MINISTER),
    ("Re: your letter", "List-Id: <press.justice.example.org>", MINISTER),
    ("Out of office: your letter", "", MINISTER),
    ("Automatic reply: your letter", "", MINISTER),
    ("Réponse automatique : votre lettre", "", MINISTER),
    ("Автоответ: письмо", "", MINISTER),
    ("Re: your letter", "", ""),
    ("Re: your letter", "", "MAILER-DAEMON"),
]


@pytest.mark.parametrize(("subject", "head", "sender"), AUTOMATIC)
def test_automatic_mail_is_filed_and_goes_nowhere(
    sent: Transmission, subject: str, head: str, sender: str
) -> None:
    wants_replies()
    to_letter(reply("x", subject=subject, head=head), sender)
    assert (incoming()[0].kind, incoming()[0].matched) == ("automatic", "token")
    assert reading().scalars(select(Notice)).all() == []


def test_a_vacation_message_to_the_bounce_address_is_no_bounce(sent: Transmission) -> None:
    mail = reply("x", head="Auto-Submitted: auto-replied", subject="Out of office")
    inbound.take(bounce_address(sent.id), "", mail)
    assert incoming()[0].kind == "automatic"
    assert state_of(sent) == "accepted"


def test_auto_submitted_no_is_a_person(sent: Transmission) -> None:
    to_letter(reply("x", head="Auto-Submitted: no"))
    assert incoming()[0].kind == "reply"


def test_it_goes_on_to_those_who_want_it(app: Flask, smtp: SmtpServer, sent: Transmission) -> None:
    wants_replies()
    text = "See https://trap.example.com/you and www.trap.example.com.\n\nFrom the ministry"
    to_letter(reply("x", text, "Re: a\tsubject"))
    notices.drain()
    [mail] = smtp.received
    assert mail.envelope_to == ["anna@example.org"]
    parsed = BytesParser().parsebytes(mail.content)
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["From"] == app.config["MAIL_DEFAULT_SENDER"]
    assert parsed["Subject"] == f"An answer came to your letter: {CODE}"
    assert "Reply-To" not in parsed
    body = parsed.get_payload(decode=True).decode()
    theirs = [line for line in body.splitlines() if line.startswith(">")]
    assert "> See https[:]//trap[.]example[.]com/you and www[.]trap[.]example[.]com." in theirs
    assert "> From the ministry" in theirs
    assert "trap" not in "".join(x for x in body.splitlines() if x not in theirs)
    assert "/erase/" in body
    assert "Minister of Justice" in body


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("valoria-justice.com/case?id=7", "valoria-justice[.]com/case?id=7"),
        ("[click](valoria-justice.com)", "[click](valoria-justice[.]com)"),
        ("mailto:x@justice.example", "mailto[:]x@justice[.]example"),
        ("HTTPS://192.0.2.1/x", "HTTPS[:]//192.0.2.1/x"),
        ("app://open tel:+123", "app[:]//open tel[:]+123"),
        ("министр.рф, justice。com", "министр[.]рф, justice[.]com"),
        ("xn--a.xn--p1ai", "xn--a[.]xn--p1ai"),
        ("On 24.11.2026, at 10:30, Art. 5.2, i.e. U.S. law: no.", None),
    ],
)
def test_no_address_of_theirs_can_be_opened(
    sent: Transmission, text: str, shown: str | None
) -> None:
    wants_replies()
    to_letter(reply("x", text, text))
    values: Any = notice().values
    assert values["lines"] == [shown or text]
    assert values["subject"] == (shown or text)


def test_three_answers_a_day_go_on_and_all_are_kept(sent: Transmission, clock: Clock) -> None:
    wants_replies()
    for number in range(6):
        to_letter(reply("x", f"Answer {number}."))
    assert len(reading().scalars(select(Notice)).all()) == bounds.WELCOME == 3
    assert len(incoming()) == 6
    items, _ = inbox.items(incoming()[0].org_id, "answers")
    assert [item.held_back for item in items] == [True] * 3 + [False] * 3
    clock.forward(days=1, hours=1)
    to_letter(reply("x", "One more."))
    assert len(reading().scalars(select(Notice)).all()) == 4


def test_absences_do_not_use_up_what_answers_may(sent: Transmission) -> None:
    wants_replies()
    for number in range(5):
        to_letter(reply("x", f"Away {number}.", head="Auto-Submitted: auto-replied"))
    to_letter(reply("x"))
    assert notice().template == "answer"


@pytest.mark.parametrize("known", [True, False])
def test_a_mistyped_address_of_a_letter_is_a_hint_and_no_more(
    sent: Transmission, known: bool
) -> None:
    wants_replies()
    name = letter().reference.replace("-", "") if known else "22222222"
    to = f"r-{name.lower()}-{'a' * 16}@letters.example.org"
    inbound.take(to, MINISTER, reply(to, f"On {CODE}."))
    assert (incoming()[0].kind, incoming()[0].matched) == ("reply", "reference" if known else "")
    assert (incoming()[0].letter_id == letter().id) is known
    assert reading().scalars(select(Notice)).all() == []
    with pytest.raises(inbound.NoSuchRecipient):
        inbound.take(to.replace("letters.", "other."), MINISTER, reply(to))


def test_mail_from_anybody_has_so_much_room_in_a_day(
    sent: Transmission, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "FROM_ANYBODY", 500_000)
    large = reply(OPEN, "Hello?\n" + ("x" * 900 + "\n") * 600)
    inbound.take(OPEN, MINISTER, large)
    with pytest.raises(inbound.TooMuch):
        inbound.take(OPEN, MINISTER, large + b"again")
    assert len(incoming()) == 1
    kept: Any = reading().scalars(select(IncomingContent)).first()
    assert kept.raw == large[: bounds.BEGINNING]
    assert kept.text.startswith("Hello?")
    to_letter(large)  # who writes to the address of a letter has a room of their own
    assert reading().scalars(select(IncomingContent.raw)).all()[-1] == large
    clock.forward(days=1, hours=1)
    inbound.take(OPEN, MINISTER, large)
    assert len(incoming()) == 2  # the same mail as the first
    inbound.take(OPEN, MINISTER, large + b"again")
    assert len(incoming()) == 3


def test_one_letter_is_written_to_only_so_often_in_a_day(
    sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "KEPT", 5)
    for number in range(5):
        to_letter(reply("x", f"Answer {number}."))
    with pytest.raises(inbound.TooMuch):
        to_letter(reply("x", "One more."))
    assert len(incoming()) == 5


def test_at_most_once_for_each_answer_and_supporter(sent: Transmission) -> None:
    wants_replies()
    mail = reply("x")
    to_letter(mail)
    to_letter(mail)
    assert notice().about == reading().scalars(select(Signature.id)).one()


@pytest.mark.parametrize("hint", ["reference", "code", "message_id"])
def test_a_hint_reaches_no_supporter(sent: Transmission, hint: str) -> None:
    wants_replies()
    told = {"reference": letter().reference, "code": CODE, "message_id": ""}[hint]
    head = f"In-Reply-To: {sent.message_id}" if hint == "message_id" else ""
    inbound.take(OPEN, "stranger@example.com", reply(OPEN, told, head=head))
    assert incoming()[0].matched == hint
    assert reading().scalars(select(Notice)).all() == []


def test_who_did_not_ask_gets_nothing(sent: Transmission) -> None:
    to_letter(reply("x"))
    assert reading().scalars(select(Notice)).all() == []


@pytest.mark.parametrize("gone", ["erased", "withdrawn", "suppressed", "waiting"])
def test_who_is_gone_gets_nothing(sent: Transmission, gone: str) -> None:
    wants_replies()
    with writing() as session:
        signature = session.scalars(select(Signature)).one()
        if gone == "withdrawn":
            session.execute(update(Letter).values(state="withdrawn"))
        elif gone == "suppressed":
            key = address_key("anna@example.org")
            now = signature.created_at
            session.add(Suppression(org_id=signature.org_id, address_key=key, at=now))
        else:
            signature.state = gone
    to_letter(reply("x"))
    assert incoming()[0].kind == "reply"
    assert reading().scalars(select(Notice)).all() == []


def test_an_answer_to_a_joint_letter_goes_to_all_who_signed_it(stage: Stage) -> None:
    one, other, _ = signed(stage, 3)
    first = transmissions()[0]
    with writing() as session:
        session.add(Carriage(transmission_id=first.id, letter_id=other, org_id=first.org_id))
    wants_replies()
    inbound.take(bounce_address(first.id), MINISTER, reply("x"))
    to = reading().scalars(select(Letter.signature_id).where(Letter.id.in_([one, other])))
    assert set(reading().scalars(select(Notice.about))) == set(to)


def test_html_is_shown_as_text_and_attachments_are_only_listed(sent: Transmission) -> None:
    mail = crlf(
        """
From: Ministry <minister@justice.example.org>
Subject: =?utf-8?b?T2bDrWNpbw==?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="m"

--m
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<style>p{color:red}</style><script>alert(1)</script><p>Caf=E9 <a href=3D"https://x.example">here=
</a><img src=3D"https://x.example/pixel"></p><blockquote>Anna Example wrote</blockquote>

--m
Content-Type: application/pdf; name="answer.pdf"
Content-Disposition: attachment; filename*=utf-8''r%C3%A9ponse.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--m--
"""
    )
    to_letter(mail)
    kept: Any = content()
    assert kept.subject == "Ofício"
    assert kept.text == "Café here"
    assert kept.quoted == "> Anna Example wrote"
    assert kept.attachments == [{"name": "réponse.pdf", "type": "application/pdf", "size": 9}]
