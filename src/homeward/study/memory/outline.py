"""The outline of an intake: counts by column, by which the next extract is compared.

An outline holds names of files and columns, words of the vocabulary and counts. It holds no
cell of any record, no reference and no free text. Its counts may be small, so it is kept under
`protected` with everything else that is not released.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.engine.sealed import PLAIN, Vault
from homeward.records.columns import unsaid
from homeward.records.intake import Intake
from homeward.records.outcome import FileAccount
from homeward.records.schema import Column, Form, Personal, Table
from homeward.records.tables import TABLES
from homeward.study.memory.alike import Clusters, Spread
from homeward.study.memory.said import KINDS, few, said, sizes

#: Version of the file, and its name in a finished step.
_SCHEMA: Final = 1
OUTLINE: Final = "outline.json"


@dataclass(frozen=True, slots=True)
class FileOutline:
    """One file that was taken in.

    Attributes
    ----------
    file, table, sha256
        Its name, what it was mapped onto, and the hash of its bytes.
    header
        Names of its columns.
    read, duplicate
        Data rows, and those that said again what another row said.
    """

    file: str
    table: str
    sha256: str
    header: tuple[str, ...]
    read: int
    duplicate: int


@dataclass(frozen=True, slots=True)
class ColumnOutline:
    """One column of the rows used.

    Attributes
    ----------
    filled
        Rows that say something.
    counts
        Rows by word, by number, or by flag of a time; empty for references and text.
    hours
        Rows by hour of the local clock, "0" to "23", for times of day.
    people
        Children by word, among those looked at (`alike`).
    worth
        Observations that one row is worth for "counts", "hours" and "filled", where it can be
        told: the rows of one child are alike.
    many
        Effective number of children behind each.
    """

    filled: int
    counts: Mapping[str, int] = field(default_factory=dict)
    hours: Mapping[str, int] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    worth: Mapping[str, float] = field(default_factory=dict)
    many: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableOutline:
    """One table of the intake.

    Attributes
    ----------
    read, used
        Rows of its files, and those used.
    observations
        How many rows of different children would say as much, if the rows of one child are
        alike: Kish's effective size, (sum of rows)² / sum of (rows of a child)². The number of
        rows where the table has no children.
    months
        Rows used by calendar month ("2022-07") of the first time that every row has.
    reasons
        "CODE column" to rows or cells set aside.
    columns
        By declared name; those that some file supplied.
    clusters
        Children looked at for how alike their rows are (incidents, where there is no child).
    """

    read: int
    used: int
    observations: float
    months: Mapping[str, int]
    reasons: Mapping[str, int]
    columns: Mapping[str, ColumnOutline]
    clusters: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole intake."""

    files: tuple[FileOutline, ...]
    tables: Mapping[str, TableOutline]

    @property
    def hashes(self) -> frozenset[str]:
        """The hashes of the files."""
        return frozenset(file.sha256 for file in self.files)


def outline_of(taken: Intake) -> Outline:
    """The outline of an intake: its tables are looked at once, a part at a time."""
    account = taken.account
    headers = {aside.number: tuple(aside.header) for aside in taken.quarantine.files}
    files = tuple(
        FileOutline(f.file, f.table, f.sha256, headers.get(f.number, ()), f.read, f.duplicate)
        for f in account.files
    )
    tables: dict[str, TableOutline] = {}
    cases: dict[str, int] = {}
    for name, batches in taken.streams().items():
        mine = [file for file in account.files if file.table == name]
        seen = _Seen(TABLES[name], account.supplied[name], cases)
        for batch in batches:
            seen.add(batch)
        tables[name] = seen.outline(mine)
        cases = seen.clusters.cases if name == "incidents" else cases
    return Outline(files, tables)


class _Seen:
    """What was counted of one table so far.

    Parameters
    ----------
    table
        The declared table.
    supplied
        Its columns that some file filled.
    cases
        Incident to a number for its child, as far as known.
    """

    def __init__(
        self, table: Table, supplied: tuple[str, ...], cases: Mapping[str, int] | None = None
    ) -> None:
        self.rows = 0
        self.each: Counter[str] = Counter()
        self.months: Counter[str] = Counter()
        self.columns = {
            name: (table.columns[name], ColumnOutline(0, Counter(), Counter()))
            for name in supplied
            if table.columns[name].personal is not Personal.WITHHELD
        }
        self.clusters = Clusters(cases)
        self.spreads = {name: {kind: Spread() for kind in KINDS} for name in self.columns}
        self.dated = next((n for n, c in self.columns.items() if _dates(c[0])), "")

    def add(self, rows: pa.RecordBatch) -> None:
        """Count some more rows."""
        self.rows += len(rows)
        if "child" in rows.schema.names:
            self.each.update(_counted(rows["child"]))
        if self.dated:
            on = f"{self.dated}_on" if f"{self.dated}_on" in rows.schema.names else self.dated
            self.months.update(_months(rows[on]))
        clusters = self.clusters.of(rows)
        for name, (column, so_far) in self.columns.items():
            more = _column(rows, name, column)
            counts, hours = Counter(so_far.counts), Counter(so_far.hours)
            counts.update(more.counts)
            hours.update(more.hours)
            self.columns[name] = column, ColumnOutline(so_far.filled + more.filled, counts, hours)
            for kind, (values, at) in said(rows, name, column).items():
                self.spreads[name][kind].add(clusters if at is None else clusters[at], values)

    def outline(self, files: list[FileAccount]) -> TableOutline:
        """The whole table, with what became of the rows that are not here."""
        reasons: Counter[str] = Counter()
        for file in files:
            for (code, column), many in file.reasons.items():
                reasons[f"{code} {column}".strip()] += many
        each = list(self.each.values())
        worth = sum(each) ** 2 / sum(many**2 for many in each) if each else float(self.rows)
        return TableOutline(
            read=sum(file.read for file in files), used=self.rows, observations=worth,
            months=_sorted(self.months), reasons=_sorted(reasons),
            columns={name: self._column(name) for name in self.columns},
            clusters=len(self.clusters),
        )  # fmt: skip

    def _column(self, name: str) -> ColumnOutline:
        held, spreads = self.columns[name][1], self.spreads[name]
        worth = {kind: spread.worth() for kind, spread in spreads.items()}
        return ColumnOutline(
            held.filled, _sorted(held.counts), _sorted(held.hours),
            spreads["counts"].people() if held.counts else {},
            {kind: round(value, 6) for kind, value in worth.items() if value},
            {kind: round(spreads[kind].effective(), 2) for kind, value in worth.items() if value},
        )  # fmt: skip


def _dates(column: Column) -> bool:
    """Whether a column is a time or a date that every row has."""
    return column.required and column.form in (Form.TIME, Form.DATE)


def _months(days: pa.Array) -> dict[str, int]:
    """Dates to how often their month stands there, as "2022-07"."""
    numbers = pc.drop_null(days).cast(pa.int32()).to_numpy(zero_copy_only=False)
    kinds, many = np.unique(numbers.astype("M8[D]").astype("M8[M]"), return_counts=True)
    return {str(month): int(n) for month, n in zip(kinds, many, strict=True)}


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _counted(values: pa.Array) -> dict[str, int]:
    """Values to how often they stand there; nulls are left out."""
    tally = pc.value_counts(pc.drop_null(values))
    pairs = zip(tally.field(0).to_pylist(), tally.field(1).to_pylist(), strict=True)
    return {str(value): int(many) for value, many in pairs}


def _column(rows: pa.RecordBatch, name: str, column: Column) -> ColumnOutline:
    if column.form is Form.TIME:
        return _time(rows, name)
    values = rows[name]
    if column.form in (Form.WORD, Form.WORDS):
        return _words(values, column)
    filled = len(values) - values.null_count
    if column.form in (Form.INTEGER, Form.NUMBER):
        return ColumnOutline(filled, _counted(values) if few(column) else _sizes(values))
    return ColumnOutline(filled)


def _time(rows: pa.RecordBatch, name: str) -> ColumnOutline:
    on = rows[f"{name}_on"]
    hours = _counted(pc.hour(pc.drop_null(rows[f"{name}_local"])))
    flags = _counted(rows[f"{name}_flag"])
    flags.pop("blank", None)
    return ColumnOutline(len(on) - on.null_count, flags, hours)


def _words(values: pa.Array, column: Column) -> ColumnOutline:
    """Counts by word; the word for "not said" counts as blank. A row may hold several words."""
    assert column.words is not None
    nothing = unsaid(column.words) or ""
    if column.form is Form.WORDS:
        counts = _counted(pc.list_flatten(values))
        counts.pop(nothing, None)
        lengths = pc.fill_null(pc.list_value_length(values), 0).to_numpy(zero_copy_only=False)
        alone = _counted(pc.list_element(values.filter(pa.array(lengths == 1)), 0))
        return ColumnOutline(int((lengths > 0).sum()) - alone.get(nothing, 0), counts)
    counts = _counted(values)
    counts.pop(nothing, None)
    return ColumnOutline(sum(counts.values()), counts)


def _sizes(values: pa.Array) -> dict[str, int]:
    """Counts of numbers by size: "<8" is 4 or more and less than 8; "<1" is all below 1."""
    kinds, many = np.unique(sizes(pc.drop_null(values)), return_counts=True)
    return {f"<{2.0**kind:g}": int(n) for kind, n in zip(kinds, many, strict=True)}


# ------------------------------------------------------------------ on disk


def outline_text(outline: Outline) -> str:
    """The outline as JSON text."""
    document = {"schema": _SCHEMA} | asdict(outline)
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_outline(path: Path, vault: Vault = PLAIN) -> Outline | None:
    """The outline in a file; None if there is none that this version can read."""
    try:
        document: dict[str, Any] = json.loads(vault.read_text(path))
        if document["schema"] != _SCHEMA:
            return None
        return Outline(
            tuple(
                FileOutline(**(file | {"header": tuple(file["header"])}))
                for file in document["files"]
            ),
            {
                name: TableOutline(
                    **(table | {
                        "columns": {
                            key: ColumnOutline(**held) for key, held in table["columns"].items()
                        }
                    })
                )
                for name, table in document["tables"].items()
            },
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return None
