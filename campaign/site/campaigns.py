"""Reading an appeal and signing letters."""

from __future__ import annotations

from io import BytesIO

from flask import (
    Blueprint,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_limiter import RateLimitExceeded

from campaign.base.database import reading
from campaign.base.extensions import csrf, limiter
from campaign.base.languages import offered
from campaign.base.problems import NotFound, Problem
from campaign.base.safe_text import plain
from campaign.base.web import same_for_strangers
from campaign.campaigns import find, missions, search
from campaign.campaigns.deadline import is_over
from campaign.campaigns.models import Campaign, Recipient
from campaign.directory.models import Authority
from campaign.signing import consent
from campaign.signing.by_hand import letter_to_mission
from campaign.signing.preview import preview as letters_of
from campaign.signing.preview import unprintable
from campaign.signing.sign import OVER, UPDATING, sign
from campaign.signing.wish import OWN_WORDS_LENGTH, Wish, countries
from campaign.site import show
from campaign.site.forms import SignForm
from campaign.site.handouts import spread

TOO_OFTEN = _(
    "Many people near you, or one very busily, have signed in the last hour. Everything you typed "
    "is still here: please try again a little later."
)
LONGEST = 200  # characters of a question
STOPPED = {"closed": ("site/closed.html", 410), "updating": ("site/updating.html", 503)}

blueprint = Blueprint("site", __name__)
csrf.exempt(blueprint)  # its one form checks the token itself, and loses nothing typed if it fails


@blueprint.get("/")
@same_for_strangers
def appeals() -> ResponseReturnValue:
    """The appeals that can be signed."""
    asked = plain(request.args.get("q", "")[:LONGEST], LONGEST, lines=False)
    country = request.args.get("country", "")
    shown = find.running()
    found = search.running(asked, country) if asked or country else shown
    return render_template(
        "site/appeals.html",
        pages=[show.campaign_page(campaign) for campaign in found],
        countries=show.countries_of(shown),
        asked=asked,
        country=country,
        site_name=show.site_name(),
    )


@blueprint.get("/c/<slug>")
def campaign(slug: str) -> ResponseReturnValue:
    """An appeal, and the form to write for it."""
    found = _find(slug)
    if found.state in STOPPED:
        template, status = STOPPED[found.state]
        page = show.campaign_page(found)
        return render_template(template, page=page, site_name=page.organisation.name), status
    if is_over(found):
        page = show.campaign_page(found)
        return render_template("site/over.html", page=page, site_name=page.organisation.name)
    return _page(found, _form(found))


@blueprint.post("/c/<slug>")
def sign_letters(slug: str) -> ResponseReturnValue:
    """Sign; the answer is the same whatever we know of the address."""
    found = _find(slug)
    form = _form(found)
    if form.trapped():
        return redirect(url_for("site.sent"), 303)
    if not form.validate() or _shows_boxes(found, form):
        return _page(found, form), 400
    try:
        _sign(found, form.wish())
    except RateLimitExceeded:
        form.form_errors = [TOO_OFTEN]
        return _page(found, form), 429
    except Problem as problem:
        form.form_errors = [str(problem)]
        return _page(found, form), 409
    return redirect(url_for("site.sent"), 303)


@blueprint.post("/c/<slug>/preview")
def preview(slug: str) -> ResponseReturnValue:
    """The exact letter to each authority, and the form with all that was typed."""
    found = _find(slug)
    form = _form(found)
    if not form.enough_for_preview() or _shows_boxes(found, form):
        return _page(found, form), 400
    wish = form.wish()
    letters = letters_of(found, _chosen(found, wish), wish.signer)
    return _page(found, form, "site/preview.html", letters=letters)


@blueprint.post("/c/<slug>/embassy")
def find_embassy(slug: str) -> str:
    """What there is for the country that was chosen, and the form with all that was typed."""
    found = _find(slug)
    return _page(found, _form(found))


@blueprint.get("/c/<slug>/embassy/<country>.pdf")
@limiter.limit(lambda: current_app.config["CAMPAIGN"].sign_limit)
def embassy_letter(slug: str, country: str) -> ResponseReturnValue:
    """A letter to the embassy to print, sign by hand and post; nobody is told who took it."""
    found = _find(slug)
    if found.state != "published" or is_over(found) or country not in dict(countries("en")):
        raise NotFound(gettext("There is no such letter."))
    pdf = letter_to_mission(found, country)
    name = f"letter-to-embassy-{country.lower()}.pdf"
    return send_file(BytesIO(pdf), "application/pdf", download_name=name)


@blueprint.post("/c/<slug>/language")
def in_another_language(slug: str) -> str:
    """The page in the language of its address, and the form with all that was typed."""
    found = _find(slug)
    return _page(found, _form(found))


@blueprint.get("/c/<slug>/embassy")
@blueprint.get("/c/<slug>/language")
@blueprint.get("/c/<slug>/preview")
def no_preview(slug: str) -> ResponseReturnValue:
    """Whoever comes here without a form begins at the appeal."""
    return redirect(url_for("site.campaign", slug=slug))


@blueprint.get("/sent")
def sent() -> ResponseReturnValue:
    """Look at your mail; the same page for everybody."""
    config = current_app.config["CAMPAIGN"]
    return render_template(
        "site/sent.html",
        hours=config.confirm_hours,
        per_day=config.confirmations_per_day,
        postroom_url=show.postroom_url(),
        site_name=show.site_name(),
    )


def _chosen(found: Campaign, wish: Wish) -> list[Recipient]:
    chosen = [r for r in found.recipients if r.id in wish.recipient_ids]
    if wish.mission:
        authority = reading().get_one(Authority, wish.mission[1])
        chosen.append(missions.as_recipient(found, authority))
    return chosen


def _shows_boxes(found: Campaign, form: SignForm) -> bool:
    """True if a fax or printed letter cannot show something typed; then the form says so."""
    wish = form.wish()
    if boxes := unprintable(_chosen(found, wish), wish.signer(found.appeal.language)):
        form.form_errors = [
            gettext(
                "A fax or a printed letter cannot show %(characters)s: please write it otherwise, "
                "or leave out the offices that are reached by fax or on paper.",
                characters=" ".join(sorted(boxes)),
            )
        ]
    return bool(boxes)


@limiter.limit(lambda: current_app.config["CAMPAIGN"].sign_limit)
def _sign(found: Campaign, wish: Wish) -> None:
    sign(found, wish)


def _find(slug: str) -> Campaign:
    found = find.public(slug)
    if found is None:
        raise NotFound(gettext("There is no such appeal here, or not any more."))
    if found.state == "closed" and request.method == "POST":
        raise Problem(gettext("This campaign has ended; no more letters can be signed."))
    if found.state == "updating" and request.method == "POST":
        raise Problem(UPDATING)
    if is_over(found) and request.method == "POST":
        raise Problem(OVER)
    return found


def _form(found: Campaign) -> SignForm:
    return SignForm(found, consent.wording(show.organisation(found)))


def _page(
    found: Campaign, form: SignForm, template: str = "site/campaign.html", **more: object
) -> str:
    page = show.campaign_page(found)
    return render_template(
        template,
        page=page,
        form=form,
        embassy=show.embassy(found, form.offer),
        site_name=page.organisation.name,
        own_words_length=OWN_WORDS_LENGTH,
        spread=spread(found),
        again=offered(f"/c/{found.slug}/language"),
        **more,
    )
