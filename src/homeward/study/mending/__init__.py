"""Rows set aside, mended by a person and taken back in, with their history.

Gives: `mending.history` (what was changed, when and by whom, with the original kept),
`mending.edited` (a quarantine file as a person left it), `mending.taken` (the two compared).
"""
