"""Reads one broken file as the front door does, and says what a reader may not do."""

from __future__ import annotations

import csv
import tempfile
from datetime import date
from pathlib import Path

from homeward.records.checks import Scope
from homeward.records.intake import ingest
from homeward.records.mapping import ColumnMap, FileMap, Reading
from homeward.records.propose import propose
from homeward.records.quarantine import LEADING
from homeward.records.reading import read_raw, sniff, sniff_sheets
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS
from tests.fuzz.seeds import SECRET

SCOPE = Scope(date(2023, 1, 1), date(2023, 12, 31), 18)
WHEN = "%d/%m/%Y %H:%M"
FORMATS = {"reported": WHEN, "found": WHEN}
SOURCES = {
    "incident": "Ref", "child": "Child", "reported": "Reported", "found": "Found", "age": "Age",
    "risk_first": "Risk",
}  # fmt: skip
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


class WrongError(Exception):
    """A reader did what it may not do."""


def judge(name: str, data: bytes, *, proposing: bool = True) -> str:
    """Read one file in every way in which the front door reads.

    Parameters
    ----------
    name, data
        The file.
    proposing
        Whether a mapping is proposed for it as well, which reads it once more.

    Returns
    -------
    str
        "read", or the code by which it was refused.

    Raises
    ------
    WrongError
        If a message holds a cell, a code is not a file's or a plan's, a row is lost, or a
        quarantine file holds a formula. Any other exception is a fault of the reader.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        folder.mkdir()
        path = folder / name
        path.write_bytes(data)
        try:
            _read_all(folder, path)
            if proposing:
                propose(folder)
        except HomewardError as error:
            _check_refusal(error, path)
            return error.code
    return "read"


def _read_all(folder: Path, path: Path) -> None:
    found = sniff(path)
    sheets = sniff_sheets(path)
    raw = read_raw(path, found.reading)
    if len({len(column) for column in raw.columns.values()} | {len(raw.rows)}) != 1:
        raise WrongError("columns of unlike length")
    if SECRET not in " ".join((*raw.header, *found.header)):
        _check_words([*raw.notes, *found.notes, repr(raw), repr(sheets), repr(found)])
    columns = {
        column: ColumnMap(source, format=FORMATS.get(column, ""))
        for column, source in SOURCES.items()
        if source in raw.header
    }
    if columns.keys() >= {"incident", "child", "reported"}:
        _take_in(folder, path, raw.reading, columns, len(raw.rows) + len(raw.broken))


def _take_in(
    folder: Path, path: Path, reading: Reading, columns: dict[str, ColumnMap], rows: int
) -> None:
    plan = FileMap("incidents", (path.name,), reading, columns)
    intake = ingest(folder, [plan], SCOPE, "{}:{}".format)
    (account,) = intake.account.files
    if account.read != rows or rows != account.used + account.duplicate + account.set_aside:
        raise WrongError("rows do not add up")
    if sum(table.num_rows for table in intake.tables.values()) != account.used:
        raise WrongError("stored rows do not add up")
    intake.quarantine.write(folder.parent / "quarantine")
    csv.field_size_limit(10_000_000)
    with (folder.parent / "quarantine" / "001_rows.csv").open(encoding="utf-8", newline="") as out:
        for line in csv.reader(line.replace("\0", "") for line in out):
            if any(cell.startswith(FORMULAS) for cell in line[len(LEADING) :]):
                raise WrongError("a formula stands in quarantine")


def _check_refusal(error: HomewardError, path: Path) -> None:
    if error.code not in FAULTS or error.code[:4] not in ("HW-F", "HW-P"):
        raise WrongError(f"a refusal of another kind: {error.code}")
    try:
        header = " ".join(sniff(path).header)
    except HomewardError:
        header = ""
    if SECRET not in header:
        _check_words([str(error), repr(error)])


def _check_words(said: list[str]) -> None:
    if any(SECRET in words for words in said):
        raise WrongError("a message holds a cell")
