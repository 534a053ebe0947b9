"""A supporter signs, confirms, is told, and can be erased.

`wish` (what the form gives, cleaned), `sign` (sign), `confirm` (look, confirm), `follow` (status,
letter, posted), `words` (states in plain words), `erase` (not_me, erase), `withdraw` (withdraw),
`expire` (expire), `remind` (of letters to post), `ask` (whether own words still fit after an
update), `outcome` (how it ended, told once), `progress` (what the public may count), `preview`
(letters before there are any), `public` (what everybody may know of a campaign), `handouts`
(picture, QR code, sheet), `states` (the life of a signature), `limits`, `links`, `keys`, `consent`,
`models`.
"""
