"""Opening an engine: DuckDB in this process, or Spark where the data sits."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from homeward.engine.duck import open_duckdb
from homeward.engine.guard import call, guard
from homeward.engine.sealed import PLAIN, Vault
from homeward.engine.sealed_tables import copy_encrypted, scan
from homeward.vocabulary import HomewardError

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table

#: Engines that `open_engine` knows.
KINDS = ("duckdb", "spark")


@dataclass(slots=True)
class Engine:
    """An open Ibis backend, and the little that Homeward asks of it.

    A context manager: leaving it closes the connection.

    Attributes
    ----------
    kind
        "duckdb" or "spark".
    backend
        The Ibis backend. What its driver raises arrives as `HomewardError`.
    vault
        Opens and seals the small files beside the tables.
    """

    kind: str
    backend: Any
    _owned: Path | None = None
    _kept: int = field(default=0)
    vault: Vault = PLAIN

    def read_parquet(self, path: Path) -> Table:
        """A Parquet file as an Ibis table, read when it is asked for.

        Raises
        ------
        HomewardError
            HW-E005 if it is not a Parquet file.
        """
        if self.kind == "duckdb":
            # Always a path: given an address, Ibis would have DuckDB fetch an extension.
            path = Path(path).absolute()
        return self.backend.read_parquet(str(path))

    def read_encrypted(self, path: Path, key: bytes) -> Table:
        """An encrypted Parquet file as an Ibis table, read when it is asked for; DuckDB alone.

        Raises
        ------
        HomewardError
            HW-E005 if it is not one, or not of this key.
        """
        self._kept += 1
        name = f"sealed_{self._kept}"
        query = call(scan, self.backend.con, path, key)
        call(self.backend.con.execute, f"CREATE TEMP VIEW {name} AS {query}")
        return self.backend.table(name)

    def write_parquet(self, expr: Table, path: Path, key: bytes = b"") -> None:
        """Work out `expr` and write it as one Parquet file (zstd).

        Rows are written in the order that `expr` gives them: order it by a key, and the
        same rows give the same file, or encrypted rows if there is a key (DuckDB alone).

        Raises
        ------
        HomewardError
            HW-E005, or HW-E006 if the disk is full; a half-written file may remain.
        """
        if key:
            query = self.backend.compile(expr)
            call(copy_encrypted, self.backend.con, query, path, key)
        elif self.kind == "duckdb":
            self.backend.to_parquet(expr, str(path), compression="zstd")
        else:
            call(_write_arrow, self.backend.to_pyarrow(expr), path)

    def from_arrow(self, table: pa.Table, name: str) -> Table:
        """An Arrow table under `name`, replacing an earlier one; lasts as long as the engine."""
        if self.kind == "duckdb":
            return self.backend.create_table(name, table, temp=True, overwrite=True)
        call(_register_on_spark, self.backend, table, name)
        return self.backend.table(name)

    def keep(self, expr: Table) -> Table:
        """`expr` worked out once and kept while the engine is open, for many readers.

        Kept where the engine is: Spark holds it in its own memory, and may work a part
        out again that it had to let go.
        """
        self._kept += 1
        name = f"kept_{self._kept}"
        if self.kind == "duckdb":
            return self.backend.create_table(name, expr, temp=True)
        call(_keep_on_spark, self.backend, expr, name)
        return self.backend.table(name)

    def close(self) -> None:
        """Close the connection and remove the temporary folder if it was made here."""
        if self.kind == "duckdb":
            self.backend.con.interrupt()  # else an interrupted query is waited for
            self.backend.disconnect()
        if self._owned is not None:
            shutil.rmtree(self._owned, ignore_errors=True)

    def __enter__(self) -> Self:
        """The engine itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, whatever happened."""
        self.close()


def open_engine(
    kind: str = "duckdb",
    *,
    temp_folder: Path | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    address: str | None = None,
    vault: Vault = PLAIN,
) -> Engine:
    """Open an engine.

    Parameters
    ----------
    kind
        "duckdb" (in this process, nothing on disk but spill files) or "spark".
    temp_folder
        Where DuckDB may spill, encrypted. Without it, a private folder that `close`
        removes.
    memory_limit
        Such as "2GB"; without it, four fifths of what there is.
    threads
        Threads DuckDB may use; without it, one per core.
    address
        Spark Connect address, such as "sc://localhost:15002"; without it, the session
        that is already open.
    vault
        Opens and seals what lies beside the tables, and their keys; DuckDB alone.

    Raises
    ------
    HomewardError
        HW-P008 for an engine that does not exist; HW-J004 if its package is not
        installed; HW-E002 if `temp_folder` cannot be made; HW-E005 if it does not open.
    """
    if kind not in KINDS:
        raise HomewardError("HW-P008", f"engine; one of {', '.join(KINDS)} is needed")
    if kind == "spark":
        return Engine("spark", guard(_spark(address)))
    folder, owned = _temp_folder(temp_folder)
    try:
        backend = guard(open_duckdb(folder, memory_limit, threads))
        return Engine("duckdb", backend, owned, vault=vault)
    except BaseException:
        if owned is not None:
            shutil.rmtree(owned, ignore_errors=True)
        raise


def _temp_folder(given: Path | None) -> tuple[Path, Path | None]:
    """The folder to spill into, and again if it was made here and is to be removed."""
    if given is None:
        made = Path(tempfile.mkdtemp(prefix="homeward-"))
        return made, made
    try:
        given.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomewardError("HW-E002", f"{given.name}: {error.strerror}") from None
    return given, None


def _spark(address: str | None) -> Any:
    try:
        import ibis
        from pyspark.sql import SparkSession
    except ImportError:
        raise HomewardError("HW-J004", "pyspark (the `spark` extra)") from None
    builder = SparkSession.builder
    if address is not None:
        builder = builder.remote(address)
    session = call(builder.getOrCreate)
    # A local time has no zone here, and an instant is UTC: Spark must shift neither.
    call(session.conf.set, "spark.sql.session.timeZone", "UTC")
    return call(ibis.pyspark.connect, session)


def _register_on_spark(backend: Any, table: pa.Table, name: str) -> None:
    backend._session.createDataFrame(table).createOrReplaceTempView(name)


def _keep_on_spark(backend: Any, expr: Table, name: str) -> None:
    backend._session.sql(backend.compile(expr)).cache().createOrReplaceTempView(name)


def _write_arrow(table: pa.Table, path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table, path, compression="zstd")
