"""What an answer looks like: estimates, intervals, caveats, who was left out.

Floor: 1. Reads: vocabulary. Gives: `Estimate`, `Finding`, `AggregateTable`, `Chart`,
`Bundle` and the reading and writing of `findings.json`.
"""

from homeward.findings.bundle import Bundle, from_json, read_bundle, to_json, write_bundle
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart, Finding, Published, refusal
from homeward.findings.statement import (
    by_side,
    format_estimate,
    format_interval,
    format_value,
    render,
)

__all__ = [
    "AggregateTable",
    "Bundle",
    "Chart",
    "Estimate",
    "Finding",
    "Published",
    "by_side",
    "format_estimate",
    "format_interval",
    "format_value",
    "from_json",
    "read_bundle",
    "refusal",
    "render",
    "to_json",
    "write_bundle",
]
