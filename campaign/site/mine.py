"""What the links in our mails open: confirm, follow, withdraw, erase.

A GET only shows; a POST does.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from campaign.base.languages import number, uncounted
from campaign.base.problems import NotFound, Problem
from campaign.base.web import not_indexed
from campaign.letters.pdf import letter_pdf
from campaign.signing import ask as asking
from campaign.signing import confirm as confirming
from campaign.signing import erase as erasing
from campaign.signing import follow, links, receipt
from campaign.signing.export import export
from campaign.signing.public import is_open
from campaign.signing.wish import OWN_WORDS_LENGTH
from campaign.signing.withdraw import withdraw as call_back
from campaign.site import show
from campaign.site.handouts import spread

blueprint = Blueprint("mine", __name__)
blueprint.after_request(not_indexed)


@blueprint.get("/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """What will be sent, and the button."""
    return _page("confirm", to_confirm=confirming.look(token))


@blueprint.post("/confirm/<token>")
def confirmed(token: str) -> ResponseReturnValue:
    """Confirm, and go on to the status page."""
    try:
        seen, copies = request.form.get("seen", ""), bool(request.form.get("copies"))
        done = confirming.confirm(token, seen, copies)
    except confirming.LettersChanged as changed:
        flash(str(changed), "wait")
        return redirect(url_for("mine.confirm", token=token), 303)
    if done.again:
        flash(gettext("You had confirmed before. Nothing was sent a second time."))
    elif done.written:
        words = ngettext(
            "Thank you. Your letter is written. Here you see what becomes of it.",
            "Thank you. Your letters are written. Here you see what becomes of each.",
            uncounted(done.written),
        )
        flash(words, "good")
    else:
        flash(
            gettext("Thank you. You had written to all of them before, so nothing was sent twice.")
        )
    return redirect(url_for("mine.status", token=done.status_token), 303)


@blueprint.get("/s/<token>")
def status(token: str) -> ResponseReturnValue:
    """What became of a person's letters."""
    found = follow.status(token)
    passed_on = spread(found.campaign) if is_open(found.campaign) else None
    return _page("status", status=found, token=token, spread=passed_on)


@blueprint.get("/s/<token>/letters.pdf")
def letters_as_pdf(token: str) -> ResponseReturnValue:
    """All letters of a person in one file, to keep."""
    answer = Response(receipt.as_pdf(token), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="letters.pdf"'
    return answer


@blueprint.get("/s/<token>/data.json")
def data(token: str) -> ResponseReturnValue:
    """All that is kept of a person, to take along."""
    answer = Response(json.dumps(export(token), indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="data.json"'
    return answer


@blueprint.get("/s/<token>/letter/<reference>")
def letter(token: str, reference: str) -> ResponseReturnValue:
    """One letter as it was written."""
    view, composed = follow.letter(token, reference)
    return _page("letter", view=view, composed=composed, token=token)


@blueprint.get("/s/<token>/letter/<reference>.pdf")
def letter_as_pdf(token: str, reference: str) -> ResponseReturnValue:
    """One letter, ready to print."""
    view, composed = follow.letter(token, reference)
    pdf = letter_pdf(composed, view.created_at.date().isoformat())
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="letter-{composed.reference}.pdf"'
    return answer


@blueprint.post("/s/<token>/letter/<reference>/posted")
def posted(token: str, reference: str) -> ResponseReturnValue:
    """The supporter says that a letter on paper was posted."""
    if follow.posted(token, reference):
        flash(gettext("Thank you. We have noted that you posted it."), "good")
    return redirect(url_for("mine.status", token=token), 303)


@blueprint.get("/s/<token>/withdraw")
def withdraw(token: str) -> ResponseReturnValue:
    """What withdrawing means, and the button."""
    return _page("withdraw", status=follow.status(token), token=token)


@blueprint.post("/s/<token>/withdraw")
def withdrawn(token: str) -> ResponseReturnValue:
    """Call back what has not left."""
    n = call_back(token)
    called_back = ngettext(
        "Called back: %(count)s letter.", "Called back: %(count)s letters.", n, count=number(n)
    )
    flash(called_back if n else gettext("All had left before."))
    return redirect(url_for("mine.status", token=token), 303)


@blueprint.get("/own-words/<token>")
def own_words(token: str) -> ResponseReturnValue:
    """The new text beside the supporter's own words, and the three answers."""
    asked = asking.look(token)
    return _question(asked, asked.own_words)


@blueprint.post("/own-words/<token>")
def own_words_answered(token: str) -> ResponseReturnValue:
    """Keep them, change them, or withdraw."""
    given, typed = request.form.get("answer", ""), request.form.get("own_words", "")
    try:
        n = asking.answer(token, given, request.form.get("seen", ""), typed)
    except links.LinkEnded:
        raise
    except NotFound:
        raise
    except Problem as problem:
        asked = asking.look(token)
        return _question(asked, typed, str(problem)), 409
    if given == asking.WITHDRAW:
        done = ngettext(
            "Thank you. Your letter is withdrawn.",
            "Thank you. Your letters are withdrawn.",
            uncounted(n),
        )
    else:
        done = ngettext(
            "Thank you. Your letter is written anew and on the way.",
            "Thank you. Your letters are written anew and on the way.",
            uncounted(n),
        )
    flash(done, "good")
    return redirect(url_for("mine.own_words", token=token), 303)


@blueprint.get("/not-me/<token>")
def not_me(token: str) -> ResponseReturnValue:
    """What "that was not me" does, and the button."""
    campaign = erasing.look(links.NOT_ME, token)
    return _page("not_me", campaign=campaign, done=False)


@blueprint.post("/not-me/<token>")
def was_not_me(token: str) -> ResponseReturnValue:
    """Erase what a stranger signed, and write no more to this address."""
    erasing.not_me(token)
    return _page("not_me", done=True)


@blueprint.get("/erase/<token>")
def erase(token: str) -> ResponseReturnValue:
    """What erasing means, and the button."""
    campaign = erasing.look(links.ERASE, token)
    return _page("erase", campaign=campaign, done=False)


@blueprint.post("/erase/<token>")
def erased(token: str) -> ResponseReturnValue:
    """Erase this person."""
    erasing.erase(token)
    return _page("erase", done=True)


def _question(asked: asking.Asked, typed: str, problem: str = "") -> str:
    return _page(
        "own_words",
        asked=asked,
        typed=typed,
        problem=problem,
        answers=asking,
        most=OWN_WORDS_LENGTH,
    )


def _page(name: str, **values: object) -> str:
    return render_template(f"site/{name}.html", site_name=show.site_name(), **values)
