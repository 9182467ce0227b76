"""Which findings this version can examine, and how."""

from __future__ import annotations

from homeward.demand import FINDINGS as DEMAND
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.findings import CATALOGUE

#: Finding id to the function that makes it from timelines and a seed.
EXAMINERS = dict(DEMAND)


#: Children below which a finding would be about a child, not about demand.
FEWEST_CHILDREN = 2

#: Findings that are filed whatever the number of children: how many, and what is recorded.
ABOUT_RECORDS = frozenset({"demand.volume", "demand.quality"})

#: What such a finding says instead of an answer.
TOO_FEW = f"HW-N003: {FAULTS['HW-N003'].title}. {FAULTS['HW-N003'].do}"


def not_examined() -> tuple[str, ...]:
    """Ids of the catalogue that no room of this version examines, in catalogue order."""
    return tuple(id for id in CATALOGUE if id not in EXAMINERS)
