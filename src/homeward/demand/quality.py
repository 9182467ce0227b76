"""What the records can and cannot bear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from homeward.demand.counting import Counter, Flag, Group, Tally, Yes, group
from homeward.demand.estimates import count, share
from homeward.demand.quality_columns import COLUMNS, RESOLVED, QualityColumn, recorded
from homeward.demand.wording import BY_CHILD, definition, refuse, standing_caveats
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart, Finding
from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.reading import MANY_UNREAD, rows_lost
from homeward.vocabulary.times import ResolvedFrom, TimeFlag
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

ANCHOR = "what-the-records-can-bear"
TIMES = ("last_seen", "reported", "resolved")
#: Flags worth counting; a time that is simply there, or simply blank, is completeness.
FLAGS = (TimeFlag.DATE_ONLY, TimeFlag.AMBIGUOUS, TimeFlag.NONEXISTENT, TimeFlag.SET_ASIDE)
#: How the statement ends: where ends are supplied, and where none is.
SIDES = (
    " If every incident that could not be judged fell on one side, the share resolved within 24"
    " hours of report would lie between {share_found_within_24h_lowest} and"
    " {share_found_within_24h_highest}."
)
NO_ENDS = " No file supplied when incidents ended, so how long they lasted cannot be bounded."

ENDS = (ResolvedFrom.FOUND, ResolvedFrom.RETURNED, ResolvedFrom.CANCELLED)
#: A fault of a whole row names no column.
WHOLE_ROW = "whole row"
DAY = 24

METHOD = (
    "A cell counts as recorded when it holds something other than a word for not recorded;"
    " columns that no file supplied are shown as not recorded. Shares are of incidents counted"
    " as missing. A possible duplicate is an incident of a child reported at the same instant"
    " as another incident of that child. A report while still missing is one made before the"
    " child's previous incident ended, or while it has no end. The lowest and highest share"
    " within 24 hours put every incident that could not be judged on one side, then on the"
    " other; one that has been open for over 24 hours can be judged: it was not. Rows read are"
    " rows used, duplicate and set aside, and they add up. Rows lost are those set aside for a"
    " fault, and not because the plan leaves them out (outside the window, not a child, a total or"
    f" a note). Where they are more than {MANY_UNREAD:.0%} of rows used and lost, no published"
    " finding is answered on the first page, which opens with how many. " + BY_CHILD
)


def _column_flags(sheet: Sheet, columns: Sequence[QualityColumn]) -> dict[str, Flag]:
    return {f"column_{c.name}": Flag(recorded(sheet, c.column)) for c in columns}


def _time_flags(sheet: Sheet) -> dict[str, Flag]:
    return {
        f"time_{name}_{flag.value}": Flag(sheet.word(f"{name}_flag").equals(flag.value))
        for name in TIMES
        for flag in FLAGS
    }


def _overlaps(sheet: Sheet) -> Yes:
    """Reported while the child's previous incident had no end, or a later one."""
    unended = sheet.word("resolved_from").equals(ResolvedFrom.NONE.value)
    open_before = unended & ~sheet.word("resolved_flag").equals(TimeFlag.SET_ASIDE.value)
    out = np.zeros(sheet.rows, bool)
    again = sheet.child[1:] == sheet.child[:-1]
    ends_later = sheet.instant("resolved_at")[:-1] > sheet.instant("reported_at")[1:]
    out[1:] = again & (open_before[:-1] | ends_later)
    return out


def _twins(sheet: Sheet) -> Yes:
    """Reported at the same instant as an earlier row of the same child."""
    when = sheet.instant("reported_at")
    known = np.flatnonzero(~np.isnan(when))
    order = known[np.lexsort((when[known], sheet.child[known]))]
    same = (sheet.child[order[1:]] == sheet.child[order[:-1]]) & (
        when[order[1:]] == when[order[:-1]]
    )
    out = np.zeros(sheet.rows, bool)
    out[order[1:][same]] = True
    return out


def _plausibility_flags(sheet: Sheet) -> dict[str, Flag]:
    ended_by = sheet.word("resolved_from")
    flags = {
        "overlaps": Flag(_overlaps(sheet)),
        "twin": Flag(_twins(sheet)),
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
    for name, key in (("possible_duplicates", "twin"), ("reports_while_still_missing", "overlaps")):
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
        if e.name == "share_recorded"
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


def _caveats(timelines: Timelines, absent: Sequence[QualityColumn]) -> tuple[str, ...]:
    out = standing_caveats(timelines)
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


def _chart() -> Chart:
    return Chart(
        "completeness_by_year", "heatmap", "completeness_by_year", "year", "share_recorded",
        "What the records hold, column by column and year by year",
        "Share of incidents with the column recorded, by year of report",
        "A grid of columns by years, darker where more incidents have the column recorded.",
        row="column",
    )  # fmt: skip


def quality(timelines: Timelines, seed: int) -> Finding:
    """File `demand.quality`: completeness, plausibility, rows, and what the gaps allow.

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
    Definition: docs/reference/definitions.md#what-the-records-can-bear.
    """
    sheet = timelines.sheet
    if not sheet.rows:
        return refuse("demand.quality", "HW-N003", ANCHOR)
    ask = Counter(sheet)
    filled, absent = _supplied(timelines)
    columns = _column_flags(sheet, filled)
    by_year = ask.tallies([("year",)], columns)
    asked = columns | _time_flags(sheet) | _plausibility_flags(sheet)
    found = ask.tallies([()], asked)[()]
    years = sorted(int(dict(key)["year"]) for key in by_year)
    estimates = _estimates(found, filled, absent) + _rows(timelines.intake)
    return Finding(
        "demand.quality",
        "Of {rows_read} rows read, {rows_used} were used, {rows_duplicate} were duplicates and"
        " {rows_set_aside} were set aside." + (SIDES if RESOLVED in filled else NO_ENDS),
        tuple(estimates),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, absent),
        (),
        (
            _needs(estimates),
            _by_year(by_year, filled, years),
            _faults(timelines.intake),
            _not_counted(timelines.intake),
        ),
        (_chart(),),
    )
