"""Authorities and how they are reached.

`models` (Authority, OfficeName, OfficeHolder, HolderStyle, ContactPoint), `find` (one, lists),
`office`, `holders`, `points` (what people keep of an office, who holds it, how to reach it),
`merge` (two that are one), `kinds` (what kind of office a title names), `salutations` (how an
office is addressed; `words/`, one file a language), `ways` (which contact points a letter may
take), `gather` (a recipient read in an appeal becomes an authority), `correct` (a person corrects
all that a campaign shows of an authority).
"""
