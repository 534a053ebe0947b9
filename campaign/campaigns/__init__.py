"""An appeal becomes a campaign.

`models` (Case, AppealRecord, Campaign, Recipient, LetterText), `draft` (the letter a reader of the
appeal would sign), `importing` (import_appeal: case, appeal, campaign, recipients in draft),
`cases` (every code of a case, its appeals in order), `update` (open_update, throw_away,
add_translation: a later appeal of the case), `compare` (what is new in it), `approve` (what becomes
of what waits), `edit` (corrections by a manager),
`values`, `corrections`, `reread`, `follow` (a reading corrected, read again, and what follows),
`doubts` (what must be looked at before
publishing), `publish` (publish, discard), `closing` (close, with its outcome), `deadline` (the last
day of signing), `languages` (tags of letter texts),
`find` (campaigns by slug, code, organisation).
"""
