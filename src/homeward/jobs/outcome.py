"""What a job returns: counts, places and timings. Never a row."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long one step took and whether it was taken from the cache."""

    step: str
    seconds: float
    reused: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The account of a finished job.

    Attributes
    ----------
    out
        The output folder.
    synthetic
        True when the extracts were made up.
    read
        Rows of all files, each counted once.
    used, duplicate, set_aside
        What became of them in each table that they fill.
    cells_set_aside
        Unreadable cells in used rows.
    filed, refused, withheld, not_examined
        Findings, by what became of them: `refused` are those that the records cannot bear,
        `withheld` those that may not be shown.
    report
        Path of the HTML report relative to `out`, or "" if this job makes none.
    beside
        Names of the other files of the report, in the same folder.
    steps
        Steps in the order run.
    notes
        Sentences worth a person's attention.
    table_rows
        The sum of `used`, `duplicate`, `set_aside` and `purged`: more than `read` where a
        file fills two tables.
    counted
        Lines that tell the rows beside a report: its own numbers, rounded. Empty where no
        report is made; the numbers above are then told as they are.
    purged
        Rows about children who were purged, of those read; they are not in the other counts.
    """

    out: Path
    synthetic: bool
    read: int
    used: int
    duplicate: int
    set_aside: int
    cells_set_aside: int
    filed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    not_examined: int = 0
    report: str = ""
    beside: tuple[str, ...] = ()
    steps: tuple[StepTime, ...] = ()
    notes: tuple[str, ...] = field(default=())
    table_rows: int = 0
    purged: int = 0
    counted: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For `--json`: the same, in JSON's types."""
        return asdict(self) | {"out": str(self.out)}

    def lines(self) -> list[str]:
        """For people: a few lines of counts."""
        made_up = "SYNTHETIC: every number here is made up. " if self.synthetic else ""
        first, *rest = self.counted or (self._rows(),)
        out = [f"{made_up}{first}", *rest]
        if self.filed or self.refused:
            many = len(self.withheld)
            withheld = f" {many} withheld to protect children," if many else ""
            out.append(
                f"{len(self.filed)} findings filed, {len(self.refused)} refused,{withheld}"
                f" {self.not_examined} not examined by this version."
            )
        out.extend(self.notes)
        if self.report:
            out.append(f"Report: {self.out / self.report}")
        if self.beside:
            out.append(f"Beside it: {', '.join(self.beside)}")
        return out

    def _rows(self) -> str:
        """What became of the rows, exactly."""
        twice = (
            f", {self.table_rows:,} as rows of tables since a file may fill two"
            if self.table_rows > self.read
            else ""
        )
        purged = f", {self.purged:,} purged" if self.purged else ""
        return (
            f"{self.read:,} rows read{twice}:"
            f" {self.used:,} used, {self.duplicate:,} duplicate,"
            f" {self.set_aside:,} set aside{purged}"
            f" ({self.cells_set_aside:,} unreadable cells in used rows)."
        )
