"""The catalogues of the languages that are offered say all that the code says, and nothing else."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from campaign.base import languages

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>|%%|https?://\S+")
COUNT = "%(count)s"
DESK_ONLY = ("changes.html", "failing.txt", "fax_costs.txt", "weekly.txt")
TAG_OR_CODE = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<svg.*?</svg>", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r'(?:aria-label|title|alt|data-[a-z]+)="([^"{]*[A-Za-z]{2}[^"{]*)"')
CHART = ("The numbers as a table", "Nothing to draw yet.")  # charts stand at the desk

Key = tuple[str, str]


def others() -> list[str]:
    return [language for language in languages.OFFERED if language != languages.FIRST]


def path_of(language: str, kind: str) -> Path:
    return ROOT / "campaign" / "translations" / language / "LC_MESSAGES" / f"messages.{kind}"


def key_of(message: Message) -> Key:
    texts = message.id if isinstance(message.id, tuple) else (message.id,)
    return message.context or "", "\0".join(texts)


def catalogue(language: str) -> Catalog:
    with path_of(language, "po").open("rb") as file:
        return read_po(file, locale=language)


def messages(found: Catalog) -> dict[Key, Message]:
    return {key_of(message): message for message in found if message.id}


@pytest.fixture(scope="module")
def said() -> set[Key]:
    """Every message that the code marks."""
    with (ROOT / "babel.cfg").open() as file:
        mapping, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT), mapping, options, directory_filter=_is_ours)
    template = Catalog()
    for _, _, texts, _, context in found:
        template.add(texts, context=context)
    return set(messages(template))


def _is_ours(folder: str) -> bool:
    return Path(folder).name in {ROOT.name, *_folders()}


def _folders() -> Iterator[str]:
    for top in ("campaign", "templates"):
        yield top
        yield from (one.name for one in (ROOT / top).rglob("*") if one.is_dir())


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def problems_of(message: Message, forms: list[list[int]]) -> list[str]:
    """What is wrong with one message; `forms` has the numbers for which each plural is used."""
    found = []
    if message.fuzzy:
        found.append("fuzzy")
    texts = strings(message)
    if not all(text.strip() for text in texts):
        return [*found, "untranslated"]
    if not isinstance(message.id, tuple):
        wanted = sorted(PLACEHOLDER.findall(message.id))
        return found + ["placeholders"] * (sorted(PLACEHOLDER.findall(texts[0])) != wanted)
    if len(texts) != len(forms):
        return [*found, "plural forms"]
    wanted = sorted(PLACEHOLDER.findall(message.id[1]))
    for text, numbers in zip(texts, forms, strict=True):
        here = sorted(PLACEHOLDER.findall(text))
        if here != wanted and not (len(numbers) <= 1 and [*here, COUNT] == wanted_last(wanted)):
            found.append("placeholders")
    return found


def wanted_last(wanted: list[str]) -> list[str]:
    """The placeholders with that of the number at the end."""
    return [one for one in wanted if one != COUNT] + [one for one in wanted if one == COUNT]


def plural_forms(found: Catalog) -> list[list[int]]:
    """For each plural of a language the numbers from 1 to 200 that it is used for."""
    choose = gettext.c2py(found.plural_expr)  # type: ignore[attr-defined]
    forms: list[list[int]] = [[] for _ in range(found.num_plurals)]
    for n in range(1, 201):
        forms[choose(n)].append(n)
    return forms


def test_nothing_is_missing_and_nothing_stale(said: set[Key]) -> None:
    for language in others():
        found = catalogue(language)
        assert set(messages(found)) == said, f"{language}: make translations"
        assert not found.obsolete, language


def test_every_message_is_translated_with_what_it_holds() -> None:
    for language in others():
        found = catalogue(language)
        forms = plural_forms(found)
        wrong = {key[1]: problems_of(one, forms) for key, one in messages(found).items()}
        assert {text: what for text, what in wrong.items() if what} == {}, language


def test_what_is_compiled_is_what_was_translated() -> None:
    for language in others():
        fresh = BytesIO()
        write_mo(fresh, catalogue(language))
        fresh.seek(0)
        with path_of(language, "mo").open("rb") as file:
            assert words(gettext.GNUTranslations(file)) == words(gettext.GNUTranslations(fresh))


def words(found: gettext.GNUTranslations) -> dict[object, str]:
    known: dict[object, str] = found._catalog  # type: ignore[attr-defined]
    return {key: value for key, value in known.items() if key != ""}


def test_every_language_has_a_name_and_a_catalogue() -> None:
    for language in languages.LANGUAGES:
        assert language == languages.FIRST or path_of(language, "po").exists()
    assert set(languages.OFFERED) <= set(languages.LANGUAGES)


@pytest.mark.parametrize(
    "path",
    [
        *(ROOT / "templates").glob("*.html"),
        *(ROOT / "templates" / "site").glob("*.html"),
        *(ROOT / "templates" / "macros").glob("*.html"),
        *(ROOT / "templates" / "mail").glob("*.txt"),
    ],
    ids=lambda path: path.name,
)
def test_no_word_for_supporters_is_unmarked(path: Path) -> None:
    if path.name in DESK_ONLY:
        return
    text = " ".join(TAG_OR_CODE.sub(" ", path.read_text()).split())
    unmarked = [one.strip() for one in re.findall(r">([^<>]*[A-Za-z]{2}[^<>]*)<", f">{text}<")]
    assert [one for one in unmarked if one not in CHART and "lang=" not in one] == []
    source = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert SPOKEN_ATTRIBUTE.findall(source) == []


@pytest.mark.parametrize(
    ("msgid", "msgstr", "wrong"),
    [
        ("Goal: %(count)s.", "But : %(count)s.", []),
        ("Goal: %(count)s.", "But : %(cout)s.", ["placeholders"]),
        ("Goal: %(count)s.", "", ["untranslated"]),
        ("See <b>it</b>", "Voir", ["placeholders"]),
        ("{n} of {all}", "{n} / {all}", []),
        (("one", "%(count)s of %(x)s"), ("un %(x)s", "%(count)s %(x)s"), []),
        (("one", "%(count)s of %(x)s"), ("%(count)s %(x)s", "%(x)s"), ["placeholders"]),
        (("one", "%(count)s of %(x)s"), ("un", "%(count)s %(x)s"), ["placeholders"]),
        (("one", "%(count)s"), ("un",), ["plural forms"]),
    ],
)
def test_the_tests_see_what_is_wrong(
    msgid: str | tuple[str, ...], msgstr: str | tuple[str, ...], wrong: list[str]
) -> None:
    forms = plural_forms(Catalog(locale="fr"))
    assert problems_of(Message(msgid, msgstr), forms) == wrong
    assert problems_of(Message(msgid, msgstr, flags=["fuzzy"]), forms) == ["fuzzy", *wrong]


def test_in_russian_21_is_spoken_of_as_one_and_needs_its_number() -> None:
    forms = plural_forms(Catalog(locale="ru"))
    message = Message(("Send it?", "Send %(count)s?"), ("Это?", "%(count)s?", "%(count)s?"))
    assert problems_of(message, forms) == ["placeholders"]
