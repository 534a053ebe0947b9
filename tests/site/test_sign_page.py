"""The page of an appeal and its form."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.campaigns.models import AppealRecord, Campaign, Recipient
from campaign.delivery import switches
from campaign.delivery.switches import Scope
from tests.builders import CODE, EMAIL, FAX, PAPER, Stage, published
from tests.signing import way
from tests.smtp import SmtpServer


def page(client: FlaskClient, stage: Stage) -> str:
    answer = client.get(f"/c/{stage.campaign.slug}")
    assert answer.status_code == 200
    return answer.text


def problems(html: str) -> list[str]:
    """The links of the error summary: field and words."""
    summary = html.partition('class="problems"')[2].partition("</div>")[0]
    return re.findall(r"<a href=\"#(\w+)\">", summary)


def test_an_empty_form_is_told_what_it_lacks(client: FlaskClient) -> None:
    stage = published()
    for page_of in ("", "/preview"):
        answer = client.post(f"/c/{stage.campaign.slug}{page_of}")
        assert answer.status_code == 400
        assert "recipients" in problems(answer.text)


def test_what_it_says(client: FlaskClient) -> None:
    html = page(client, published())
    for words in (
        CODE,
        "Two river wardens jailed for measuring the water of Oru Bay",
        "Two river wardens are held without charge.",
        "Release them;",
        "they counted dead fish",
        "See their report.",
        "Please write also to the diplomatic representations",
        "Please inform us of any action you take",
        "answers@example.org",
        "By e-mail",
        "By fax",
        "On paper: we give you the letter to print and post",
        "Numbers are shown from ten people on",
        "Before you sign:",
        "Nothing leaves before",
        "Test site: nothing is sent.",
    ):
        assert words in html, words


def test_what_is_ticked_at_first(client: FlaskClient) -> None:
    html = page(client, published(EMAIL, FAX, PAPER))
    ticks = re.findall(r'type="checkbox"[^>]*name="recipients"[^>]*?( checked)?>', html)
    assert ticks == [" checked", " checked", ""]
    for name in ("consent", "wants_replies", "wants_outcome"):
        [box] = re.findall(rf'<input[^>]*name="{name}"[^>]*>', html)
        assert "checked" not in box


def test_no_inline_style_or_script(client: FlaskClient) -> None:
    html = page(client, published())
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", html)


def test_everything_typed_stays(client: FlaskClient) -> None:
    stage = published()
    chosen = str(stage.recipients[2].id)
    answer = way.sign(
        client,
        stage,
        email="not an address",
        consent="",
        own_words="<b>Mine</b> & yours",
        name='ნინო "N" <script>',
        name_choice="initials",
        recipients=[chosen],
        wants_replies="y",
        form_token="the-token",
    )
    assert answer.status_code == 400
    html = answer.text
    assert problems(html) == ["email", "consent"]
    assert "&lt;b&gt;Mine&lt;/b&gt; &amp; yours" in html
    assert "ნინო &#34;N&#34; &lt;script&gt;" in html
    assert 'value="not an address"' in html
    assert re.search(rf'value="{chosen}"[^>]* checked', html)
    assert len(re.findall(r'name="recipients"[^>]* checked', html)) == 1
    assert re.search(r'name="wants_replies"[^>]*checked|checked[^>]*name="wants_replies"', html)
    assert 'value="the-token"' in html
    assert html.index('class="problems"') < html.index("<h1 ")
    assert way.signatures() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"recipients": []}, "recipients"),
        ({"name": ""}, "name"),
        ({"name": "Eve\r\nBcc: x@example.org"}, "name"),
        ({"name_choice": "other"}, "name_choice"),
        ({"email": ""}, "email"),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "email"),
        ({"country": "XX"}, "country"),
        ({"city": "see www.example.org"}, "city"),
        ({"own_words": "x" * 1501}, "own_words"),
        ({"own_words": "look at https://example.org"}, "own_words"),
        ({"consent": ""}, "consent"),
    ],
)
def test_one_thing_wrong(client: FlaskClient, changes: dict[str, str], field: str) -> None:
    answer = way.sign(client, published(), **changes)
    assert answer.status_code == 400
    assert problems(answer.text) == [field]
    assert way.signatures() == []


@pytest.mark.parametrize("page_of", ["", "/preview"])
def test_what_no_fax_can_show_is_said_before_signing(client: FlaskClient, page_of: str) -> None:
    for ways, status in ((FAX, 400), (PAPER, 400), (EMAIL, 200 if page_of else 303)):
        stage = published(ways, slug=f"case-{len(ways)}-{'fax' in ways}{'email' in ways}")
        typed = way.form(stage, own_words="Peace \U0001f54a to all")
        answer = client.post(f"/c/{stage.campaign.slug}{page_of}", data=typed)
        assert answer.status_code == status
        assert ("cannot show \U0001f54a" in answer.text) is (status == 400)
        assert status == 303 or "Peace \U0001f54a to all" in answer.text  # nothing typed is lost


def test_list_that_changed_meanwhile(client: FlaskClient) -> None:
    stage = published()
    gone, *others = [str(r.id) for r in stage.recipients]
    with writing() as session:
        session.get_one(Recipient, stage.recipients[0].id).left_out_at = db_now()
    answer = way.sign(client, stage, recipients=[gone, *others])
    assert answer.status_code == 400
    assert "changed meanwhile" in answer.text
    assert len(re.findall(r'name="recipients"[^>]* checked', answer.text)) == 2


def test_withheld_names_are_not_kept(client: FlaskClient) -> None:
    way.sign(client, published(), name_choice="withheld")
    [signature] = way.signatures()
    assert signature.name == ""


def test_no_recipient_of_another_campaign(client: FlaskClient) -> None:
    stage, other = published(), published(slug="second", org_slug="other")
    answer = way.sign(client, stage, recipients=[str(other.recipients[0].id)])
    assert answer.status_code == 400
    assert way.sign(client, stage, recipients=["minister@evil.example"]).status_code == 400
    assert way.signatures() == []


def test_programs_fall_into_the_trap(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    trapped = way.sign(client, stage, website="https://example.org")
    assert (trapped.status_code, trapped.location) == (303, "/sent")
    assert way.mails(smtp) == []
    assert way.signatures() == []
    html = page(client, stage)
    assert re.search(r'class="trap" aria-hidden="true"', html)


def test_preview_is_the_letter(client: FlaskClient) -> None:
    stage = published()
    data = way.form(stage, email="", consent="", form_token="the-token", name="Nino Canary")
    answer = client.post(f"/c/{stage.campaign.slug}/preview", data=data)
    assert answer.status_code == 200
    html = answer.text
    assert html.count("<article") == 3
    assert html.count("I once swam in that bay.") == 4  # three letters and the field
    assert "Nino Canary via Letters for Defenders" in html
    assert 'value="the-token"' in html
    assert "problems" not in html
    assert way.signatures() == []


def test_preview_is_what_is_sent(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published(EMAIL)
    data = way.form(stage, name_choice="initials")
    preview = client.post(f"/c/{stage.campaign.slug}/preview", data=data).text
    links = way.confirmed(client, smtp, stage, name_choice="initials")
    status = client.get(links["status"]).text
    [reference] = re.findall(r"/letter/([\w-]+)\"", status)
    sent = client.get(f"{links['status']}/letter/{reference}").text

    def words(html: str) -> str:
        article = html.partition("<article")[2].partition("</article>")[0]
        text = " ".join(re.sub(r"<[^>]+>", " ", article.partition(">")[2]).split())
        return text.replace(reference, "----·----")

    assert words(preview) == words(sent)
    assert "A. C." in words(sent)
    assert "Canary" not in words(sent)


def test_preview_tells_what_is_wrong(client: FlaskClient) -> None:
    stage = published()
    data = way.form(stage, name="", email="")
    answer = client.post(f"/c/{stage.campaign.slug}/preview", data=data)
    assert problems(answer.text) == ["name"]
    assert client.get(f"/c/{stage.campaign.slug}/preview").status_code == 302


@pytest.mark.parametrize("tampered", ["", "forged"])
def test_a_lost_cookie_loses_nothing_typed(client: FlaskClient, tampered: str) -> None:
    stage = published()
    client.application.config["WTF_CSRF_ENABLED"] = True
    answer = way.sign(client, stage, csrf_token=tampered, own_words="Typed with care.")
    assert answer.status_code == 400
    assert "Typed with care." in answer.text
    assert way.signatures() == []


def test_every_other_button_needs_the_cookie(client: FlaskClient, smtp: SmtpServer) -> None:
    way.sign(client, published())
    [mail] = way.mails(smtp)
    client.application.config["WTF_CSRF_ENABLED"] = True
    for purpose in ("confirm", "not_me", "erase"):
        answer = client.post(way.path(mail, purpose))
        assert answer.status_code == 400
        assert "press the button once more" in answer.text
    [signature] = way.signatures()
    assert signature.state == "waiting"


def test_the_journey_with_the_cookie(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    client.application.config["WTF_CSRF_ENABLED"] = True

    def token(html: str) -> str:
        [found] = set(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', html))
        return found

    signed = way.sign(client, stage, csrf_token=token(page(client, stage)))
    assert signed.status_code == 303
    link = way.path(way.mails(smtp)[0], "confirm")
    data = {"csrf_token": token(client.get(link).text)}
    assert client.post(link, data=data).status_code == 303


def test_what_managers_wrote_is_data(client: FlaskClient) -> None:
    stage = published()
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).title = "<i>{{ 7*7 }}</i>"
        record = session.get_one(AppealRecord, stage.campaign.appeal_id)
        record.reading = {**record.reading, "lead": "<script>alert(1)</script>"}
    html = page(client, stage)
    assert "&lt;i&gt;{{ 7*7 }}&lt;/i&gt;" in html
    assert "<script>alert" not in html


def test_paused_campaign_says_so(client: FlaskClient) -> None:
    stage = published()
    with writing() as session:
        switches.pause(session, "why", "test", Scope(stage.organisation.id, stage.campaign.id))
    assert "Sending is paused" in page(client, stage)


def test_closed_campaign_says_so(client: FlaskClient) -> None:
    stage = published()
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).state = "closed"
    answer = client.get(f"/c/{stage.campaign.slug}")
    assert answer.status_code == 410
    assert "This campaign has ended" in answer.text
    answer = way.sign(client, stage)
    assert answer.status_code == 409
    assert "has ended" in answer.text
    assert stage.campaign.slug not in client.get("/").text


def test_draft_is_not_there(client: FlaskClient) -> None:
    stage = published()
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).state = "draft"
    assert client.get(f"/c/{stage.campaign.slug}").status_code == 404
    assert way.sign(client, stage).status_code == 404


def test_forms_differ(client: FlaskClient) -> None:
    stage = published()
    tokens = {re.findall(r'name="form_token"[^>]*value="(.+?)"', page(client, stage))[0]
              for _ in range(2)}  # fmt: skip
    assert len(tokens) == 2
