"""Encrypted Parquet: each store has a key of its own, kept in its sealed `format.json`.

DuckDB writes and reads it (AES-256-GCM). Arrow's encrypted Parquet and DuckDB's cannot read each
other (tried both ways: the one binds each part of a file to its place, the other does not), so
both ends are DuckDB. Because it does not bind parts to places, the hash of each whole file is
kept beside the key, and a file is proved by it before it is read.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeward.engine.duck import bare_duckdb
from homeward.engine.guard import call
from homeward.vocabulary import HomewardError

if TYPE_CHECKING:
    import pyarrow as pa

#: First bytes of an encrypted Parquet file, and of a plain one.
ENCRYPTED, PLAIN_PARQUET = b"PARE", b"PAR1"

#: Rows written together.
ROW_GROUP = 131_072


def new_store_key() -> bytes:
    """A key for one store: 32 bytes."""
    return secrets.token_bytes(32)


@contextmanager
def bare(folder: Path | None = None) -> Iterator[Any]:
    """A DuckDB connection without Ibis, which may spill (encrypted) into a private folder."""
    spill = Path(tempfile.mkdtemp(prefix=".spill-", dir=folder))
    connection = None
    try:
        connection = call(bare_duckdb, spill)
        yield connection
    finally:
        if connection is not None:
            connection.close()
        shutil.rmtree(spill, ignore_errors=True)


def write_encrypted(
    connection: Any, table: pa.Table | pa.RecordBatchReader, path: Path, key: bytes
) -> None:
    """Write `table` as encrypted Parquet (zstd), streamed, in its own order."""
    connection.register("homeward_part", table)
    try:
        copy_encrypted(connection, "SELECT * FROM homeward_part", path, key)
    finally:
        connection.unregister("homeward_part")


def copy_encrypted(connection: Any, query: str, path: Path, key: bytes) -> None:
    """Write what `query` gives as encrypted Parquet (zstd), in its own order."""
    name = tell_key(connection, key)
    connection.execute(
        f"COPY ({query}) TO '{quoted(path)}' (FORMAT parquet, COMPRESSION zstd,"
        f" ROW_GROUP_SIZE {ROW_GROUP}, ENCRYPTION_CONFIG {{footer_key: '{name}'}})"
    )


def tell_key(connection: Any, key: bytes) -> str:
    """Give a connection the key of a store; the name under which it then knows it.

    DuckDB takes a key in no other way than in a statement: its own log of statements is off,
    and what it raises is never passed on.
    """
    name = "k" + hashlib.sha256(b"homeward/1/store name" + key).hexdigest()[:24]
    text = base64.b64encode(key).decode("ascii")
    connection.execute(f"PRAGMA add_parquet_key('{name}', '{text}')")
    return name


def scan(connection: Any, path: Path, key: bytes | None) -> str:
    """SQL that reads a Parquet file, encrypted if there is a key."""
    if key is None:
        return f"SELECT * FROM read_parquet('{quoted(path)}')"
    name = tell_key(connection, key)
    how = f"encryption_config = {{footer_key: '{name}'}}"
    return f"SELECT * FROM read_parquet('{quoted(path)}', {how})"


def shape_of(connection: Any, path: Path, key: bytes) -> dict[str, int]:
    """Rows and columns of an encrypted Parquet file."""
    query = scan(connection, path, key)
    rows = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()[0]
    return {"rows": rows, "columns": len(connection.execute(f"DESCRIBE {query}").fetchall())}


def quoted(path: Path) -> str:
    """A path as the inside of a quoted SQL text."""
    return str(Path(path).absolute()).replace("'", "''")


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prove(path: Path, sha256: str, code: str = "HW-K005") -> None:
    """Refuse a Parquet file that is not the one that was written.

    Raises
    ------
    HomewardError
        With `code`: HW-K005, or HW-E007 for one that is not encrypted.
    """
    if not path.is_file() or digest(path) != sha256:
        raise HomewardError(code, path.name)
