"""The smaller sample: its rule, the draw, the sheet for partners, and its return.

`rule` reads what a person wants, `columns` says what strata can be made of, `allocate`
and `draw` make the draw, `store` keeps it, `sheet` and `references` write what goes to
partners, `grid` and `answers` read what comes back, `taken` hands it to the finding.
"""
