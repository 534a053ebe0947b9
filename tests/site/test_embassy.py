"""“Please also write to diplomatic representations in your country.”"""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns.missions import recipient_for
from campaign.campaigns.models import AppealRecord, Campaign, Case, Recipient
from campaign.directory.missions import describe
from campaign.directory.models import Authority, ContactPoint
from campaign.directory.office import Office, add_office
from campaign.directory.points import add_point
from campaign.letters.models import Letter
from tests.builders import EMAIL, Stage, published
from tests.signing import way
from tests.smtp import SmtpServer

FIND = re.compile(r'type="checkbox"[^>]*name="mission" value="([0-9a-f-]+)"')


def appeal(**recipients: Any) -> Stage:
    """A campaign about somebody in Kyrgyzstan, whose appeal asks to write to embassies."""
    stage = published(*(recipients.get("recipients") or (EMAIL,)))
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        session.get_one(Case, campaign.case_id).country = "KG"
    return stage


def embassy(
    stage: Stage,
    country: str = "BE",
    email: str = "",
    covers: tuple[str, ...] = (),
    office: str = "Embassy of Kyrgyzstan in Brussels",
    **known: str,
) -> UUID:
    with writing() as session:
        one = add_office(session, stage.organisation.id, Office(office, "embassy", country))
        describe(session, one, "KG", covers, **known)
        if email:
            add_point(session, one, "email", email, "test")
    return one.id


def ask(client: FlaskClient, stage: Stage, country: str, **more: Any) -> str:
    data = way.form(stage, mission_in=country, **more)
    answer = client.post(f"/c/{stage.campaign.slug}/embassy", data=data)
    assert answer.status_code == 200
    return answer.text


def sign_to(client: FlaskClient, stage: Stage, mission: UUID | str, country: str, **more: Any):
    chosen = {"mission_in": country, "mission_shown_for": country, "mission": [str(mission)]}
    return way.sign(client, stage, **{**chosen, **more})


def offered(stage: Stage) -> list[Recipient]:
    query = select(Recipient).filter_by(campaign_id=stage.campaign.id, offered=True)
    return list(reading().scalars(query))


def test_it_is_one_more_recipient_and_gets_a_letter(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = appeal()
    one = embassy(stage, email="office@embassy.example.org", city="Brussels")
    html = ask(client, stage, "BE")
    assert FIND.findall(html) == [str(one)]
    assert "Anna Canary" in html  # nothing typed is lost
    assert not offered(stage)  # looking changes nothing
    assert sign_to(client, stage, one, "BE").status_code == 303
    [recipient] = offered(stage)
    assert recipient.authority_id == one
    [mail] = way.mails(smtp)
    link = way.path(mail, "confirm")
    shown = client.get(link)
    assert "Embassy of Kyrgyzstan in Brussels" in shown.text
    client.post(link)
    letters = reading().scalars(select(Letter).filter_by(recipient_id=recipient.id)).all()
    assert [letter.channel for letter in letters] == ["email"]
    page = client.get(f"/c/{stage.campaign.slug}").text
    assert "Embassy of Kyrgyzstan in Brussels" not in page  # others are not offered it


def test_the_preview_shows_the_letter_to_it(client: FlaskClient) -> None:
    stage = appeal()
    one = embassy(stage, email="office@embassy.example.org")
    chosen = {"mission_in": "BE", "mission_shown_for": "BE", "mission": [str(one)]}
    answer = client.post(
        f"/c/{stage.campaign.slug}/preview", data=way.form(stage, recipients=[], **chosen)
    )
    assert answer.status_code == 200
    assert "Please convey these requests to your authorities" in answer.text
    assert not offered(stage)


def test_one_that_covers_the_country_from_elsewhere(client: FlaskClient) -> None:
    stage = appeal()
    embassy(stage, email="office@embassy.example.org", covers=("LU", "NL"), city="Brussels")
    html = ask(client, stage, "LU")
    assert FIND.search(html)
    assert "Belgium</bdi>, which covers Luxembourg, too" in html
    near = embassy(stage, "LU", "here@embassy.example.org", office="Embassy of Kyrgyzstan")
    assert FIND.findall(ask(client, stage, "LU")) == [str(near)]  # a resident one comes first


def test_one_that_came_with_an_appeal_is_known_by_its_title(client: FlaskClient) -> None:
    stage = appeal()
    with writing() as session:
        office = Office("Embassy of the Kyrgyz Republic in Brussels", "embassy", "BE")
        one = add_office(session, stage.organisation.id, office)
        add_point(session, one, "email", "office@embassy.example.org", "test")
        add_office(session, stage.organisation.id, Office("Embassy of Peru", "embassy", "BE"))
    assert FIND.findall(ask(client, stage, "BE")) == [str(one.id)]


def test_without_contact_the_page_says_so_and_gives_a_letter(client: FlaskClient) -> None:
    stage = appeal()
    office = "Embassy of the Kyrgyz Republic"
    embassy(stage, office=office, city="Brussels", website="https://embassy.example.org/be")
    html = ask(client, stage, "BE")
    assert "neither its e-mail address nor a fax number" in html
    assert "https://embassy.example.org/be" in html
    assert "in <bdi>Brussels</bdi>" in html
    assert not FIND.search(html)
    letter = client.get(f"/c/{stage.campaign.slug}/embassy/BE.pdf")
    words = PdfReader(io.BytesIO(letter.data)).pages[0].extract_text()
    assert "Embassy of the Kyrgyz Republic" in words
    assert "Release them immediately" in words
    assert "confirmed it by e-mail" not in words  # it was not
    assert "Letter reference" not in words
    assert "Letters for Defenders" not in words  # we do not send it


def test_an_unknown_embassy_is_told_honestly(client: FlaskClient) -> None:
    stage = appeal()
    html = ask(client, stage, "JP")
    assert "We know of no embassy of Kyrgyzstan for Japan" in html
    letter = client.get(f"/c/{stage.campaign.slug}/embassy/JP.pdf")
    words = PdfReader(io.BytesIO(letter.data)).pages[0].extract_text()
    assert "Embassy of Kyrgyzstan" in words
    assert not reading().scalars(select(Authority).filter_by(kind="embassy")).all()


@pytest.mark.parametrize("path", ["KG", "XX", "..", "be"])
def test_no_letter_to_nowhere(client: FlaskClient, path: str) -> None:
    stage = appeal()
    assert client.get(f"/c/{stage.campaign.slug}/embassy/{path}.pdf").status_code == 404


def test_home_has_no_embassy(client: FlaskClient) -> None:
    assert "is the country of this appeal" in ask(client, appeal(), "KG")


def test_one_that_the_appeal_lists_is_not_offered_twice(client: FlaskClient) -> None:
    listed = {
        "office": "Embassy of Kyrgyzstan in Brussels",
        "kind": "embassy",
        "email": "office@embassy.example.org",
    }
    stage = appeal(recipients=(EMAIL, listed))
    one = embassy(stage, email="office@embassy.example.org")
    html = ask(client, stage, "BE")
    assert "is among the authorities of this appeal" in html
    assert not FIND.search(html)
    assert sign_to(client, stage, one, "BE").status_code == 400
    assert not offered(stage)


def test_one_that_a_manager_left_out_is_not_offered(client: FlaskClient) -> None:
    stage = appeal()
    one = embassy(stage, email="office@embassy.example.org")
    sign_to(client, stage, one, "BE")
    with writing() as session:
        [row] = session.scalars(select(Recipient).filter_by(offered=True))
        row.left_out_at = stage.campaign.created_at
    html = ask(client, stage, "BE")
    assert "we do not write to the embassy for Belgium" in html
    assert sign_to(client, stage, one, "BE").status_code == 400


def test_nobody_can_bring_in_a_recipient_of_his_own_choice(client: FlaskClient) -> None:
    stage = appeal()
    embassy(stage, email="office@embassy.example.org")
    [minister] = reading().scalars(select(Authority.id).filter_by(kind="ministry"))
    elsewhere = embassy(stage, "FR", "paris@embassy.example.org", office="Embassy in Paris")
    for other in (minister, elsewhere, "not-an-id"):
        answer = sign_to(client, stage, other, "BE")
        assert answer.status_code == 400
        assert "has changed meanwhile" in answer.text
    assert not offered(stage)


def test_nor_where_the_appeal_does_not_ask(client: FlaskClient) -> None:
    stage = appeal()
    one = embassy(stage, email="office@embassy.example.org")
    with writing() as session:
        record = session.get_one(AppealRecord, stage.campaign.appeal_id)
        record.reading = {**record.reading, "asks_diplomatic": False}
    assert "mission_in" not in client.get(f"/c/{stage.campaign.slug}").text
    assert sign_to(client, stage, one, "BE").status_code == 303  # what was not asked is not read
    assert not offered(stage)
    assert client.get(f"/c/{stage.campaign.slug}/embassy/BE.pdf").status_code == 404


def test_what_there_is_must_be_seen_before_it_is_signed(client: FlaskClient) -> None:
    stage = appeal()
    embassy(stage, email="office@embassy.example.org")
    answer = way.sign(client, stage, mission_in="BE")
    assert answer.status_code == 400
    assert "look at what we found" in answer.text
    assert FIND.search(answer.text)
    assert way.sign(client, stage, mission_in="BE", mission_shown_for="BE").status_code == 303


def test_a_failing_address_is_no_way_to_reach_it(client: FlaskClient) -> None:
    stage = appeal()
    one = embassy(stage, email="office@embassy.example.org")
    with writing() as session:
        session.scalars(select(ContactPoint).filter_by(authority_id=one)).one().health = "failing"
    assert "neither its e-mail address nor a fax number" in ask(client, stage, "BE")


def test_the_rule_holds_without_the_form(client: FlaskClient) -> None:
    stage = appeal()
    embassy(stage, email="office@embassy.example.org")
    [minister] = reading().scalars(select(Authority.id).filter_by(kind="ministry"))
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        for country in ("BE", "KG", "JP"):
            with pytest.raises(Problem, match="has changed meanwhile"):
                recipient_for(session, campaign, country, minister)
    assert not offered(stage)
