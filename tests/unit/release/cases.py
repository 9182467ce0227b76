"""Estimates and bundles for the tests of the gate, made in one line each."""

from __future__ import annotations

from math import exp, sqrt

from homeward.estimators.proportions import wilson
from homeward.findings import AggregateTable, Bundle, Chart, Estimate, Finding
from homeward.vocabulary.units import Kind, Unit

#: Enough children that no rule about children is met.
MANY = 200


def count(n, children=MANY, name="incidents", unit=Unit.INCIDENTS, **by):
    """A COUNT of `n`; `children=None` says nothing of children."""
    return Estimate(name, Kind.COUNT, unit, n, count=n, children=children, by=by)


def share(
    n, of, children=MANY, children_of=MANY, name="share", deff=1.0, unit=Unit.INCIDENTS, **by
):
    """A SHARE with Wilson's interval."""
    low, high = wilson(n, of, design_effect=deff)
    return Estimate(
        name, Kind.SHARE, unit, n / of, low, high, n, of, children, children_of,
        interval="Wilson", design_effect=deff, by=by,
    )  # fmt: skip


def as_filed_by(e, low, high, interval="bootstrap over children"):
    """A share whose interval was made some other way."""
    return Estimate(
        e.name, e.kind, e.unit, e.value, low, high, e.count, e.of, e.children,
        e.children_of, interval=interval, by=e.by,
    )  # fmt: skip


def rate_ratio(n, of, exposure=0.125, reference="whole", deff=1.0, **by):
    """A RATE_RATIO made from its counts, with a robust interval on the log scale."""
    if reference == "whole":
        value, spread = n / of / exposure, 1 / n - 1 / of
    else:
        value = (n / exposure) / ((of - n) / (1 - exposure))
        spread = 1 / n + 1 / (of - n)
    half = 1.96 * sqrt(max(spread, 0) * deff)
    return Estimate(
        "rate_ratio", Kind.RATE_RATIO, Unit.RATIO, value, value * exp(-half), value * exp(half),
        n, of, MANY, MANY, exposure, reference, interval="robust by child", by=by,
    )  # fmt: skip


def modelled(kind, value, low=None, high=None, unit=Unit.RATIO, children_of=MANY, **parts):
    """An estimate off a model: no count makes its value."""
    return Estimate(
        "modelled", kind, unit, value, low, high, children_of=children_of,
        interval="robust" if low is not None else "", **parts,
    )  # fmt: skip


def hours_by_setting(zeros=3, zeros_filed=True):
    """Two settings by hour: one of many incidents, one of seven, each in an hour of its own.

    With `zeros` hours of none in the second, filed or not; with every total.
    """
    large = (20, 31, 25, 18, 40, 33, 21, 28, 35, 26)[: 7 + zeros]
    sized = {"a": large, "b": (1,) * 7 + (0,) * zeros}
    cells = [
        count(n, n, setting=s, hour=h)
        for s, ns in sized.items()
        for h, n in enumerate(ns)
        if n or zeros_filed
    ]
    totals = [count(sum(ns), sum(ns), setting=s) for s, ns in sized.items()]
    hours = [
        count(n + m, n + m, hour=h) for h, (n, m) in enumerate(zip(*sized.values(), strict=True))
    ]
    return [*cells, *totals, *hours, count(sum(large) + 7)]


def bundle(*estimates, tables=(), charts=(), finding="demand.volume", statement="", **more):
    """An unreleased bundle of one finding."""
    filed = Finding(finding, statement, tuple(estimates), tables=tables, charts=charts, **more)
    return Bundle(
        synthetic=True,
        window={"from": "2019-01-01", "to": "2022-12-31"},
        as_of="2023-01-01T00:00:00Z",
        force="Made-up Constabulary",
        findings=(filed,),
    )


def table(*estimates, name="by_setting", dimensions=("setting",), title="Incidents by setting"):
    """A table of these estimates."""
    measures = tuple(dict.fromkeys(e.name for e in estimates))
    return AggregateTable(name, title, dimensions, measures, tuple(estimates))


def chart(x="setting", y="incidents", table="by_setting", **more):
    """A bar chart of a table."""
    return Chart(
        "bars", "bar", table, x, y, "{incidents} incidents", "All settings", "A chart", **more
    )
