"""The links in a mail: random, stored hashed, each good for one purpose."""

from __future__ import annotations

from flask import current_app
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.languages import number, prefix
from campaign.base.problems import NotFound, Problem
from campaign.base.tokens import new_token, token_hash
from campaign.campaigns.models import Campaign
from campaign.signing.models import Link, Signature

CONFIRM, STATUS, NOT_ME, ERASE, ASK = "confirm", "status", "not_me", "erase", "ask"
PATHS = {
    CONFIRM: "/confirm/",
    STATUS: "/s/",
    NOT_ME: "/not-me/",
    ERASE: "/erase/",
    ASK: "/own-words/",
}

UNKNOWN = _(
    "We do not know this link. Some mail programs cut long links in two: please copy it from the "
    "mail as a whole."
)
ERASED = _("This has been erased, as was asked for. Nothing is left of it here.")


class LinkEnded(Problem):
    """A link that was good once; `slug` is that of the appeal to begin anew at, if there is one."""

    def __init__(self, words: str, slug: str = "") -> None:
        super().__init__(words)
        self.slug = slug


def make(
    session: Session, signature: Signature, purpose: str, address_key: bytes | None = None
) -> str:
    """A new link for a signature: its token, which is kept nowhere."""
    token = new_token()
    session.add(
        Link(
            org_id=signature.org_id,
            signature_id=signature.id,
            purpose=purpose,
            token_hash=token_hash(purpose, token),
            address_key=address_key,
            created_at=db_now(),
        )
    )
    return token


def url(purpose: str, token: str, language: str) -> str:
    """The whole address of a link; it opens a page in this language."""
    site = current_app.config["CAMPAIGN"].base_url.rstrip("/")
    return f"{site}{prefix(language)}{PATHS[purpose]}{token}"


def new(session: Session, signature: Signature, purpose: str) -> str:
    """The whole address of a new link for a signature, in the language of its supporter."""
    return url(purpose, make(session, signature, purpose), signature.language)


def find(session: Session, purpose: str, token: str) -> tuple[Link, Signature]:
    """The link with this token and the signature it belongs to; raises NotFound."""
    query = (
        select(Link, Signature)
        .join(Signature, Signature.id == Link.signature_id)
        .where(Link.token_hash == token_hash(purpose, token), Link.purpose == purpose)
    )
    found = session.execute(query).first()
    if found is None:
        raise NotFound(UNKNOWN)
    return found[0], found[1]


def refuse_ended(signature: Signature) -> None:
    """Raise LinkEnded, in kind words, if nothing is left of a signature."""
    if signature.state == "erased":
        raise LinkEnded(ERASED)
    ran_out = signature.state == "waiting" and signature.expires_at <= db_now()
    if signature.state == "expired" or ran_out:
        slug = reading().get_one(Campaign, signature.campaign_id).slug
        raise LinkEnded(_ran_out(current_app.config["CAMPAIGN"].confirm_hours), slug)


def _ran_out(hours: int) -> str:
    return str(
        ngettext(
            "This link was good for %(count)s hour, and that time is over. Nothing was sent, and "
            "what had been typed has been erased. You are welcome to sign again.",
            "This link was good for %(count)s hours, and that time is over. Nothing was sent, and "
            "what had been typed has been erased. You are welcome to sign again.",
            hours,
            count=number(hours),
        )
    )
