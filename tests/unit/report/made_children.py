"""Made-up findings on concentration, repeats and the records themselves."""

from __future__ import annotations

from dataclasses import replace

from homeward.findings import AggregateTable, Chart, Estimate, Finding, Published
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.unit.report.values import (
    YEARS,
    made_count,
    made_share,
)


def concentration() -> Finding:
    """Top shares and Lorenz curves, the shape of `demand.concentration`."""
    tops = {1: 0.13, 5: 0.38, 10: 0.54, 20: 0.69}
    points = [
        Estimate(
            "cumulative_share_of_incidents",
            Kind.CURVE,
            Unit.INCIDENTS,
            round(value, 4),
            by={"year": year, "percent_of_children": p},
        )
        for i, year in enumerate(YEARS)
        for p in (*range(0, 90, 10), *range(90, 101))
        for value in (1 - (1 - p / 100) ** (0.33 - 0.02 * i),)
    ]
    gini = Estimate(
        "gini_gamma_poisson", Kind.INDEX, Unit.INDEX, None, left_out=None, state=State.REFUSED
    )
    shares = [
        made_share(f"share_of_incidents_by_top_{p}_percent", v - 0.01 * i, 2300, year=y)
        for i, y in enumerate(reversed(YEARS))
        for p, v in tops.items()
    ]
    ginis = [
        Estimate(
            "gini",
            Kind.INDEX,
            Unit.INDEX,
            0.62,
            0.6,
            0.64,
            interval="child bootstrap",
            by={"year": y},
        )
        for y in YEARS
    ]
    return Finding(
        "demand.concentration",
        "In 2022 the 10% of children missing most often had"
        " {share_of_incidents_by_top_10_percent[year=2022]} of incidents.",
        (
            *(
                made_share(f"share_of_incidents_by_top_{p}_percent", v, 9184)
                for p, v in tops.items()
            ),
            gini,
            *shares,
            *ginis,
            made_share("share_of_incidents_by_top_10_percent", 0.47, 9000, unit_="x")
            if False
            else replace(
                made_share("share_of_incidents_by_top_10_percent", 0.47, 9000),
                by={"unit": "places"},
            ),
        ),
        "Children are put in order of their incidents.",
        "docs/reference/definitions.md#concentration",
        ("Next year's top 10% is another question.",),
        (
            Published(
                0.54,
                "Hertfordshire Constabulary and The Open University, 2023: 10% of children had"
                " 54% of the incidents of 2022",
                "share_of_incidents_by_top_10_percent",
            ),
        ),
        (
            AggregateTable(
                "by_year",
                "Share of incidents by the top 1, 5, 10 and 20% of children",
                ("year",),
                (
                    *(f"share_of_incidents_by_top_{p}_percent" for p in tops),
                    "gini",
                    "gini_gamma_poisson",
                ),
                (*shares, *ginis),
            ),
            AggregateTable(
                "lorenz",
                "Share of the year's incidents by children from least to most often missing",
                ("year", "percent_of_children"),
                ("cumulative_share_of_incidents",),
                tuple(points),
            ),
        ),
        (
            Chart(
                "lorenz",
                "lorenz",
                "lorenz",
                "percent_of_children",
                "cumulative_share_of_incidents",
                "In 2022 the 10% of children missing most often had"
                " {share_of_incidents_by_top_10_percent[year=2022]} of incidents",
                "Cumulative share of incidents, Exampleshire",
                "A curve below the diagonal for each year.",
                "year",
            ),
        ),
    )


def repeats() -> Finding:
    """Both repeat shares and bands, the shape of `demand.repeats`."""
    bands = {"1": 0.21, "2": 0.14, "3-4": 0.17, "5-9": 0.2, "10-19": 0.16, "20+": 0.12}
    rows = [
        e
        for band, share in bands.items()
        for e in (
            made_count("children", 3000 * share**2, Unit.CHILDREN, band=band),
            made_share("share_of_incidents", share, 9184, band=band),
        )
    ]
    return Finding(
        "demand.repeats",
        "{repeat_share_second_or_later} of incidents were a child's second or later in the"
        " window, and {repeat_share_children_with_more_than_one} were of children with more"
        " than one.",
        (
            made_share("repeat_share_second_or_later", 0.66, 9184),
            made_share("repeat_share_children_with_more_than_one", 0.79, 9184),
            made_share("share_of_children_with_10_or_more", 0.04, 3120, Unit.CHILDREN),
            made_share("share_of_incidents_by_children_with_10_or_more", 0.28, 9184),
        ),
        "Two definitions are in use and both are given.",
        "docs/reference/definitions.md#repeats",
        ("Incidents before the window are unseen.",),
        (
            Published(
                0.75,
                "Sidebottom and others, 2019: one force, 2015",
                "repeat_share_children_with_more_than_one",
            ),
        ),
        (
            AggregateTable(
                "bands",
                "Children and their incidents by how often they were reported",
                ("band",),
                ("children", "share_of_incidents"),
                tuple(rows),
            ),
        ),
        (
            Chart(
                "bands",
                "bar",
                "bands",
                "band",
                "share_of_incidents",
                "Children with ten or more incidents had"
                " {share_of_incidents_by_children_with_10_or_more} of incidents",
                "Share of incidents by number of incidents of the child, Exampleshire",
                "A bar for each band of incidents per child.",
            ),
        ),
    )


def quality() -> Finding:
    """Completeness by column and year, the shape of `demand.quality`."""
    columns = {
        "resolved": 0.991,
        "last_seen": 0.94,
        "reported": 1.0,
        "age": 0.998,
        "sex": 0.99,
        "ethnicity": 0.71,
        "residence_type": 0.93,
        "risk_first": 0.96,
        "return_method": 0.55,
        "exploitation": 0.31,
    }
    whole = [made_share("share_recorded", v, 9184, column=c) for c, v in columns.items()]
    absent = Estimate(
        "share_recorded",
        Kind.SHARE,
        Unit.INCIDENTS,
        None,
        left_out=None,
        by={"column": "placing_authority"},
        state=State.NOT_RECORDED,
    )
    by_year = [
        made_share("share_recorded", min(1.0, v + 0.02 * i), 2300, column=c, year=y)
        for c, v in columns.items()
        for i, y in enumerate(YEARS)
    ]
    return Finding(
        "demand.quality",
        "Of {rows_read} rows read, {rows_used} were used. {share_recorded[column=resolved]} of"
        " incidents have a recorded end.",
        (
            made_count("rows_read", 9310, Unit.ROWS),
            made_count("rows_used", 9184, Unit.ROWS),
            made_count("possible_duplicates", 4),
            *whole,
            absent,
        ),
        "A cell counts as recorded when it holds something other than a word for not recorded.",
        "docs/reference/definitions.md#what-the-records-can-bear",
        ("No file supplied these columns, so findings that need them refuse: placing_authority.",),
        (),
        (
            AggregateTable(
                "completeness",
                "Share of incidents with the column recorded, and what leans on it",
                ("column", "needed_for"),
                ("share_recorded",),
                tuple(
                    replace(e, by={**e.by, "needed_for": "demand.duration, demand.clock"})
                    for e in (*whole, absent)
                ),
            ),
            AggregateTable(
                "completeness_by_year",
                "Share of incidents with the column recorded, by year",
                ("column", "year"),
                ("share_recorded",),
                tuple(by_year),
            ),
            AggregateTable(
                "faults",
                "Rows and cells set aside at intake, by reason and column",
                ("code", "column"),
                ("faults",),
                (
                    made_count("faults", 40, Unit.CELLS, code="HW-R014", column="reporter"),
                    made_count("faults", 3, Unit.CELLS, code="HW-R021", column="whole row"),
                ),
            ),
        ),
        (
            Chart(
                "completeness_by_year",
                "heatmap",
                "completeness_by_year",
                "year",
                "share_recorded",
                "{share_recorded[column=resolved]} of incidents have a recorded end",
                "Share of incidents with the column recorded, by year of report",
                "A grid of columns by years, darker where more is recorded.",
                row="column",
            ),
        ),
    )
