"""The forms of reports of actions at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign
from campaign.desk.forms import COUNTRIES
from campaign.inbound.actions import moderate, told
from campaign.inbound.actions.models import ActionReport
from campaign.inbound.actions.told import KINDS


class DecisionForm(FlaskForm):
    """A report as it shall be passed on, and why it is not."""

    campaign = SelectField("Campaign", [Optional()])
    kind = SelectField(
        "What was done",
        [Optional()],
        choices=[SelectChoice("", "Not known yet"), *(SelectChoice(*one) for one in KINDS.items())],
    )
    done_on = StringField("Day", [Optional()])
    country = SelectField("Country", [Optional()], choices=COUNTRIES)
    text = TextAreaField(
        "Text for the issuer", [Length(max=told.TEXT_LENGTH, message="Shorten the text.")]
    )
    why = RadioField(
        "Why it is rejected",
        [Optional()],
        choices=[SelectChoice(*one) for one in moderate.WHY.items()],
        validate_choice=False,
    )

    def __init__(self, campaigns: Sequence[Campaign], report: ActionReport | None = None) -> None:
        super().__init__(formdata=None, **_values(report)) if report else super().__init__()
        self.campaign.choices = [
            SelectChoice("", "Not known yet"),
            *(SelectChoice(str(one.id), _named(one)) for one in campaigns),
        ]

    def validate_done_on(self, field: StringField) -> None:
        """A day, or nothing."""
        try:
            self.day = told.clean_day(field.data) if field.data else None
        except Problem as problem:
            raise ValidationError(str(problem)) from problem

    def edit(self) -> moderate.Edit:
        """What was entered; only after `validate`."""
        day: date | None = getattr(self, "day", None)
        return moderate.Edit(
            campaign_id=UUID(self.campaign.data) if self.campaign.data else None,
            kind=self.kind.data or "",
            done_on=day,
            country=self.country.data or "",
            text=told.clean_text(self.text.data or ""),
        )


class IssuerForm(FlaskForm):
    """To whom weekly summaries go."""

    address = StringField("E-mail address of the issuer", [Optional(), Length(max=254)])


def _named(campaign: Campaign) -> str:
    return f"{campaign.case.code}: {campaign.title}" if campaign.case.code else campaign.title


def _values(report: ActionReport) -> dict[str, str]:
    return {
        "campaign": str(report.campaign_id or ""),
        "kind": report.kind,
        "done_on": report.done_on.isoformat() if report.done_on else "",
        "country": report.country or "",
        "text": report.text or "",
    }
