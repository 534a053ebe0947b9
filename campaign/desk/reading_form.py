"""The form in which a reading is corrected: one field for each of its values."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import html_params

from campaign.campaigns.values import LONG, as_text, fields, seen_of, value_at
from campaign.desk.forms import COUNTRIES

LABELS = {
    "code": "Code",
    "code_as_printed": "Code as printed",
    "title": "Title",
    "date": "Date of issue",
    "deadline": "Deadline",
    "language": "Language",
    "country": "Country",
    "kind": "Kind",
    "family": "Family",
    "update_of": "Update of",
    "related_codes": "Related codes",
    "categories": "Categories",
    "issuers": "Issued by",
    "place": "Place of issue",
    "lead": "Summary",
    "description": "What happened",
    "actions": "Demands",
    "suggested_letter": "Model letter",
    "footnotes": "Footnotes",
    "asks_diplomatic": "It asks to write to diplomatic representations, too",
    "asks_report": "It asks to report what was done",
    "honorific": "Title of the person",
    "name": "Name of the person",
    "office": "Office",
    "salutation": "Salutation",
    "address": "Postal address",
    "emails": "E-mail addresses",
    "email_blanked": "An e-mail address is blanked out here",
    "faxes": "Fax numbers",
    "phones": "Phone numbers",
    "copy": "Listed under copies",
}
ONE_OF = {
    "actions": "Demand",
    "related_codes": "Related code",
    "categories": "Category",
    "footnotes": "Footnote",
    "emails": "E-mail address",
    "faxes": "Fax number",
    "phones": "Phone number",
}
HINTS = {
    "actions": (
        "Each line is a demand; a line that begins with “- ” is a point under it. "
        "Their order is that of the lines."
    ),
    "description": "An empty line begins a new paragraph.",
    "language": "A tag, such as en or pt-BR.",
    "family": "Whose appeals look like this one; a later reading may say otherwise.",
    "footnotes": "One a line, such as “[1] See …”.",
    "related_codes": "One a line.",
    "categories": "One a line.",
    "issuers": "One a line.",
    "emails": "One a line, the preferred one first.",
    "faxes": "One a line, with country code.",
    "phones": "One a line.",
}
FAMILIES = {
    "observatory": "The Observatory (FIDH and OMCT)",
    "amnesty": "Amnesty International",
    "ahrc": "Asian Human Rights Commission",
    "pen": "PEN International",
    "other": "Another one",
}
KINDS = {
    "urgent_appeal": "Urgent appeal",
    "new_information": "New information",
    "update": "Update",
    "closed": "Closed",
    "other": "Other",
}


ONE_OF_THESE = {"kind": KINDS, "family": FAMILIES}


_COUNTRY_NAMES = {one.value: one.label for one in COUNTRIES}
_COUNTRY_OPTIONS = Markup().join(
    Markup('<option value="{}">{}</option>').format(one.value, one.label) for one in COUNTRIES
)


class ReadingForm(FlaskForm):
    """What every form of a reading has; `reading_form` adds the values."""

    seen = HiddenField()
    quote = TextAreaField("One more recipient")

    paths: ClassVar[dict[str, str]] = {}  # by the names of fields

    def typed(self) -> dict[str, str]:
        """The text of every field that was sent, by path."""
        sent: dict[str, str] = {}
        for name, path in self.paths.items():
            field = self[name]
            if isinstance(field, BooleanField):
                sent[path] = "yes" if field.data else ""
            elif field.raw_data:
                sent[path] = field.data or ""
        return sent

    def tell(self, wrong: dict[str, str]) -> None:
        """Put what is wrong beside the fields."""
        for path, words in wrong.items():
            field = self[name_of(path)]
            field.errors = [*field.errors, words]


def reading_form(reading: dict[str, Any], sent: bool = False) -> ReadingForm:
    """A form for a reading: as it was sent, or filled with what stands."""

    class Form(ReadingForm):
        paths: ClassVar[dict[str, str]] = {name_of(path): path for path, _ in fields(reading)}

    filled: dict[str, Any] = {"seen": seen_of(reading)}
    for path, kind in fields(reading):
        value = value_at(reading, path)
        setattr(Form, name_of(path), _field(kind, path, value))
        filled[name_of(path)] = bool(value) if kind == "flag" else as_text(kind, value)
    return Form() if sent else Form(formdata=None, data=filled)


def name_of(path: str) -> str:
    """The field in which a path is corrected, by which a page can be linked, too."""
    return path.replace("[", "-").replace("].", "-").replace("]", "").replace(".", "-")


def field_of(path: str) -> str:
    """The name of the field that shows a path, as `actions` shows `actions[1].text`."""
    head, _, rest = path.partition("[")
    if head != "recipients" or "." not in rest:
        return name_of(path) if head == "recipients" else head
    number, _, key = rest.partition("].")
    return f"recipients-{number}-{key.partition('[')[0]}"


def label_of(path: str) -> str:
    """The name of a value for people, as “Recipient 1: fax number 2”, “Demand 3”."""
    whose, _, key = path.rpartition("].") if path.startswith("recipients[") else ("", "", path)
    if path.startswith("recipients[") and not whose:
        return f"Recipient {int(path[11:-1]) + 1}"
    name, _, rest = key.partition("[")
    number = rest.partition("]")[0]
    label = LABELS.get(name, name.capitalize())
    if number:
        label = f"{ONE_OF.get(name, label)} {int(number) + 1}"
    if not whose:
        return label
    return f"Recipient {int(whose[11:].partition(']')[0]) + 1}: {label[:1].lower()}{label[1:]}"


def _country_list(field: SelectField, **kwargs: Any) -> Markup:
    """What is chosen, then the list that is the same for all: it is written out once, for there
    may be hundreds of recipients."""
    code = field.data or ""
    return Markup('<select {}><option selected value="{}">{}</option>{}</select>').format(
        Markup(html_params(**{"id": field.id, "name": field.name} | kwargs)),  # noqa: S704
        code,
        _COUNTRY_NAMES.get(code, code),
        _COUNTRY_OPTIONS,
    )


def _field(kind: str, path: str, value: Any) -> Field:
    label = LABELS[path.rpartition(".")[2]]
    if kind == "flag":
        return BooleanField(label)
    if kind == "country":
        return SelectField(label, choices=COUNTRIES, widget=_country_list)
    if kind in ONE_OF_THESE:
        known = ONE_OF_THESE[kind]
        own = {} if value in known else {value: value}
        return SelectField(label, choices=[SelectChoice(*one) for one in (known | own).items()])
    return (TextAreaField if kind in LONG else StringField)(label)
