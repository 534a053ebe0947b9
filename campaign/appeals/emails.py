"""E-mail addresses behind a label: found, restored where that takes no guess, or blanked."""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

_ADDRESS = re.compile(r"[\w.+%'&-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_WORD = re.compile(r"\w+")
_AT = re.compile(
    r"\s{0,3}[(\[{<]\s?(?:at|a|@|arroba|arobase|ät|собака)\s?[)\]}>]\s{0,3}", re.IGNORECASE
)
_DOT_WORDS = "dot|DOT|punto|point|punkt|точка"
_DOT = re.compile(rf"\s{{0,3}}[(\[{{<]\s?(?:{_DOT_WORDS}|\.)\s?[)\]}}>]\s{{0,3}}", re.IGNORECASE)
_SPOKEN = re.compile(
    r"(?<!\S)([\w.+-]{1,64})\s(?:at|AT|arroba|arobase|собака)\s"
    rf"([\w-]{{1,63}}(?:\s?(?:\.|\s(?:{_DOT_WORDS}))\s?[\w-]{{1,63}}){{1,5}})"
)
_SPOKEN_DOT = re.compile(rf"\s(?:{_DOT_WORDS})\s")
# A break or a stray space inside an address: beside the @, or after a dot of the domain.
_SPLIT_AT = re.compile(r"(?<=[\w.+-])[ \n]{0,2}@[ \n]{0,2}(?=[\w-])")
_SPLIT_DOT = re.compile(
    r"(@[\w.-]{1,120}(?:\.[ \n]|[ \n]\.|-[ \n]))[ \n]{0,2}"
    r"(?=[\w-]{1,63}(?:\.[\w-]{2,63}){1,5}|(?<=\n)[a-z]{2,6}(?:[\s,;]|\Z))"
)
_BLANKED = re.compile(
    r"[\[(<]\s?(?:e-?mail|email address|adresse)?\s?(?:protected|hidden|removed|masqu[ée]e?)"
    r"\s?[\])>]|[xX*•.…_]{3,80}(?:@[xX*•.…_]{1,80})?|[\w.+-]{1,64}@(?:\.{2,3}|…)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Emails:
    """The addresses read, whether one is blanked, what was doubtful, and the text left over."""

    addresses: tuple[str, ...]
    blanked: bool
    doubts: tuple[str, ...]
    rest: str


def read_emails(text: str) -> Emails:
    """Read the addresses in the text that stands behind an e-mail label."""
    doubts: list[str] = []
    plain = _restore(text)
    if plain != text:
        doubts.append(f"“{text.strip()}” was printed broken or disguised; please check it.")
    found: list[str] = []
    for match in _ADDRESS.finditer(plain):
        address = _valid(match.group())
        if address is None:
            doubts.append(f"“{match.group()}” cannot be an e-mail address; please look it up.")
        elif address not in found:
            found.append(address)
    rest = _ADDRESS.sub("", plain)
    rest, blanks = _BLANKED.subn("", rest)
    blanked = blanks > 0 or not found
    if blanked:
        doubts.append("An e-mail address was removed from the text; please look it up.")
    return Emails(tuple(found), blanked, tuple(doubts), rest)


def has_address(text: str) -> bool:
    """Tell whether a plain or bracket-disguised address stands in the text."""
    return ("@" in text or _AT.search(text) is not None) and bool(_ADDRESS.search(_restore(text)))


def is_only_addresses(text: str) -> bool:
    """Tell whether the text is one or more addresses and nothing else."""
    rest = _ADDRESS.sub("", _restore(text)) if has_address(text) else text
    return all(word in ("or", "and") for word in _WORD.findall(rest))


def is_blanked(text: str) -> bool:
    """Tell whether the text is what a site leaves where it hid an address, and nothing else."""
    return "protected" in text.casefold() and _BLANKED.fullmatch(text.strip()) is not None


def _restore(text: str) -> str:
    """Put an address together again when no letter of it has to be guessed."""
    if "@" in text or _AT.search(text):
        text = _DOT.sub(".", _AT.sub("@", text))
    text = _SPOKEN.sub(lambda m: m[1] + "@" + _SPOKEN_DOT.sub(".", m[2]), text)
    text = _SPLIT_AT.sub("@", text)
    return _SPLIT_DOT.sub(lambda m: re.sub(r"[ \n]", "", m[1]), text)


def _valid(address: str) -> str | None:
    """Return the address with its domain in lower case, or None."""
    try:
        return validate_email(address.strip("."), check_deliverability=False).normalized
    except EmailNotValidError:
        return None
