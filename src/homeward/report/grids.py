"""Estimates laid out as tables of text: what HTML and PDF print alike."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from homeward.findings import AggregateTable, Chart, Estimate, Finding
from homeward.findings.estimate import GroupValue
from homeward.report.cells import (
    COUNTABLE,
    COUNTED,
    LENGTHS,
    Cell,
    Column,
    Grid,
    children_cell,
    count_cell,
    full_cell,
    interval_cell,
    interval_heading,
    notes_of,
    number_cell,
    value_cell,
)
from homeward.report.labels import (
    estimate_label,
    key_label,
    lower_first,
    measure_label,
    value_label,
)

#: More columns than this do not fit on a page.
_MOST_ACROSS = 8
#: A heading longer than this cannot stand beside others; nor can headings whose longest
#: words add up to more letters.
_HEADING, _LETTERS = 42, 70
#: A table of two dimensions and more measures than this is not split by measure.
_MOST_CROSSED = 3


def estimates_grids(finding: Finding) -> tuple[Grid, ...]:
    """Every estimate of a finding with its interval, counts and who was left out.

    Returns
    -------
    tuple of Grid
        First the estimates over everything, then one grid for each way of grouping.
    """
    ways: dict[tuple[str, ...], list[Estimate]] = {}
    for estimate in finding.estimates:
        ways.setdefault(tuple(estimate.by), []).append(estimate)
    ordered = sorted(ways.items(), key=lambda way: len(way[0]))
    title = f"{finding.title}: figures in full"
    return tuple(_list_grid(title, keys, estimates) for keys, estimates in ordered)


def _list_grid(title: str, keys: tuple[str, ...], estimates: list[Estimate]) -> Grid:
    """One row for each estimate: headed by its name, or by its group under its name."""
    units = {e.unit for e in estimates if e.unit in COUNTABLE}
    unit = units.pop() if len(units) == 1 else None
    count = f"Count of {unit.label}" if unit else "Count"
    numbers = ("Value", interval_heading(estimates), count, "Different children", "Left out")
    names = [key_label(key) for key in keys] or ["Measure"]
    columns = (*(Column(name, numeric=False) for name in names), *map(Column, numbers))
    if not keys:
        rows = tuple((Cell(measure_label(e)), *_numbers(e, unit is None)) for e in estimates)
        return Grid(title, columns, rows, 1, notes_of(estimates, rows))
    return _banded(title, columns, keys, estimates, told=unit is None)


def _banded(
    title: str,
    columns: tuple[Column, ...],
    keys: tuple[str, ...],
    estimates: list[Estimate],
    *,
    told: bool,
) -> Grid:
    """Rows under the measures they belong to, or under their groups where those are fewer."""
    names = [column.heading for column in columns if not column.numeric]
    groups = {e.key: tuple(value_label(key, e.by[key]) for key in keys) for e in estimates}
    over = len(set(groups.values())) < len({measure_label(e) for e in estimates})
    under: dict[str, list[Estimate]] = {}
    for e in estimates:
        band = "; ".join(groups[e.key]) if over else measure_label(e)
        under.setdefault(band, []).append(e)
    ordered = [e for band in under.values() for e in band]
    rows = tuple(
        (*map(Cell, (measure_label(e),) if over else groups[e.key]), *_numbers(e, told))
        for e in ordered
    )
    starts = accumulate(map(len, under.values()), initial=0)
    heads = (Column("Measure", numeric=False),) if over else columns[: len(keys)]
    return Grid(
        f"{title}, by {' and '.join(map(lower_first, names))}",
        (*heads, *columns[len(keys) :]),
        rows,
        len(heads),
        notes_of(estimates, rows),
        tuple(zip(starts, under, strict=False)),
    )


def _numbers(e: Estimate, told: bool) -> tuple[Cell, ...]:
    """Value, interval, counts and who was left out."""
    left_out = number_cell(e.left_out, e)
    return value_cell(e), interval_cell(e), count_cell(e, told=told), children_cell(e), left_out


def levels(table: AggregateTable, dimension: str) -> list[GroupValue]:
    """Values of a dimension: whole numbers in order, anything else as the table gives it.

    Hours of the day keep the table's order: a day may begin when the night ends.
    """
    values = list(dict.fromkeys(e.by[dimension] for e in table.estimates if dimension in e.by))
    if dimension != "hour" and all(isinstance(v, int) for v in values):
        return sorted(values)
    return values


Index = dict[tuple[str, tuple[tuple[str, GroupValue], ...]], Estimate]


def index(table: AggregateTable) -> Index:
    """Estimates by measure and group."""
    return {e.key: e for e in table.estimates}


def table_grids(table: AggregateTable, chart: Chart | None = None) -> tuple[Grid, ...]:
    """A declared aggregate as one grid, or as one for each panel of a heat map.

    A table drawn as a heat map keeps the map's two ways; a table of one measure drawn
    with a line or bars for each group sets the groups side by side; any other has one
    row for each group. A table of many measures and few groups is turned on its side.
    """
    if chart is not None and chart.form == "heatmap":
        return _panels(table, chart)
    across = _across(table, chart)
    if across:
        return tuple(
            _crossed(table, measure, across, _of(table, measure), {}, full_cell)
            for measure in table.measures
        )
    plain = _plain(table)
    return (_turned(plain),) if _many_measures(table, plain) else (plain,)


def _across(table: AggregateTable, chart: Chart | None) -> str:
    """The dimension that goes across the page, or "" if the groups go down it.

    Only in a table of two dimensions and few measures, complete but for a cell or so,
    whose headings are short enough to stand side by side.
    """
    if len(table.dimensions) != 2 or len(table.measures) > _MOST_CROSSED:
        return ""
    sizes = {dimension: len(levels(table, dimension)) for dimension in table.dimensions}
    whole = sizes[table.dimensions[0]] * sizes[table.dimensions[1]] * len(table.measures)
    if whole > 1.2 * len(table.estimates):
        return ""
    drawn = chart.colour if chart is not None else ""
    across = drawn if drawn in sizes else min(sizes, key=lambda d: sizes[d])
    headings = [value_label(across, level).split() for level in levels(table, across)]
    words = sum(max(map(len, heading)) for heading in headings)
    fits = 1 < sizes[across] <= _MOST_ACROSS and words <= _LETTERS
    fits = fits and max(len(" ".join(heading)) for heading in headings) <= _HEADING
    return across if fits else ""


def _of(table: AggregateTable, measure: str) -> str:
    """The table's title, with the measure where each has a grid of its own."""
    if len(table.measures) == 1:
        return table.title
    return f"{table.title}: {lower_first(estimate_label(measure))}"


def _many_measures(table: AggregateTable, grid: Grid) -> bool:
    return len(table.dimensions) == 1 and len(table.measures) > max(5, len(grid.rows))


def _turned(grid: Grid) -> Grid:
    """The same table with measures down the side and groups along the top."""
    headings = (Column("Measure", numeric=False), *(Column(row[0].text) for row in grid.rows))
    rows = tuple(
        (Cell(column.heading), *(row[i] for row in grid.rows))
        for i, column in enumerate(grid.columns)
        if i > 0
    )
    return Grid(grid.caption, headings, rows, 1, grid.notes)


def _panels(table: AggregateTable, chart: Chart) -> tuple[Grid, ...]:
    """One grid for each panel, the longer of the two ways going down the page."""
    across = min((chart.x, chart.row), key=lambda d: len(levels(table, d)))
    if not chart.facet:
        return (_crossed(table, chart.y, across, table.title, {}, value_cell),)
    return tuple(
        _crossed(
            table,
            chart.y,
            across,
            f"{table.title}: {value_label(chart.facet, panel)}",
            {chart.facet: panel},
            value_cell,
        )
        for panel in levels(table, chart.facet)
    )


def _crossed(
    table: AggregateTable,
    measure: str,
    across: str,
    caption: str,
    fixed: dict[str, GroupValue],
    make: Callable[[Estimate | None], Cell],
) -> Grid:
    """One measure with the dimension `across` going across the page."""
    (down,) = (d for d in table.dimensions if d != across and d not in fixed)
    at = index(table)
    used: list[Estimate] = []

    def cell(row: GroupValue, column: GroupValue) -> Cell:
        by = {**fixed, down: row, across: column}
        estimate = at.get((measure, tuple(sorted(by.items()))))
        if estimate is not None:
            used.append(estimate)
        return make(estimate)

    columns = levels(table, across)
    rows = tuple(
        (Cell(value_label(down, row)), *(cell(row, column) for column in columns))
        for row in levels(table, down)
    )
    headings = (
        Column(key_label(down), numeric=False),
        *(Column(value_label(across, c)) for c in columns),
    )
    return Grid(caption, headings, rows, 1, notes_of(used, rows))


def _plain(table: AggregateTable) -> Grid:
    """One row for each group; several measures carry their intervals beneath."""
    at = index(table)
    groups = dict.fromkeys(
        tuple((d, e.by[d]) for d in table.dimensions if d in e.by) for e in table.estimates
    )
    single = len(table.measures) == 1
    rows = tuple(_plain_row(table, at, group, single=single) for group in groups)
    heads = tuple(Column(key_label(d), numeric=False) for d in table.dimensions)
    notes = notes_of(table.estimates, rows)
    return Grid(table.title, (*heads, *_measure_columns(table, single)), rows, len(heads), notes)


def _measure_columns(table: AggregateTable, single: bool) -> tuple[Column, ...]:
    if not single:
        return tuple(Column(_measure_heading(table, m)) for m in table.measures)
    columns = tuple(Column(estimate_label(m)) for m in table.measures)
    extra = []
    if _has_interval(table):
        extra.append(Column(interval_heading(table.estimates)))
    if _has_counts(table):
        extra.append(Column("Count"))
    return (*columns, *extra)


def _measure_heading(table: AggregateTable, measure: str) -> str:
    """The measure with its unit, where its cells leave that to the heading."""
    label = estimate_label(measure)
    unit = next((e.unit for e in table.estimates if e.name == measure), None)
    if unit not in LENGTHS or unit.label in label.lower():
        return label
    return f"{label} ({unit.label})"


def _has_interval(table: AggregateTable) -> bool:
    return any(e.low is not None for e in table.estimates)


def _has_counts(table: AggregateTable) -> bool:
    return any(e.kind in COUNTED and e.of is not None for e in table.estimates)


def _plain_row(
    table: AggregateTable,
    at: Index,
    group: tuple[tuple[str, GroupValue], ...],
    *,
    single: bool,
) -> tuple[Cell, ...]:
    by = dict(group)
    heads = tuple(Cell(value_label(d, by[d]) if d in by else "All") for d in table.dimensions)
    found = [at.get((measure, tuple(sorted(group)))) for measure in table.measures]
    if not single:
        return (*heads, *(full_cell(e, bare=True) for e in found))
    estimate = found[0]
    cells = [value_cell(estimate)]
    if _has_interval(table):
        cells.append(interval_cell(estimate))
    if _has_counts(table):
        cells.append(count_cell(estimate) if estimate else value_cell(estimate))
    return (*heads, *cells)
