"""Every page of the desk, for everybody: what the table says, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from campaign import inbound
from campaign.accounts.roles import ROLES, Deed, may
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.models import Petition, RemovedName
from campaign.delivery import gates, switches
from campaign.delivery.models import Switch
from campaign.delivery.switches import Scope
from campaign.desk.let_in import ANYBODY, needed_by
from campaign.directory import holders
from campaign.directory.holders import Person
from campaign.directory.models import Authority
from campaign.inbound.actions import tell
from campaign.inbound.actions.files import SafeFile
from campaign.inbound.actions.models import ActionReport
from campaign.inbound.models import Incoming
from campaign.letters.models import Domain, Letter
from tests import builders
from tests.builders import Stage
from tests.desk.conftest import LogIn

# What each page asks for. A new page fails the walk until it stands here.
TABLE: dict[str, Deed | str] = {
    "desk.log_in": ANYBODY,
    "desk.log_out": "see",
    "desk.overview": "see",
    "desk.new_appeal": "edit",
    "desk.pause_organisation": "stop",
    "desk.resume_organisation": "resume",
    "desk.review": "see",
    "desk.reading": "see",
    "desk.edit_text": "edit",
    "desk.correct_reading": "edit",
    "desk.languages": "see",
    "desk.text_in": "see",
    "desk.edit_text_in": "edit",
    "desk.choose_languages": "edit",
    "desk.read_again": "edit",
    "desk.take_untouched": "edit",
    "desk.publish_campaign": "publish",
    "desk.closing": "publish",
    "desk.close_campaign": "publish",
    "desk.case": "see",
    "desk.set_last_day": "edit",
    "desk.update": "see",
    "desk.publish_update": "publish",
    "desk.throw_update_away": "publish",
    "desk.discard_campaign": "edit",
    "desk.recipient": "see",
    "desk.edit_recipient": "edit",
    "desk.decide_difference": "edit",
    "desk.decide_same": "edit",
    "desk.decide_another": "edit",
    "desk.authority_list": "see",
    "desk.add_authority": "edit",
    "desk.authority": "see",
    "desk.edit_authority": "edit",
    "desk.new_holder": "edit",
    "desk.edit_holder": "edit",
    "desk.check_holder": "edit",
    "desk.merge_authority": "edit",
    "desk.add_point": "edit",
    "desk.correct_point": "edit",
    "desk.check_point": "edit",
    "desk.prefer_point": "edit",
    "desk.retire_point": "edit",
    "desk.trust_point": "resume",
    "desk.board": "see",
    "desk.keep_hours": "edit",
    "desk.search": "see",
    "desk.directory_file": "edit",
    "desk.directory_csv": "export",
    "desk.costs": "see",
    "desk.set_limit": "spend",
    "desk.set_fax_prices": "spend",
    "desk.names": "see",
    "desk.remove_name": "stop",
    "desk.put_name_back": "publish",
    "desk.embedding": "see",
    "desk.set_sites": "publish",
    "desk.choose_ways": "edit",
    "desk.trust_again": "resume",
    "desk.make_petition": "export",
    "desk.print_petition": "export",
    "desk.petition_received": "edit",
    "desk.give_up_petition": "edit",
    "desk.departures": "see",
    "desk.hold": "stop",
    "desk.release": "resume",
    "desk.open_gate": "resume",
    "desk.find_letter": "see",
    "desk.letters": "see",
    "desk.try_all_again": "resend",
    "desk.letter": "see",
    "desk.read_letter": "read",
    "desk.letter_as_sent": "export",
    "desk.act_on_letter": "resend",
    "desk.words_read": "read",
    "desk.export_counts": "export",
    "desk.inbox": "read",
    "desk.read_mail": "read",
    "desk.delete_mail": "read",
    "desk.action_reports": "read",
    "desk.read_action": "read",
    "desk.decide_action": "read",
    "desk.action_file": "read",
    "desk.erase_action": "read",
    "desk.issuers": "read",
    "desk.set_issuer": "edit",
    "desk.pause_campaign": "stop",
    "desk.resume_campaign": "resume",
}


def pages(app: Flask, stage: Stage) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and address of every page, with the ids of a real campaign and letter."""
    authority = stage.recipients[0].authority
    ids = {
        "campaign_id": stage.campaign.id,
        "case_id": stage.campaign.case_id,
        "recipient_id": stage.recipients[0].id,
        "tag": "en",
        "contact_id": authority.contact_points[0].id,
        "point_id": authority.contact_points[-1].id,
        "authority_id": authority.id,
        "other_id": authority.id,
        "holder_id": _held(authority),
        "reference": reference_in(stage),
        "number": 1,
        "act": "try-again",
        "kind": "domain",
        **_stopped(stage),
        "petition_id": _presented(stage),
        "incoming_id": mail_in(stage),
        "report_id": reported(stage),
        "name_id": name_out(stage),
    }
    with app.test_request_context():
        urls = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("desk."):
                wanted = {name: ids[name] for name in rule.arguments}
                for method in (rule.methods or set()) & {"GET", "POST"}:
                    yield rule.endpoint, method, urls.build(rule.endpoint, wanted, method)


def _held(authority: Authority) -> UUID:
    """The id of somebody who holds this office."""
    with writing() as session:
        return holders.succeed(session, authority, Person("Aldo Marr")).id


def _presented(stage: Stage) -> UUID:
    """The id of a petition with a letter in it that was received."""
    recipient = stage.recipients[0]
    where = {"org_id": recipient.org_id, "campaign_id": recipient.campaign_id}
    with writing() as session:
        made = Petition(**where, recipient_id=recipient.id, made_at=db_now())
        session.add(made)
        session.flush()
        letters = update(Letter).where(
            Letter.campaign_id == recipient.campaign_id, Letter.channel == "print"
        )
        session.execute(letters.values(petition_id=made.id, state="presented"))
        return made.id


def _stopped(stage: Stage) -> dict[str, UUID]:
    """Ids of a pause of a part, and of a domain that was closed."""
    reference_in(stage)
    scope = Scope(stage.organisation.id, stage.campaign.id, channel="email")
    with writing() as session:
        switches.pause(session, "a test", "test", scope)
        domain = session.scalars(select(Domain).filter_by(org_id=stage.organisation.id)).one()
        gates.shut(domain, db_now())
        switch_id = session.scalars(select(Switch.id).filter_by(scope=scope.name)).one()
    return {"switch_id": switch_id, "key": domain.id}


def reference_in(stage: Stage) -> str:
    """The reference of a letter by e-mail in this campaign."""
    query = select(Letter.reference).where(
        Letter.campaign_id == stage.campaign.id, Letter.channel == "email"
    )
    if reading().scalar(query) is None:
        builders.signed(stage)
    return str(reading().scalar(query))


def mail_in(stage: Stage) -> UUID:
    """The id of an answer that names that letter; it may be read and deleted."""
    mail = f"Subject: {reference_in(stage)}\r\n\r\nNo.\r\n".encode()
    inbound.take("letters@letters.example.org", "minister@justice.example.org", mail)
    query = select(Incoming.id).where(Incoming.campaign_id == stage.campaign.id)
    return reading().scalars(query).one()


def name_out(stage: Stage) -> UUID:
    """The id of a name that was taken out."""
    where = {"org_id": stage.organisation.id, "campaign_id": stage.campaign.id}
    with writing() as session:
        out = RemovedName(**where, name="Oru", removed_at=db_now())
        session.add(out)
        session.flush()
        return out.id


def reported(stage: Stage) -> UUID:
    """The id of a report of an action, with a picture."""
    with writing() as session:
        where = (stage.organisation.id, stage.campaign.id)
        report = tell.new_report(session, b"a form", *where, by_mail=False)
        tell.fill(report, "", {"kind": "vigil"})
        tell.keep_file(session, report, SafeFile("image/jpeg", b"(a picture)"))
        return report.id


def ask(client: FlaskClient, method: str, url: str) -> int:
    return client.open(url, method=method).status_code


def test_the_table_names_every_page(app: Flask) -> None:
    stage = builders.published()
    assert {endpoint for endpoint, _, _ in pages(app, stage)} == set(TABLE)
    for endpoint, deed in TABLE.items():
        assert needed_by(endpoint) == deed


def test_a_page_that_was_never_marked_is_closed_to_everybody(app: Flask, log_in: LogIn) -> None:
    client = log_in("owner")
    bare = app.view_functions["desk.overview"]
    app.view_functions["desk.overview"] = lambda: bare()
    assert ask(client, "GET", "/desk/") == 403


def test_strangers_see_the_log_in_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    for endpoint, method, url in pages(app, builders.published()):
        if TABLE[endpoint] == ANYBODY:
            continue
        response = client.open(url, method=method)
        assert response.status_code == 303, (endpoint, method)
        assert response.headers["Location"].startswith("/desk/login")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_what_the_table_says(app: Flask, log_in: LogIn, role: str) -> None:
    stage = builders.published()
    client = log_in(role)
    for endpoint, method, url in pages(app, stage):
        if endpoint == "desk.log_out":
            continue
        allowed = TABLE[endpoint] == ANYBODY or may(role, TABLE[endpoint])  # type: ignore[arg-type]
        status = ask(client, method, url)
        assert (status != 403) is allowed, (role, endpoint, method, status)
        assert status < 500, (role, endpoint, method)
        assert status != 404, (role, endpoint, method)


@pytest.mark.parametrize("role", ROLES)
def test_what_belongs_to_another_organisation_is_not_there(
    app: Flask, log_in: LogIn, role: str
) -> None:
    stage = builders.published()
    stranger = log_in(role, "other")
    before = stage.campaign.revision
    for endpoint, method, url in pages(app, stage):
        authority = stage.recipients[0].authority_id
        report = reading().scalars(select(ActionReport.id)).one()
        ours = (stage.campaign.id, stage.campaign.case_id, authority, reference_in(stage), report)
        if any(str(one) in url for one in ours):
            allowed = may(role, TABLE[endpoint])  # type: ignore[arg-type]
            assert ask(stranger, method, url) == (404 if allowed else 403), (endpoint, method)
    assert (stage.campaign.state, stage.campaign.revision) == ("published", before)


def test_a_recipient_of_another_campaign_is_not_there(app: Flask, log_in: LogIn) -> None:
    one, other = builders.published(), builders.published(slug="other", org_slug="other")
    client = log_in("owner")
    url = f"/desk/campaigns/{one.campaign.id}/recipients/{other.recipients[0].id}"
    assert ask(client, "GET", url) == 404
    assert ask(client, "POST", url) == 404
    assert ask(client, "POST", url + "/ways") == 404


def test_the_overview_shows_only_ones_own_campaigns(app: Flask, log_in: LogIn) -> None:
    builders.published()
    page = log_in("owner", "other").get("/desk/").text
    assert "No campaign yet" in page
    assert "river" not in page


def test_forms_without_their_token_are_refused(app: Flask, log_in: LogIn) -> None:
    stage = builders.published()
    client = log_in("owner")
    app.config["WTF_CSRF_ENABLED"] = True
    for endpoint, method, url in pages(app, stage):
        if method == "POST":
            assert ask(client, "POST", url) == 400, endpoint
    assert stage.campaign.state == "published"
