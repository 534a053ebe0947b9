"""Authorities and how they are reached.

`models` (Authority, OfficeHolder, ContactPoint), `kinds` (what kind of office a title names),
`salutations` (how an office is addressed), `ways` (which contact points a letter may take).
"""
