"""The forms of the desk. Only their fields are ever read from a request."""

from __future__ import annotations

import sys
from collections.abc import Callable
from operator import itemgetter
from uuid import UUID

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from campaign.accounts.embed_hosts import hosts_from
from campaign.base.countries import names_in
from campaign.base.problems import Problem
from campaign.base.safe_text import HEADER_LENGTH, plain
from campaign.campaigns import approve, closing
from campaign.campaigns.draft import TITLE_LENGTH
from campaign.directory.prices import amount_from, prices_from


def _countries() -> list[SelectChoice]:
    known = [SelectChoice(*one) for one in sorted(names_in("en").items(), key=itemgetter(1))]
    return [SelectChoice("", "Not known"), *known]


COUNTRIES = _countries()


def one_line(text: str | None) -> str:
    """What was typed, tidied; how long it may be is for the field to say."""
    return plain(text or "", sys.maxsize, lines=False)


_SHORTEN = "Shorten it to %(max)d characters."
_LINE = Length(max=HEADER_LENGTH, message=_SHORTEN)
_TITLE = Length(max=TITLE_LENGTH, message=_SHORTEN)


def _fact(label: str, most: int) -> StringField:
    """One line that must be filled in."""
    needed = [InputRequired("Say when, where and by whom."), Length(max=most)]
    return StringField(label, needed, filters=[one_line])


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


class LogInForm(FlaskForm):
    """E-mail address and password."""

    email = StringField(
        "E-mail address", [InputRequired("Enter your e-mail address."), Length(max=254)]
    )
    password = PasswordField("Password", [InputRequired("Enter your password."), Length(max=200)])
    next = HiddenField()


class AppealForm(FlaskForm):
    """An appeal, pasted or as a file."""

    source = TextAreaField("The text of the appeal", [Optional()])
    until = RadioField(
        "Letters of the campaign that have not left",
        choices=[
            SelectChoice("hold", "Hold them until the update is published"),
            SelectChoice("go_on", "Let them go on with the old text until then"),
        ],
        default="hold",
        validators=[Optional()],
    )
    file = FileField("Or a file")


class DirectoryForm(FlaskForm):
    """A file, or the one that was looked at: it travels in the page, packed."""

    file = FileField("File (CSV)")
    packed = HiddenField()
    name = HiddenField()


class UpdateForm(FlaskForm):
    """An update is published: what becomes of what waits."""

    acknowledged = SelectMultipleField("Doubts", validate_choice=False)
    people_agreed = BooleanField("The people named here agreed, or are safe")
    waiting = RadioField(
        "Letters that wait under the old text",
        choices=[SelectChoice(*one) for one in approve.WAITING.items()],
        validators=[InputRequired("Choose what becomes of the letters that wait.")],
    )
    answer_days = IntegerField(
        "Days to answer",
        [
            InputRequired("Give a number of days."),
            NumberRange(1, approve.MOST_DAYS, "Between %(min)d and %(max)d days."),
        ],
        default=approve.DAYS,
    )
    unanswered = RadioField(
        "If a supporter does not answer in that time",
        choices=[SelectChoice(*one) for one in approve.UNANSWERED.items()],
        default=approve.CANCEL,
    )
    left_out = SelectMultipleField("Leave out of new signing", validate_choice=False)

    def approval(self) -> approve.Approval:
        """What was chosen."""
        return approve.Approval(
            waiting=self.waiting.data,
            answer_days=self.answer_days.data,
            unanswered=self.unanswered.data,
            left_out={UUID(one) for one in self.left_out.data or () if _is_id(one)},
        )


class ClosingForm(FlaskForm):
    """How a case ended, and what is told of it."""

    kind = RadioField(
        "How did it end?",
        choices=[SelectChoice(*one) for one in closing.KINDS.items()],
        validators=[InputRequired("Choose how it ended.")],
    )
    said = TextAreaField(
        "Sentence for the public page", [InputRequired("Write a sentence for the public page.")]
    )
    mail = TextAreaField("Mail to signers who asked to be told")
    seen = HiddenField()  # what was looked at before closing


class DeadlineForm(FlaskForm):
    """The last day of signing."""

    last_day = DateField("Last day of signing", [Optional()])


class TextForm(FlaskForm):
    """The page's title and the letter."""

    version = IntegerField(widget=HiddenInput())
    title = StringField("Title of the page", [InputRequired("Give the page a title."), _TITLE])
    subject = StringField(
        "Subject of the letter", [InputRequired("Give the letter a subject."), _LINE]
    )
    opening = TextAreaField("What happened", [InputRequired("Say what happened.")])
    demands = TextAreaField("What the authorities are urged to do")


class TranslationForm(FlaskForm):
    """The letter in a further language."""

    version = IntegerField(widget=HiddenInput())
    language = StringField("Language", [InputRequired("Write the tag of the language.")])
    subject = StringField(
        "Subject of the letter", [InputRequired("Give the letter a subject."), _LINE]
    )
    opening = TextAreaField("What happened", [InputRequired("Say what happened.")])
    demands = TextAreaField("What the authorities are urged to do", [InputRequired("Say it.")])


class WaysForm(FlaskForm):
    """How letters to a recipient travel."""

    next_way = BooleanField("A letter that fails for good takes the next way")
    joint = BooleanField("Letters travel together in one, once a day")


class ReceivedForm(FlaskForm):
    """When, where and by whom a petition was received."""

    on = _fact("When", 60)
    place = _fact("Where", 120)
    receiver = _fact("By whom", 120)


class PublishForm(FlaskForm):
    """The last step."""

    acknowledged = SelectMultipleField("Doubts", validate_choice=False)
    people_agreed = BooleanField("The people named here agreed, or are safe")


class HoursForm(FlaskForm):
    """Whether e-mails wait for office hours."""

    office_hours = BooleanField("E-mails leave only in office hours")


class CapForm(FlaskForm):
    """What faxes may cost in a month."""

    cap = StringField("Limit for a month", [Optional(), Length(max=20)])

    def validate_cap(self, field: StringField) -> None:
        """Tell of a wrong amount beside the field."""
        check_lines(field, amount_from)

    @property
    def amount(self) -> int | None:
        """The limit in hundredths of a cent; None if the field was left empty."""
        return amount_from(self.cap.data) if (self.cap.data or "").strip() else None


class PricesForm(FlaskForm):
    """What a page costs, by the beginning of the number."""

    prices = TextAreaField("Prices for a page", [Length(max=20_000)])

    def validate_prices(self, field: TextAreaField) -> None:
        """Tell of a line that is no price beside the field."""
        check_lines(field, prices_from)


class EmbedForm(FlaskForm):
    """Sites that may show the organisation's appeals."""

    hosts = TextAreaField("Sites", [Length(max=20_000)])

    def validate_hosts(self, field: TextAreaField) -> None:
        """Tell of a line that is no site beside the field."""
        try:
            hosts_from(field.data or "")
        except Problem as problem:
            raise ValidationError(str(problem)) from problem


class WhyForm(FlaskForm):
    """A reason, for the record."""

    why = StringField(
        "Why",
        [InputRequired("Say why; it is kept for the record."), Length(max=200)],
        filters=[one_line],
    )


class NamesForm(WhyForm):
    """A name to be taken out of an appeal, in every spelling."""

    names = TextAreaField(
        "The name, in every form in which it stands",
        [InputRequired("Write the name as it stands in the appeal."), Length(max=3000)],
    )


class HoldForm(WhyForm):
    """A pause of a part of a campaign's letters."""

    way = SelectField(
        "Letters by this way", validators=[InputRequired("Choose a way.")], validate_choice=False
    )
    what = RadioField(
        "How much of it",
        choices=[
            SelectChoice("recipient", "All letters of this campaign to this authority"),
            SelectChoice("destination", "All letters to this mailbox or number, in any campaign"),
            SelectChoice("channel", "All letters of this campaign by e-mail, or all by fax"),
        ],
        default="recipient",
    )


class ActForm(WhyForm):
    """What a person decides about stuck letters."""

    fax_twice = BooleanField("I know that their machine may print it a second time")
    number = IntegerField(widget=HiddenInput(), validators=[Optional()])


def check_lines(field: StringField, read: Callable[[str], object]) -> None:
    """Tell of the first line that cannot be read beside the field."""
    try:
        for line in each_line(field.data):
            read(line)
    except Problem as problem:
        raise ValidationError(str(problem)) from problem


def each_line(text: str | None) -> tuple[str, ...]:
    """The lines that are not empty."""
    return tuple(filter(None, map(str.strip, (text or "").splitlines())))
