"""What the records can and cannot bear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from homeward.demand.counting import Counter, Flag, Group, Tally, Yes, group
from homeward.demand.estimates import count, share
from homeward.demand.quality_columns import COLUMNS, RESOLVED, QualityColumn, recorded
from homeward.demand.quality_gap_children import fill_children
from homeward.demand.quality_gap_tables import WIDEST, estimates_of, tables_of
from homeward.demand.quality_gaps import (
    Filled,
    Strata,
    fill_contrasts,
    fill_measures,
)
from homeward.demand.quality_looks import Months
from homeward.demand.quality_measures import contrasts_of, measures_of
from homeward.demand.quality_over_time import (
    between_clocks,
    by_quarter,
    checks_of,
    most_moved,
    overall,
    overlaps,
    plausibility,
    twins,
)
from homeward.demand.quality_steps import (
    Told,
    smallest_table,
    steps_of,
    steps_table,
)
from homeward.demand.quality_steps import estimates_of as step_estimates
from homeward.demand.quality_volume import Volume, volume_of, volume_table
from homeward.demand.quality_words import (
    METHOD,
    clock_caveat,
    gap_caveats,
    gaps_sentence,
    step_caveats,
    steps_sentence,
)
from homeward.demand.wording import definition, refuse, standing_caveats, window
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart, Finding
from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.reading import rows_lost
from homeward.vocabulary.times import ResolvedFrom, TimeFlag
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

ANCHOR = "what-the-records-can-bear"
TIMES = ("last_seen", "reported", "resolved")
#: Flags worth counting; a time that is simply there, or simply blank, is completeness.
FLAGS = (TimeFlag.DATE_ONLY, TimeFlag.AMBIGUOUS, TimeFlag.NONEXISTENT, TimeFlag.SET_ASIDE)
#: How the statement ends: where ends are supplied, and where none is.
SIDES = (
    " The share resolved within 24 hours of report lies between {share_found_within_24h_lowest}"
    " and {share_found_within_24h_highest}, however those that could not be judged ended."
)
NO_ENDS = " No file supplied when incidents ended, so how long they lasted cannot be bounded."

ENDS = (ResolvedFrom.FOUND, ResolvedFrom.RETURNED, ResolvedFrom.CANCELLED)
#: A fault of a whole row names no column.
WHOLE_ROW = "whole row"
DAY = 24


def _column_flags(sheet: Sheet, columns: Sequence[QualityColumn]) -> dict[str, Flag]:
    return {f"column_{c.name}": Flag(recorded(sheet, c.column)) for c in columns}


def _time_flags(sheet: Sheet) -> dict[str, Flag]:
    return {
        f"time_{name}_{flag.value}": Flag(sheet.word(f"{name}_flag").equals(flag.value))
        for name in TIMES
        for flag in FLAGS
    }


def _plausibility_flags(sheet: Sheet, open_before: Yes, doubled: Yes) -> dict[str, Flag]:
    ended_by = sheet.word("resolved_from")
    flags = {
        "overlaps": Flag(open_before),
        "twin": Flag(doubled),
        "clock": Flag(between_clocks(sheet)),
        "lowest": Flag(sheet.number("hours_high") <= DAY),
        "highest": Flag(~(sheet.number("hours_low") > DAY)),
    }
    ended = ended_by.among([end.value for end in ENDS])
    for end in ENDS:
        flags[f"from_{end.value}"] = Flag(ended_by.equals(end.value), ended)
    return flags


def _supplied(timelines: Timelines) -> tuple[list[QualityColumn], list[QualityColumn]]:
    """Columns that some file filled, and those that none did.

    `setting` stands for the column it was taken from.
    """
    filled: list[QualityColumn] = []
    absent: list[QualityColumn] = []
    for column in (RESOLVED, *COLUMNS):
        there = column.name in timelines.supplied
        if column is RESOLVED:
            there = any(end.value in timelines.supplied for end in ENDS)
        if column.name == "residence_type":
            there = timelines.setting_from == "residence_type"
        (filled if there else absent).append(column)
    return filled, absent


def _not_supplied(column: QualityColumn) -> Estimate:
    return Estimate(
        "share_recorded", Kind.SHARE, Unit.INCIDENTS, None, left_out=None,
        by={"column": column.name}, state=State.NOT_RECORDED,
    )  # fmt: skip


def _bounds(found: Mapping[str, Tally]) -> list[Estimate]:
    """The least and most that the share within 24 hours can be, given the gaps."""
    return [
        Estimate(
            f"share_found_within_24h_{end}", Kind.BOUND, Unit.INCIDENTS,
            found[end].count / found[end].of, count=found[end].count, of=found[end].of,
            children=found[end].children, children_of=found[end].children_of,
        )
        for end in ("lowest", "highest")
    ]  # fmt: skip


def _rows(intake: IntakeSummary) -> list[Estimate]:
    numbers = {
        "rows_read": intake.read, "rows_used": intake.used, "rows_duplicate": intake.duplicate,
        "rows_set_aside": intake.set_aside,
    }  # fmt: skip
    numbers["rows_lost"] = rows_lost(intake.set_aside, intake.reasons)
    out = [count(name, number, {}, unit=Unit.ROWS) for name, number in numbers.items()]
    out.append(count("rows_in_an_hour_of_a_clock_change", intake.clock_rows, {}, unit=Unit.ROWS))
    out.append(count("cells_set_aside", intake.cells_set_aside, {}, unit=Unit.CELLS))
    out.append(count("rows_not_counted", sum(intake.not_counted.values()), {}, unit=Unit.ROWS))
    return out


def _estimates(
    found: Mapping[str, Tally], filled: Sequence[QualityColumn], absent: Sequence[QualityColumn]
) -> list[Estimate]:
    out = [share("share_recorded", found[f"column_{c.name}"], {"column": c.name}) for c in filled]
    out += [_not_supplied(column) for column in absent]
    for end in ENDS:
        by = {"resolved_from": end.value}
        out.append(share("share_resolved_from", found[f"from_{end.value}"], by))
    for name in TIMES:
        for flag in FLAGS:
            tally = found[f"time_{name}_{flag.value}"]
            by = {"column": name, "flag": flag.value}
            out.append(count("times", tally.count, by, children=tally.children))
    for name, key in (
        ("possible_duplicates", "twin"), ("reports_while_still_missing", "overlaps"),
        ("incidents_a_clock_change_leaves_open_at_24h", "clock"),
    ):  # fmt: skip
        out.append(count(name, found[key].count, {}, children=found[key].children))
    return out + (_bounds(found) if RESOLVED in filled else [])


def _by_year(
    found: Mapping[Group, Mapping[str, Tally]], filled: Sequence[QualityColumn], years: list[int]
) -> AggregateTable:
    cells = tuple(
        share(
            "share_recorded", found[group(year=year)][f"column_{c.name}"],
            {"column": c.name, "year": year},
        )
        for c in filled
        for year in years
    )  # fmt: skip
    return AggregateTable(
        "completeness_by_year", "Share of incidents with the column recorded, by year",
        ("column", "year"), ("share_recorded",), cells,
    )  # fmt: skip


def _needs(estimates: Sequence[Estimate]) -> AggregateTable:
    needed = {c.name: c.needed_for for c in (RESOLVED, *COLUMNS)}
    cells = tuple(
        replace(e, by={**e.by, "needed_for": needed[str(e.by["column"])]})
        for e in estimates
        if e.name == "share_recorded" and set(e.by) == {"column"}
    )
    return AggregateTable(
        "completeness", "Share of incidents with the column recorded, and what leans on it",
        ("column", "needed_for"), ("share_recorded",), cells,
    )  # fmt: skip


def _faults(intake: IntakeSummary) -> AggregateTable:
    cells = tuple(
        count("faults", number, {"code": code, "column": column or WHOLE_ROW}, unit=Unit.CELLS)
        for (code, column), number in sorted(intake.reasons.items())
    )
    return AggregateTable(
        "faults", "Rows and cells set aside at intake, by reason and column",
        ("code", "column"), ("faults",), cells,
    )  # fmt: skip


def _not_counted(intake: IntakeSummary) -> AggregateTable:
    cells = tuple(
        count("rows_not_counted", number, {"report_type": kind}, unit=Unit.ROWS)
        for kind, number in sorted(intake.not_counted.items())
    )
    return AggregateTable(
        "not_counted", "Rows used but of a type that the plan does not count as missing",
        ("report_type",), ("rows_not_counted",), cells,
    )  # fmt: skip


def _caveats(
    timelines: Timelines, absent: Sequence[QualityColumn], more: Sequence[str]
) -> tuple[str, ...]:
    out = [*standing_caveats(timelines), *more, clock_caveat(timelines.intake)]
    if absent:
        names = ", ".join(column.name for column in absent)
        out.append(
            f"No file supplied these columns: {names}. Findings that need one refuse, or say what"
            " they used instead."
        )
    out.append(
        "A recorded cell is not a right one: these checks see what is absent or impossible, not"
        " what is mistaken."
    )
    out.append(
        "A flag or a harm that nobody recorded may still have been so: shares of children with"
        " one are shares of those recorded."
    )
    return tuple(out)


def _moved(table: AggregateTable) -> tuple[str, str]:
    """Headline and words for who does not see it, of the chart of recording by quarter.

    A single line has no legend, so its column is named.
    """
    drawn = {str(e.by["column"]) for e in table.estimates}
    if len(drawn) > 1:
        return (
            "Recording changed most in these columns",
            "A line for each column: the share of incidents that record it, over time.",
        )
    (words,) = (c.words for c in (RESOLVED, *COLUMNS) if c.name in drawn)
    return (
        f"Recording of {words} changed",
        f"A line: the share of incidents that record {words}, over time.",
    )


def _charts(tables: Sequence[AggregateTable], timelines: Timelines) -> tuple[Chart, ...]:
    charts = {
        "completeness_by_year": Chart(
            "completeness_by_year", "heatmap", "completeness_by_year", "year", "share_recorded",
            "What the records hold, column by column and year by year",
            "Share of incidents with the column recorded, by year of report",
            "A grid of columns by years, darker where more incidents have the column recorded.",
            row="column",
        ),
        WIDEST: Chart(
            WIDEST, "forest", WIDEST, "measure", "share_if_gap_plausible",
            "How far gaps could move what this study prints",
            f"Share as recorded, and what a plausible filling of its gap allows, {timelines.force},"
            f" {window(timelines)}",
            "A dot for each share as recorded, with a line from the lowest to the highest value"
            " that a plausible filling of its gap gives.",
        ),
    }  # fmt: skip
    drawn = [charts[table.name] for table in tables if table.name in charts]
    for table in tables:
        if table.name == "recording_by_quarter":
            headline, alt = _moved(table)
            drawn.append(
                Chart(
                    table.name, "line", table.name, table.dimensions[1], "share_recorded",
                    headline, "Share of incidents with the column recorded, by time of report",
                    alt, colour="column",
                )
            )  # fmt: skip
    return tuple(drawn)


@dataclass(frozen=True, slots=True)
class _OverTime:
    """What was found month by month, and what gaps do."""

    told: list[Told]
    months: Months
    volume: Volume
    filled: list[Filled]

    @property
    def sentence(self) -> str:
        """For the statement."""
        return steps_sentence(self.told, self.months, self.volume) + gaps_sentence(self.filled)

    def caveats(self, timelines: Timelines) -> list[str]:
        """What must be said of it."""
        steps = step_caveats(timelines, self.told, self.months, self.volume)
        return steps + gap_caveats(self.filled)


def _over_time(
    timelines: Timelines, filled: Sequence[QualityColumn], counter: Counter, seed: int
) -> _OverTime:
    sheet, months = timelines.sheet, Months(timelines)
    shares, strata = measures_of(timelines), Strata(timelines.sheet)
    ratios = contrasts_of(timelines, shares)
    return _OverTime(
        steps_of(sheet, months, filled),
        months,
        volume_of(sheet, months),
        fill_measures(counter, shares, strata)
        + fill_children(timelines, counter, strata, seed)
        + fill_contrasts(sheet, ratios, strata),
    )


def quality(timelines: Timelines, seed: int) -> Finding:
    """File `demand.quality`: completeness, plausibility, steps, and what the gaps allow.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        For the interval of the top share, and for fillings of lengths not known.

    Returns
    -------
    Finding
        Refused with HW-N003 where there is no incident at all.

    Source
    ------
    Definition: docs/reference/definitions.md#what-the-records-can-bear.
    """
    sheet = timelines.sheet
    if not sheet.rows:
        return refuse("demand.quality", "HW-N003", ANCHOR)
    ask = Counter(sheet)
    filled, absent = _supplied(timelines)
    columns = _column_flags(sheet, filled)
    open_before, doubled = overlaps(sheet), twins(sheet)
    checks = checks_of(sheet, open_before, doubled)
    by_year = ask.tallies([("year",)], columns | checks)
    asked = columns | checks | _time_flags(sheet) | _plausibility_flags(sheet, open_before, doubled)
    found = ask.tallies([()], asked)[()]
    years = sorted(int(dict(key)["year"]) for key in by_year)
    over_time = _over_time(timelines, filled, ask, seed)
    stepped = step_estimates(sheet, over_time.months, over_time.told, filled)
    gaps = estimates_of(over_time.filled)
    estimates = _estimates(found, filled, absent) + _rows(timelines.intake)
    estimates += overall(found) + stepped + list(over_time.volume.estimates) + gaps
    quarters = by_quarter(sheet, most_moved(over_time.told, filled))
    tables = [
        _needs(estimates),
        _by_year(by_year, filled, years),
        *([quarters] if quarters else []),
        *([steps_table(stepped)] if stepped else []),
        smallest_table(over_time.told, sheet.children),
        *([volume_table(over_time.volume)] if over_time.volume.found else []),
        *tables_of(over_time.filled, gaps),
        plausibility(by_year, years),
        _faults(timelines.intake),
        _not_counted(timelines.intake),
    ]
    tables = [table for table in tables if table.estimates]
    return Finding(
        "demand.quality",
        "Of {rows_read} rows read, {rows_used} were used, {rows_duplicate} were duplicates and"
        " {rows_set_aside} were set aside."
        + (SIDES if RESOLVED in filled else NO_ENDS)
        + over_time.sentence,
        tuple(estimates),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, absent, over_time.caveats(timelines)),
        (),
        tuple(tables),
        _charts(tables, timelines),
    )
