"""An appeal becomes a campaign.

`models` (Case, AppealRecord, Campaign, Recipient, LetterText), `draft` (the letter a reader of the
appeal would sign), `importing` (import_appeal: case, appeal, campaign, recipients in draft),
`update` (open_update, add_translation: a later appeal of the case), `edit` (corrections by a
manager), `doubts` (what must be looked at before publishing), `publish` (publish, close), `find`
(campaigns by slug, code, organisation).
"""
