"""PEN, Rapid Action Network: `RAN 09/14`, `Update #1 to RAN 02/14`."""

from campaign.appeals.families.demand import Family

PEN = Family(
    name="pen",
    codes="pen",
    issuers=(
        r"PEN International|PEN Internacional|International PEN"
        r"|(?:English|American|PEN America|German) PEN"
    ),
    own_contact=r"PEN International|International PEN|this office|rapid action network",
)
