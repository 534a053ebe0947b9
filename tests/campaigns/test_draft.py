"""The letter that a reader of an appeal would sign."""

from __future__ import annotations

from dataclasses import replace

from campaign.appeals import Appeal, read
from campaign.appeals.model import Action
from campaign.campaigns.draft import OPENING_LENGTH, dangling, draft
from tests.campaigns.samples import APPEAL


def test_subject_opening_and_demands() -> None:
    drafted = draft(read(APPEAL))
    assert drafted.subject == "Valoria: Two river wardens jailed for measuring the water of Oru Bay"
    assert drafted.opening == (
        "I am writing to you out of concern about the following case.\n\n"
        "The Observatory for the Protection of Human Rights Defenders was informed by reliable "
        "sources about the arbitrary detention of two river wardens in Valoria.\n\n"
        "According to the information received, on November 4, 2026, Ms. Mara Tellin and Mr. Ovo "
        "Sand were arrested at Oru Bay.\n\n"
        "The latter has had no access to a lawyer."
    )
    assert drafted.demands == [
        {
            "text": "Release the above-mentioned wardens immediately and unconditionally;",
            "items": [],
        },
        {
            "text": "Comply with the Declaration on Human Rights Defenders, in particular with:",
            "items": ["its Article 1;", "its Article 12.2."],
        },
    ]


def test_footnote_marks_leave_the_letter() -> None:
    appeal = Appeal("other", "en", lead="They were held [1], then tried[12]², in Oru[a].")
    assert "held, then tried, in Oru[a]." in draft(appeal).opening
    noted = replace(read(APPEAL), lead="They were held [1].")
    assert "[" not in draft(noted).opening


def test_demands_that_point_back_bring_what_they_point_to() -> None:
    plain = Action(None, "Release them.")
    nested = Action(None, "Comply", items=("with the above-mentioned law.",))
    appeal = Appeal("other", "en", lead="Two were held.", description=("Ann and Ben were taken.",))
    assert draft(replace(appeal, actions=(plain,))).opening.endswith("\n\nTwo were held.")
    opening = draft(replace(appeal, actions=(plain, nested))).opening
    assert opening.endswith("\n\nTwo were held.\n\nAnn and Ben were taken.")


def test_what_sends_to_other_texts_leaves_the_letter() -> None:
    lead = "They were held (see Urgent Appeal VLA 001). (For more information, see below)"
    assert draft(Appeal("other", "en", lead=lead)).opening.endswith("\n\nThey were held.")


def test_without_a_title_the_subject_says_what_it_is_about() -> None:
    appeal = Appeal("other", "en", code="VLA 004", categories=("Torture", "Threats"))
    assert draft(appeal).subject == "Torture / Threats"


def test_without_a_lead_the_first_paragraphs_are_taken_as_long_as_it_stays_short() -> None:
    long = "x" * OPENING_LENGTH
    appeal = Appeal("other", "en", description=("First.", "Second.", long, "Fourth."))
    assert draft(appeal).opening.endswith("First.\n\nSecond.")
    assert draft(Appeal("other", "en", description=(long, "Second."))).opening.endswith(long)


def test_a_language_without_words_gets_no_english_beginning() -> None:
    assert draft(Appeal("other", "ka", lead="ტექსტი.")).opening == "ტექსტი."


def test_a_long_title_is_cut_at_a_word() -> None:
    subject = draft(Appeal("other", "en", title="river wardens " * 20)).subject
    assert len(subject) <= 120
    assert subject.endswith(("river…", "wardens…"))


def test_references_that_dangle_are_found() -> None:
    text = (
        "The latter spoke. As described above, and see below, the above-mentioned demonstration; "
        "the aforementioned law; on the same day, as this urgent appeal says; when issuing this "
        "appeal."
    )
    assert dangling(text, "en") == [
        "The latter",
        "described above",
        "see below",
        "the above-mentioned",
        "the aforementioned",
        "on the same day",
        "this urgent appeal",
        "issuing this appeal",
    ]
    assert dangling("The former President stands above the law; this appeal failed.", "en") == []
