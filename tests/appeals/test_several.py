"""Two appeals in one text are known; one that cites others is one."""

from pathlib import Path

import pytest

from campaign.appeals import decode
from campaign.appeals.several import two_codes

HERE = Path(__file__).parent
ALL = sorted(
    path for path in [*HERE.glob("samples/*"), *HERE.glob("unseen/*")] if path.suffix != ".json"
)
APPEALS = [path for path in ALL if path.name != "README.md"]


def text(name: str) -> str:
    return decode((HERE / name).read_bytes())


@pytest.mark.parametrize("path", APPEALS, ids=lambda path: path.name)
def test_one_appeal_is_one(path: Path) -> None:
    assert two_codes(decode(path.read_bytes())) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("samples/office_above_name.txt", "unseen/01-obs-fr.txt"),
        ("unseen/01-obs-fr.txt", "samples/office_above_name.txt"),
        ("unseen/02-obs-es.txt", "samples/double_spaced_fields.txt"),
        ("unseen/05-omct-en.txt", "unseen/41-amnesty-en-2022.txt"),
        ("unseen/14-amnesty-de-update.txt", "unseen/10-pen-en.txt"),
    ],
)
def test_two_after_one_another_are_two(first: str, second: str) -> None:
    found = two_codes(f"{text(first)}\n\n{text(second)}")
    assert found is not None
    assert found[0] != found[1]


def test_the_same_appeal_twice_is_one_case() -> None:
    twice = text("unseen/01-obs-fr.txt") + "\n\n" + text("unseen/01-obs-fr.txt")
    assert two_codes(twice) is None


def test_cited_codes_on_lines_of_their_own_make_no_second_appeal() -> None:
    one = text("unseen/01-obs-fr.txt")
    cited = "\n\nBDI 001 / 0110 / OBS 001\nUGA 002 / 0318 / OBS 021\nFax: +33 1 99 00 10 10\n"
    assert two_codes(one + cited) is None
    assert two_codes(cited + one) is None
