"""A supporter signs, confirms, is told, and can be erased.

`models` (Signature, Chosen, Link, Consent, ...), `sign`, `confirm`, `follow` (what became of the
letters, in words), `erase`, `expire`.
"""
