"""What became of every row: the account that the manifest and the quality finding read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FileAccount:
    """Where every row went. `read == used + duplicate + set_aside + purged`.

    Attributes
    ----------
    number
        The file's number: `source_file` of stored rows.
    file
        File name relative to the input folder.
    table
        The declared table it was mapped onto.
    sha256
        Of the file's bytes.
    size
        Bytes.
    read
        Data rows found, blank lines not counted, preamble and header not counted.
    used, duplicate, set_aside
        What became of them.
    cells_set_aside
        Unreadable cells in used rows.
    reasons
        (code, column) to number of rows or cells set aside; column is Homeward's own
        name, "" for a fault of the whole row.
    gave_way
        Rows, of the duplicates, for which a later file of their kind stands.
    pointed_out
        Code to the number of rows that are used, or gave way, and are listed in quarantine.
        Blank cells that keep an earlier value count each.
    mended
        Rows of which a person mended some cell, whatever became of them.
    clock_rows, clock_hours
        Used rows with a time in the hour that happens twice each autumn or the one that is
        skipped each spring, and the most hours by which the time between two of a row's
        times can move because of it.
    purged
        Rows about children who were purged: gone from everything that is kept.
    encoding, delimiter, header_row, sheet
        How it was opened.
    notes
        What a person should know about how it was read. Safe words: no cell.
    """

    number: int
    file: str
    table: str
    sha256: str
    size: int
    read: int
    used: int
    duplicate: int
    set_aside: int
    cells_set_aside: int
    reasons: Mapping[tuple[str, str], int] = field(default_factory=dict)
    gave_way: int = 0
    pointed_out: Mapping[str, int] = field(default_factory=dict)
    mended: int = 0
    clock_rows: int = 0
    clock_hours: int = 0
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    sheet: str = ""
    notes: tuple[str, ...] = ()
    purged: int = 0

    def __post_init__(self) -> None:
        """Refuse an account that does not add up.

        Raises
        ------
        ValueError
            If a row went nowhere or twice.
        """
        if self.read != self.used + self.duplicate + self.set_aside + self.purged:
            raise ValueError(f"file {self.number}: {self.read} rows read do not add up")


@dataclass(frozen=True, slots=True)
class IntakeAccount:
    """The whole intake: one account per file, and which columns were supplied.

    Attributes
    ----------
    files
        In the order read.
    supplied
        Table name to the names of the columns that some file filled.
    """

    files: tuple[FileAccount, ...]
    supplied: Mapping[str, tuple[str, ...]]

    @property
    def rows_read(self) -> int:
        """Rows of all files, each once: one file may be taken for several tables."""
        found: dict[tuple[str, str], int] = {}
        for file in self.files:
            which = (file.file, file.sheet)
            found[which] = max(file.read, found.get(which, 0))
        return sum(found.values())
