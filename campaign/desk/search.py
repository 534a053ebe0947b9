"""One box that finds authorities, cases and campaigns."""

from __future__ import annotations

from flask import render_template, request

from campaign.base.safe_text import plain
from campaign.campaigns import search as campaigns
from campaign.desk.let_in import desk, me, needs
from campaign.directory import search as authorities
from campaign.directory.kinds import NAMES
from campaign.letters.compose import country_name

MOST = 50  # of a kind on the page
LONGEST = 200  # characters of a question


@desk.get("/search")
@needs("see")
def search() -> str:
    """What is found by words, beginnings of words, or a code in any spelling."""
    asked = plain(request.args.get("q", "")[:LONGEST], LONGEST, lines=False)
    offices = authorities.found(me().org_id, asked, MOST + 1)
    cases = campaigns.found(me().org_id, asked, MOST + 1)
    return render_template(
        "desk/search.html",
        asked=asked,
        authorities=[
            (one, NAMES.get(one.kind, ""), country_name(one.country, "en"))
            for one in offices[:MOST]
        ],
        campaigns=cases[:MOST],
        most=MOST,
        more_authorities=len(offices) > MOST,
        more_campaigns=len(cases) > MOST,
    )
