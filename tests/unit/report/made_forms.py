"""Made-up tables for charts that run down the page or along a calendar. No number is real."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from homeward.findings import AggregateTable, Chart, Estimate
from homeward.findings.estimate import GroupValue
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.unit.report.values import made_count, made_share

#: Marks of a calendar: near each other, far apart, long, and outside what is drawn.
MARKS = (
    ("2018-03", "Before the records begin"),
    ("2020-03", "Pandemic restrictions: schools closed"),
    ("2020-06", "Restrictions eased"),
    ("2021-01", "Third national lockdown"),
    ("2022-11", "Dedicated team"),
)


def odds(value: float, factor: float, **by: GroupValue) -> Estimate:
    """A released odds ratio whose interval reaches `factor` times either way."""
    return Estimate(
        "odds_ratio_county_lines", Kind.ODDS_RATIO, Unit.RATIO, value, value / factor,
        value * factor, count=63, of=801, children=39, children_of=201,
        interval="cluster-robust, by child", by=by,
    )  # fmt: skip


def withheld(like: Estimate, state: State, **by: GroupValue) -> Estimate:
    """An estimate of the same name with no number, and why."""
    return Estimate(like.name, like.kind, like.unit, None, left_out=None, by=by, state=state)


def flags() -> tuple[AggregateTable, Chart]:
    """An odds ratio for each kind of exploitation: one hidden, one refused."""
    first = odds(2.4, 1.4, exploitation="county_lines")
    table = AggregateTable(
        "by_flag", "Odds ratio by kind of flag", ("exploitation",), (first.name,),
        (
            first,
            odds(0.7, 1.2, exploitation="sexual"),
            odds(1.05, 1.3, exploitation="criminal"),
            withheld(first, State.HIDDEN, exploitation="gang"),
            withheld(first, State.REFUSED, exploitation="trafficking"),
        ),
    )  # fmt: skip
    return table, Chart(
        "by_flag", "forest", "by_flag", "exploitation", first.name, "h", "s", "a", reference=1.0
    )


def thresholds() -> tuple[AggregateTable, Chart]:
    """Crude and adjusted odds ratios for two limits; one interval runs off any page."""
    rows = (
        odds(2.4, 1.4, threshold="48h", adjusted=False),
        odds(1.9, 1.5, threshold="48h", adjusted=True),
        odds(6.0, 3.0, threshold="7d", adjusted=False),
        odds(4.4, 90.0, threshold="7d", adjusted=True),
    )
    name = rows[0].name
    table = AggregateTable(
        "by_limit", "Odds ratio by limit", ("threshold", "adjusted"), (name,), rows
    )
    return table, Chart(
        "by_limit", "forest", "by_limit", "threshold", name, "h", "s", "a", "adjusted"
    )


def shares() -> tuple[AggregateTable, Chart]:
    """A share for each group, one of them not recorded and one hidden."""
    names = ("white", "black", "asian", "mixed", "not_recorded")
    sizes = (801, 87, 93, 9, 345)
    rows = tuple(
        made_share("share_graded_high", 0.1 + 0.03 * i, of, ethnicity=name)
        for i, (name, of) in enumerate(zip(names, sizes, strict=True))
    )
    table = AggregateTable(
        "by_group", "Share graded high", ("ethnicity",), ("share_graded_high",), rows
    )
    return table, Chart(
        "by_group", "forest", "by_group", "ethnicity", "share_graded_high", "h", "s", "a"
    )


def hours() -> tuple[AggregateTable, Chart]:
    """Hours by activity with the least and most that the sources allow."""

    def made(value: float, low: float, high: float, activity: str) -> Estimate:
        by = {"activity": activity}
        return Estimate("hours", Kind.RANGE, Unit.HOURS, value, low, high, by=by)

    first = made(12000, 8000, 20000, "initial actions and first search of the home")
    rows = (
        first, made(3000, 900, 4000, "review"), made(0, 0, 0, "nothing"),
        withheld(first, State.REFUSED, activity="not timed"),
    )  # fmt: skip
    table = AggregateTable("hours", "Hours by activity", ("activity",), ("hours",), rows)
    return table, Chart("hours", "range", "hours", "activity", "hours", "h", "s", "a")


def weeks() -> tuple[AggregateTable, Chart]:
    """A year of weeks counted, then thirteen weeks expected with their intervals."""
    rows = []
    for i in range(65):
        by = {"week": (date(2022, 1, 3) + timedelta(7 * i)).isoformat()}
        n = 45 + i % 13
        if i < 52:
            rows.append(made_count("incidents", n, **by))
        else:
            estimate = Estimate(
                "incidents", Kind.FORECAST, Unit.INCIDENTS, n, n - 12.0, n + 15.0, by=by
            )
            rows.append(estimate)
    rows[20] = withheld(rows[0], State.HIDDEN, **rows[20].by)
    table = AggregateTable("weeks", "Incidents by week", ("week",), ("incidents",), tuple(rows))
    marks = (("2022-03-23", "New recording system"), ("2022-12-01", "Dedicated team"))
    return table, Chart("weeks", "band", "weeks", "week", "incidents", "h", "s", "a", marks=marks)


def months(form: str = "line") -> tuple[AggregateTable, Chart]:
    """Four years of months, with things that happened."""
    rows = tuple(
        made_count("incidents", 190 + (7 * m + 13 * y) % 40, period=f"{y}-{m:02d}")
        for y in range(2019, 2023)
        for m in range(1, 13)
    )
    table = AggregateTable("months", "Incidents by month", ("period",), ("incidents",), rows)
    return table, Chart("months", form, "months", "period", "incidents", "h", "s", "a", marks=MARKS)


def sexes() -> tuple[AggregateTable, Chart]:
    """Two lines over years, each with its interval."""
    rows = tuple(
        made_share("share_graded_high", 0.2 + 0.01 * i + 0.1 * k, 400, year=2015 + i, sex=sex)
        for i in range(8)
        for k, sex in enumerate(("female", "male"))
    )
    table = AggregateTable(
        "sexes", "Share graded high", ("year", "sex"), ("share_graded_high",), rows
    )
    marks = (("2020-03", "Pandemic restrictions"),)
    return table, Chart(
        "sexes", "band", "sexes", "year", "share_graded_high", "h", "s", "a", "sex", marks=marks
    )


def ranged_ratios() -> tuple[AggregateTable, Chart]:
    """A ratio in the form `range`: it may have no bar."""
    table, chart = flags()
    return table, replace(chart, form="range")


#: By name, every table and chart of this page.
FORMS_MADE = {
    "flags": flags,
    "thresholds": thresholds,
    "shares": shares,
    "hours": hours,
    "weeks": weeks,
    "months": months,
    "sexes": sexes,
    "ranged ratios": ranged_ratios,
}
