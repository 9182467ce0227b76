"""Quarantine: every row and cell set aside, with its reason and the row as it was supplied.

It holds the extract's own text and is protected like the extract: nothing here is
printed, and files are readable by their owner only.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from homeward.engine.sealed import PLAIN, Vault
from homeward.records.raw import BrokenRow
from homeward.vocabulary.faults import FAULTS

ROW, CELL = "row", "cell"

#: A row that is used, and pointed out; one that gave way to a row of a later return.
USED, EARLIER = "used", "earlier"

#: Columns of every quarantine file, before the cells of the row.
LEADING = ("file", "row", "code", "column", "reason", "fate")

#: First signs by which a spreadsheet takes text for a formula; wide forms are read alike.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CHUNK = 4_000


@dataclass(frozen=True, slots=True)
class Aside:
    """What was set aside of one file.

    Attributes
    ----------
    number, file
        The file's number and name.
    header
        Names of its columns.
    rows
        Row number in the file, one entry per fault, ascending.
    which, kinds
        For every entry, the place of its kind in `kinds`: code, Homeward's column ("" for
        the whole row), and what became of it: "row" or "cell" set aside, the row "used"
        though pointed out, or given up for a later one as "earlier".
    places
        For every entry, the place of its row among the rows laid; -1 for a broken row.
    cells_at
        Cells as text, in the header's order, of the rows at such places; () for -1.
    broken
        Rows that could not be laid on the header, by row number.
    reasons
        (code, column) to the number that the account gives.
    """

    number: int
    file: str
    header: tuple[str, ...]
    rows: np.ndarray = field(repr=False)
    which: np.ndarray = field(repr=False)
    kinds: Sequence[tuple[str, str, str]]
    places: np.ndarray = field(repr=False)
    cells_at: Callable[[np.ndarray], list[tuple[str | None, ...]]] = field(repr=False)
    broken: tuple[BrokenRow, ...] = field(default=(), repr=False)
    reasons: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def kind(self, place: int) -> pa.Array:
        """One part of every entry's kind: 0 is the code, 1 the column, 2 the fate."""
        said = pa.array([kind[place] for kind in self.kinds], pa.string())
        return said.take(pa.array(self.which))


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Everything set aside, file by file."""

    files: tuple[Aside, ...]

    @property
    def rows(self) -> pa.Table:
        """One row per fault, without any cell: number, file, row, code, column, fate."""
        parts = [
            pa.table(
                {
                    "number": pa.array([aside.number] * len(aside.rows), pa.int64()),
                    "file": pa.array([aside.file] * len(aside.rows), pa.string()),
                    "row": pa.array(aside.rows, pa.int64()),
                    "code": aside.kind(0),
                    "column": aside.kind(1),
                    "fate": aside.kind(2),
                }
            )
            for aside in self.files
        ]
        return pa.concat_tables(parts) if parts else pa.table({name: [] for name in LEADING})

    def write(self, folder: Path, vault: Vault = PLAIN) -> None:
        """Write `NNN_rows.csv` for every file, and `faults.csv` with counts for all.

        NNN is the file's number. Text that a spreadsheet would take for a formula is
        given a leading apostrophe. Files are sealed if the vault seals.

        Raises
        ------
        OSError
            If the folder cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for aside in self.files:
            with vault.text_writer(folder / f"{aside.number:03d}_rows.csv") as out:
                csv.writer(out).writerows(_lines(aside))
        with vault.text_writer(folder / "faults.csv") as out:
            csv.writer(out).writerows(_counts(self.files))


def harmless(text: str | None) -> str:
    """Text that a spreadsheet shows and does not work out.

    >>> harmless("=1+1"), harmless("Oak House"), harmless(None)
    ("'=1+1", 'Oak House', '')
    """
    if not text:
        return ""
    return "'" + text if text.startswith(_FORMULA) else text


def _counts(files: Sequence[Aside]) -> Iterator[Sequence[object]]:
    yield ("file", "code", "column", "reason", "count")
    for aside in files:
        for (code, column), count in sorted(aside.reasons.items()):
            yield (harmless(aside.file), code, column, FAULTS[code].title, count)


def _lines(aside: Aside) -> Iterator[Sequence[object]]:
    """The lines of one file's quarantine, header first."""
    most = max((len(row.cells) for row in aside.broken), default=0)
    beyond = [f"column {place}" for place in range(len(aside.header) + 1, most + 1)]
    yield (*LEADING, *(f"cell:{name}" for name in (*aside.header, *beyond)))
    broken = {row.row: row.cells for row in aside.broken}
    name = harmless(aside.file)
    for start in range(0, len(aside.rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        places = aside.places[part]
        laid = aside.cells_at(places)
        entries = zip(
            aside.rows[part].tolist(), aside.which[part].tolist(), places.tolist(), laid,
            strict=True,
        )  # fmt: skip
        for row, which, place, cells in entries:
            code, column, fate = aside.kinds[which]
            shown = map(harmless, cells if place >= 0 else broken[row])
            yield (name, row, code, column, FAULTS[code].title, fate, *shown)
