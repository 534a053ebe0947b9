"""From the form to letters on their way, through the doors and over real SMTP."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.models import Campaign, Recipient
from campaign.letters.models import Letter
from campaign.signing import confirm, expire
from campaign.signing.models import Consent
from tests.builders import assert_counts_true, published, transmissions
from tests.signing import way
from tests.smtp import SmtpServer


def letters() -> list[Letter]:
    session = reading()
    session.rollback()
    return list(session.query(Letter).order_by(Letter.channel))


def parallel(app: Flask, n: int, work: object) -> list[object]:
    """Do a thing in n threads at the same time; what each gave or raised."""
    results: list[object] = []
    together = threading.Barrier(n)

    def one() -> None:
        with app.app_context():
            together.wait()
            try:
                results.append(work())  # type: ignore[operator]
            except Exception as error:
                results.append(error)

    threads = [threading.Thread(target=one) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_signed_confirmed_written(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    answer = way.sign(client, stage)
    assert answer.status_code == 303
    assert answer.location.endswith("/sent")

    [mail] = way.mails(smtp)
    assert smtp.received[0].envelope_to == [way.EMAIL]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert stage.campaign.title in mail.get_content()
    assert "Canary" not in mail.get_content()  # nothing that was typed: it may go to a stranger
    assert letters() == []

    assert client.post(way.path(mail, "confirm")).status_code == 303
    assert [(x.channel, x.state) for x in letters()] == [
        ("email", "travelling"),
        ("fax", "travelling"),
        ("print", "to_print"),
    ]
    assert [t.state for t in transmissions()] == ["ready", "ready"]
    [signature] = way.signatures()
    assert signature.state == "confirmed"
    assert_counts_true(stage.campaign.id)


def test_looking_changes_nothing(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    before = way.everything()
    for purpose in way.PATHS:
        for method in (client.get, client.head):
            assert method(way.path(mail, purpose)).status_code == 200
    assert way.everything() == before


def test_confirming_twice_writes_once(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    client.post(way.path(mail, "confirm"))
    page = client.post(way.path(mail, "confirm"), follow_redirects=True)
    assert "Nothing was sent a second time" in page.text
    assert len(letters()) == 3
    assert "You have confirmed already" in client.get(way.path(mail, "confirm")).text


def test_twenty_confirm_at_once(app: Flask, client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    token = way.path(mail, "confirm").rpartition("/")[2]
    results = parallel(app, 20, lambda: confirm.confirm(token))
    written = [x.written for x in results if isinstance(x, confirm.Confirmed)]
    assert sorted(written) == [0] * 19 + [3], results
    assert len(letters()) == 3
    assert_counts_true(stage.campaign.id)


def test_two_signatures_of_one_person_confirmed_at_once(
    app: Flask, client: FlaskClient, smtp: SmtpServer, clock
) -> None:
    stage = published()
    way.sign(client, stage)
    way.sign(client, stage)
    clock.forward(hours=2)
    tokens = [way.path(mail, "confirm").rpartition("/")[2] for mail in way.mails(smtp)]
    assert len(tokens) == 2
    queue = list(tokens)
    results = parallel(app, 2, lambda: confirm.confirm(queue.pop()))
    assert sorted(x.written for x in results if isinstance(x, confirm.Confirmed)) == [0, 3], results
    assert sorted(s.state for s in way.signatures()) == ["confirmed", "repeated"]
    assert_counts_true(stage.campaign.id)


def test_second_signature_adds_only_new_recipients(
    client: FlaskClient, smtp: SmtpServer, clock
) -> None:
    stage = published()
    first, *others = [str(r.id) for r in stage.recipients]
    way.confirmed(client, smtp, stage, recipients=[first])
    clock.forward(hours=2)
    links_ = way.confirmed(client, smtp, stage, recipients=[first, *others])
    assert len(letters()) == 3
    assert [s.state for s in way.signatures()] == ["confirmed", "repeated"]
    page = client.get(links_["status"]).text
    assert page.count("Read this letter") == 3
    assert_counts_true(stage.campaign.id)


def test_form_sent_twice_is_one_signature_and_one_mail(
    client: FlaskClient, smtp: SmtpServer, clock
) -> None:
    stage = published()
    for _ in range(3):
        assert way.sign(client, stage, form_token="one form").status_code == 303
    clock.forward(days=2)
    assert len(way.mails(smtp)) == 1
    assert len(way.signatures()) == 1


def test_form_sent_by_many_threads_at_once(app: Flask, smtp: SmtpServer, clock) -> None:
    stage = published()
    data = way.form(stage)
    url = f"/c/{stage.campaign.slug}"
    answers = parallel(app, 8, lambda: app.test_client().post(url, data=data).status_code)
    assert answers == [303] * 8
    clock.forward(hours=5)
    assert len(way.mails(smtp)) == 1
    assert len(way.signatures()) == 1


def test_going_back_corrects_what_waits(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage, form_token="one form", name="Ana Canary")
    chosen = [str(stage.recipients[0].id)]
    way.sign(client, stage, form_token="one form", name="Anna Canary", recipients=chosen)
    [mail] = way.mails(smtp)
    page = client.get(way.path(mail, "confirm")).text
    assert "Anna Canary" in page
    assert "Ana Canary" not in page
    assert "Send this letter?" in page


def test_going_back_to_correct_the_address_writes_there(
    client: FlaskClient, smtp: SmtpServer
) -> None:
    stage = published()
    way.sign(client, stage, form_token="one form", email="ana@example.org")
    way.sign(client, stage, form_token="one form", email="anna@example.org")
    assert len(way.mails(smtp)) == 2


def test_already_signed_is_told_by_mail_only(client: FlaskClient, smtp: SmtpServer, clock) -> None:
    stage = published()
    way.confirmed(client, smtp, stage)
    clock.forward(hours=2)
    assert way.sign(client, stage).location.endswith("/sent")
    mail = way.mails(smtp)[-1]
    assert "already signed" in mail["Subject"]
    assert "/confirm/" not in mail.get_content()
    assert "Read this letter" in client.get(way.path(mail, "status")).text
    assert len(way.signatures()) == 1


@pytest.mark.parametrize("purpose", ["status", "not_me", "erase"])
def test_link_of_another_purpose_confirms_nothing(
    client: FlaskClient, smtp: SmtpServer, purpose: str
) -> None:
    way.sign(client, published())
    [mail] = way.mails(smtp)
    token = way.path(mail, purpose).rpartition("/")[2]
    assert client.post(f"/confirm/{token}").status_code == 404
    assert letters() == []


def test_tampered_link(client: FlaskClient, smtp: SmtpServer) -> None:
    way.sign(client, published())
    [mail] = way.mails(smtp)
    address = way.path(mail, "confirm")
    other = address[:-1] + ("A" if address[-1] != "A" else "B")
    answer = client.post(other)
    assert answer.status_code == 404
    assert "copy it from the mail" in answer.text
    assert letters() == []


def test_only_hashes_of_links_are_kept(client: FlaskClient, smtp: SmtpServer) -> None:
    way.sign(client, published())
    [mail] = way.mails(smtp)
    stored = way.everything()
    for purpose in way.PATHS:
        assert way.path(mail, purpose).rpartition("/")[2] not in stored


@pytest.mark.parametrize("swept", [False, True])
def test_after_72_hours_the_link_has_ended(
    client: FlaskClient, smtp: SmtpServer, clock, swept: bool
) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    clock.forward(hours=72, seconds=1)
    if swept:
        assert expire.expire() == 1
    answer = client.post(way.path(mail, "confirm"))
    assert answer.status_code == 410
    assert "72 hours" in answer.text
    assert f'href="/c/{stage.campaign.slug}"' in answer.text
    assert letters() == []


def test_closed_meanwhile(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).state = "closed"
    assert client.get(way.path(mail, "confirm")).status_code == 410
    assert client.post(way.path(mail, "confirm")).status_code == 410
    assert letters() == []
    assert client.get(way.path(mail, "status")).status_code == 200


def test_what_was_signed_on_trial_is_never_sent_live(
    app: Flask, client: FlaskClient, smtp: SmtpServer
) -> None:
    way.sign(client, published())
    [mail] = way.mails(smtp)
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], sending="live")
    for method in (client.get, client.post):
        answer = method(way.path(mail, "confirm"))
        assert answer.status_code == 410
        assert "on trial" in answer.text
    assert letters() == []


def test_recipient_left_out_meanwhile(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    with writing() as session:
        session.get_one(Recipient, stage.recipients[0].id).left_out_at = db_now()
    page = client.get(way.path(mail, "confirm")).text
    assert "Send this letter? And 1 to print and post?" in page
    client.post(way.path(mail, "confirm"))
    assert len(letters()) == 2


def test_consent_is_kept_with_its_wording(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    [signature] = way.signatures()
    consent = reading().get_one(Consent, signature.consent_id)
    assert (consent.language, consent.version) == ("en", "1")
    assert stage.organisation.name in consent.wording
    assert consent.wording in client.get(f"/c/{stage.campaign.slug}").text


def test_wishes_are_unticked_and_kept(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    way.sign(client, stage)
    way.sign(client, stage, email="b@example.org", wants_replies="y")
    first, second = way.signatures()
    assert (first.wants_replies, first.wants_outcome) == (False, False)
    assert (second.wants_replies, second.wants_outcome) == (True, False)
