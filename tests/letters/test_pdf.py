from __future__ import annotations

import io
import json
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from campaign.letters import fonts
from campaign.letters.composed import ComposedLetter, Joint, Signatory
from campaign.letters.pages import MOST_PAGES, page_count
from campaign.letters.pdf import _compiled, _data, letter_pdf, missing_characters
from tests.letters.sample import ARABIC, HOSTILE, LONG, RUSSIAN, SOURCE_CODE, USUAL

SENT_ON = "2026-11-13"
MILLIMETRE = 72 / 25.4  # points


def reader(letter: ComposedLetter) -> PdfReader:
    return PdfReader(io.BytesIO(letter_pdf(letter, SENT_ON)))


def words(letter: ComposedLetter) -> str:
    """All text of the PDF, its line ends made spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader(letter).pages).split())


def places(letter: ComposedLetter) -> dict[str, tuple[float, float]]:
    """Where each run of text on the first page begins, in mm from the left and from the top."""
    found: dict[str, tuple[float, float]] = {}
    page = reader(letter).pages[0]
    height = float(page.mediabox.height)

    def visit(text: str, space: Any, matrix: Any, *_: Any) -> None:
        if text.strip():
            x, y = space[4] + matrix[4], space[5] + matrix[5]
            found[text.strip()] = (x / MILLIMETRE, (height - y) / MILLIMETRE)

    page.extract_text(visitor_text=visit)
    return found


def left_edge(letter: ComposedLetter, word: str) -> float:
    """Where the word first stands on the first page, in mm from the left."""
    document = pypdfium2.PdfDocument(letter_pdf(letter, SENT_ON))
    page = document[0].get_textpage()
    index, _ = page.search(word).get_next()
    left: float = page.get_charbox(index)[0] / MILLIMETRE
    document.close()
    return left


def test_a_usual_letter_is_one_page_with_everything_in_order() -> None:
    pdf = reader(USUAL)
    assert len(pdf.pages) == 1
    text = words(USUAL)
    parts = (
        "VLA 004 / 1126 / OBS 031 Letter reference: 7K2Q-M9XD 2026-11-13 Page 1 of 1",
        "Observatory Demo 12 Sample Street 1000 Sampleton Exampleland r-k7m2q9@letters.example.org",
        "Ms. Ilda Venn Minister of Justice 2 Quay of Ropes Port Vala Valoria",
        "13 November 2026",
        "Re: VLA 004 / 1126 / OBS 031 Arbitrary detention of Mara Tellin and Josef Arund",
        "Letter reference: 7K2Q-M9XD",
        "Excellency,",
        "I grew up beside a river",
        "I respectfully urge you to:",
        "1. Release Mara",
        "2. Guarantee",
        "– access to their lawyer",
        "3. Investigate",
        "Yours respectfully, Anna Example Ghent, Belgium",
        "Observatory Demo sends this letter for the person",
    )
    found = [text.find(part) for part in parts]
    assert -1 not in found, parts[found.index(-1)]
    assert found == sorted(found)


def test_the_code_stays_on_one_line() -> None:
    for words_before in range(10, 16):
        attestation = "quote " * words_before + f"{USUAL.code} in your answer."
        text = reader(replace(USUAL, attestation=attestation)).pages[0].extract_text()
        assert text.count(USUAL.code) == 3, words_before


def test_a_long_letter_has_its_header_on_every_page() -> None:
    pages = reader(LONG).pages
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        text = " ".join(page.extract_text().split())
        assert f"Letter reference: 7K2Q-M9XD {SENT_ON} Page {number} of 2" in text
        assert "VLA 004 / 1126 / OBS 031" in text


def test_a_few_lines_more_are_set_snugly_on_the_same_page() -> None:
    """However long: as many pages as the usual setting needs or fewer, and somewhere fewer."""
    saved = set()
    for lines in range(0, 24, 2):
        letter = replace(USUAL, own_words=("A line of its own.",) * lines)
        usual = _compiled(
            {**_data(letter, SENT_ON), "snug": False}, datetime(2026, 11, 13, tzinfo=UTC)
        )
        saved.add(page_count(usual) - page_count(letter_pdf(letter, SENT_ON)))
    assert saved == {0, 1}


def test_what_is_to_be_conveyed_goes_with_the_closing_to_the_next_page() -> None:
    for length in range(45):
        opening = (*LONG.opening[:6], *["One line more."] * length)
        last = reader(replace(LONG, opening=opening)).pages[-1].extract_text()
        assert ("Please convey" in last) == ("Yours respectfully" in last)


def test_many_signatories_run_over_pages() -> None:
    names = tuple(f"Person {number}, Exampleland" for number in range(100))
    text = words(replace(USUAL, signatory=names))
    assert all(name in text for name in names)
    assert "Page 3 of 3" in text


def test_metadata_language_and_tags() -> None:
    pdf = reader(USUAL)
    assert pdf.metadata is not None
    assert pdf.metadata.title == USUAL.subject
    assert pdf.metadata.author == "Observatory Demo"
    assert str(pdf.metadata["/Keywords"]) == "VLA 004 / 1126 / OBS 031"
    assert str(pdf.metadata["/CreationDate"]) == "D:20261113000000Z"
    assert str(pdf.root_object["/Lang"]) == "en"
    assert pdf.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert str(reader(ARABIC).root_object["/Lang"]) == "ar"


def test_it_conforms_to_the_standards_for_archives_and_for_screen_readers() -> None:
    for letter in (USUAL, LONG, RUSSIAN, ARABIC, HOSTILE):
        pdf = letter_pdf(letter, SENT_ON)
        assert b"pdfaid:part>2<" in pdf
        assert b"pdfuaid:part>1<" in pdf


@pytest.mark.parametrize("letter", [USUAL, LONG, ARABIC])
def test_the_same_letter_gives_the_same_bytes(letter: ComposedLetter) -> None:
    assert letter_pdf(letter, SENT_ON) == letter_pdf(letter, SENT_ON)


def test_the_date_of_sending_has_one_form() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        letter_pdf(USUAL, "13 November 2026")


@pytest.mark.parametrize(
    ("country", "width", "height"),
    [
        ("CH", 210, 297),
        ("KG", 210, 297),
        ("", 210, 297),
        *((c, 215.9, 279.4) for c in ("US", "CA", "MX", "PH", "CL", "CO", "VE")),
    ],
)
def test_paper_follows_the_country_of_delivery(country: str, width: float, height: float) -> None:
    box = reader(replace(USUAL, country=country)).pages[0].mediabox
    assert float(box.width) == pytest.approx(width * MILLIMETRE, abs=0.5)
    assert float(box.height) == pytest.approx(height * MILLIMETRE, abs=0.5)


@pytest.mark.parametrize("country", ["CH", "US"])
@pytest.mark.parametrize("lines", [1, 5, 6, 8])
def test_the_address_shows_in_the_window_and_nothing_else_does(country: str, lines: int) -> None:
    letter = replace(USUAL, country=country, addressee=tuple(f"Zeile{n}" for n in range(lines)))
    for text, (x, y) in places(letter).items():
        in_window = 20 <= x <= 110 and 45 <= y <= 90
        assert in_window == text.startswith("Zeile"), (text, x, y)
        if text == "Zeile0" and lines < 6:
            assert 62.7 < y < 68  # the zone of the address; a #10 window begins there too


def test_russian() -> None:
    text = words(RUSSIAN)
    assert "Произвольное задержание Мары Теллин" in text
    assert "Страница 1 из 1" in text


def test_arabic_reads_from_the_right_and_codes_from_the_left() -> None:
    text = words(ARABIC)
    catalogue = reader(ARABIC).root_object
    assert catalogue["/ViewerPreferences"]["/Direction"] == "/R2L"  # type: ignore[index]
    for kept in ("VLA 004 / 1126 / OBS 031", "7K2Q-M9XD", "12 Sample Street", SENT_ON):
        assert kept in text
    # In the head the code stands on the right and the date on the left; in English, the reverse.
    assert left_edge(ARABIC, "VLA") > 105 > left_edge(ARABIC, SENT_ON)
    assert left_edge(USUAL, "VLA") < 105 < left_edge(USUAL, SENT_ON)
    numbers = replace(ARABIC, code="031 / 777")
    assert left_edge(numbers, "031") < left_edge(numbers, "777")
    # A number stays before the name.
    assert left_edge(ARABIC, "1000") < left_edge(ARABIC, "Sampleton")


def test_own_words_keep_the_direction_of_their_script() -> None:
    english = replace(ARABIC, own_words=("My own words.",))
    assert left_edge(english, "My") == pytest.approx(25, abs=1)
    arabic = replace(USUAL, own_words=("رسالة من KG.",))
    assert left_edge(arabic, "KG") > 105


def test_hostile_text_is_only_text() -> None:
    text = words(HOSTILE)
    assert text.count(SOURCE_CODE) == 3
    assert "one two three[31m four" in text
    assert not set("\u202e\x00\u2028\x1b") & set(text)
    assert "root:" not in text
    assert reader(HOSTILE).metadata.title == SOURCE_CODE  # type: ignore[union-attr]


def test_every_field_is_only_text() -> None:
    hostile: dict[str, Any] = {
        field: SOURCE_CODE if isinstance(value, str) else (SOURCE_CODE,)
        for field, value in vars(USUAL).items()
        if field not in ("language", "country", "demands", "joint")
    }
    code = (SOURCE_CODE,) * 4
    signed = (Signatory(SOURCE_CODE, SOURCE_CODE, SOURCE_CODE),)
    hostile["joint"] = Joint(SOURCE_CODE, code, signed, SOURCE_CODE, SOURCE_CODE, code)
    text = words(replace(USUAL, **hostile))
    # The page label and the code stand on every page; each other field at least once.
    assert text.replace(" ", "").count(SOURCE_CODE.replace(" ", "")) >= len(hostile) + 13


def test_a_joint_letter_of_many_is_readable_and_tagged() -> None:
    signed = tuple(Signatory(f"Person {n}", "Exampleland", "1 Nov 2026") for n in range(300))
    joint = Joint(
        "Signed by 312 people", ("No.", "Name", "Country", "On"), signed, "12 more", "", ()
    )
    letter = replace(USUAL, joint=joint)
    text = words(letter)
    assert all(f"Person {n} Exampleland" in text for n in range(300))
    assert "12 more" in text
    assert len(reader(letter).pages) <= MOST_PAGES
    assert ComposedLetter.from_json(json.loads(json.dumps(letter.as_json()))) == letter


def test_missing_characters() -> None:
    assert missing_characters(USUAL) == set()
    assert missing_characters(ARABIC) == set()
    assert missing_characters(RUSSIAN) == set()
    strange = replace(
        USUAL, signatory=("\U00012000 \U0001f600\u200d\u2062\U000e0041\n x",), demands=USUAL.demands
    )
    assert missing_characters(strange) == {"\U00012000", "\U0001f600"}
    nested = replace(USUAL, demands=(replace(USUAL.demands[0], items=("\ue000",)),))
    assert missing_characters(nested) == {"\ue000"}


def test_a_missing_character_does_not_stop_the_letter() -> None:
    assert "Anna" in words(replace(USUAL, signatory=("Anna \U00012000",)))


def of_the_system(name: str, family: str) -> Any:
    there = (fonts.SYSTEM / fonts.OF_THE_SYSTEM[family]).exists()
    why = "not installed (Debian, Ubuntu: sudo apt install fonts-noto-core fonts-noto-cjk)"
    return pytest.param(name, family, marks=pytest.mark.skipif(not there, reason=why))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Γιώργος Παπαδόπουλος", "Noto Sans"),
        ("Нуржан Айтбаев", "Noto Sans"),
        ("ليلى حسن", "Noto Sans Arabic"),
        ("नरेन्द्र शर्मा", "Noto Sans"),
        ("สมชาย ใจดี", "Noto Sans Thai"),
        of_the_system("Նարե Հակոբյան", "Noto Sans Armenian"),
        of_the_system("ნინო ბერიძე", "Noto Sans Georgian"),
        of_the_system("שרה כהן", "Noto Sans Hebrew"),
        of_the_system("አበበ ቢቂላ", "Noto Sans Ethiopic"),
        of_the_system("王小明", "Noto Sans CJK SC"),
    ],
)
def test_names_in_the_scripts_of_the_world_have_a_font(name: str, family: str) -> None:
    letter = replace(USUAL, signatory=(name,))
    assert missing_characters(letter) == set()
    used = {
        str(font.get_object()["/BaseFont"]).partition("+")[2].partition("-")[0]
        for page in reader(letter).pages
        for font in page["/Resources"]["/Font"].values()
    }
    wanted = family.replace(" ", "").casefold()
    assert any(font.casefold().startswith(wanted) for font in used), used


def test_threads_take_turns() -> None:
    found: dict[int, str] = {}

    def work(number: int) -> None:
        for _ in range(5):
            found[number] = words(replace(USUAL, reference=f"THREAD-{number}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"Letter reference: THREAD-{number}" in found[number] for number in range(4))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_gets_an_error_and_does_not_hang() -> None:
    letter_pdf(USUAL, SENT_ON)
    child = os.fork()
    if child == 0:
        try:
            letter_pdf(USUAL, SENT_ON)
        except RuntimeError:
            os._exit(42)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
