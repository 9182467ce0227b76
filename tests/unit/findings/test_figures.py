"""The last figures of a sum, which differ between runs, are not kept."""

from __future__ import annotations

from math import nextafter

import pytest

from homeward.findings.estimate import Estimate
from homeward.findings.figures import settled
from homeward.findings.finding import AggregateTable, Finding
from homeward.vocabulary.units import Kind, Unit


def _with(value: float) -> Finding:
    e = Estimate(
        "busiest", Kind.RATE_RATIO, Unit.RATIO, value, value / 2, value * 2, count=9, of=11,
        children=9, children_of=11, interval="made up", by={"year": 2020},
    )  # fmt: skip
    table = AggregateTable("by_year", "By year", ("year",), ("busiest",), (e,))
    return Finding("demand.volume", "{busiest}.", (e,), tables=(table,))


@pytest.mark.parametrize("value", [1 / 3, 0.1 + 0.2, 2.0**0.5, 1e-7 / 3, 123456.7 / 3])
def test_neighbouring_numbers_are_written_alike(value):
    assert _with(value) != _with(nextafter(value, 9e9))
    assert settled(_with(value)) == settled(_with(nextafter(value, 9e9)))


def test_no_figure_that_anyone_reads_is_lost():
    kept = settled(_with(1.234567891)).estimates[0]
    assert (kept.value, kept.count, kept.by) == (1.234567891, 9, {"year": 2020})


def test_tables_say_what_the_estimates_say():
    found = settled(_with(2.0**0.5))
    assert found.tables[0].estimates == found.estimates
