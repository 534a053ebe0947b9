"""Finding by words in any script: what is kept and what is asked for are folded alike.

Case, accents and other marks do not matter, nor do the forms that one letter has in Arabic and
Persian or in the Cyrillic alphabets. A word is found by its beginning. The table is the same on
both databases: its key is the index, which PostgreSQL sorts by bytes, as SQLite does.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Select, String, and_, delete, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from campaign.base import many
from campaign.base.countries import names_in
from campaign.base.database import Base

LONGEST_WORD = 40  # characters; a longer word is found by its beginning
MOST_TERMS = 8  # of a question; more of them say nothing new
AT_ONCE = 500  # subjects whose words are replaced by one statement
PLACE = "="  # begins the word that stands for a country; no text is folded to it
# In these a country may be asked for.
LANGUAGES = ("en", "fr", "es", "ru", "ar", "de", "pt", "uk", "tr", "fa", "ky", "zh")

_LAST = chr(sys.maxunicode)  # sorts behind every continuation of a word
# Letters that belong together and that no decomposition brings together.
_ALIKE = str.maketrans(
    {
        **{"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t", "ə": "e"},
        **{"æ": "ae", "œ": "oe", "þ": "th"},
        # Ukrainian, Belarusian, Kyrgyz, Kazakh, Tajik and Uzbek letters, as Russians type them
        **{"і": "и", "є": "е", "ґ": "г", "ң": "н", "ө": "о", "ү": "у", "ұ": "у", "қ": "к"},
        **{"ғ": "г", "һ": "х", "ҳ": "х", "ҷ": "ч", "ә": "а"},
        **{"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ە": "ه"},
        **{"ء": None, "ـ": None},
        **{
            chr(n): str(unicodedata.decimal(chr(n)))
            for n in range(0x80, 0x1000)
            if chr(n).isdecimal()
        },
    }
)
_APOSTROPHE = "['’‘ʻʼ`´]"
# Vowel signs that stand as characters of their own and distinguish words (Thai, Devanagari).
_SIGNS = "".join(
    chr(code)
    for code in range(0x300, 0x12000)
    if unicodedata.category(chr(code)) in ("Mn", "Mc") and not unicodedata.combining(chr(code))
)
_CODE = re.compile(r"\b[A-Z]{2}\b")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_WORD = re.compile(rf"(?:[^\W_][{_SIGNS}]*)+")
_JOINED = re.compile(rf"(?:{_WORD.pattern}){_APOSTROPHE}(?:{_WORD.pattern})")
_ARTICLE = re.compile(r"^و?ال(?=.{3})")  # Arabic: and, the
# Scripts that set no spaces between words; a word may begin at any of their letters.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# Words of titles that tell nothing; nor do those of two letters, unless they are a country's code.
_JOINING = frozenset({"the", "and", "der", "die", "das", "und", "les", "des", "los", "las", "del"})


class SearchWord(Base):
    """A word by which something of an organisation is found."""

    __tablename__ = "search_word"

    kind: Mapped[str] = mapped_column(primary_key=True)  # whoever writes the words says of what
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    word: Mapped[str] = mapped_column(
        String().with_variant(String(collation="C"), "postgresql"), primary_key=True
    )
    subject_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


def fold(text: str) -> str:
    """A text without what does not matter to a search; digits of any script become 0 to 9."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", folded.translate(_ALIKE))


def words_of(texts: Iterable[str | None], country: str | None = None) -> set[str]:
    """The words by which something with these texts, and of this country, is found."""
    found = {PLACE + country.lower()} if country else set()
    for text in filter(None, texts):
        found |= _words_in(text)
    return found


def terms_of(text: str) -> list[str]:
    """The words of a question, the longest first, without those that tell nothing.

    Two letters tell something as a country's code: in capitals, or alone.
    """
    found = {_ARTICLE.sub("", word)[:LONGEST_WORD] for word in _WORD.findall(fold(text))}
    shouted = text.isupper() and len(found) > 1
    codes = set() if shouted else {one.lower() for one in _CODE.findall(text)}
    telling = {word for word in found if _tells(word) or word in codes} or found
    return sorted(telling, key=lambda word: (-len(word), word))[:MOST_TERMS]


def matching(kind: str, org_ids: Sequence[UUID], terms: Sequence[str]) -> Select[UUID]:
    """The ids of what has, for every term, a word that begins so, or is in a country named so."""
    first, *others = terms
    word = aliased(SearchWord)
    query = select(word.subject_id).where(word.org_id.in_(org_ids), _begins(word, kind, first))
    for term in others:
        also = aliased(SearchWord)
        same = select(also.subject_id).where(also.org_id.in_(org_ids), _begins(also, kind, term))
        query = query.where(word.subject_id.in_(same))
    return query.distinct()


def keep_words(
    session: Session, kind: str, org_id: UUID, words: Mapping[UUID, Iterable[str]]
) -> None:
    """Put these words of some subjects in the place of those they had."""
    forget_words(session, kind, list(words))
    add_words(session, kind, org_id, words)


def add_words(
    session: Session, kind: str, org_id: UUID, words: Mapping[UUID, Iterable[str]]
) -> None:
    """Keep the words of subjects that had none."""
    rows = [
        {"kind": kind, "org_id": org_id, "word": word, "subject_id": subject_id}
        for subject_id, found in words.items()
        for word in set(found)
    ]
    rows.sort(key=itemgetter("word"))  # as the index has them
    many.insert(session, SearchWord, rows)


def forget_words(session: Session, kind: str, subject_ids: Sequence[UUID]) -> None:
    """Nothing finds these any more."""
    for start in range(0, len(subject_ids), AT_ONCE):
        theirs = SearchWord.subject_id.in_(subject_ids[start : start + AT_ONCE])
        session.execute(delete(SearchWord).where(SearchWord.kind == kind, theirs))


def countries_named(term: str) -> list[str]:
    """Countries (ISO 3166-1 alpha-2) with a word in their name that begins like this folded one."""
    if len(term) < 3 and term.isascii():
        return sorted({term.upper()} & set().union(*_country_words().values()))
    named = _country_words()
    return sorted({code for word in named if word.startswith(term) for code in named[word]})


def _begins(word: type[SearchWord], kind: str, term: str) -> ColumnElement[bool]:
    places = [PLACE + code.lower() for code in countries_named(term)]
    begins = and_(word.word >= term, word.word < term + _LAST)
    return and_(word.kind == kind, or_(begins, word.word.in_(places)) if places else begins)


@lru_cache(maxsize=10_000)
def _words_in(text: str) -> frozenset[str]:
    folded = fold(text)
    if folded.isascii() and "'" not in folded:
        return frozenset(
            filter(_tells, (word[:LONGEST_WORD] for word in _PLAIN_WORD.findall(folded)))
        )
    joined = (re.sub(_APOSTROPHE, "", one) for one in _JOINED.findall(folded))
    words = (*_WORD.findall(folded), *joined)
    return frozenset(form[:LONGEST_WORD] for word in words for form in _forms(word))


def _tells(word: str) -> bool:
    return word not in _JOINING and (len(word) > 2 or not word.isascii() or word.isdigit())


def _forms(word: str) -> Iterator[str]:
    """How a word is kept: as it is, without an article, and from every letter where none parts."""
    yield word
    if bare := _ARTICLE.sub("", word):
        yield bare
    if _UNSPACED.search(word):
        yield from (word[start:] for start in range(1, min(len(word), LONGEST_WORD)))


@cache
def _country_words() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for code, name in names_in(language).items():
            for word in words_of([name]):
                found.setdefault(word, set()).add(code)
    return found
