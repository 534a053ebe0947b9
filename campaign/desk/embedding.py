"""Appeals on other sites: which sites may show them, and what to paste there."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from campaign.accounts.embed_hosts import hosts_from, set_embed_hosts
from campaign.accounts.models import Organisation
from campaign.base.database import reading, writing
from campaign.base.languages import LANGUAGES
from campaign.campaigns import find
from campaign.desk.forms import EmbedForm
from campaign.desk.let_in import desk, me, needs
from campaign.signing.public import address, is_open


@desk.get("/embed")
@needs("see")
def embedding() -> str:
    """The sites, and a snippet for every campaign that can be signed."""
    return _page(None)


@desk.post("/embed")
@needs("publish")
def set_sites() -> tuple[str, int] | Response:
    """Let these sites, and no others, show the organisation's appeals."""
    form = EmbedForm()
    if not form.validate_on_submit():
        return _page(form), 422
    hosts = hosts_from(form.hosts.data or "")
    with writing() as session:
        set_embed_hosts(session, me().org_id, me().id, hosts)
    flash("The sites are noted. It may take five minutes until all of them see it.", "good")
    return redirect(url_for("desk.embedding"), 303)


def _page(form: EmbedForm | None) -> str:
    hosts = reading().get_one(Organisation, me().org_id).embed_hosts
    return render_template(
        "desk/embedding.html",
        form=form or EmbedForm(formdata=None, hosts="\n".join(hosts)),
        hosts=hosts,
        campaigns=[one for one in find.of_organisation(me().org_id) if is_open(one)],
        script=address("/static/embed.js"),
        frame=lambda campaign: address(f"/embed/{campaign.slug}"),
        languages=LANGUAGES,
    )
