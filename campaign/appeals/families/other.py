"""Every other appeal with demands and addresses: ACAT, Front Line Defenders, unions, centres."""

from campaign.appeals.families.demand import Family

OTHER = Family(name="other", codes="other", issuers=r"Front Line Defenders")
