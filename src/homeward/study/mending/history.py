"""The history of mends: every change ever made, in order, with what stood there before.

Kept in `OUT/protected/mends/history.json`. It holds the extract's own text and is protected as
the extract is. Nothing is ever taken out of it: a later mend of a cell stands for an earlier one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from homeward.engine.disk import writing
from homeward.engine.sealed import PLAIN, Vault
from homeward.records.mending import FileMends, Mends
from homeward.vocabulary.errors import HomewardError

#: Where an output folder keeps the history.
HISTORY: Final = "protected/mends/history.json"
_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class CellMend:
    """One cell that was changed.

    Attributes
    ----------
    column
        Header of the source column.
    was, now
        What stood there, and what stands in its place.
    """

    column: str
    was: str = field(repr=False)
    now: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mend:
    """One row that was mended, or left out.

    Attributes
    ----------
    at
        When (UTC, ISO 8601).
    by, why
        Who did it, and why, in the words given.
    file, sha256, sheet, row
        Which row: the file's name and the hash of its bytes, the sheet or table within it ("" for
        a file of one table), and the row's number there.
    codes
        Codes that the row was set aside under.
    cells
        What was changed; empty where the row was left out.
    left_out
        Whether the row is left out from now on.
    """

    at: str
    by: str
    why: str
    file: str
    sha256: str
    row: int
    codes: tuple[str, ...]
    cells: tuple[CellMend, ...] = field(default=(), repr=False)
    left_out: bool = False
    sheet: str = ""


def read_history(out: Path, vault: Vault = PLAIN) -> tuple[Mend, ...]:
    """Every mend made in an output folder, oldest first; none if there is no history.

    Raises
    ------
    HomewardError
        HW-E003 for a history that this version cannot read.
    """
    try:
        text = vault.read_text(out / HISTORY)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    try:
        document: dict[str, Any] = json.loads(text)
        if document["schema"] != _SCHEMA:
            raise ValueError
        return tuple(_mend(record) for record in document["mends"])
    except (ValueError, KeyError, TypeError):
        raise HomewardError("HW-E003", HISTORY) from None


def _mend(record: Mapping[str, Any]) -> Mend:
    cells = tuple(CellMend(**cell) for cell in record["cells"])
    return Mend(**(dict(record) | {"cells": cells, "codes": tuple(record["codes"])}))


def add_to_history(out: Path, mends: Iterable[Mend], vault: Vault = PLAIN) -> None:
    """Put mends at the end of the history, whole or not at all; for its owner only.

    Raises
    ------
    HomewardError
        HW-E006 if the disk is full, HW-E002 if it cannot be written.
    """
    whole = [asdict(mend) for mend in (*read_history(out, vault), *mends)]
    path = out / HISTORY
    text = json.dumps({"schema": _SCHEMA, "mends": whole}, ensure_ascii=False, indent=1) + "\n"
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        vault.write_text(path, text)


def mends_of(history: Iterable[Mend]) -> Mends:
    """What intake puts in place: of each cell the latest mend; a row mended is in again."""
    cells: dict[tuple[str, str], dict[int, dict[str, str]]] = {}
    gone: dict[tuple[str, str], set[int]] = {}
    for mend in history:
        which = mend.sha256, mend.sheet
        out = gone.setdefault(which, set())
        if mend.left_out:
            out.add(mend.row)
        else:
            out.discard(mend.row)
        held = cells.setdefault(which, {}).setdefault(mend.row, {})
        held.update({cell.column: cell.now for cell in mend.cells})
    return {
        which: FileMends({row: held for row, held in rows.items() if held}, frozenset(gone[which]))
        for which, rows in cells.items()
    }


def fingerprint(out: Path, vault: Vault = PLAIN) -> str:
    """What an intake depends on of the history: a hash, "" while there is none."""
    history = read_history(out, vault)
    held = [
        (m.sha256, m.sheet, m.row, m.left_out, [(c.column, c.now) for c in m.cells])
        for m in history
    ]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest() if history else ""
