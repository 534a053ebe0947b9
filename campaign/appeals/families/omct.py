"""The World Organisation Against Torture alone, before the Observatory: `Case TUR 210200`."""

from campaign.appeals.families.demand import Family

OMCT = Family(name="other", codes="omct", own_contact=r"OMCT\b.{0,80}secretariat|^OMCT\b")
