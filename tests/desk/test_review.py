"""From a pasted appeal to a published campaign, in the browser's terms."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.base.database import reading, writing
from campaign.campaigns import find
from campaign.campaigns.doubts import doubts
from campaign.campaigns.models import Campaign
from campaign.campaigns.publish import publish
from tests.appeals import files
from tests.campaigns.samples import APPEAL, CODE, UPDATE, WITHOUT_CODE
from tests.desk.conftest import LogIn

SHOPPING = "Bread, milk, two apples."
ANOTHER = APPEAL.replace(CODE, "VLA 009 / 1126 / OBS 077").replace("Oru Bay", "Sela Bay")


@pytest.fixture
def owner(app: Flask, log_in: LogIn) -> FlaskClient:
    return log_in("owner")


@pytest.fixture
def review(owner: FlaskClient) -> str:
    """The address of the review page of a pasted appeal."""
    response = owner.post("/desk/appeals/new", data={"source": APPEAL})
    assert response.status_code == 303, response.text
    return response.headers["Location"].replace("/reading", "/review")


def campaign() -> Campaign:
    reading().rollback()
    return reading().scalars(select(Campaign)).one()


def test_a_pasted_appeal_becomes_a_letter_with_its_doubts(owner: FlaskClient, review: str) -> None:
    page = owner.get(review).text
    assert "Demand 1: “the above-mentioned” points outside of the letter." in page
    assert re.search(r'class="doubt" id="demands-doubt"', page)
    assert "Dear Minister," in page
    assert "Dear Prosecutor General," in page
    assert "Please convey these requests to your authorities" in page
    assert "<bdi>What the authorities are urged to do</bdi>" in page  # at the box to tick
    assert "Dear null" not in page
    assert page.count("None") == page.count("data-pick-none>None<")


UPLOADS = {
    "a.txt": APPEAL.encode,
    "a.html": lambda: files.as_page().encode(),
    "a.pdf": files.as_pdf,
    "a.docx": files.as_docx,
    "a.eml": lambda: files.mail("See attached.", appeal_docx=files.as_docx()).as_bytes(),
}


@pytest.mark.parametrize("name", UPLOADS)
def test_an_uploaded_file(owner: FlaskClient, name: str) -> None:
    data = {"file": (io.BytesIO(UPLOADS[name]()), name)}
    assert owner.post("/desk/appeals/new", data=data).status_code == 303
    assert campaign().case.code == "VLA 004 / 1126 / OBS 031"
    assert len(campaign().recipients) >= 3


def test_a_file_that_cannot_be_read_keeps_nothing_and_a_pasted_text_beside_it_stays(
    owner: FlaskClient,
) -> None:
    both = {"source": APPEAL, "file": (io.BytesIO(files.as_pdf()), "a.pdf")}
    response = owner.post("/desk/appeals/new", data=both)
    assert response.status_code == 422
    assert "The latter has had no access" in response.text
    assert reading().scalars(select(Campaign)).all() == []


def test_a_document_opens_an_update_without_being_chosen_again(
    owner: FlaskClient, review: str
) -> None:
    later = {"file": (io.BytesIO(files.as_pdf()), "b.pdf")}
    offered = owner.post("/desk/appeals/new", data=later)
    assert 'name="take_as" value="update"' in offered.text
    text = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", offered.text, re.S)[1])  # type: ignore[index]
    taken = owner.post("/desk/appeals/new", data={"source": text, "take_as": "update"})
    assert taken.headers["Location"] == review.replace("/review", "/reading")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Paste the text"),
        ({"source": " \n "}, "Paste the text"),
        ({"source": "x" * 200_001}, "too large"),
        ({"source": "x", "file": (b"y", "a.txt")}, "not both"),
        ({"file": (b"", "a.txt")}, "The file is empty"),
        ({"file": (b"%PDF-1.7", "a.txt")}, "This PDF cannot be opened"),
        ({"file": (b"x" * 5_000_001, "a.txt")}, "more than 5 MB"),
        ({"file": (b"\x00\x01\x02" * 99, "a.txt")}, "not plain text"),
        ({"file": (b"\x00\x01\x02" * 99, "a.docx")}, "Word document"),
        ({"source": SHOPPING}, f"no code, no demands and no addresses.*{SHOPPING}"),
        (
            {"source": f"{APPEAL}\n\n{ANOTHER}"},
            f"Two appeals seem to be in this text: {CODE} and VLA 009 .*at a time.*at Sela Bay",
        ),
    ],
)
def test_what_is_no_appeal_is_refused_in_words(
    owner: FlaskClient, data: dict[str, Any], words: str
) -> None:
    if "file" in data:
        content, name = data["file"]
        data = {**data, "file": (io.BytesIO(content), name)}
    response = owner.post("/desk/appeals/new", data=data)
    assert response.status_code == 422
    assert re.search(words, response.text, re.DOTALL)
    assert reading().scalars(select(Campaign)).all() == []


def test_the_same_appeal_again_leads_to_the_campaign_that_is_here(
    owner: FlaskClient, review: str
) -> None:
    response = owner.post("/desk/appeals/new", data={"source": APPEAL})
    assert response.status_code == 422
    assert f"/desk/campaigns/{campaign().id}" in response.text
    assert "exactly this text" in response.text
    assert "The latter has had no access" in response.text  # what was typed is still there


def test_an_update_is_offered_and_opened_only_when_asked_for(
    owner: FlaskClient, review: str
) -> None:
    upload = {"file": (io.BytesIO(UPDATE.encode()), "update.txt")}
    offered = owner.post("/desk/appeals/new", data=upload)
    assert offered.status_code == 422
    assert "would be an update" in offered.text
    assert 'name="take_as" value="update"' in offered.text
    assert "three river" in offered.text  # the uploaded text need not be chosen again
    wrong = owner.post("/desk/appeals/new", data={"source": UPDATE, "take_as": "translation"})
    assert wrong.status_code == 422
    assert campaign().appeal.code == "VLA 004 / 1126 / OBS 031"
    taken = owner.post("/desk/appeals/new", data={"source": UPDATE, "take_as": "update"})
    assert taken.headers["Location"] == review.replace("/review", "/reading")
    reading().expire_all()
    assert campaign().appeal.code == "VLA 004 / 1126 / OBS 031.1"
    assert "three river" in owner.get(review).text


def test_an_open_update_is_off_the_site_until_it_is_published(
    owner: FlaskClient, review: str
) -> None:
    with writing() as session:
        one = session.scalars(select(Campaign)).one()
        publish(session, one, None, True, [doubt.key for doubt in doubts(one)])
    public = f"/c/{campaign().slug}"
    assert owner.get(public).status_code == 200
    owner.post("/desk/appeals/new", data={"source": UPDATE, "take_as": "update"})
    page = owner.get(public)
    assert page.status_code == 503
    assert "being brought up to date" in page.text
    assert "three river" not in page.text  # nobody has looked at it yet
    assert owner.post(f"{public}/preview", data={"name": "A"}).status_code == 409
    assert "An update waits" in owner.get(f"/desk/campaigns/{campaign().id}").text
    assert "publish the update" in owner.get(review).text


def test_publishing_asks_for_the_people_and_for_each_doubt(owner: FlaskClient, review: str) -> None:
    to = review.replace("/review", "/publish")
    serious = [d.key for d in doubts(campaign()) if d.serious]
    refused = owner.post(to, data={"acknowledged": serious})
    assert refused.status_code == 422
    assert refused.text.count("checked>") + refused.text.count(" checked") >= len(serious)
    assert owner.post(to, data={"people_agreed": "y"}).status_code == 422
    assert campaign().state == "draft"
    done = owner.post(to, data={"people_agreed": "y", "acknowledged": serious})
    assert done.status_code == 303
    assert campaign().state == "published"
    assert owner.get(done.headers["Location"]).status_code == 200


def test_a_corrected_letter(owner: FlaskClient, review: str) -> None:
    to = review.replace("/review", "/text")
    data = {
        "version": "1",
        "title": "Free the wardens",
        "subject": "two wardens",
        "opening": "First.\r\n\r\nSecond.",
        "demands": "Free them;\r\n- now.",
    }
    assert owner.post(to, data=data).status_code == 303
    text = find.current_text(campaign(), "en")
    assert (text.version, text.opening) == (2, "First.\n\nSecond.")
    assert text.demands == [{"text": "Free them;", "items": ["now."]}]
    stale = owner.post(to, data={**data, "opening": "Third."})
    assert stale.status_code == 422
    assert "meanwhile" in stale.text
    assert "Third." in stale.text


def test_form_fields_that_are_not_there_change_nothing(owner: FlaskClient, review: str) -> None:
    before = campaign()
    org_id, state = before.org_id, before.state
    data = {"version": "1", "title": "T", "subject": "S", "opening": "O", "demands": "D"}
    extra = {"org_id": "0" * 32, "state": "published", "sandbox": "0", "revision": "99"}
    owner.post(review.replace("/review", "/text"), data={**data, **extra})
    after = campaign()
    assert (after.org_id, after.state, after.revision) == (org_id, state, 2)


def test_correcting_a_recipient(owner: FlaskClient, review: str) -> None:
    first = campaign().recipients[0]
    to = review.replace("/review", f"/recipients/{first.id}")
    page = owner.get(to).text
    assert "minister@justice.example.org" in page
    assert "Dear Minister," in page
    data = {
        "office": "Minister of Justice",
        "name": "Iva Kroll",
        "honorific": "Ms.",
        "emails": "new@justice.example.org\r\n",
        "faxes": "+1 202 555 0199",
        "country": "",
        "holder_checked": "y",
    }
    assert owner.post(to, data={**data, "emails": "nonsense"}).status_code == 422
    assert owner.post(to, data=data).status_code == 303
    authority = campaign().recipients[0].authority
    assert [p.address for p in authority.contact_points] == [
        "new@justice.example.org",
        "+12025550199",
    ]
    assert authority.holder is not None
    assert authority.holder.name == "Iva Kroll"


def test_text_of_an_appeal_is_data_on_every_page(owner: FlaskClient) -> None:
    evil = "<script>alert(1)</script>{{7*7}}"
    source = WITHOUT_CODE.replace("Two river wardens", evil).replace("Aldo Marr", f"Aldo {evil}")
    response = owner.post("/desk/appeals/new", data={"source": source})
    assert response.status_code == 303
    page = response.headers["Location"]
    pages = [owner.get(one).text for one in (page, page.replace("/reading", "/review"), "/desk/")]
    pages += [
        owner.get(f"/desk/campaigns/{campaign().id}/recipients/{r.id}").text
        for r in campaign().recipients
    ]
    for page in pages:
        assert "<script>alert" not in page
    assert any("{{7*7}}" in page for page in pages)


def test_throwing_a_draft_away(owner: FlaskClient, review: str) -> None:
    assert owner.post(review.replace("/review", "/discard")).status_code == 303
    assert reading().scalars(select(Campaign)).all() == []
    assert owner.get(review).status_code == 404


def test_the_source_stands_beside_the_doubts_of_a_recipient(
    owner: FlaskClient, review: str
) -> None:
    first = campaign().recipients[0].id
    alone = owner.get(review.replace("/review", f"/recipients/{first}")).text
    assert "In the appeal" in alone


def test_two_codes_at_the_head_are_a_doubt(owner: FlaskClient) -> None:
    two = APPEAL.replace(CODE, f"{CODE} update to VLA 009 / 1126 / OBS 044", 1)
    owner.post("/desk/appeals/new", data={"source": two})
    said = [doubt.message for doubt in doubts(campaign()) if doubt.field == "appeal"]
    assert "The head of the text names more than one code." in said


def test_far_too_large_a_text_is_refused_in_words(owner: FlaskClient) -> None:
    response = owner.post("/desk/appeals/new", data={"source": "word " * 250_000})
    assert response.status_code == 422
    assert "more than 200 kB" in response.text
    assert "word word" in response.text  # what was pasted is still there
    response = owner.post("/desk/appeals/new", data={"source": "word " * 1_200_000})
    assert response.status_code == 413
    assert "An appeal has a few pages" in response.text


def test_only_the_page_for_appeals_takes_large_files(owner: FlaskClient) -> None:
    large = {"file": (io.BytesIO(b"x" * 2_000_000), "a.txt")}
    assert owner.post("/desk/login", data=large).status_code == 413


def test_a_wrong_address_is_told_beside_its_field(owner: FlaskClient, review: str) -> None:
    first = campaign().recipients[0].id
    wrong = {"office": "Minister of Justice", "emails": "a@example.org\nnowhere", "faxes": "12"}
    response = owner.post(review.replace("review", f"recipients/{first}"), data=wrong)
    assert response.status_code == 422
    for field in ("emails", "faxes"):
        assert f'id="{field}-error"' in response.text
    assert "“nowhere” cannot be an e-mail address." in response.text
    assert "a@example.org\r\nnowhere" in response.text.replace("\n", "\r\n")  # kept
    assert len(campaign().recipients) == 4


def test_too_long_a_subject_is_told_beside_its_field(owner: FlaskClient, review: str) -> None:
    data = {"version": 1, "title": "Title", "subject": "x" * 121, "opening": "y", "demands": "z"}
    response = owner.post(review.replace("review", "text"), data=data)
    assert 'id="subject-error"' in response.text
    assert "Shorten it to 120 characters." in response.text
