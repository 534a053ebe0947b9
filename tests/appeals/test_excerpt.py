"""Where a recipient is printed in the source."""

from __future__ import annotations

from campaign.appeals import excerpts, read
from tests.campaigns.samples import APPEAL

TORN = """
The Observatory wrote to the Minister of Justice, Ms. Petra Hollin, last year.

- Minister of
Justice, Ms. Petra Hollin, 2 Court Street, Valor, Fax: +1 202 555 0145, E-mail: minister
@justice.example.org
- Prosecutor General, Mr. Ivo Karst, 3 Court Street, Valor. Fax: 555 0146

Please also write to the embassies.
"""


def test_each_recipient_is_found_where_the_appeal_lists_it() -> None:
    recipients = read(APPEAL).recipients
    found = excerpts(APPEAL, recipients)
    assert len(found) == len(recipients)
    for entry, lines in zip(recipients, found, strict=True):
        assert (entry.office or entry.name or "") in " ".join(lines.split())


def test_torn_lines_stay_together_and_the_story_stays_out() -> None:
    appeal = read("VLA 007 / 1126 / OBS 101\n\nAddresses:\n" + TORN)
    justice, prosecutor = excerpts(TORN, appeal.recipients[-2:])
    assert justice.startswith("- Minister of\nJustice")
    assert justice.endswith("@justice.example.org")
    assert prosecutor == TORN.split("\n")[-4]


def test_what_is_not_in_the_source_has_no_lines() -> None:
    assert excerpts("Nothing of them.", read(APPEAL).recipients) == [""] * 4
