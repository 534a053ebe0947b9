"""The form on which anybody tells of what they did themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from campaign.base.problems import Problem
from campaign.base.tokens import new_token
from campaign.campaigns.models import Campaign
from campaign.inbound.actions import told
from campaign.inbound.actions.files import LARGEST
from campaign.signing.preview import office_name
from campaign.signing.public import is_open
from campaign.signing.wish import countries

NONE_OF_THEM = "-"


class ReportForm(FlaskForm):
    """What was done, when, where and to whom; the cleaned values come out of `told()`."""

    code = StringField(_("Code of the appeal"))
    which = RadioField(_("Which appeal do you mean?"), choices=[], validate_choice=False)
    kind = RadioField(
        _("What did you do?"),
        choices=[SelectChoice(*kind) for kind in told.KINDS.items()],
        validate_choice=False,
    )
    done_on = StringField(_("On which day?"))
    recipient = SelectField(_("To whom, or with whom?"), validate_choice=False)
    recipient_words = StringField(_("Somebody else: which office or embassy?"))
    country = SelectField(_("In which country?"), validate_choice=False)
    place = StringField(_("Place"))
    text = TextAreaField(_("What happened?"))
    file = FileField(_("A picture or a PDF"))
    email = StringField(_("E-mail"))
    website = StringField(_("Leave this empty"))  # only programs fill it in
    form_token = HiddenField()

    def __init__(self, campaign: Campaign | None, code: str, language: str) -> None:
        super().__init__()
        self.language = language
        self.cleaned: dict[str, Any] = {}
        self.country.choices = [
            SelectChoice("", gettext("Rather not say")),
            *(SelectChoice(*one) for one in countries(language)),
        ]
        listed = campaign.recipients if campaign and is_open(campaign) else ()
        self._offices = {str(one.id): office_name(one) for one in listed}
        if campaign:
            del self.code
        if listed:
            self.recipient.choices = [
                SelectChoice("", gettext("Somebody else, or nobody")),
                *(SelectChoice(*office) for office in self._offices.items()),
            ]
        else:
            del self.recipient
            self.recipient_words.label.text = gettext("To whom, or with whom?")
        if self.code:
            self.code.data = self.code.data or code
        self.form_token.data = self.form_token.data or new_token()

    @property
    def shows_choice(self) -> bool:
        """True if several appeals go by the code that was typed."""
        return bool(self.which.choices)

    @property
    def had_file(self) -> bool:
        """True if a file came with this form; a browser never fills it in again by itself."""
        return bool(self.file.data)

    def choose(self, campaigns: Sequence[Campaign]) -> None:
        """Offer the appeals that are known by the code; validated then, too."""
        self.which.choices = [
            *(SelectChoice(one.slug, one.shown_title) for one in campaigns),
            SelectChoice(NONE_OF_THEM, gettext("None of these, or I do not know")),
        ]

    def validate_which(self, field: Field) -> None:
        """One of those that are offered, if any are."""
        if field.choices and field.data not in [choice.value for choice in field.choices]:
            field.data = None
            raise ValidationError(gettext("Several appeals go by this code: choose one."))

    def validate_kind(self, field: Field) -> None:
        """One of the list."""
        if field.data not in told.KINDS:
            raise ValidationError(gettext("Choose what you did."))

    def validate_recipient(self, field: Field) -> None:
        """Only those of the campaign."""
        if field.data and field.data not in self._offices:
            raise ValidationError(gettext("The list has changed meanwhile: please choose again."))

    def validate_country(self, field: Field) -> None:
        """One of the list, or none."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(gettext("Choose a country of the list, or none."))

    def validate_done_on(self, field: Field) -> None:
        """A day."""
        self._clean(field, told.clean_day)

    def validate_code(self, field: Field) -> None:
        """Cleaned."""
        self._clean(field, told.clean_line)

    def validate_recipient_words(self, field: Field) -> None:
        """Cleaned."""
        self._clean(field, told.clean_line)

    def validate_place(self, field: Field) -> None:
        """Cleaned."""
        self._clean(field, told.clean_line)

    def validate_text(self, field: Field) -> None:
        """Cleaned."""
        self._clean(field, told.clean_text)

    def validate_email(self, field: Field) -> None:
        """Cleaned."""
        self._clean(field, told.clean_email)

    def told(self) -> told.Told:
        """What was told, cleaned; only after `validate`."""
        chosen = (self.recipient.data or "") if self.recipient else ""
        return told.Told(
            form_token=self.form_token.data,
            kind=self.kind.data,
            done_on=self.cleaned["done_on"],
            code=self.cleaned.get("code", ""),
            country=self.country.data or "",
            place=self.cleaned["place"],
            recipient_id=UUID(chosen) if chosen else None,
            recipient=self._offices.get(chosen) or self.cleaned["recipient_words"],
            text=self.cleaned["text"],
            email=self.cleaned["email"],
            language=self.language,
        )

    def file_bytes(self) -> bytes:
        """The file, no more of it than shows that it is too large; empty if there is none."""
        return self.file.data.stream.read(LARGEST + 1) if self.file.data else b""

    def close(self) -> None:
        """Let go of the file, which may lie on the disk meanwhile."""
        if self.file.data:
            self.file.data.close()

    def trapped(self) -> bool:
        """True if a program filled in what no person sees."""
        return bool(self.website.data)

    def _clean(self, field: Any, clean: Callable[[str], Any]) -> None:
        try:
            self.cleaned[field.name] = clean(field.data or "")
        except Problem as problem:
            raise ValidationError(str(problem)) from problem
