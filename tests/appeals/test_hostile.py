"""Input that means harm, or means nothing: no crash, no wait, nothing unsafe comes through."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.appeals import UnreadableAppeal, as_json, decode, read

HEAD = (
    "KGZ 002 / 0314 / OBS 020\nThe Observatory requests your urgent intervention in the following "
    "situation in Chad.\n\nActions requested:\n\ni. Do this;\n\nAddresses:\n\n"
)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n ",
        b"\x00\x00",
        b"%PDF-1.7 ...",
        b"PK\x03\x04 zip",
        b"a\x00b\x00c",
        b"x" * 3_000_000,
    ],
)
def test_files_that_are_no_text_are_refused_in_plain_words(data):
    with pytest.raises(UnreadableAppeal, match=r"^Th(e|is|ere) .*\.$"):
        decode(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "word " * 60_000,
        "<p>" * 30_000,
        "a\n" * 10_001,
        "\x01\x02\x03" * 100,
        "<html></html>",
    ],
)
def test_texts_that_cannot_be_read_are_refused_in_plain_words(text):
    with pytest.raises(UnreadableAppeal, match=r"^Th(e|is|ere) .*\.$"):
        read(text)


def test_encodings():
    text = "Ägypten – “Ruf”, 12 €"
    assert decode(text.encode()) == text
    assert decode(b"\xef\xbb\xbf" + text.encode()) == text
    assert decode(text.encode("utf-16")) == text
    with pytest.warns(UnicodeWarning, match="Western European"):
        assert decode(text.encode("cp1252")) == text
    page = "<meta charset=windows-1251><p>Кыргызстан</p>"
    assert decode(page.encode("cp1251")) == page


def test_controls_are_dropped_and_joiners_between_letters_kept():
    appeal = read(
        "Chad: A\u202e title\u200b with\x07 marks\n\n" + HEAD + "Mr. Mi\u200cra\u200d, Minister of "
        "Justice, Fax: +44 20 7946 0011\n"
    )
    assert appeal.title == "Chad: A title with marks"
    assert appeal.recipients[0].name == "Mi\u200cra"


def test_letters_are_composed():
    assert read("Cafe\u0301 is closed\n\n" + HEAD).title == "Café is closed"


def test_scripts_and_hidden_parts_of_a_page_are_not_read():
    appeal = read(
        "<html><body><h1>Chad: A title</h1><script>alert('Fax: +44 20 7946 0011')</script>"
        "<p hidden>Mr. Hidden, Minister, Fax: +44 20 7946 0012</p>"
        "<p style='display: none'>Mr. Unseen, Minister, Fax: +44 20 7946 0013</p><pre>"
        + HEAD
        + "Mr. Seen, Minister of Justice, Fax: +44 20 7946 0014</pre></body></html>"
    )
    assert [r.faxes for r in appeal.recipients] == [("+442079460014",)]
    assert "alert" not in str(appeal)


AMNESTY = (
    "UA: 12/14 Index: AFR 63/004/2014 Chad Date: 21 March 2014\n\nURGENT ACTION\n\nA TITLE\n\n"
    "She was arrested on 9 January after a march in N'Djamena.\n\n"
)
LETTER = AMNESTY + "TAKE ACTION: WRITE AN APPEAL\n\nMinister of Justice\n12 Main Street\n\n"

PIECES = [
    "KGZ 002 / 03",
    "(((((",
    "Fax: + + +",
    "Fax: +996 312 00 00 11, ",
    "Mr. X, ",
    "a@b.",
    "a at b dot ",
    "1) ",
    "Email: ",
    "\n• ",
    "March 17, ",
    "H.E. ",
    "<div>",
    "urging the ",
    "Minister of ",
    "Kyrgyzstan ",
    "AHRC-UAC-01-",
    "RAN 1/1, ",
    "Case TUR 2702",
    "\n\nDear Minister,",
    "\n\nCopies to the ",
    "send letters before ",
    "Xy urges. ",
    "\n\nYours sincerely,",
    "Issues: a; ",
    "UA 12/",
    "(UA 1/14 ",
    "AFR 63/",
    "issued 2 May ",
    "Dear Minister,\n",
    "before 2 May ",
    "Salutation: (Dear ",
    "Fax: (if a voice ",
]


def seconds(text):
    """How much of the processor's time reading takes, whatever else the machine does."""
    return min(_once(text) for _ in range(3))  # the machine may have had other things to do


def _once(text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


@pytest.mark.parametrize("piece", [piece for piece in PIECES if piece != "<div>"])
@pytest.mark.parametrize(
    "head", ["", HEAD, AMNESTY, LETTER], ids=["bare", "in the list", "action", "model letter"]
)
def test_four_times_the_near_matches_take_no_more_than_linear_time(piece, head):
    """Tags are left out: nested ones are bounded by their number instead."""
    read(HEAD)  # tables of names are built once
    short, long = (
        head + piece * (size // max(len(piece), 6)) for size in (12_500, 50_000)
    )  # more lines are refused
    assert seconds(long) < 10 * max(seconds(short), 0.03)  # squared it would be 16 times


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.text(max_size=100))
def test_garbage_does_not_crash(garbage, more):
    for text in (garbage, HEAD + garbage, HEAD + f"Mr. {more}, Fax: {garbage}", f"<p>{garbage}"):
        try:
            appeal = read(text)
        except UnreadableAppeal:
            continue
        assert set(as_json(appeal)) >= {"code", "recipients", "warnings"}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "\n", "\n\n", ", ", "Fax: ", "/ ", "<li>", "12 "])))
def test_shuffled_pieces_do_not_crash(pieces):
    read(HEAD + "".join(pieces))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
@pytest.mark.filterwarnings("ignore::UnicodeWarning")
def test_any_bytes_are_decoded_or_refused(data):
    try:
        text = decode(data)
    except UnreadableAppeal:
        return
    assert isinstance(text, str)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le ministre a été arrêté dans la ville pour des raisons politiques", "fr"),
        ("El ministro fue detenido por los agentes y sus hijos", "es"),
        ("Министр был задержан", "ru"),
        ("احتجاز مدافعة عن حقوق الإنسان", "ar"),
        ("Der Minister wurde von der Polizei nicht auf freien Fuß gesetzt", "de"),
    ],
)
def test_each_language_is_known_by_its_words(text, language):
    appeal = read(
        f"{text}. {text}.\n\nMinistre\n1 rue du Héron, Paris, France\nFax: +33 1 99 00 00 11\n"
    )
    assert appeal.language == language
    assert [r.faxes for r in appeal.recipients] == [("+33199000011",)]
    assert "language" not in {doubt.field for doubt in appeal.warnings}


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Amnesty International\nUA: 12/14 Index: AFR 1/1/2014", "amnesty"),
        ("AHRC-UAC-039-2014", "ahrc"),
        ("PEN International\nRAPID ACTION NETWORK", "pen"),
        ("A letter of no family", "other"),
    ],
)
def test_other_families_are_told_apart(text, family):
    appeal = read(text + "\n\nMinister of Justice\n1 Road\nFax: +44 20 7946 0011\n")
    assert appeal.family == family
    assert appeal.recipients[0].faxes == ("+442079460011",)
    doubted = {doubt.field for doubt in appeal.warnings}
    assert "description" in doubted
    assert appeal.code or "code" in doubted
