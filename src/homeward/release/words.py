"""Free text through the gate: exact counts in caveats and methods are rounded too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from homeward.findings.estimate import Estimate
from homeward.release.behind import PARTS
from homeward.release.rounding import middle
from homeward.release.rules import Rules

#: Smaller numbers in prose are nearly always definitions: 72 hours, 95%, 28 days.
SMALLEST_ROUNDED = 100

#: Numbers that are more likely a year.
_YEARS = range(1900, 2101)

#: A whole number standing alone: no part of a name, a date, a decimal or an address.
_NUMBER = re.compile(r"(?<![\w.,:/#=-])(?:\d{1,3}(?:,\d{3})+|\d{3,})(?![\w%:/=-]|[.,]\d)")


def exact_counts(estimates: Iterable[Estimate]) -> frozenset[int]:
    """Every unreleased whole number of these estimates that may not stand in a text."""
    numbers = (getattr(e, part) for e in estimates for part in (*PARTS, "left_out"))
    return frozenset(n for n in numbers if n is not None and n >= SMALLEST_ROUNDED)


def round_words(text: str, exact: Set[int], rules: Rules) -> str:
    """`text` with every number that is one of the `exact` counts rounded as they are.

    An analysis should leave counts to its estimates. Where a sentence repeats one all
    the same, it may not be more exact than the estimate beside it.
    """

    def rounded(match: re.Match[str]) -> str:
        n = int(match[0].replace(",", ""))
        if n not in exact or (n in _YEARS and "," not in match[0]):
            return match[0]
        return f"{middle(n, rules):,}"

    return _NUMBER.sub(rounded, text)
