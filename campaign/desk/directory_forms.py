"""The forms of the directory: an authority as a whole, its office, its holder, ways to reach it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from campaign.base.problems import Problem
from campaign.campaigns.languages import language_tag
from campaign.desk.forms import COUNTRIES, check_lines, each_line, one_line
from campaign.directory.correct import Correction
from campaign.directory.holders import Person, Style
from campaign.directory.kinds import NAMES
from campaign.directory.office import Office
from campaign.directory.points import CHANNELS, email_address, fax_number

_KINDS = [SelectChoice("", "As the title says"), *(SelectChoice(*one) for one in NAMES.items())]
_CHANNELS = [SelectChoice(*one) for one in CHANNELS.items()]


class RecipientForm(FlaskForm):
    """An authority as the directory knows it."""

    office = StringField(
        "Office", [InputRequired("Give the title of the office."), Length(max=200)]
    )
    honorific = StringField("Title of the person", [Length(max=40)])
    name = StringField("Name of the person", [Length(max=120)])
    holder_checked = BooleanField("I checked today that this person holds the office")
    salutation = StringField("Salutation", [Length(max=120)])
    address = StringField("Postal address", [Length(max=300)])
    country = SelectField("Country to which the post goes", choices=COUNTRIES)
    emails = TextAreaField("E-mail addresses", [Length(max=2000)])
    faxes = TextAreaField("Fax numbers", [Length(max=500)])

    def correction(self) -> Correction:
        """What the form says, as the directory takes it."""
        return Correction(
            office=one_line(self.office.data),
            honorific=one_line(self.honorific.data),
            name=one_line(self.name.data),
            salutation=one_line(self.salutation.data),
            holder_checked=bool(self.holder_checked.data),
            country=self.country.data or "",
            address=one_line(self.address.data),
            emails=each_line(self.emails.data),
            faxes=each_line(self.faxes.data),
        )

    def validate_emails(self, field: TextAreaField) -> None:
        """Tell of a wrong address beside the field."""
        check_lines(field, email_address)

    def validate_faxes(self, field: TextAreaField) -> None:
        """Tell of a wrong number beside the field."""
        check_lines(field, lambda number: fax_number(number, self.country.data or ""))


class OfficeForm(FlaskForm):
    """Title, kind, country, and the title in other languages."""

    office = StringField(
        "Office", [InputRequired("Give the title of the office."), Length(max=200)]
    )
    kind = SelectField("Kind", choices=_KINDS)
    country = SelectField("Country to which the post goes", choices=COUNTRIES)
    names = TextAreaField("The title in other languages", [Length(max=4000)])

    def validate_names(self, field: TextAreaField) -> None:
        """Tell of a line that is no title beside the field."""
        check_lines(field, _spoken)

    def said(self) -> Office:
        """What the form says, as the directory takes it."""
        return Office(
            office=one_line(self.office.data),
            kind=self.kind.data or "",
            country=self.country.data or "",
            names=dict(map(_spoken, each_line(self.names.data))),
        )


class HolderForm(FlaskForm):
    """A person who holds or held the office."""

    name = StringField("Name", [InputRequired("Write the name."), Length(max=120)])
    honorific = StringField("Title of the person", [Length(max=40)])
    salutation = StringField("Salutation", [Length(max=120)])
    since = DateField("In office since", [Optional()])
    until = DateField("Until", [Optional()])
    styles = TextAreaField("Title and salutation in other languages", [Length(max=2000)])

    def validate_styles(self, field: TextAreaField) -> None:
        """Tell of a line that is none beside the field."""
        check_lines(field, _style)

    def person(self) -> Person:
        """What the form says, as the directory takes it."""
        return Person(
            name=one_line(self.name.data),
            honorific=one_line(self.honorific.data),
            salutation=one_line(self.salutation.data),
            since=self.since.data,
            until=self.until.data,
            styles=dict(map(_style, each_line(self.styles.data))),
        )


class CorrectionForm(FlaskForm):
    """An address or number, and where it was found."""

    address = TextAreaField("Address or number", [InputRequired("Write the address or number.")])
    source = StringField(
        "Where you found it",
        [
            InputRequired("Say where you found it, such as the page of the ministry."),
            Length(max=200),
        ],
    )


class PointForm(CorrectionForm):
    """One more way to reach an authority."""

    channel = SelectField(
        "Way", [InputRequired("Choose a way.")], choices=_CHANNELS, validate_choice=False
    )


class MergeForm(FlaskForm):
    """The authority that stays."""

    kept = SelectField(
        "It is the same as",
        [InputRequired()],
        validate_choice=False,
    )


def names_as_lines(names: Mapping[str, str]) -> str:
    """Titles by language as the form has them."""
    return "\n".join(f"{language}: {name}" for language, name in names.items())


def styles_as_lines(styles: Mapping[str, Style]) -> str:
    """Honorific and salutation by language as the form has them."""
    return "\n".join(f"{tag}: {title} | {greeting}" for tag, (title, greeting) in styles.items())


def _spoken(line: str) -> tuple[str, str]:
    """A language and what is said in it, of a line such as `fr: Procureur général`."""
    tag, colon, words = line.partition(":")
    if not colon or not words.strip():
        raise Problem(f"“{line}” is not of the form “fr: Procureur général”.")
    return language_tag(tag), one_line(words)


def _style(line: str) -> tuple[str, Style]:
    """A language, honorific and salutation, of `fr: Mme | Madame la Ministre,`."""
    tag, words = _spoken(line)
    title, bar, greeting = words.partition("|")
    if not bar:
        raise Problem(f"“{line}” is not of the form “fr: Mme | Madame la Ministre,”.")
    return tag, (title.strip(), greeting.strip())
