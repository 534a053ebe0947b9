"""Door: what supporters see.

`campaigns` (read an appeal, sign), `mine` (what the links in our mails open), `report` and
`report_form` (what people did themselves), `pages` (about the site), `feeds` (Atom, sitemap,
robots.txt), `handouts` (what people pass on), `embed` (an appeal on another site), `errors` (kind
words), `forms`, `show` (what pages need to draw).
"""

from __future__ import annotations

from flask import Flask

from campaign.base import languages
from campaign.site.campaigns import blueprint as sign_pages
from campaign.site.embed import blueprint as embed
from campaign.site.errors import register as register_errors
from campaign.site.feeds import blueprint as feeds
from campaign.site.handouts import blueprint as handouts
from campaign.site.mine import blueprint as own_pages
from campaign.site.pages import blueprint as about_pages
from campaign.site.pages import context
from campaign.site.report import blueprint as report_pages


def register(app: Flask) -> None:
    """Join this door to the application."""
    for part in (sign_pages, own_pages, report_pages, about_pages, feeds, handouts, embed):
        app.register_blueprint(part)
    register_errors(app)
    app.context_processor(context)
    app.jinja_env.filters.update(
        bdi=languages.isolated,
        direction=languages.direction,
        foreign=languages.foreign,
        number=languages.number,
        uncounted=languages.uncounted,
    )
