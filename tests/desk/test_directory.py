"""The directory at the desk: authorities, holders, ways, what an appeal says otherwise."""

from __future__ import annotations

import re
from email import message_from_bytes, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import AuditEntry, Organisation
from campaign.base.database import reading, writing
from campaign.campaigns.importing import import_appeal
from campaign.campaigns.models import Campaign, MatchDecision
from campaign.delivery.sweep import sweep
from campaign.desk import authorities
from campaign.directory.models import Authority, ContactPoint
from campaign.directory.office import Office, add_office
from campaign.letters.models import Destination, TransmissionContent
from tests import builders
from tests.builders import EMAIL, FAX, Stage, transmissions
from tests.campaigns.samples import APPEAL, CODE
from tests.desk.conftest import LogIn


@pytest.fixture
def stage(app: Flask) -> Stage:
    return builders.published(EMAIL | {"fax": "+12025550123"})


def page_of(authority: Authority) -> str:
    return f"/desk/authorities/{authority.id}"


def office(stage: Stage) -> Authority:
    reading().rollback()
    authority: Authority = reading().get_one(Authority, stage.recipients[0].authority_id)
    return authority


def text_of_the_letter() -> str:
    [mail] = transmissions(state="ready")
    content = reading().get_one(TransmissionContent, mail.id).payload
    parts = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    return str(parts.get_content()) if parts else ""


def actions() -> set[str]:
    reading().rollback()
    return set(reading().scalars(select(AuditEntry.action)))


def test_every_authority_is_listed_and_the_list_can_be_narrowed(
    stage: Stage, log_in: LogIn
) -> None:
    reader, owner = log_in("reader"), log_in("owner")
    one = office(stage)  # of no country
    abroad = {"office": "Court of Oru", "kind": "", "country": "CH", "names": ""}
    assert owner.post("/desk/authorities", data=abroad).status_code == 303
    page = reader.get("/desk/authorities").text
    assert page.index("Switzerland</h2>") < page.index("Country not known</h2>")
    assert one.office in reader.get("/desk/authorities").text
    assert one.office not in reader.get("/desk/authorities?lacks=email").text
    assert "No authority is like that" in reader.get("/desk/authorities?lacks=failing").text
    assert reader.get("/desk/authorities?country=&kind=nonsense").status_code == 200


def test_ids_of_a_page_are_given_once(stage: Stage, log_in: LogIn) -> None:
    page = log_in("owner").get(page_of(office(stage))).text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_a_new_holder_is_written_to_by_what_still_waits(stage: Stage, log_in: LogIn) -> None:
    builders.signed(stage)
    owner = log_in("owner")
    path = page_of(office(stage))
    form = {"name": "Ada Varga", "honorific": "Ms.", "salutation": "Dear Ms. Varga,", "styles": ""}
    assert owner.post(f"{path}/holders", data=form).status_code == 303
    sweep()
    assert "Dear Ms. Varga," in text_of_the_letter()
    page = owner.get(path).text
    assert "Ada Varga" in page
    assert "New office holder" in page


def test_a_corrected_address_is_taken_by_what_still_waits(stage: Stage, log_in: LogIn) -> None:
    builders.signed(stage)
    owner, one = log_in("owner"), office(stage)
    point = one.contact_points[0]
    form = {"address": "new@ministry.example.org", "source": "their web page"}
    assert owner.post(f"{page_of(one)}/points/{point.id}", data=form).status_code == 303
    sweep()
    [mail] = transmissions(state="ready")
    destination = reading().get_one(Destination, mail.destination_id)
    assert destination.address == "new@ministry.example.org"
    assert "Used no more" in owner.get(page_of(one)).text


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("points", {"channel": "email", "address": "no address", "source": "x"}, "cannot be an e-"),
        ("points", {"channel": "pigeon", "address": "a", "source": "x"}, "Choose a way"),
        ("points", {"channel": "fax", "address": "+12025550199", "source": ""}, "Say where"),
        ("points", {"channel": "web", "address": "javascript:alert(1)", "source": "x"}, "web page"),
        ("holders", {"name": "", "styles": ""}, "Write the name"),
        ("holders", {"name": "Ada", "styles": "fr: Madame"}, "is not of the form"),
        ("office", {"office": "O", "kind": "", "country": "", "names": "xx-yy: O"}, "tag"),
        ("merge", {"kept": ""}, "Choose the authority"),
    ],
)
def test_what_cannot_be_is_said_and_stays_in_the_form(
    stage: Stage, log_in: LogIn, path: str, form: dict[str, str], words: str
) -> None:
    answer = log_in("owner").post(f"{page_of(office(stage))}/{path}", data=form)
    assert answer.status_code == 422
    assert words in answer.text
    for typed in (value for name, value in form.items() if name != "channel"):
        assert typed in answer.text


def test_two_that_are_one_stand_for_each_other_in_all_campaigns(
    stage: Stage, log_in: LogIn
) -> None:
    owner, one = log_in("owner"), office(stage)
    form = {"office": "Ministry of Justice", "kind": "", "country": one.country or "", "names": ""}
    made = owner.post("/desk/authorities", data=form)
    assert made.status_code == 303
    other = made.location.rpartition("/")[2]
    assert owner.post(f"{page_of(one)}/merge", data={"kept": other}).status_code == 303
    page = owner.get(made.location).text
    assert EMAIL["email"] in page
    assert one.office in page
    assert "It was merged." in owner.get(page_of(one)).text
    assert "authorities merged" in actions()


def test_nobody_else_sees_or_changes_it(stage: Stage, log_in: LogIn) -> None:
    path, point = page_of(office(stage)), office(stage).contact_points[0].id
    stranger, reader = log_in("owner", "others"), log_in("reader")
    assert stranger.get(path).status_code == 404
    for act in ("office", "holders", "points", f"points/{point}/retire", "merge"):
        assert stranger.post(f"{path}/{act}", data={}).status_code in (404, 422)
        assert reader.post(f"{path}/{act}", data={}).status_code == 403
    assert len(office(stage).contact_points) == 3


def test_order_check_and_taking_out(stage: Stage, log_in: LogIn) -> None:
    owner, one = log_in("owner"), office(stage)
    first, second, _post = one.contact_points
    ways = f"{page_of(one)}/points"
    owner.post(f"{ways}/{second.id}/up")
    assert [p.channel for p in office(stage).contact_points] == ["fax", "email", "post"]
    owner.post(f"{ways}/{first.id}/checked")
    owner.post(f"{ways}/{second.id}/retire")
    left = [(p.channel, p.last_verified_at is not None) for p in office(stage).contact_points]
    assert left == [("email", True), ("post", False)]
    assert {"order of addresses changed", "address checked", "address taken out"} <= actions()


@pytest.fixture
def twice(app: Flask, log_in: LogIn) -> tuple[FlaskClient, Campaign]:
    """A second appeal that names an authority of the first, with another number."""
    owner = log_in("owner")
    with writing() as session:
        org = session.scalars(select(Organisation)).one()
        import_appeal(session, org, APPEAL, None)
    changed = APPEAL.replace(CODE, "VLA 009 / 1226 / OBS 077").replace("river wardens", "singers")
    changed = changed.replace("555 0123", "555 0177")
    with writing() as session:
        org = session.scalars(select(Organisation)).one()
        campaign = import_appeal(session, org, changed, None).campaign
    return owner, campaign


def test_what_an_appeal_prints_otherwise_waits_for_a_person(
    twice: tuple[FlaskClient, Campaign],
) -> None:
    owner, campaign = twice
    before = reading().scalars(select(ContactPoint.address)).all()
    assert "+12025550177" not in before
    [recipient] = [r for r in campaign.recipients if has_open(owner, campaign, r.id)]
    path = f"/desk/campaigns/{campaign.id}/recipients/{recipient.id}"
    form = {"field": "faxes", "value": "+12025550177", "taken": "y"}
    assert owner.post(f"{path}/difference", data=form).status_code == 303
    reading().rollback()
    assert "+12025550177" in reading().scalars(select(ContactPoint.address)).all()
    [decision] = reading().scalars(select(MatchDecision)).all()
    assert decision.taken
    page = owner.get(path).text
    assert "Taken by" in page
    again = owner.post(f"{path}/difference", data=form, follow_redirects=True)
    assert "decided meanwhile" in again.text


def has_open(owner: FlaskClient, campaign: Campaign, recipient_id: object) -> bool:
    page = owner.get(f"/desk/campaigns/{campaign.id}/recipients/{recipient_id}").text
    return "Take it into the directory" in page


def test_addresses_to_look_up_stand_on_the_first_page(app: Flask, log_in: LogIn) -> None:
    owner = log_in("owner")
    builders.published(FAX)
    page = owner.get("/desk/").text
    assert "Find an e-mail address" in page


def test_a_long_list_is_turned_page_by_page(
    stage: Stage, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the names of countries, whatever their codes; what was chosen stays chosen."""
    monkeypatch.setattr(authorities, "ON_A_PAGE", 2)
    owner = log_in("owner")
    with writing() as session:
        org_id = stage.organisation.id
        for office, country in (
            *(("Court A", "AE"), ("Court B", "AE"), ("Court C", "AE")),
            *(("Court D", "AT"), ("Court E", ""), ("Police", "AT")),
        ):
            add_office(session, org_id, Office(office, country=country))
    found, path = [], "/desk/authorities?kind=court"
    while path:
        page = owner.get(path).text
        assert "5 authorities, page " in page
        found += re.findall(r"<bdi>(Court .)</bdi></a></h3>", page)
        there = re.search(r'rel="next" href="([^"]+)"', page)
        path = there[1].replace("&amp;", "&") if there else ""
    assert found == ["Court D", "Court A", "Court B", "Court C", "Court E"]
    assert 'rel="prev"' in page
    assert "page 3 of 3" in owner.get("/desk/authorities?kind=court&page=99").text
    assert 'rel="prev"' not in owner.get("/desk/authorities?page=no").text
