"""Tables on disk: Parquet, and one small file that says they are whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.engine.connection import Engine
from homeward.engine.guard import call
from homeward.engine.sealed import PLAIN, Vault
from homeward.engine.sealed_tables import (
    ROW_GROUP,
    bare,
    digest,
    new_store_key,
    prove,
    shape_of,
    write_encrypted,
)
from homeward.vocabulary import HomewardError

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table

#: Version of the layout below. A store of another version is refused, never guessed at.
FORMAT = 1

#: Written last: a folder without it is not a store, or not yet one.
FORMAT_FILE = "format.json"


def write_tables(
    tables: Mapping[str, pa.Table | pa.RecordBatchReader], folder: Path, vault: Vault = PLAIN
) -> None:
    """Write each table as `folder/NAME.parquet` (zstd), then `format.json`.

    A file gets its name when it is whole. With a vault that seals, the tables are encrypted
    under a key of their own, which `format.json` holds, sealed. A table that comes in parts is
    never held whole, and what is written does not depend on the parts.

    Raises
    ------
    HomewardError
        HW-E005 if a table cannot be written; HW-E006 if the disk is full.
    """
    call(_write_all, tables, folder, vault)


def seal(folder: Path, names: tuple[str, ...], vault: Vault = PLAIN, key: bytes = b"") -> None:
    """Write `format.json` for Parquet files that are already in `folder`.

    Parameters
    ----------
    folder, names
        Where they are, and their names without ".parquet".
    vault
        Seals `format.json`, if it seals.
    key
        What they were encrypted with; b"" where they are plain.

    Raises
    ------
    HomewardError
        HW-E005 if one of them is not there or not whole; HW-E006 if the disk is full.
    """
    call(_seal, folder, names, vault, key)


def read_tables(engine: Engine, folder: Path) -> dict[str, Table]:
    """The tables of a store by name, each read when it is asked for.

    Raises
    ------
    HomewardError
        HW-J003 if there is no store in `folder`; HW-E003 if it is of another version
        or a table it lists is gone; HW-K005 or HW-E007 as `prove_tables`.
    """
    document = read_document(folder, engine.vault)
    found, key = document["tables"], bytes.fromhex(document.get("key", ""))
    gone = [name for name in found if not (folder / f"{name}.parquet").is_file()]
    if gone:
        raise HomewardError("HW-E003", f"{len(gone)} of {len(found)} tables are gone")
    _prove(folder, document)
    if not key:
        return {name: engine.read_parquet(folder / f"{name}.parquet") for name in found}
    return {name: engine.read_encrypted(folder / f"{name}.parquet", key) for name in found}


def prove_tables(folder: Path, vault: Vault) -> None:
    """Refuse tables that are not as they were written, or not there.

    Raises
    ------
    HomewardError
        HW-K005 where they are encrypted, HW-E007 where they are not; and as `read_tables`.
    """
    _prove(folder, read_document(folder, vault))


def _prove(folder: Path, document: Mapping[str, Any]) -> None:
    code = "HW-K005" if document.get("key") else "HW-E007"
    if code == "HW-E007" and "sha256" not in document:
        return  # of an earlier version, which kept no hash of a plain table
    hashes = document.get("sha256", {})
    for name in document["tables"]:
        prove(folder / f"{name}.parquet", str(hashes.get(name, "")), code)


def read_format(folder: Path, vault: Vault = PLAIN) -> dict[str, dict[str, int]]:
    """Rows and columns of each table, from `format.json`.

    Raises
    ------
    HomewardError
        As `read_tables`.
    """
    return read_document(folder, vault)["tables"]


def read_document(folder: Path, vault: Vault = PLAIN) -> dict[str, Any]:
    """What `format.json` says: tables, their hashes and, where they are encrypted, their key.

    Raises
    ------
    HomewardError
        As `read_tables`; HW-K005 or HW-K003 if it does not open.
    """
    try:
        found = json.loads(vault.read_text(folder / FORMAT_FILE))
    except FileNotFoundError:
        raise HomewardError("HW-J003", folder.name) from None
    except (OSError, ValueError):
        raise HomewardError("HW-E003", f"{FORMAT_FILE} cannot be read") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise HomewardError("HW-E003", f"this Homeward reads version {FORMAT}")
    return found


def _write_all(
    tables: Mapping[str, pa.Table | pa.RecordBatchReader], folder: Path, vault: Vault
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    key = new_store_key() if vault.sealed else b""
    with ExitStack() as stack:
        connection = stack.enter_context(bare(folder)) if key else None
        for name, table in tables.items():
            part = folder / f"{name}.parquet.part"
            try:
                if connection is None:
                    _write(table, part)
                else:
                    write_encrypted(connection, table, part, key)
                part.replace(folder / f"{name}.parquet")
            finally:
                part.unlink(missing_ok=True)
    _seal(folder, tuple(tables), vault, key)


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


def _seal(folder: Path, names: tuple[str, ...], vault: Vault, key: bytes) -> None:
    files = {name: folder / f"{name}.parquet" for name in names}
    document: dict[str, Any] = {"format": FORMAT}
    if key:
        with bare(folder) as connection:
            shapes = {name: shape_of(connection, path, key) for name, path in files.items()}
        document["key"] = key.hex()
    else:
        shapes = {name: _plain_shape(path) for name, path in files.items()}
    document["sha256"] = {name: digest(path) for name, path in files.items()}
    vault.write_text(folder / FORMAT_FILE, json.dumps(document | {"tables": shapes}, indent=2))


def _plain_shape(path: Path) -> dict[str, int]:
    import pyarrow.parquet as pq

    held = pq.read_metadata(path)
    return {"rows": held.num_rows, "columns": len(held.schema.to_arrow_schema())}
