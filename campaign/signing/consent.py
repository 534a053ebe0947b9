"""The words a supporter agrees to."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base import dialects
from campaign.base.ids import new_id
from campaign.signing.models import Consent

VERSION = "1"  # raise it with every change of the wording, in whichever language


def wording(organisation: Organisation) -> str:
    """The sentence beside the box, in the language of the page."""
    return str(
        gettext(
            "I agree that %(organisation)s writes to the authorities I have chosen in my name, and "
            "for that keeps and passes on what I have entered here. It may show my political "
            "opinion. I can take this back at any time; what has already been sent cannot be "
            "called back.",
            organisation=organisation.name,
        )
    )


def in_force(session: Session, organisation: Organisation, language: str) -> Consent:
    """The row of today's wording on the page in a language, written when it is first agreed to."""
    key = {"org_id": organisation.id, "language": language, "version": VERSION}
    statement = dialects.insert(session, Consent).values(
        id=new_id(), wording=wording(organisation), **key
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=list(key)))
    return session.scalars(select(Consent).filter_by(**key)).one()
