"""Authorities and how they are reached.

`models` (Authority, OfficeHolder, ContactPoint), `kinds` (what kind of office a title names),
`salutations` (how an office is addressed; `words/`, one file a language), `ways` (which contact
points a letter may take), `gather` (a recipient read in an appeal becomes an authority),
`correct` (a person corrects what is known of an authority).
"""
