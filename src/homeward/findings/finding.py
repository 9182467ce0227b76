"""What an answer looks like: estimates, tables and charts made of estimates, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from homeward.findings.estimate import Estimate, GroupValue
from homeward.vocabulary.findings import CATALOGUE, FindingEntry


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure to set beside the force's own.

    Attributes
    ----------
    value
        In the unit of the estimate it stands beside.
    source
        Who published it, about whom, when.
    estimate
        Name of the estimate it is comparable with, "" if none.
    by
        The group of that estimate: a figure for one year stands beside one year's.
    """

    value: float
    source: str
    estimate: str = ""
    by: Mapping[str, GroupValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AggregateTable:
    """A declared aggregate: estimates laid out by their groups. Never a data frame.

    Attributes
    ----------
    name
        Short lasting name, unique in the finding (`by_month`).
    title
        What the table shows, in a line: measure, units, place and period where needed.
    dimensions
        Keys of `Estimate.by` that make a row, in column order.
    measures
        Names of the estimates that make the other columns, in column order.
    estimates
        One per row and measure. A pair that is absent is not recorded.
    """

    name: str
    title: str
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of one table of the same finding; it holds no numbers of its own.

    Attributes
    ----------
    name
        Short lasting name, unique in the finding.
    form
        "line", "bar", "heatmap", "step", "lorenz", "band" (a line with its interval as a
        band), "forest" (a dot with its interval for each value of `x`, from the top down)
        or "range" (as "forest", bars from zero to the value with the range on them).
    table
        Name of the table it draws.
    x, y
        A dimension and a measure of that table. For a heatmap `x` and `row` are
        dimensions and `y` the measure shown as colour and number.
    colour
        A dimension whose values get lines or bars of their own, or "".
    row
        For a heatmap, the dimension down the side; else "".
    headline
        A statement template saying what the chart shows.
    subtitle
        Measure, place, period; plain text.
    alt
        A statement template for people who do not see the chart.
    facet
        A dimension with one value per small panel, or "". Only `heatmap` uses it.
    marks
        Things that happened along `x`: value of `x` where each begins, and what to write
        there ("2020-03", "Pandemic restrictions"). Only forms with time along `x` use it.
    reference
        A value of `y` that means "no difference", drawn as a line (1 for ratios); None
        where there is none. Only `forest` uses it.
    """

    name: str
    form: str
    table: str
    x: str
    y: str
    headline: str
    subtitle: str
    alt: str
    colour: str = ""
    row: str = ""
    facet: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer to one question of the catalogue.

    Attributes
    ----------
    id
        A key of `vocabulary.findings.CATALOGUE`.
    statement
        A template over estimate names; see `findings.statement`. Rendered again after
        release, so that the words never carry a number that was withheld.
    estimates, tables, charts
        Typed and frozen; nothing here is a row about a child.
    method
        How the numbers were made, intervals included, in a paragraph.
    definition
        Address of the definition in the reference pages.
    caveats
        What a reader must know before using the numbers.
    published
        Published figures to compare with.
    refused
        Why there is no answer and what would be needed; None when there is one.
    """

    id: str
    statement: str
    estimates: tuple[Estimate, ...] = ()
    method: str = ""
    definition: str = ""
    caveats: tuple[str, ...] = ()
    published: tuple[Published, ...] = ()
    tables: tuple[AggregateTable, ...] = ()
    charts: tuple[Chart, ...] = ()
    refused: str | None = None
    _entry: FindingEntry = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look the id up and check that names are unique and charts have tables.

        Raises
        ------
        KeyError
            If the id is not in the catalogue.
        ValueError
            If two estimates share a name and group, or a chart names no table.
        """
        object.__setattr__(self, "_entry", CATALOGUE[self.id])
        keys = [estimate.key for estimate in self.estimates]
        if len(keys) != len(set(keys)):
            raise ValueError(f"{self.id}: two estimates share a name and a group")
        names = {table.name for table in self.tables}
        for chart in self.charts:
            if chart.table not in names:
                raise ValueError(f"{self.id}: chart {chart.name} has no table")

    @property
    def title(self) -> str:
        """Heading, from the catalogue."""
        return self._entry.title

    @property
    def question(self) -> str:
        """The question it belongs to, from the catalogue."""
        return self._entry.question.value

    def estimate(self, name: str, **by: str | int | bool) -> Estimate:
        """The estimate of this name and group.

        Raises
        ------
        KeyError
            If there is none.
        """
        wanted = (name, tuple(sorted(by.items())))
        for estimate in self.estimates:
            if estimate.key == wanted:
                return estimate
        raise KeyError(f"{self.id} has no {name} by {by}")


def refusal(id: str, why: str, *, definition: str = "", caveats: tuple[str, ...] = ()) -> Finding:
    """A finding that the records cannot bear, filed all the same.

    Parameters
    ----------
    id
        A key of the catalogue.
    why
        Why, and what would be needed. It begins with a fault code (`HW-N...`).
    """
    return Finding(id, statement="", refused=why, definition=definition, caveats=caveats)
