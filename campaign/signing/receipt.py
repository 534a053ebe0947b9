"""Copies of all letters of a person: by mail, to whoever asked for it, and as one PDF.

The mail holds letters in full, and whoever reads the mailbox reads them; so it goes only to those
who tick the box on the page to confirm.
"""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.base.database import reading
from campaign.base.problems import NotFound
from campaign.campaigns.models import Campaign
from campaign.letters.mail_text import mail_text
from campaign.letters.pages import joined
from campaign.letters.pdf import letter_pdf
from campaign.letters.read import composed_of, letters_of
from campaign.signing import links
from campaign.signing.follow import same_person
from campaign.signing.models import Signature


def as_pdf(token: str) -> bytes:
    """All letters of a person, one after another; `token` is that of the status page.

    Raises NotFound or LinkEnded.
    """
    _, signature = links.find(reading(), links.STATUS, token)
    links.refuse_ended(signature)
    pdfs = [
        letter_pdf(composed, view.created_at.date().isoformat())
        for view in letters_of(same_person(reading(), signature))
        if (composed := composed_of(view.id))
    ]
    if not pdfs:
        raise NotFound(gettext("There is no such letter here."))
    return joined(pdfs)


def post(session: Session, signature: Signature) -> None:
    """Post a mail with the letters that this signature has just become, in the transaction."""
    session.flush()
    campaign = session.get_one(Campaign, signature.campaign_id)
    organisation = session.get_one(Organisation, signature.org_id)
    texts = [
        mail_text(composed).splitlines()
        for view in letters_of([signature.id])
        if (composed := composed_of(view.id))
    ]
    values = {
        "language": signature.language,
        "title": campaign.shown_title,
        "code": campaign.appeal.code or "",
        "texts": texts,
        "sandbox": signature.sandbox,
        "status_url": links.new(session, signature, links.STATUS),
        "erase_url": links.new(session, signature, links.ERASE),
        "organisation": organisation.name,
        "contact": organisation.contact_email,
    }
    to, sandbox = signature.email or "", signature.sandbox
    notices.post(session, signature.org_id, to, "receipt", values, sandbox, about=signature.id)
