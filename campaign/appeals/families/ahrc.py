"""The Asian Human Rights Commission: `Urgent Appeal Case: AHRC-UAC-039-2014`."""

from campaign.appeals.families.demand import Family

AHRC = Family(
    name="ahrc",
    codes="ahrc",
    issuers=r"Asian Human Rights Commission(?: \(AHRC\))?",
    own_contact=r"asian human rights commission|urgent appeals (?:programme|desk)",
    statements=r"AHRC-(?:STM|FST|PRL|OLT|ART|ETC)\b|\A(?:FS|GE)-",
)
