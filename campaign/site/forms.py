"""The form under an appeal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from campaign.base.languages import page_language
from campaign.base.problems import Problem
from campaign.base.tokens import new_token
from campaign.campaigns import missions
from campaign.campaigns.models import Campaign
from campaign.signing import wish
from campaign.signing.preview import channel_of

NAME_CHOICES = [
    SelectChoice("full", _("My full name")),
    SelectChoice("initials", _("My initials only")),
    SelectChoice("withheld", _("No name")),
]


class SignForm(FlaskForm):
    """Who writes to whom, and what; the cleaned values come out of `wish()`."""

    recipients = SelectMultipleField(_("Choose whom to write to"), validate_choice=False)
    mission_in = SelectField(_("The country in which you are"))
    mission = SelectMultipleField(_("Write to it, too"), validate_choice=False)
    mission_shown_for = HiddenField()
    own_words = TextAreaField(_("Your own words"))
    name = StringField(_("Name"))
    name_choice = RadioField(
        _("What shall they see of your name?"), choices=NAME_CHOICES, default="full"
    )
    email = StringField(_("E-mail"))
    country = SelectField(_("Country"))
    city = StringField(_("City"))
    consent = BooleanField()
    wants_replies = BooleanField(_("Send me the answers that come to my letters"))
    wants_news = BooleanField(_("Tell me if one of my letters does not arrive"))
    wants_outcome = BooleanField(_("Tell me when there is news of this case"))
    website = StringField(_("Leave this empty"))  # only programs fill it in
    form_token = HiddenField()

    def __init__(self, campaign: Campaign, consent: str) -> None:
        super().__init__()
        language = page_language()
        self.recipients.choices = [SelectChoice(str(r.id)) for r in campaign.recipients]
        countries = [("", gettext("Rather not say")), *wish.countries(language)]
        self.country.choices = [SelectChoice(code, name) for code, name in countries]
        self.offer = self._offer(campaign, language)
        self.consent.label.text = consent
        self.cleaned: dict[str, str] = {}
        if not self.is_submitted():
            self.recipients.data = _reached_by_us(campaign)
        self.form_token.data = self.form_token.data or new_token()

    def validate_recipients(self, field: Field) -> None:
        """At least one, and only those of the campaign."""
        field.data = field.data or []  # a form without any field at all has None
        offered = {choice.value for choice in field.choices}
        if not offered.issuperset(field.data):
            field.data = [value for value in field.data if value in offered]
            raise ValidationError(
                gettext("The list has changed meanwhile: please look at it once more.")
            )
        if not field.data and not self.mission.data:
            raise ValidationError(gettext("Choose at least one authority to write to."))

    def validate_mission_in(self, field: Field) -> None:
        """What there is for a country must have been seen before it is signed."""
        if field.data and field.data != self.shown_for:
            raise ValidationError(
                gettext("Please look at what we found for this country, then go on.")
            )

    def validate_mission(self, field: Field) -> None:
        """Only the one that is offered."""
        offered = self.offer.mission if self.offer and self.offer.state == "offered" else None
        known = {str(offered.authority.id)} if offered else set()
        if not known.issuperset(field.data or []):
            field.data = []
            raise ValidationError(missions.CHANGED)

    def validate_name(self, field: Field) -> None:
        """Cleaned, cut to what is needed."""
        self._clean(field, lambda typed: wish.clean_name(typed, str(self.name_choice.data)))

    def validate_email(self, field: Field) -> None:
        """Cleaned."""
        self._clean(field, wish.clean_email)

    def validate_city(self, field: Field) -> None:
        """Cleaned."""
        self._clean(field, wish.clean_city)

    def validate_own_words(self, field: Field) -> None:
        """Cleaned."""
        self._clean(field, wish.clean_own_words)

    def validate_consent(self, field: Field) -> None:
        """It must be given."""
        if not field.data:
            raise ValidationError(
                gettext("Tick the box if you agree; without it we may not write.")
            )

    def enough_for_preview(self) -> bool:
        """Validate what stands in the letters; the address and the consent may come later."""
        self.validate()
        self.email.errors, self.consent.errors = [], []
        return not self.errors

    def wish(self) -> wish.Wish:
        """What was asked for, cleaned; only after `validate`, or `enough_for_preview`."""
        return wish.Wish(
            recipient_ids=tuple(UUID(value) for value in self.recipients.data),
            mission=self._wanted_mission(),
            name=self.cleaned["name"],
            name_choice=self.name_choice.data,
            email=self.cleaned.get("email", ""),
            country=self.country.data,
            city=self.cleaned["city"],
            own_words=self.cleaned["own_words"],
            wants_replies=self.wants_replies.data,
            wants_outcome=self.wants_outcome.data,
            wants_news=self.wants_news.data,
            language=page_language(),
            form_token=self.form_token.data,
        )

    def trapped(self) -> bool:
        """True if a program filled in what no person sees."""
        return bool(self.website.data)

    def _offer(self, campaign: Campaign, language: str) -> missions.Offer | None:
        """What there is for the country that was chosen, if the appeal asks for it."""
        self.mission.data = self.mission.data or []
        if not missions.asks_for_missions(campaign):
            del self.mission_in
            self.mission.data = []
            return None
        choices = [("", gettext("Choose to find the embassy")), *wish.countries(language)]
        self.mission_in.choices = [SelectChoice(code, name) for code, name in choices]
        self.shown_for, self.mission_shown_for.data = self.mission_shown_for.data, ""
        known = self.mission_in.data in dict(choices)
        if not (self.mission_in.data and known):
            return None
        self.mission_shown_for.data = self.mission_in.data
        return missions.offer(campaign, self.mission_in.data)

    def _wanted_mission(self) -> tuple[str, UUID] | None:
        if not (self.offer and self.mission.data):
            return None
        return self.offer.country, UUID(self.mission.data[0])

    def _clean(self, field: Any, clean: Callable[[str], str]) -> None:
        try:
            self.cleaned[field.name] = clean(field.data or "")
        except Problem as problem:
            raise ValidationError(str(problem)) from problem


def _reached_by_us(campaign: Campaign) -> list[str]:
    """Chosen at first: everybody whom a letter reaches without a stamp of the supporter's."""
    return [str(r.id) for r in campaign.recipients if channel_of(r) != "print"]
