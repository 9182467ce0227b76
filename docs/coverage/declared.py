"""Intervals that do not hold the truth as often as stated, and why: said openly."""

from __future__ import annotations

_HOMES = (
    "The interval takes children to be independent of one another; children of one home are not."
    " A home that fills with children in a chronic period moves the whole county's number."
)
_MONTHS = (
    "Months resemble their neighbours because chronic periods last for months. The allowance for"
    " it (Newey and West, corrected for so few months) is about right on average, but 48 months"
    " tell it only roughly, and in some counties it comes out far too small. Read an interval that"
    " only just misses 1 as one that holds it."
)
_FEW = (
    "The interval resamples the children, and the share rests on those at the very top: in one"
    " per cent of children some 8 in a year and 27 in four. Resampling draws no child who was"
    " missing more often than any that was seen, so the interval lies too low: most misses"
    " are intervals below the truth."
)

#: Estimand to the reason, as the page prints it.
DECLARED: dict[str, str] = {
    "volume incidents_per_month setting=childrens_home": _HOMES,
    "volume incidents_per_child setting=childrens_home": _HOMES,
    "volume trend_ratio_per_year": _MONTHS,
    "volume rate_ratio_covid_restrictions": _MONTHS,
    "concentration share_of_incidents_by_top_1_percent": _FEW,
    "concentration share_of_incidents_by_top_10_percent": _FEW,
    "concentration share_of_incidents_by_top_1_percent year=2022": _FEW,
}
