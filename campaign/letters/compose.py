"""From a campaign's text, a recipient and a signer to the words of one letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import current_app

from campaign.accounts.models import Organisation
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.directory.kinds import conveys
from campaign.directory.models import Authority
from campaign.directory.salutations import honorific_in, salutation
from campaign.letters.addresses import reply_address
from campaign.letters.composed import ComposedLetter, Demand, Joint, Signatory
from campaign.letters.phrases import phrases

_LONG_LINE = 40  # characters; a shorter one was ended on purpose
_SENTENCE_ENDS = (".", "?", "!", ":", ";", "…", "؟", "。", "”", "»", '"')
_STATE_AND_ZIP = re.compile(r"[A-Z]{2} \d{5}(?:-\d{4})?")

PREVIEW_REFERENCE = "----·----"  # before a letter is confirmed it has none


@dataclass(frozen=True)
class Signer:
    """What a supporter gave to stand under a letter."""

    name: str  # as typed; what is shown of it follows from name_choice
    name_choice: str  # full, initials or withheld
    country: str  # its name in words, or empty
    city: str  # or empty
    own_words: str  # paragraphs separated by line ends, or empty

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return asdict(self)


NAMELESS = Signer("", "withheld", "", "", "")


def compose(
    campaign: Campaign,
    organisation: Organisation,
    text: LetterText,
    recipient: Recipient,
    signer: Signer,
    reference: str,
    on: date,
    on_paper: bool = False,
) -> ComposedLetter:
    """All words of the letter, as the recipient will read them; `on_paper` its author posts it."""
    words = phrases(text.language)
    authority = recipient.authority
    to_convey = conveys(authority.kind)
    reply = _reply_address(organisation, reference)
    composed = ComposedLetter(
        language=text.language,
        organisation=organisation.name,
        organisation_address=_letterhead(organisation, reply),
        reply_address=reply,
        addressee=addressee(authority, text.language),
        country=authority.country or campaign.case.country or "",
        date=format_date(on, "long", locale=_locale(text.language)),
        code=campaign.appeal.code or "",
        reference=reference,
        re_label=words.re_label,
        subject=text.subject,
        salutation=salutation(authority, text.language),
        opening=_lines(text.opening),
        own_words=_paragraphs(signer.own_words),
        asking=words.asking_to_convey if to_convey else words.asking,
        demands=tuple(Demand(d["text"], tuple(d["items"])) for d in text.demands),
        convey=words.convey if to_convey else "",
        closing=words.closing,
        signatory=_signatory(signer, organisation.name, text.language),
        attestation=_attestation(campaign, organisation, reference, reply, text.language, on_paper),
        reference_label=words.reference_label,
        page_label=words.page_label,
    )
    return without_names(campaign, composed)


def without_names(campaign: Campaign, composed: ComposedLetter) -> ComposedLetter:
    """The letter without the names that were taken out of its campaign."""
    if not campaign.names_out:
        return composed

    def veil(lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(campaign.veiled(line, composed.language) for line in lines)

    demands = (Demand(veil((one.text,))[0], veil(one.items)) for one in composed.demands)
    joint = composed.joint
    return replace(
        composed,
        subject=campaign.veiled(composed.subject, composed.language),
        opening=veil(composed.opening),
        own_words=veil(composed.own_words),
        demands=tuple(demands),
        joint=replace(joint, words=veil(joint.words)) if joint else None,
    )


def compose_joint(
    campaign: Campaign,
    organisation: Organisation,
    text: LetterText,
    recipient: Recipient,
    signed: Sequence[tuple[Signer, date]],
    reference: str,
    on: date,
    words_most: int,
) -> ComposedLetter:
    """All words of a letter of many, who signed on these days (the first one first).

    Named are those who show a name or initials; the others are counted. At most `words_most` of
    their own paragraphs follow.
    """
    words = phrases(text.language)
    usual = compose(campaign, organisation, text, recipient, signed[0][0], reference, on)
    to_convey = conveys(recipient.authority.kind)
    n = len(signed)
    reply = organisation.contact_email
    attestation = words.joint_attestation.format(organisation=organisation.name, reply=reply)
    many = replace(
        usual,
        organisation_address=_letterhead(organisation, reply),
        reply_address=reply,
        own_words=(),
        asking=words.joint_asking_to_convey if to_convey else words.joint_asking,
        convey=words.joint_convey if to_convey else "",
        closing=words.joint_closing,
        signatory=(words.joint_signatory.format(n=_number(n, text.language)),),
        attestation=f"{attestation} {_about(campaign, reference, text.language)}",
        joint=_joint(organisation.name, text.language, signed, words_most),
    )
    return without_names(campaign, many)


def joint_sender_name(n: int, organisation_name: str, language: str) -> str:
    """The display name of the From header of a letter of n people."""
    words = phrases(language)
    name = words.joint_sender.format(n=_number(n, language))
    return words.via.format(name=name, organisation=organisation_name)


def _joint(
    organisation: str, language: str, signed: Sequence[tuple[Signer, date]], words_most: int
) -> Joint:
    words = phrases(language)
    first, last = (format_date(day, "long", locale=_locale(language)) for day in _span(signed))
    named = [(signer, day) for signer, day in signed if signer.name_choice != "withheld"]
    unnamed = len(signed) - len(named)
    own = [paragraph for signer, _ in signed for paragraph in _said(signer, organisation)]
    return Joint(
        heading=words.joint_heading.format(
            n=_number(len(signed), language), first=first, last=last
        ),
        columns=words.joint_columns,
        signatories=tuple(
            Signatory(
                shown_name(signer, organisation, language),
                signer.country,
                format_date(day, "medium", locale=_locale(language)),
            )
            for signer, day in named
        ),
        unnamed=_unnamed(unnamed, organisation, language) if unnamed else "",
        words_heading=words.joint_words,
        words=tuple(own[:words_most]),
    )


def _unnamed(n: int, organisation: str, language: str) -> str:
    return phrases(language).joint_unnamed.format(n=_number(n, language), organisation=organisation)


def _span(signed: Sequence[tuple[Signer, date]]) -> tuple[date, date]:
    days = [day for _, day in signed]
    return min(days), max(days)


def _said(signer: Signer, organisation: str) -> Iterator[str]:
    """A signer's own paragraphs; the first begins with the name, if it is shown."""
    named = signer.name_choice != "withheld"
    for number, paragraph in enumerate(_lines(signer.own_words)):
        name = f"{shown_name(signer, organisation)}: " if named and number == 0 else ""
        yield name + paragraph


def shown_name(signer: Signer, organisation_name: str, language: str = "en") -> str:
    """The name as authorities see it: full, initials, or withheld."""
    if signer.name_choice == "withheld":
        return phrases(language).withheld.format(organisation=organisation_name)
    if signer.name_choice == "initials":
        parts = signer.name.split()
        return " ".join(f"{part[0]}." for part in (*parts[:1], *map(_without_article, parts[1:])))
    return signer.name


def _without_article(part: str) -> str:
    """A part of a name but the first, without the Arabic article, which is no initial."""
    return part.removeprefix("ال") or part


def sender_name(signer: Signer, organisation_name: str, language: str) -> str:
    """The display name of the From header: never without the organisation that really sends."""
    words = phrases(language)
    if signer.name_choice == "withheld":
        name = words.anonymous_sender
    else:
        name = shown_name(signer, organisation_name, language)
    return words.via.format(name=name, organisation=organisation_name)


def addressee(authority: Authority, language: str) -> tuple[str, ...]:
    """The address block: person, office, street, town, country; a line each."""
    holder = authority.holder
    named = [honorific_in(holder, language), holder.name] if holder and holder.name else []
    lines = [*([" ".join(filter(None, named))] if named else []), authority.office_in(language)]
    parts = [part for part in (authority.address or "").split(", ") if part]
    if len(parts) > 3 and _STATE_AND_ZIP.fullmatch(parts[-2]):
        parts[-3:-1] = [", ".join(parts[-3:-1])]  # the town and its postcode stay together
    if len(parts) > 3:
        parts = [", ".join(parts[:-2]), *parts[-2:]]
    lines += parts
    country = country_name(authority.country, language)
    if country and not any(country.casefold() in part.casefold() for part in parts):
        lines.append(country)
    return tuple(lines)


def country_name(code: str | None, language: str) -> str:
    """The name of a country (ISO 3166-1 alpha-2) in a language, or an empty string."""
    return str(_locale(language).territories.get(code or "", ""))


def appeal_page(campaign: Campaign, language: str) -> str:
    """Where the appeal is read, in words."""
    page = f"{current_app.config['CAMPAIGN'].base_url}/c/{campaign.slug}"
    return phrases(language).appeal_page.format(page=page)


def _reply_address(organisation: Organisation, reference: str) -> str:
    """An address of our own where mail comes in; else the organisation's, or answers were lost."""
    if current_app.config["CAMPAIGN"].inbound == "none":
        return organisation.contact_email
    return reply_address(reference)


def _letterhead(organisation: Organisation, reply: str) -> tuple[str, ...]:
    """Below the organisation's name; its own e-mail address, too, where answers go elsewhere."""
    address = _lines(organisation.postal_address)
    return (
        address if reply == organisation.contact_email else (*address, organisation.contact_email)
    )


def _signatory(signer: Signer, organisation: str, language: str) -> tuple[str, ...]:
    """Name and place; the town only beside full name and country, for it may tell too much."""
    city = signer.city if signer.name_choice == "full" and signer.country else ""
    place = ", ".join(filter(None, [city, signer.country]))
    return tuple(filter(None, [shown_name(signer, organisation, language), place]))


def _attestation(
    campaign: Campaign,
    organisation: Organisation,
    reference: str,
    reply: str,
    language: str,
    on_paper: bool,
) -> str:
    words = phrases(language)
    vouches = words.paper_attestation if on_paper else words.attestation
    vouched = vouches.format(organisation=organisation.name, reply=reply)
    if (contact := organisation.contact_email) != reply:
        vouched += " " + words.contact_us.format(organisation=organisation.name, contact=contact)
    return f"{vouched} {_about(campaign, reference, language)}"


def _about(campaign: Campaign, reference: str, language: str) -> str:
    """Where the appeal is read, and what to quote in an answer."""
    words, code = phrases(language), campaign.appeal.code
    quote = words.quote_code if code else words.quote_reference
    return f"{appeal_page(campaign, language)} {quote.format(code=code, reference=reference)}"


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _paragraphs(text: str) -> tuple[str, ...]:
    """Paragraphs as their writer saw them: a long line that stops within a sentence goes on."""
    paragraphs: list[str] = []
    goes_on = False
    for line in map(str.strip, text.splitlines()):
        if line and goes_on:
            paragraphs[-1] += f" {line}"
        elif line:
            paragraphs.append(line)
        goes_on = len(line) > _LONG_LINE and not line.endswith(_SENTENCE_ENDS)
    return tuple(paragraphs)


def _number(n: int, language: str) -> str:
    return format_decimal(n, locale=_locale(language))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
