"""How many incidents and how many children."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from homeward.demand.counting import Counter, Group, Volume, group, settings_in
from homeward.demand.estimates import By, count, incidents_per_child
from homeward.demand.volume_months import marks
from homeward.demand.volume_places import alike_in_places
from homeward.demand.volume_supplied import Month, Supplied, supplied
from homeward.demand.volume_trend import METHOD as TREND_METHOD
from homeward.demand.volume_trend import trend_of
from homeward.demand.wording import (
    definition,
    refuse,
    reports_caveat,
    standing_caveats,
    who_is_counted,
    window,
)
from homeward.estimators import compound_poisson_rate
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart, Finding, Published
from homeward.timelines.definitions import COVID
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

ANCHOR = "incidents-and-children"
#: Lines of a chart that a reader can tell apart without colour.
MOST_LINES = 4
#: A month's rate is not worked out from less than this part of a month (28 of 31 days).
LEAST_MONTHS = 28 / 31
STREAM = "compound Poisson by child, log scale, Student's t"
TWO_WAY = "compound Poisson by child and place (two-way), log scale, Student's t"

METHOD = (
    "An incident is a report of a type that the plan counts as missing, made in the study"
    " window; it belongs to the local year and month of the report. A child is counted once"
    " in each group, however many incidents there are. Months are calendar months; a month"
    " partly in the window counts as the part of its days that are in it. Months with no report in"
    " a run in which ten or more different children would be expected (at the mean of the months"
    " with reports, and that five or more) are taken as not supplied, and no number a month is"
    " given. Counts have no"
    " interval, since nothing was sampled. The 95% interval of incidents per month takes"
    " children, not incidents, as arriving independently (compound Poisson); that of"
    " incidents per child comes from the spread between children. Student's t has as many degrees"
    " of freedom as either rests on children in effect (Satterthwaite). In a setting whose places"
    " are named, children of one place may go missing more often together: what that adds is"
    " added to both (two-way variance, Cameron, Gelbach and Miller 2011)."
)
#: Stands beside a study of the same four years only: a count depends on its window.
PUBLISHED_COUNT = Published(
    9184,
    "Hertfordshire Constabulary and The Open University, 2023: all records of missing"
    " children, 2019 to 2022",
    "incidents",
)
PUBLISHED_WINDOW = (date(2019, 1, 1), date(2022, 12, 31))
PUBLISHED = (
    Published(
        2.9,
        "Missing People, UK, 2022/23 and 2023/24: incidents for each child within one year"
        " (216,000 of 75,000 children; 210,000 of 72,000)",
        "incidents_per_child",
    ),
)


def _per_month(found: Volume, months: float | None, by: By, more: float) -> Estimate:
    """Incidents a month; refused where months are too few, or None: some are not supplied."""
    unit = Unit.INCIDENTS_PER_MONTH
    answer = compound_poisson_rate(found.sums, months, more=more) if months else None
    if answer is None or months is None or months < LEAST_MONTHS:
        return Estimate("incidents_per_month", Kind.MEAN, unit, None, by=by, state=State.REFUSED)
    rate, (low, high) = answer
    return Estimate(
        "incidents_per_month", Kind.MEAN, unit, rate, low, high, count=found.incidents,
        children=found.children, exposure=months, by=by,
        interval=TWO_WAY if more else STREAM,
    )  # fmt: skip


def _counts(found: Volume, by: By, left_out: int = 0) -> tuple[Estimate, Estimate]:
    many, children = found.incidents, found.children
    return (
        count("incidents", many, by, children=children, left_out=left_out),
        count("children", children, by, unit=Unit.CHILDREN, children=children),
    )


def _group_estimates(
    found: Volume, months: float | None, by: By, *, left_out: int = 0, more: float = 0.0
) -> list[Estimate]:
    return [
        *_counts(found, by, left_out),
        incidents_per_child(found, by, more),
        _per_month(found, months, by, more),
    ]


def _estimates(
    found: Mapping[Group, Volume], held: Supplied, timelines: Timelines
) -> list[Estimate]:
    months = held.months
    whole = None if held.missing else sum(months.values())
    out = _group_estimates(found[()], whole, {}, left_out=timelines.intake.set_aside)
    for year in sorted({year for year, _ in months}):
        share = sum(share for (y, _), share in months.items() if y == year)
        part = None if held.lacks(year) else share
        out += _group_estimates(found.get(group(year=year), Volume()), part, {"year": year})
    alike = alike_in_places(timelines.sheet) if timelines.setting_from else {}
    for setting in settings_in(found):
        by = {"setting": setting}
        more = alike.get(group(setting=setting), 0.0)
        out += _group_estimates(found[group(setting=setting)], whole, by, more=more)
    return out


def _by_month(found: Mapping[Group, Volume], months: Mapping[Month, float]) -> list[AggregateTable]:
    rows, trend = [], []
    for year, month in months:
        these = found.get(group(year=year, month=month), Volume())
        rows += _counts(these, {"year": year, "month": month})
        trend += _counts(these, {"period": f"{year}-{month:02d}"})
    measures = ("incidents", "children")
    return [
        AggregateTable(
            "by_month", "Incidents and children by year and month of report",
            ("year", "month"), measures, tuple(rows),
        ),
        AggregateTable(
            "trend", "Incidents and children by month of report", ("period",), measures,
            tuple(trend),
        ),
    ]  # fmt: skip


def _by_year_setting(
    sheet: Sheet, found: Mapping[Group, Volume], years: list[int]
) -> AggregateTable:
    rows: list[Estimate] = []
    alike = alike_in_places(sheet, by_year=True)
    for year in years:
        for setting in settings_in(found):
            key = group(year=year, setting=setting)
            these = found.get(key, Volume())
            rows += _counts(these, dict(key))
            if these.incidents:
                rows.append(incidents_per_child(these, dict(key), alike.get(key, 0.0)))
    return AggregateTable(
        "by_year_setting", "Incidents, children and incidents per child by year and setting",
        ("year", "setting"), ("incidents", "children", "incidents_per_child"), tuple(rows),
    )  # fmt: skip


def _charts(timelines: Timelines, held: Supplied, years: int) -> tuple[Chart, ...]:
    where = f"Incidents by month of report, {timelines.force}, {window(timelines)}"
    headline, each = "{incidents_per_month} incidents a month", "{incidents_per_month} a month"
    if held.missing:
        headline = f"{{incidents}} incidents, and {_none_in(held)}"
        each = f"and {_none_in(held)}"
    trend = Chart(
        "trend", "line", "trend", "period", "incidents", headline, where,
        "A line of incidents for each month. In all {incidents} incidents of {children}"
        f" children, {each}.", marks=marks(timelines),
    )  # fmt: skip
    if not 2 <= years <= MOST_LINES:
        return (trend,)
    season = Chart(
        "season", "line", "by_month", "month", "incidents",
        "How {incidents} incidents fell over the months of each year", where,
        "A line for each year of incidents by month, January to December, so that seasons"
        " can be compared. In all {incidents} incidents.", "year",
    )  # fmt: skip
    return (trend, season)


def _none_in(held: Supplied) -> str:
    """How many months are taken as not supplied, as the end of a sentence."""
    return f"no report at all in {len(held.missing)} of the {len(held.months)} months"


def _empty(held: Supplied) -> list[str]:
    """Which months have no report, and what follows from it."""
    found = []
    if held.missing:
        found.append(
            f"There is {_none_in(held)} of the window ({held.spans(held.missing)}), though the"
            " other months have so many that chance does not explain it. They are taken as"
            " months whose records were not supplied, not as months of none: incidents a month"
            " are refused for the window and for their years, and the trend is told without"
            " them. Supply the records of those months, or set the window to what was supplied."
        )
    few = [month for month in held.empty if month not in held.missing]
    if few:
        found.append(
            f"{len(few)} {'months' if len(few) > 1 else 'month'} of the window"
            f" {'have' if len(few) > 1 else 'has'} no report ({held.spans(few)}): with so few"
            " children that may be chance, and counts as none."
        )
    return found


def _caveats(timelines: Timelines, held: Supplied) -> list[str]:
    months = held.months
    found = [*standing_caveats(timelines), *who_is_counted(timelines), reports_caveat()]
    found += _empty(held)
    partly = [f"{y}-{m:02d}" for (y, m), share in months.items() if share < 1]
    if partly:
        found.append(
            f"Only part of {' and '.join(partly)} lies in the window: its count is not a"
            " whole month's."
        )
    if COVID.until and timelines.opens <= COVID.until and timelines.closes >= COVID.on:
        found.append(
            "The window holds the pandemic restrictions of 23 March 2020 to 19 July 2021,"
            " when reports of missing people fell nationally: a trend through them is not"
            " a trend in need."
        )
    found.append(
        "A child with incidents in two years, or from two settings, is counted in each, so"
        " children in groups add up to more than all children. Rows set aside at intake"
        " (left out of the total) are in no group, since their year and setting may be"
        " what could not be read."
    )
    found.append(
        "A change in recording (a new system, the `absent` category, which report types"
        " count) moves these numbers as a change in demand does: name it under"
        " `definitions.change` in study.toml, and it is marked and allowed for."
    )
    return found


def _published(timelines: Timelines, held: Supplied) -> tuple[Published, ...]:
    same = (timelines.opens, timelines.closes) == PUBLISHED_WINDOW and not held.missing
    return (*([PUBLISHED_COUNT] if same else []), *held.beside_a_year(PUBLISHED))


def _statement(timelines: Timelines, held: Supplied) -> str:
    said = (
        f"From {window(timelines)} {{incidents}} incidents of {{children}} children were"
        " counted as missing: {incidents_per_child} incidents for each child"
    )
    if not held.missing:
        return f"{said}, and {{incidents_per_month}} a month."
    return (
        f"{said}. There is {_none_in(held)} of the window, which is taken as records not"
        " supplied: how many incidents there were a month cannot be told."
    )


def volume(timelines: Timelines, seed: int) -> Finding:
    """File `demand.volume`: incidents and children by month, year and setting; change over time.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        Not used: nothing here is drawn at random.

    Returns
    -------
    Finding
        Refused with HW-N003 where there is no incident at all.

    Source
    ------
    Definition: docs/reference/definitions.md#incidents-and-children.
    """
    groupings: list[tuple[str, ...]] = [(), ("year",), ("year", "month")]
    if timelines.setting_from:
        groupings += [("setting",), ("year", "setting")]
    found = Counter(timelines.sheet).volumes(groupings)
    if found[()].incidents == 0:
        return refuse("demand.volume", "HW-N003", ANCHOR)
    held = supplied(timelines)
    years = sorted({year for year, _ in held.months})
    tables, trend = _by_month(found, held.months), trend_of(timelines, held)
    if timelines.setting_from:
        tables.append(_by_year_setting(timelines.sheet, found, years))
    return Finding(
        "demand.volume",
        _statement(timelines, held) + trend.sentence,
        (*_estimates(found, held, timelines), *trend.estimates),
        METHOD + TREND_METHOD,
        definition(ANCHOR),
        (*_caveats(timelines, held), *trend.caveats),
        _published(timelines, held),
        (*tables, *trend.tables),
        (*_charts(timelines, held, len(years)), *trend.charts),
    )
