"""The police's own references of drawn units, read back from the extracts for partners.

The store holds pseudonyms alone, so the only road to a reference is the extract itself:
the same file, by its hash, read in the same way, at the same row.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from homeward.records.cells import as_text
from homeward.records.mapping import FileMap, Reading
from homeward.records.outcome import FileAccount
from homeward.records.raw import RawTable
from homeward.records.reading import read_raw
from homeward.study.sampling.draw import Drawn
from homeward.vocabulary.errors import HomewardError

INCIDENTS = "incidents"


def references_of(
    units: Iterable[Drawn],
    extracts: Path,
    accounts: Sequence[FileAccount],
    maps: Sequence[FileMap],
) -> dict[str, tuple[str, str]]:
    """Sample number to the references of incident and child, as the extract writes them.

    Parameters
    ----------
    units
        Of a draw.
    extracts
        The folder that was taken in.
    accounts
        What intake said of each file.
    maps
        The mapping by which they were read.

    Raises
    ------
    HomewardError
        HW-M007 if a file is gone or is not the one that was taken in; HW-F... if it
        cannot be read.
    """
    files = {account.number: account for account in accounts if account.table == INCIDENTS}
    wanted: dict[int, list[Drawn]] = defaultdict(list)
    for unit in units:
        wanted[unit.file].append(unit)
    found: dict[str, tuple[str, str]] = {}
    for number, mine in sorted(wanted.items()):
        if number not in files:
            raise HomewardError("HW-M007", f"file {number} is not among those taken in")
        found |= _of_file(mine, extracts, files[number], maps)
    return found


def _of_file(
    units: Sequence[Drawn], extracts: Path, account: FileAccount, maps: Sequence[FileMap]
) -> dict[str, tuple[str, str]]:
    plan = next((m for m in maps if m.table == INCIDENTS and account.file in m.files), None)
    path = extracts / account.file
    if plan is None or not path.is_file():
        raise HomewardError("HW-M007", f"{account.file} is not there")
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != account.sha256:
            raise HomewardError("HW-M007", f"{account.file} is not the file that was taken in")
    reading = Reading(account.encoding, account.delimiter, account.header_row, account.sheet)
    raw = read_raw(path, reading)
    columns = [_texts(raw, plan, name, account.file) for name in ("incident", "child")]
    place = {int(row): at for at, row in enumerate(raw.rows.to_pylist())}
    if any(unit.row not in place for unit in units):
        raise HomewardError("HW-M007", f"{account.file} has no row of a number drawn")
    at = [place[unit.row] for unit in units]
    cells = [column.take(pa.array(np.array(at, np.int64))).to_pylist() for column in columns]
    both = zip(*cells, strict=True)
    return {u.number: (i or "", c or "") for u, (i, c) in zip(units, both, strict=True)}


def _texts(raw: RawTable, plan: FileMap, name: str, file: str) -> pa.StringArray:
    how: Mapping[str, object] = plan.columns
    if name not in how or plan.columns[name].column not in raw.columns:
        raise HomewardError("HW-M007", f"{file} has no column mapped as `{name}`")
    return as_text(raw.columns[plan.columns[name].column])
