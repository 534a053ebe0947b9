"""What an office is, and how a letter to it begins."""

from __future__ import annotations

import pytest

from campaign.directory.kinds import conveys, kind_of
from campaign.directory.models import Authority, OfficeHolder
from campaign.directory.salutations import salutation


def authority(office: str, **holder: str | None) -> Authority:
    made = Authority(office=office, kind=kind_of(office))
    if holder:
        made.holders = [OfficeHolder(until=None, **holder)]
    return made


@pytest.mark.parametrize(
    ("office", "kind"),
    [
        ("President of the Republic of Valoria", "head_of_state"),
        ("Minister of Internal Affairs", "ministry"),
        ("Ministry of Justice", "ministry"),
        ("Ministre de la Justice", "ministry"),
        ("General Prosecutor", "prosecutor"),
        ("President of the Supreme Court", "court"),
        ("Speaker of the Parliament", "parliament"),
        ("State Committee of National Security", "police"),
        ("Head of the Presidential Administration", "head_of_state"),
        ("Ombudsman", "ombudsman"),
        ("Embassy of Valoria in Brussels", "embassy"),
        ("Ambassador, Permanent Mission of Valoria to the United Nations", "mission"),
        ("High Commissioner for Human Rights, United Nations", "intergovernmental"),
        ("Oru Mining Ltd", "company"),
        ("Harbour master", "other"),
    ],
)
def test_kind_of_an_office(office: str, kind: str) -> None:
    assert kind_of(office) == kind


def test_only_missions_and_embassies_convey() -> None:
    assert conveys("mission")
    assert conveys("embassy")
    assert not conveys("ministry")
    assert not conveys("head_of_state")


@pytest.mark.parametrize(
    ("office", "words"),
    [
        ("President of Valoria", "Excellency,"),
        ("Ambassador, Permanent Mission of Valoria", "Excellency,"),
        ("Minister of Justice", "Dear Minister,"),
        ("Prosecutor General", "Dear Prosecutor General,"),
        ("General Prosecutor", "Dear Prosecutor General,"),
        ("Attorney General", "Dear Attorney General,"),
        ("Public Defender", "Dear Public Defender,"),
        ("Cabinet Secretary for the Interior", "Dear Cabinet Secretary,"),
        ("Inspector General of Police", "Dear Inspector General,"),
        ("Head of the Prison Service", "Dear Director,"),
        ("Chairman of the Parliament", "Dear Chairperson,"),
        ("Commissioner for Human Rights", "Dear Commissioner,"),
        ("Prime Minister", "Dear Prime Minister,"),
        ("President of the Supreme Court", "Dear President of the Court,"),
        ("Speaker of the Parliament", "Dear Speaker,"),
        ("State Committee of National Security", "Dear Sir or Madam,"),
        ("Embassy of Valoria in Brussels", "Dear Sir or Madam,"),
        ("Ministry of Justice", "Dear Sir or Madam,"),
        ("Office of the President", "Dear Sir or Madam,"),
        ("Head of the Presidential Administration", "Dear Sir or Madam,"),
        ("President of Oru Mining Ltd", "Dear Sir or Madam,"),
    ],
)
def test_salutation_by_office(office: str, words: str) -> None:
    assert salutation(authority(office), "en") == words


def test_what_the_appeal_printed_wins() -> None:
    minister = authority("Minister of Justice", name="Aldo Marr", salutation="Your Honour")
    assert salutation(minister, "en") == "Your Honour,"


def test_of_two_printed_salutations_ours_is_taken() -> None:
    minister = authority("Minister", salutation="Señor Ministro / Dear Mr. Minister:")
    assert salutation(minister, "en") == "Dear Mr. Minister:"


def test_a_title_of_excellency_is_used() -> None:
    assert salutation(authority("Envoy", name="Lena Dorn", honorific="H.E. Ms."), "en") == (
        "Excellency,"
    )


def test_a_person_without_a_known_office_is_greeted_by_the_whole_name() -> None:
    warden = authority("Harbour master", name="Lena Dorn", honorific="Ms.")
    assert salutation(warden, "en") == "Dear Ms. Lena Dorn,"


@pytest.mark.parametrize("name", [None, ""])
def test_nobody_is_never_dear_null(name: str | None) -> None:
    words = salutation(authority("Harbour office", name=name, honorific=None), "en")
    assert words == "Dear Sir or Madam,"


def test_a_language_without_words_of_its_own_gets_english_ones() -> None:
    assert salutation(authority("Minister of Justice"), "ka") == "Dear Minister,"
