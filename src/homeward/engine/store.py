"""Tables on disk: Parquet, and one small file that says they are whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from homeward.engine.connection import Engine
from homeward.engine.guard import call
from homeward.vocabulary import HomewardError

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table

#: Version of the layout below. A store of another version is refused, never guessed at.
FORMAT = 1

#: Written last: a folder without it is not a store, or not yet one.
FORMAT_FILE = "format.json"


#: Rows written together. A table that comes in parts is never held whole, and what is
#: written does not depend on the parts.
ROW_GROUP = 131_072


def write_tables(tables: Mapping[str, pa.Table | pa.RecordBatchReader], folder: Path) -> None:
    """Write each table as `folder/NAME.parquet` (zstd), then `format.json`.

    A file gets its name when it is whole.

    Raises
    ------
    HomewardError
        HW-E005 if a table cannot be written; HW-E006 if the disk is full.
    """
    call(_write_all, tables, folder)


def seal(folder: Path, names: tuple[str, ...]) -> None:
    """Write `format.json` for Parquet files that are already in `folder`.

    Raises
    ------
    HomewardError
        HW-E005 if one of them is not there or not whole; HW-E006 if the disk is full.
    """
    call(_seal, folder, names)


def read_tables(engine: Engine, folder: Path) -> dict[str, Table]:
    """The tables of a store by name, each read when it is asked for.

    Raises
    ------
    HomewardError
        HW-J003 if there is no store in `folder`; HW-E003 if it is of another version
        or a table it lists is gone.
    """
    found = read_format(folder)
    gone = [name for name in found if not (folder / f"{name}.parquet").is_file()]
    if gone:
        raise HomewardError("HW-E003", f"{len(gone)} of {len(found)} tables are gone")
    return {name: engine.read_parquet(folder / f"{name}.parquet") for name in found}


def read_format(folder: Path) -> dict[str, dict[str, int]]:
    """Rows and columns of each table, from `format.json`.

    Raises
    ------
    HomewardError
        As `read_tables`.
    """
    try:
        found = json.loads((folder / FORMAT_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise HomewardError("HW-J003", folder.name) from None
    except (OSError, ValueError):
        raise HomewardError("HW-E003", f"{FORMAT_FILE} cannot be read") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise HomewardError("HW-E003", f"this Homeward reads version {FORMAT}")
    return found["tables"]


def _write_all(tables: Mapping[str, pa.Table | pa.RecordBatchReader], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        part = folder / f"{name}.parquet.part"
        try:
            _write(table, part)
            part.replace(folder / f"{name}.parquet")
        finally:
            part.unlink(missing_ok=True)
    _seal(folder, tuple(tables))


def _write(table: pa.Table | pa.RecordBatchReader, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    batches = table.to_batches() if isinstance(table, pa.Table) else table
    with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
        held: list[pa.RecordBatch] = []
        many = 0
        for batch in batches:
            held.append(batch)
            many += batch.num_rows
            if many >= ROW_GROUP:
                whole = pa.Table.from_batches(held, table.schema)
                full = many - many % ROW_GROUP
                writer.write_table(whole.slice(0, full), row_group_size=ROW_GROUP)
                held, many = whole.slice(full).to_batches(), many - full
        writer.write_table(pa.Table.from_batches(held, table.schema), row_group_size=ROW_GROUP)


def _seal(folder: Path, names: tuple[str, ...]) -> None:
    import pyarrow.parquet as pq

    shapes = {}
    for name in names:
        held = pq.read_metadata(folder / f"{name}.parquet")
        shapes[name] = {"rows": held.num_rows, "columns": len(held.schema.to_arrow_schema())}
    text = json.dumps({"format": FORMAT, "tables": shapes}, indent=2)
    (folder / FORMAT_FILE).write_text(text, encoding="utf-8")
