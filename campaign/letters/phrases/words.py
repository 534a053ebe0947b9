"""What a language's file says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """The words around what a campaign says. Placeholders are filled by `str.format`.

    {n} is a number of people, one or more, as the language writes it: the words fit every number,
    and every name of an organisation, whatever its gender. Office-holders are addressed formally.
    """

    re_label: str
    asking: str
    asking_to_convey: str  # to a mission or embassy
    convey: str
    closing: str
    withheld: str  # instead of a name: {organisation}
    anonymous_sender: str  # in the From header, when the name is withheld
    via: str  # From header: {name}, {organisation}
    attestation: str  # {organisation}, {reply}
    paper_attestation: str  # where the author posts it: {organisation}, {reply}
    contact_us: str  # {organisation}, {contact}
    appeal_page: str  # {page}
    quote_code: str  # {code}, {reference}
    quote_reference: str  # {reference}, when the appeal has no code
    reference_label: str  # with its colon
    page_label: str  # {page}, {pages}
    joint_sender: str  # in the From header: {n}
    joint_asking: str
    joint_asking_to_convey: str
    joint_convey: str
    joint_closing: str
    joint_signatory: str  # {n}
    joint_attestation: str  # {organisation}, {reply}
    joint_heading: str  # {n}, {first}, {last}
    joint_columns: tuple[str, str, str, str]
    joint_unnamed: str  # {n}, {organisation}
    joint_words: str  # above what people added
