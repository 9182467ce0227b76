"""Tables and charts of `demand.effort`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from homeward.demand.counting import Counter, Flag, Group, group, settings_in
from homeward.demand.effort_card import Card, CardRow
from homeward.demand.effort_counts import StepCounts
from homeward.demand.effort_estimates import (
    by_activity,
    not_costed,
    per_incident,
    sides_held,
    widest,
)
from homeward.demand.estimates import count, share
from homeward.demand.risk_flags import LEVELS
from homeward.demand.wording import window
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart
from homeward.timelines.histories import Timelines
from homeward.vocabulary.units import Unit

#: Rows of the card in the chart of widest ranges.
MOST_DRAWN = 10

_BY_ACTIVITY = ("steps", "minutes_on_card", "recorded_minutes", "hours", "cost")


def tables(
    timelines: Timelines, counted: StepCounts, card: Card, counter: Counter
) -> tuple[AggregateTable, ...]:
    """Every table of the finding.

    Parameters
    ----------
    timelines
        Histories of one study.
    counted
        The log, counted.
    card
        The rate card.
    counter
        Counts all incidents; has the dimension `risk_first`.
    """
    out = [
        _widest(counted, card),
        AggregateTable(
            "by_activity", "Times logged, minutes, hours and cost by activity and role",
            ("activity", "role"), _BY_ACTIVITY, tuple(by_activity(counted, card)),
        ),
        _by_group("risk_first", "first grading", timelines, counted, card, counter),
    ]  # fmt: skip
    if timelines.setting_from:
        out.append(_by_group("setting", "setting", timelines, counted, card, counter))
    out.append(_coverage(counted, counter))
    missing = not_costed(counted)
    return (*out, _not_costed(missing)) if missing else tuple(out)


def _widest(counted: StepCounts, card: Card) -> AggregateTable:
    rows = [estimate for _, estimate in widest(counted, card, MOST_DRAWN)]
    return AggregateTable(
        "widest_ranges", "Hours by activity and role, those whose range moves the total most",
        ("activity_and_role",), ("hours",), tuple(rows),
    )  # fmt: skip


def _by_group(
    key: str, words: str, timelines: Timelines, counted: StepCounts, card: Card, counter: Counter
) -> AggregateTable:
    """Hours for each logged incident, by setting or by first grading."""
    coverage = counter.tallies([(key,)], {"logged": Flag(counted.logged)})
    logged = Counter(
        timelines.sheet, {key: counter.dim(key)}, where=counted.logged
    ).volumes([(key,)])  # fmt: skip
    rows: list[Estimate] = []
    for by in _in_order(key, coverage):
        tally = coverage[by]["logged"]
        rows.append(share("share_of_incidents_logged", tally, dict(by)))
        missing = tally.of - tally.count
        rows += per_incident(counted, card, dict(by), logged.get(by), missing)
    measures = ("share_of_incidents_logged", *sides_held(counted))
    title = f"Hours for each logged incident, by {words}"
    return AggregateTable(f"per_incident_by_{key}", title, (key,), measures, tuple(rows))


def _in_order(key: str, groups: Collection[Group]) -> list[Group]:
    """Groups of one dimension in the order of its vocabulary."""
    if key == "setting":
        return [group(setting=setting) for setting in settings_in(groups)]
    return [by for level in LEVELS if (by := group(risk_first=level.value)) in groups]


def _coverage(counted: StepCounts, counter: Counter) -> AggregateTable:
    found = counter.tallies([("year",)], {"logged": Flag(counted.logged)})
    rows = [
        share("share_of_incidents_logged", found[by]["logged"], dict(by))
        for by in sorted(found, key=lambda by: int(dict(by)["year"]))
    ]
    return AggregateTable(
        "coverage_by_year", "Share of incidents with a log of steps, by year of the report",
        ("year",), ("share_of_incidents_logged",), tuple(rows),
    )  # fmt: skip


def _not_costed(missing: Sequence[tuple[str, int, int]]) -> AggregateTable:
    rows = [
        count("steps", steps, {"activity": activity}, unit=Unit.STEPS, children=children)
        for activity, steps, children in missing
    ]
    return AggregateTable(
        "not_costed", "Steps whose activity and role are not on the rate card", ("activity",),
        ("steps",), tuple(rows),
    )  # fmt: skip


def charts(
    timelines: Timelines,
    made: Sequence[AggregateTable],
    drawn: Sequence[tuple[CardRow, Estimate]],
) -> tuple[Chart, ...]:
    """The activities whose range moves the total most; none where the card has no range."""
    if not drawn:
        return ()
    table = next(table for table in made if table.name == "widest_ranges")
    return (
        Chart(
            "widest_ranges", "range", table.name, "activity_and_role", "hours",
            "By the card the work took {hours}, {hours:interval}: the activities whose minutes are"
            " least certain",
            f"Hours by activity and role, with the least and most of the rate card,"
            f" {timelines.force}, {window(timelines)}",
            "A bar of likely hours for each of the activities whose range on the rate card is"
            " widest in hours, with that range on it, widest first. All activities together took"
            " {hours}, {hours:interval} by the card.",
        ),
    )  # fmt: skip
