"""Numbers to a fixed count of figures, so that the same records give the same bytes."""

from __future__ import annotations

from dataclasses import replace

from homeward.findings.estimate import Estimate
from homeward.findings.finding import Finding

#: Far more than any number here is known to. Beyond them a sum differs with the order in
#: which a processor adds, and that differs from one run of the same program to the next.
FIGURES = 10


def settled(finding: Finding) -> Finding:
    """The same finding, every number that was worked out given to `FIGURES`."""
    tables = tuple(
        replace(table, estimates=tuple(map(_settled, table.estimates))) for table in finding.tables
    )
    return replace(finding, estimates=tuple(map(_settled, finding.estimates)), tables=tables)


def _settled(e: Estimate) -> Estimate:
    return replace(
        e,
        value=_written(e.value),
        low=_written(e.low),
        high=_written(e.high),
        exposure=_written(e.exposure),
        design_effect=_written(e.design_effect),
    )


def _written(number: float | None) -> float | None:
    return float(f"{number:.{FIGURES}g}") if isinstance(number, float) else number
