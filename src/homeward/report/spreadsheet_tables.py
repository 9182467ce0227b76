"""Tables of a released bundle as sheets: one row for each number, one table to a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from homeward.findings import AggregateTable, Bundle, Estimate, Finding
from homeward.report.cells import INTERVAL, interval_heading, interval_methods
from homeward.report.content import NumberedTable, Report, Section
from homeward.report.figures import source_line
from homeward.report.grids import table_grids
from homeward.report.labels import key_label, measure_label
from homeward.report.marks import ALL_MARKS, NOT_APPLICABLE, key_of
from homeward.report.spreadsheet_cells import (
    Entry,
    Number,
    ends,
    group_entry,
    state_words,
    unit_words,
    value_entry,
    wholes,
)

#: What stands beside the groups and the measure, in order, for every estimate.
MEASURE = "Measure"
VALUE = "Value"
#: What the ends of an interval are called, by what its column on the page is called.
ENDS: dict[str, tuple[str, str]] = {
    INTERVAL: ("Lower end of 95% interval", "Upper end of 95% interval"),
    "90% interval": ("Lower end of 90% interval", "Upper end of 90% interval"),
    "Least to most": ("Least", "Most"),
    "Interval": ("Lower end of interval or least", "Upper end of interval or most"),
}
NUMBERS = (
    "Count",
    "Out of",
    "Different children",
    "Different children out of",
    "Left out",
    "Unit",
    "State",
)
INSTRUCTIONS = (
    "This worksheet contains one table, and every number is in a row of its own. The marks"
    " and the columns are explained on the worksheet Notes."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet.

    Attributes
    ----------
    label
        On its tab, and the name of its table.
    title
        In its first cell.
    lines
        Beneath the title, one to a row, above the table.
    headings
        Of the columns, no two alike.
    rows
        One entry for each heading; none is blank.
    about
        What it shows, for the list of contents.
    part
        Number and title of the finding it belongs to, for the list of contents.
    links
        Cells of the first column that lead to a worksheet: row to its label.
    """

    label: str
    title: str
    lines: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    about: str
    part: str
    links: Mapping[int, str] = field(default_factory=dict)


def stamped(title: str, report: Report) -> str:
    """A title that says SYNTHETIC where that is so."""
    return f"{report.banner}. {title}" if report.synthetic else title


def _row(e: Estimate, keys: tuple[str, ...]) -> tuple[Entry, ...]:
    """Groups, measure, value, interval and numbers of one estimate."""
    groups = (group_entry(key, e.by[key]) if key in e.by else "All" for key in keys)
    numbers = (value_entry(e), *ends(e), *wholes(e))
    return (*groups, measure_label(e), *numbers, unit_words(e), state_words(e))


def _headings(keys: tuple[str, ...], estimates: tuple[Estimate, ...]) -> tuple[str, ...]:
    """Headings of the groups, no two alike, then of the measure and the numbers."""
    numbers = (MEASURE, VALUE, *ENDS[interval_heading(estimates)], *NUMBERS)
    told: list[str] = []
    for key in keys:
        name = key_label(key)
        clash = name.casefold() in {n.casefold() for n in (*told, *numbers)}
        told.append(f"{name} ({key.replace('_', ' ')})" if clash else name)
    return (*told, *numbers)


def _without_idle(
    headings: tuple[str, ...], rows: tuple[tuple[Entry, ...], ...]
) -> tuple[tuple[str, ...], tuple[tuple[Entry, ...], ...]]:
    """The same without columns that apply to no row."""
    kept = [i for i in range(len(headings)) if any(row[i] != NOT_APPLICABLE.sign for row in rows)]
    return tuple(headings[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in rows)


def _marks_used(rows: Iterable[tuple[Entry, ...]]) -> str:
    told = {entry for row in rows for entry in row if isinstance(entry, str)}
    return key_of({mark for mark in ALL_MARKS if mark.sign in told})


def _listed(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Table {numbers[0]}"
    return f"Tables {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the report a sheet's numbers stand."""

    report: Report
    bundle: Bundle
    finding: Finding
    section: Section

    def sheet(
        self,
        numbers: list[int],
        caption: str,
        keys: tuple[str, ...],
        estimates: Iterable[Estimate],
    ) -> Sheet:
        """Estimates as a sheet that says which tables of the report it holds."""
        found = tuple(estimates)
        headings, rows = _without_idle(_headings(keys, found), tuple(_row(e, keys) for e in found))
        part = f"{self.section.number} {self.section.title}"
        told = (
            INSTRUCTIONS,
            interval_methods(found),
            _marks_used(rows),
            source_line(self.bundle),
            f"In the report: {_listed(numbers)}, in section {part}.",
            f"Protective marking: {self.report.handling}.",
        )
        title = stamped(f"{_listed(numbers)}: {caption}", self.report)
        lines = tuple(line for line in told if line)
        return Sheet(f"Table_{numbers[0]}", title, lines, headings, rows, caption, part)

    def of_table(self, table: AggregateTable, numbers: list[int]) -> Sheet:
        """A declared aggregate."""
        return self.sheet(numbers, table.title, table.dimensions, _in_order(table))

    def of_estimates(self) -> Iterator[Sheet]:
        """The finding's own estimates, a sheet for each way of grouping."""
        ways: dict[tuple[str, ...], list[Estimate]] = {}
        for e in self.finding.estimates:
            ways.setdefault(tuple(e.by), []).append(e)
        ordered = sorted(ways.items(), key=lambda way: len(way[0]))
        for (keys, estimates), numbered in zip(ordered, self.section.estimates, strict=True):
            yield self.sheet([numbered.number], numbered.grid.caption, keys, estimates)


def _in_order(table: AggregateTable) -> list[Estimate]:
    """Estimates of a table, measures of one group together."""
    groups: dict[tuple[object, ...], list[Estimate]] = {}
    for e in table.estimates:
        groups.setdefault(tuple(e.by.get(d) for d in table.dimensions), []).append(e)
    order = {name: place for place, name in enumerate(table.measures)}
    return [
        e
        for group in groups.values()
        for e in sorted(group, key=lambda e: order.get(e.name, len(order)))
    ]


def _numbers_of(finding: Finding, section: Section) -> dict[str, list[int]]:
    """Numbers in the report of each declared table, which may be split there."""
    drawn: dict[str, list[NumberedTable]] = {}
    for chart, figure in zip(finding.charts, section.figures, strict=True):
        drawn.setdefault(chart.table, []).extend(figure.tables)
    loose = iter(section.tables)
    for table in finding.tables:
        if table.name not in drawn:
            drawn[table.name] = [next(loose) for _ in table_grids(table)]
    return {name: [table.number for table in tables] for name, tables in drawn.items()}


def table_sheets(bundle: Bundle, report: Report) -> list[Sheet]:
    """Every table of every finding, in the order and with the numbers of the report."""
    found: list[tuple[int, Sheet]] = []
    by_anchor = {f.id.replace(".", "-"): f for f in bundle.findings}
    for section in (s for chapter in report.chapters for s in chapter.sections):
        finding = by_anchor[section.anchor]
        place = _Place(report, bundle, finding, section)
        numbers = _numbers_of(finding, section)
        sheets = [place.of_table(t, numbers[t.name]) for t in finding.tables if t.estimates]
        sheets += place.of_estimates()
        found += [(int(sheet.label.removeprefix("Table_")), sheet) for sheet in sheets]
    return [sheet for _, sheet in sorted(found, key=lambda pair: pair[0])]


# ---------------------------------------------------------------- the sheet for scripts

#: Columns of the sheet for scripts, in the words of `findings.json`, and what each holds.
COLUMNS: dict[str, str] = {
    "finding": "lasting name of the finding",
    "part": "estimates, or the lasting name of the table in the finding",
    "name": "lasting name of the estimate",
    "in_words": "the name as the report has it",
    "value": "the number, a share as a fraction of 1",
    "low": "lower end of the interval, or the least of a range; 95% if not said to be other",
    "high": "upper end of the interval, or the most of a range",
    "count": "how many met the definition",
    "of": "how many could have",
    "children": "different children behind the count",
    "children_of": "different children behind what it is out of",
    "exposure": "share or length of the exposure that a rate is divided by",
    "left_out": "how many could not be judged",
    "unit": "what is counted, or what the value is measured in",
    "kind": "how the estimate was made",
    "interval": "how the interval was made",
    "reference": "what a ratio compares with",
    "design_effect": "how much wider the interval is because a child can be many incidents",
    "state": "shown, or why it is not",
}
_BEFORE_GROUPS = 4


def _whole_value(number: float | int | None, otherwise: Entry) -> Entry:
    return otherwise if number is None else Number(number)


def _groups(e: Estimate, most: int) -> list[Entry]:
    """Name and value of each key of the group, as `findings.json` has them."""
    told: list[Entry] = []
    for key, value in e.by.items():
        if isinstance(value, bool):
            told += [key, str(value).lower()]
        else:
            told += [key, Number(value) if isinstance(value, int) else value]
    return told + [NOT_APPLICABLE.sign] * (2 * most - len(told))


def _long_row(finding: Finding, part: str, e: Estimate, most: int) -> tuple[Entry, ...]:
    none = NOT_APPLICABLE.sign
    low, high = ends(e)
    count, of, children, children_of, left_out = (
        Number(entry.value) if isinstance(entry, Number) else entry for entry in wholes(e)
    )
    return (
        *(finding.id, part, e.name, measure_label(e), *_groups(e, most)),
        _whole_value(e.value, value_entry(e)),
        _whole_value(e.low, low),
        _whole_value(e.high, high),
        *(count, of, children, children_of),
        _whole_value(e.exposure, none),
        left_out,
        *(e.unit.value, e.kind.value, e.interval or none, e.reference or none),
        _whole_value(e.design_effect, none),
        state_words(e),
    )


def _everything(bundle: Bundle) -> Iterator[tuple[Finding, str, Estimate]]:
    for finding in bundle.findings:
        yield from ((finding, "estimates", e) for e in finding.estimates)
        for table in finding.tables:
            yield from ((finding, table.name, e) for e in table.estimates)


def long_sheet(bundle: Bundle, report: Report) -> Sheet:
    """Every released estimate, one to a row, in the names of `findings.json`."""
    every = list(_everything(bundle))
    most = max((len(e.by) for _, _, e in every), default=0)
    groups = tuple(f"{what}_{i}" for i in range(1, most + 1) for what in ("group_by", "group"))
    names = tuple(COLUMNS)
    lines = (
        "This worksheet contains one table for use by scripts: every estimate in a row of its"
        " own, under the names of findings.json, with whole values. Columns are explained on"
        " the worksheet Notes.",
        f"{key_of(set(ALL_MARKS))} In the columns of numbers a mark stands where there is none.",
        source_line(bundle),
        f"Protective marking: {report.handling}.",
    )
    return Sheet(
        "Estimates",
        stamped("Every estimate, for use by scripts", report),
        lines,
        (*names[:_BEFORE_GROUPS], *groups, *names[_BEFORE_GROUPS:]),
        tuple(_long_row(finding, part, e, most) for finding, part, e in every),
        "Every estimate in long form, for use by scripts",
        "All findings",
    )
