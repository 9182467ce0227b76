"""Which findings this version can examine, and how."""

from __future__ import annotations

from homeward.demand import FINDINGS as DEMAND
from homeward.vocabulary.findings import CATALOGUE

#: Finding id to the function that makes it from timelines and a seed.
EXAMINERS = dict(DEMAND)


def not_examined() -> tuple[str, ...]:
    """Ids of the catalogue that no room of this version examines, in catalogue order."""
    return tuple(id for id in CATALOGUE if id not in EXAMINERS)
