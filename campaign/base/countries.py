"""Countries of ISO 3166-1, with the names that CLDR gives them."""

from __future__ import annotations

from functools import cache

from babel import Locale

# What CLDR lists beside them: unions, zones, places that stand for none.
_NONE = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


@cache
def names_in(language: str) -> dict[str, str]:
    """The name of every country in a language (BCP 47 tag) by its alpha-2 code.

    Raises babel.UnknownLocaleError for a language that CLDR does not have.
    """
    names = Locale.parse(language, sep="-").territories.items()
    return {
        str(code): str(name)
        for code, name in names
        if len(code) == 2 and code.isalpha() and code not in _NONE
    }


COUNTRIES = frozenset(names_in("en"))
