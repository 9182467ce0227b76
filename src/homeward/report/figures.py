"""Charts and tables of one finding, numbered through the report."""

from __future__ import annotations

from dataclasses import dataclass

from homeward.findings import AggregateTable, Bundle, Chart, Estimate, Finding, render
from homeward.findings.statement import STATE_WORDS
from homeward.report.artists import Drawings
from homeward.report.cells import state_mark
from homeward.report.content import Figure, NumberedTable
from homeward.report.curves import MOST_SERIES
from homeward.report.grids import estimates_grids, table_grids
from homeward.report.labels import long_date, lower_first, plain_words, value_label
from homeward.report.marks import ALL_MARKS, Mark
from homeward.report.moments import moments_of, shown_and_told
from homeward.report.points import points
from homeward.report.specs import NARROW

#: More letters than this are not listed one by one.
_MOST_LISTED = 8
#: Forms that mark what happened along their axis.
MARKED_FORMS = frozenset({"line", "band"})
#: Forms of rows under rows, where a number has no place along a line.
_ROWED = frozenset({"bar", "forest", "range"})
_UNDRAWN = "Not drawn: no number in it may be shown. The table says why for each."


@dataclass(slots=True)
class Numbering:
    """Running numbers of figures and tables."""

    figure: int = 0
    table: int = 0

    def next_figure(self) -> int:
        """The next figure's number."""
        self.figure += 1
        return self.figure

    def next_table(self) -> int:
        """The next table's number."""
        self.table += 1
        return self.table


def _known(finding: Finding) -> list[Estimate]:
    """Estimates a sentence may name: the finding's own come last and so win."""
    return [e for table in finding.tables for e in table.estimates] + list(finding.estimates)


def said(template: str, finding: Finding) -> str:
    """A template with the finding's released numbers in it.

    Raises
    ------
    KeyError
        If it names an estimate that is not there.
    """
    return plain_words(render(template, _known(finding)))


def headline(chart: Chart, table: AggregateTable, finding: Finding) -> str:
    """The chart's headline; the table's title where the headline's number is not shown."""
    text = said(chart.headline, finding)
    return table.title if any(word in text for word in STATE_WORDS.values()) else text


def source_line(bundle: Bundle) -> str:
    """Whose records, what period, and that they are synthetic where they are."""
    period = f"{long_date(bundle.window['from'])} to {long_date(bundle.window['to'])}"
    if bundle.synthetic:
        return f"Source: SYNTHETIC records made up for {bundle.force}, {period}."
    return f"Source: records of {bundle.force}, {period}."


def chart_key(table: AggregateTable, chart: Chart) -> str:
    """What the letters in a drawing mean; which they are, where several lines share one."""
    marked: dict[Mark, list[Estimate]] = {}
    for e in table.estimates:
        if e.name == chart.y and e.value is None:
            marked.setdefault(state_mark(e), []).append(e)
    told = [
        f"{mark.letter}: {mark.meaning}{_which(marked[mark], chart)}"
        for mark in ALL_MARKS
        if mark in marked
    ]
    letters = [f"In the chart, {'; '.join(told)}."] if told else []
    return " ".join([*letters, *_moments_told(table, chart)])


def _moments_told(table: AggregateTable, chart: Chart) -> list[str]:
    """What happened in the time drawn that neither size of the drawing has room for."""
    if not chart.marks:
        return []
    found = points(table, chart)
    if chart.form not in MARKED_FORMS or len(found.series) > MOST_SERIES:
        told = moments_of(chart.marks, found)
    else:
        told = shown_and_told(chart, found, NARROW)[1]
    listed = "; ".join(f"{moment.words} ({moment.at})" for moment in told)
    return [f"Also in this time: {listed}."] if listed else []


def _which(estimates: list[Estimate], chart: Chart) -> str:
    """The groups behind a letter that several lines share, if they are few."""
    if not chart.colour or len(estimates) > _MOST_LISTED:
        return ""
    return f" ({', '.join(_where(e, chart) for e in estimates)})"


def _where(e: Estimate, chart: Chart) -> str:
    """A line's place on an axis of times or numbers, or a row of a group."""
    group, place = (value_label(key, e.by[key]) for key in (chart.colour, chart.x))
    if chart.form in _ROWED:
        return f"{place}: {lower_first(group)}"
    unit = " hours" if chart.x == "hours" else ""
    return f"{group} at {place}{unit}"


def _figure(
    chart: Chart,
    table: AggregateTable,
    finding: Finding,
    bundle: Bundle,
    count: Numbering,
    drawings: Drawings,
    printed: dict[str, int],
) -> Figure:
    drawing = drawings[finding.id, chart.name]
    alt = said(chart.alt, finding)
    if bundle.synthetic:
        alt = f"Synthetic data. {alt}"
    tables: tuple[NumberedTable, ...] = ()
    elsewhere = ""
    if table.name in printed:
        elsewhere = f"The numbers are in Table {printed[table.name]}."
    else:
        printed[table.name] = count.table + 1
        grids = table_grids(table, chart)
        tables = tuple(NumberedTable(count.next_table(), grid) for grid in grids)
    return Figure(
        count.next_figure(),
        headline(chart, table, finding),
        plain_words(chart.subtitle),
        source_line(bundle),
        alt,
        drawing,
        "" if drawing else _UNDRAWN,
        chart_key(table, chart) if drawing else "",
        tables,
        elsewhere,
    )


def figures(
    finding: Finding, bundle: Bundle, count: Numbering, drawings: Drawings
) -> tuple[Figure, ...]:
    """Every chart of a finding, drawn, each with its numbers beneath it."""
    tables = {table.name: table for table in finding.tables}
    printed: dict[str, int] = {}
    return tuple(
        _figure(chart, tables[chart.table], finding, bundle, count, drawings, printed)
        for chart in finding.charts
    )


def loose_tables(finding: Finding, count: Numbering) -> tuple[NumberedTable, ...]:
    """Tables that no chart draws."""
    drawn = {chart.table for chart in finding.charts}
    return tuple(
        NumberedTable(count.next_table(), grid)
        for table in finding.tables
        if table.name not in drawn
        for grid in table_grids(table)
    )


def numbered_estimates(finding: Finding, count: Numbering) -> tuple[NumberedTable, ...]:
    """Every estimate, a table for each way of grouping."""
    return tuple(NumberedTable(count.next_table(), grid) for grid in estimates_grids(finding))
