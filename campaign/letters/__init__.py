"""Letters and the transmissions that carry them.

`composed` (ComposedLetter), `compose` (the words of a letter), `mail_text`, `message`, `pdf`,
`pages` (its faces), `write` (letters for a confirmed signature), `renew`, `reroute` (the next way
after a bounce), `withdraw`, `supersede` (what an update makes of a letter), `ending` (what the end
of its campaign makes of it), `states` (the table of moves, and the one function that applies it),
`counts`, `read`, `life` (all that happened to one), `carry` (a new transmission), `joint`
(many letters in one), `petition` (handed over by hand), `post` (on paper), `models`.
"""
