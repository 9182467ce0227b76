"""What a dialect is: a supplier's columns, how the file is written, and the truth."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl

from homeward.records.raw import unique_names
from tests.functional.dialect_cells import Col, Incident


@dataclass(frozen=True)
class Dialect:
    """One supplier's way of writing the incidents.

    Attributes
    ----------
    name, manner
        What it is called, and what is particular about it.
    columns
        In file order.
    suffix, delimiter, encoding
        How the file is written.
    above, below
        Lines before the header and after the last row.
    held_out
        Its headers were not used in choosing what Homeward recognises.
    """

    name: str
    manner: str
    columns: tuple[Col, ...]
    suffix: str = ".csv"
    delimiter: str = ","
    encoding: str = "utf-8"
    above: tuple[str, ...] = ()
    below: tuple[tuple[str, ...], ...] = field(default=())
    held_out: bool = False

    @property
    def truth(self) -> dict[str, str]:
        """Header, as it is told apart from others alike, to what the column truly is."""
        headers = unique_names([column.header for column in self.columns])
        return dict(zip(headers, (column.truth for column in self.columns), strict=True))

    def write(self, folder: Path, rows: tuple[Incident, ...]) -> Path:
        """Write the extract and give its path."""
        path = folder / f"{self.name}{self.suffix}"
        body = [[column.write(row) for column in self.columns] for row in rows]
        headers = [column.header for column in self.columns]
        if self.suffix == ".xlsx":
            _write_workbook(path, [*([line] for line in self.above), headers, *body, *self.below])
        else:
            with path.open("w", encoding=self.encoding, newline="") as file:
                file.writelines(f"{line}\r\n" for line in self.above)
                csv.writer(file, delimiter=self.delimiter).writerows([headers, *body, *self.below])
        return path


def _write_workbook(path: Path, lines: list) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Extract"
    for line in lines:
        sheet.append(list(line))
    book.save(path)
