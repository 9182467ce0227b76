"""Made-up findings on how many, how long and when, in the shapes that analyses file."""

from __future__ import annotations

from math import exp

from homeward.findings import AggregateTable, Chart, Estimate, Finding, Published
from homeward.vocabulary.units import Kind, Unit
from tests.unit.report.values import (
    SETTINGS,
    WEEKDAYS,
    YEARS,
    made_count,
    made_ratio,
    made_share,
)


def volume() -> Finding:
    """Counts by month, the shape of `demand.volume`."""
    season = (-20, -14, 0, 6, 18, 26, 30, 22, 12, 4, -10, -24)
    by_month, trend = [], []
    for year in YEARS:
        for month in range(1, 13):
            n = 190 + season[month - 1] - (80 if (year, month) in ((2020, 4), (2020, 5)) else 0)
            for name, unit, much in (
                ("incidents", Unit.INCIDENTS, n),
                ("children", Unit.CHILDREN, n * 0.6),
            ):
                by_month.append(made_count(name, much, unit, year=year, month=month))
                trend.append(made_count(name, much, unit, period=f"{year}-{month:02d}"))
    settings = [
        made_count(name, much * scale, unit, year=year, setting=setting)
        for year in YEARS
        for setting, scale in zip(SETTINGS, (1.0, 0.3, 0.7, 0.01), strict=True)
        for name, unit, much in (
            ("incidents", Unit.INCIDENTS, 900),
            ("children", Unit.CHILDREN, 400),
        )
    ]
    where = "Incidents by month of report, Exampleshire, 1 January 2019 to 31 December 2022"
    return Finding(
        "demand.volume",
        "From 1 January 2019 to 31 December 2022 {incidents} incidents of {children} children"
        " were counted as missing: {incidents_per_child} incidents for each child.",
        (
            made_count("incidents", 9184),
            made_count("children", 3120, Unit.CHILDREN),
            Estimate(
                "incidents_per_child",
                Kind.MEAN,
                Unit.INCIDENTS_PER_CHILD,
                2.9,
                2.7,
                3.2,
                count=9183,
                of=3123,
                children=3123,
                children_of=3123,
                interval="normal on the log scale, between children",
            ),
            *(made_count("incidents", 2296 + 30 * i, year=y) for i, y in enumerate(YEARS)),
        ),
        "An incident is a report of a type that the plan counts as missing.",
        "docs/reference/definitions.md#incidents-and-children",
        ("The window holds the pandemic restrictions: a trend is not a trend in need.",),
        (Published(9184, "Hertfordshire Constabulary and The Open University, 2023", "incidents"),),
        (
            AggregateTable(
                "by_month",
                "Incidents and children by year and month of report",
                ("year", "month"),
                ("incidents", "children"),
                tuple(by_month),
            ),
            AggregateTable(
                "trend",
                "Incidents and children by month of report",
                ("period",),
                ("incidents", "children"),
                tuple(trend),
            ),
            AggregateTable(
                "by_year_setting",
                "Incidents and children by year and setting",
                ("year", "setting"),
                ("incidents", "children"),
                tuple(settings),
            ),
        ),
        (
            Chart(
                "trend",
                "line",
                "trend",
                "period",
                "incidents",
                "{incidents} incidents in four years",
                where,
                "A line of incidents for each month; in all {incidents}.",
            ),
            Chart(
                "season",
                "line",
                "by_month",
                "month",
                "incidents",
                "Reports rise in summer in every year",
                where,
                "A line for each year of incidents by month.",
                "year",
            ),
        ),
    )


def duration() -> Finding:
    """Shares resolved and a curve, the shape of `demand.duration`."""
    limits = {"2h": 0.32, "8h": 0.71, "24h": 0.913, "48h": 0.957, "7d": 0.988, "28d": 0.997}
    curve = [
        Estimate(
            "share_still_missing",
            Kind.CURVE,
            Unit.INCIDENTS,
            round(value, 3),
            round(value * 0.9, 3),
            round(min(1.0, value * 1.1), 3),
            interval="Rothman-Wilson, design effect by child",
            by={"setting": setting, "hours": hours},
        )
        for setting, pace in (
            ("all", 7.0),
            ("family_home", 5.0),
            ("foster", 6.5),
            ("childrens_home", 10.0),
        )
        for hours in (1, 2, 4, 8, 12, 24, 48, 72, 168, 336, 672)
        for value in (exp(-((hours / pace) ** 0.75)),)
    ]
    median = [
        Estimate(
            "median_hours",
            Kind.QUANTILE,
            Unit.HOURS,
            4.2 + i,
            3.9 + i,
            4.6 + i,
            count=9111,
            of=9183,
            children=3093,
            children_of=3123,
            left_out=27,
            interval="Brookmeyer-Crowley, log(-log), design effect by child",
            by={"from": clock},
        )
        for i, clock in enumerate(("reported", "last_seen"))
    ]
    by_setting = [
        made_share(f"share_found_within_{limit}", share - 0.02 * i, 2400 // (i + 1), setting=s)
        for i, s in enumerate(SETTINGS)
        for limit, share in limits.items()
    ]
    return Finding(
        "demand.duration",
        "{share_found_within_24h} of incidents were resolved within 24 hours of report"
        " ({share_found_within_24h:interval}); half within {median_hours[from=reported]}.",
        (
            *(made_share(f"share_found_within_{k}", v, 9184) for k, v in limits.items()),
            *median,
            *by_setting,
        ),
        "Time missing runs from the report. Medians and the curve are Kaplan-Meier. Intervals"
        " are 95%.",
        "docs/reference/definitions.md#time-missing",
        (
            "Where no time of return is recorded, the closing of the report stands for it:"
            " `demand.quality` gives the share.",
        ),
        (
            Published(
                0.9,
                "Hertfordshire Constabulary and The Open University, 2023: over 90%",
                "share_found_within_24h",
            ),
        ),
        (
            AggregateTable(
                "still_missing",
                "Share still missing by hours since the report",
                ("setting", "hours"),
                ("share_still_missing",),
                tuple(curve),
            ),
        ),
        (
            Chart(
                "still_missing",
                "step",
                "still_missing",
                "hours",
                "share_still_missing",
                "{share_found_within_24h} of incidents were resolved within 24 hours of report",
                "Share of incidents still open, by hours since the report, Exampleshire",
                "A falling line for each setting: {share_found_within_24h} resolved in 24 hours.",
                "setting",
            ),
        ),
    )


def clock() -> Finding:
    """Hour by weekday, the shape of `demand.clock`; small cells are hidden."""
    cells = []
    for setting, scale in (("all", 1.0), ("childrens_home", 0.25)):
        for day, name in enumerate(WEEKDAYS):
            for hour in [*range(6, 24), *range(6)]:
                late = 70 * exp(-(((hour - 22.5 + 12) % 24 - 12) ** 2) / 14)
                n = scale * (8 + late * (1.4 if day in (4, 5) else 1.0))
                n = 0 if (setting == "childrens_home" and hour in (4, 5)) else n
                cells.append(made_count("incidents", n, setting=setting, weekday=name, hour=hour))
    peak = Estimate(
        "peak_window_start_hour",
        Kind.CLOCK_HOUR,
        Unit.HOUR_OF_DAY,
        21,
        count=2703,
        of=9075,
        children=903,
        children_of=3093,
        left_out=111,
    )
    return Finding(
        "demand.clock",
        "Children were last seen between 22:00 and 01:00 at {rate_ratio_22_to_01} times the rate"
        " of the whole day ({rate_ratio_22_to_01:interval}); the three hours with most incidents"
        " begin at {peak_window_start_hour}.",
        (
            made_share("share_22_to_01", 0.29, 9074),
            made_ratio("rate_ratio_22_to_01", 2.3, 9074),
            made_ratio("rate_ratio_weekend_night", 1.31, 4100),
            peak,
            *(
                made_ratio("rate_ratio_22_to_01", 1.2 + 0.5 * i, 2000, setting=s)
                for i, s in enumerate(SETTINGS)
            ),
        ),
        "Hours are UK local time. A night runs from 18:00 to 06:00 and belongs to its evening.",
        "docs/reference/definitions.md#hour-and-night",
        ("The hour when a child was last seen is often a routine check.",),
        (
            Published(
                22,
                "Hertfordshire Constabulary and The Open University, 2023: care homes",
                "peak_window_start_hour",
            ),
        ),
        (
            AggregateTable(
                "hour_by_weekday",
                "Incidents by hour and weekday",
                ("setting", "weekday", "hour"),
                ("incidents",),
                tuple(cells),
            ),
            AggregateTable(
                "by_setting",
                "Rate from 22:00 to 01:00 by setting",
                ("setting",),
                ("rate_ratio_22_to_01",),
                tuple(
                    made_ratio("rate_ratio_22_to_01", 0.8 + 0.6 * i, 2000, setting=s)
                    for i, s in enumerate(SETTINGS)
                ),
            ),
        ),
        (
            Chart(
                "hour_by_weekday",
                "heatmap",
                "hour_by_weekday",
                "hour",
                "incidents",
                "The three hours with most incidents begin at {peak_window_start_hour}",
                "Incidents by hour and weekday, a night belonging to its evening, Exampleshire",
                "A grid of hours by weekdays, darker where incidents are more.",
                row="weekday",
                facet="setting",
            ),
            Chart(
                "ratio",
                "bar",
                "by_setting",
                "setting",
                "rate_ratio_22_to_01",
                "The late evening stands out most in supported accommodation",
                "Rate from 22:00 to 01:00 against the whole day, Exampleshire",
                "A dot with its interval for each setting.",
            ),
        ),
    )
