"""What a person corrected of an authority does not come back with the next text that prints it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from campaign.accounts.models import AuditEntry, Organisation
from campaign.appeals import from_json
from campaign.base.database import reading, writing
from campaign.campaigns.authorities import merge
from campaign.campaigns.edit import edit_recipient
from campaign.campaigns.importing import import_appeal
from campaign.campaigns.matches import is_same, match_of
from campaign.campaigns.models import Campaign, Recipient
from campaign.campaigns.update import open_update
from campaign.directory.correct import Correction
from campaign.directory.models import Authority
from campaign.directory.points import add_point, addresses_of, retire_point
from tests import builders
from tests.campaigns.samples import APPEAL, CODE, UPDATE

OLD, NEW = "Prosecutor General", "Chief Prosecutor"
WRONG, RIGHT = "+12025550145", "+12025550199"
LATER = APPEAL.replace(CODE, "VLA 009 / 1226 / OBS 077").replace("river wardens", "singers")
AS_IT_SHOULD_BE = Correction(
    office=NEW,
    honorific="Ms.",
    name="Iva Kroll",
    salutation="",
    holder_checked=False,
    country="",
    address="7 Court Street, Port Vala, Valoria",
    emails=(),
    faxes=(RIGHT,),
)


def recipient(campaign: Campaign, office: str) -> Recipient:
    reading().expire_all()
    return next(r for r in campaign.recipients if r.authority.office == office)


def update(campaign: Campaign, source: str = UPDATE) -> None:
    with writing() as session:
        open_update(session, session.get_one(Campaign, campaign.id), source, None)


def correct(campaign: Campaign, wanted: Correction) -> Authority:
    to = recipient(campaign, OLD)
    wanted = replace(wanted, country=to.authority.country or "")
    with writing() as session:
        edit_recipient(session, campaign, to, None, wanted)
    return to.authority


def in_use(address: str) -> list[Authority]:
    """The authorities that a letter could reach there."""
    reading().expire_all()
    everybody = reading().scalars(select(Authority).where(Authority.merged_into.is_(None)))
    return [one for one in everybody if address in [p.address for p in one.contact_points]]


@pytest.fixture
def by(organisation: Organisation) -> UUID:
    """Who decides."""
    with writing() as session:
        return builders.manager(session, organisation).id


def test_an_update_with_the_old_title_and_number_is_of_the_same_office(imported: Campaign) -> None:
    corrected = correct(imported, AS_IT_SHOULD_BE)
    before = [one.id for one in imported.recipients]
    update(imported)
    to = recipient(imported, NEW)
    assert [one.id for one in imported.recipients] == before
    assert (to.authority_id, to.printed_as) == (corrected.id, 1)
    assert in_use(WRONG) == []
    match = match_of(imported, from_json(imported.appeal.reading), to)
    assert match
    [told] = [one.message for one in match.open if one.value == WRONG]
    assert "which was taken out on" in told


def test_a_number_that_was_taken_out_is_enough_to_know_the_office(imported: Campaign) -> None:
    corrected = correct(imported, replace(AS_IT_SHOULD_BE, address="9 Hill Road"))
    update(imported, UPDATE.replace("7 Court Street", "8 Lake Street"))
    assert recipient(imported, NEW).authority_id == corrected.id
    assert recipient(imported, NEW).printed_as == 1


@pytest.mark.parametrize(
    "shared", ["7 Court Street, Port Vala, Valoria", "Iva Kroll", "+1 202 555 0145"]
)
def test_under_another_title_it_is_proposed_beside_the_recipient_it_may_be(
    imported: Campaign, by: UUID, shared: str
) -> None:
    corrected = correct(imported, AS_IT_SHOULD_BE)
    line = next(x for x in UPDATE.splitlines() if OLD in x)
    said = {"Iva Kroll": "Tor Lund", "7 Court Street": "8 Lake Street", "0145": "0188"}
    changed = line.replace(OLD, "Head of Prosecution")
    for old, new in said.items():
        changed = changed if old in shared else changed.replace(old, new)
    update(imported, UPDATE.replace(line, changed))
    to = recipient(imported, "Head of Prosecution")
    assert in_use(WRONG) == []
    match = match_of(imported, from_json(imported.appeal.reading), to)
    assert match
    assert match.same == [corrected]
    with writing() as session:
        is_same(session, imported, to, corrected.id, True, by)
    assert recipient(imported, NEW).printed_as == 1
    assert "Head of Prosecution" not in [r.authority.office for r in imported.recipients]
    assert addresses_of(recipient(imported, NEW).authority, "fax") == [RIGHT]


def test_another_appeal_brings_no_number_back(
    imported: Campaign, organisation: Organisation
) -> None:
    correct(imported, AS_IT_SHOULD_BE)
    line = next(x for x in LATER.splitlines() if OLD in x)
    other = "· Bureau of Complaints, 9 Hill Road, Port Vala, Valoria, Fax: +1 202 555 0145"
    with writing() as session:
        later = import_appeal(session, organisation, LATER.replace(line, other), None).campaign
    assert in_use(WRONG) == []
    to = recipient(later, "Bureau of Complaints")
    match = match_of(later, from_json(later.appeal.reading), to)
    assert match
    assert [one.value for one in match.open] == [WRONG]


@pytest.mark.parametrize("other_way_round", [False, True])
def test_a_merge_brings_no_number_back(imported: Campaign, other_way_round: bool) -> None:
    with writing() as session:
        one = session.merge(recipient(imported, OLD).authority)
        two = session.merge(recipient(imported, "Governor of the Province").authority)
        add_point(session, two, "fax", WRONG, "desk")
        add_point(session, two, "fax", "+12025550177", "desk")
        retire_point(session, one, next(p for p in one.contact_points if p.address == WRONG))
        gone, kept = (one, two) if other_way_round else (two, one)
        merge(session, gone, kept, None)
    assert in_use(WRONG) == []
    assert [one.id for one in in_use("+12025550177")] == [kept.id]
    said = [
        entry.detail or ""
        for entry in reading().scalars(select(AuditEntry).filter_by(action="authorities merged"))
    ]
    assert all(f"{WRONG} stays out" in words for words in said)
