"""DuckDB, set so that nothing is fetched and nothing is spilt in the clear."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from homeward.engine.guard import call
from homeward.vocabulary import HomewardError

#: File systems that the encryption extension also brings; disabled for good at once.
REMOTE = "HTTPFileSystem,S3FileSystem,HuggingFaceFileSystem"


def open_duckdb(temp_folder: Path, memory_limit: str | None, threads: int | None) -> Any:
    """An Ibis backend on a DuckDB in memory; time zone UTC.

    Raises
    ------
    HomewardError
        HW-J004 if the encryption extension is not installed beside DuckDB, in the same
        version; HW-E005 if DuckDB does not open.
    """
    config = _config(temp_folder)
    config |= {"memory_limit": memory_limit} if memory_limit else {}
    config |= {"threads": threads} if threads else {}
    backend = call(_connect, config)
    # DuckDB can read its encrypted spill files on its own, but not write them.
    call(backend.raw_sql, f"LOAD '{_extension(backend.version)}'")
    call(backend.raw_sql, f"SET disabled_filesystems = '{REMOTE}'")
    return backend


def bare_duckdb(temp_folder: Path) -> Any:
    """A DuckDB connection in memory, set as `open_duckdb` sets it, without Ibis.

    Raises
    ------
    HomewardError
        HW-J004 as `open_duckdb`.
    """
    import duckdb

    connection = duckdb.connect(":memory:", config=_config(temp_folder))
    connection.execute(f"LOAD '{_extension(duckdb.__version__)}'")
    connection.execute(f"SET disabled_filesystems = '{REMOTE}'")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _config(temp_folder: Path) -> dict[str, Any]:
    return {
        "temp_directory": str(temp_folder),
        "temp_file_encryption": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
    }


def _connect(config: dict[str, Any]) -> Any:
    import ibis

    return ibis.duckdb.connect(**config)


def _extension(version: str) -> str:
    """The signed extension file inside the installed package, as a quoted SQL text."""
    name = "duckdb_extension_httpfs"
    package = find_spec(name)
    for folder in package.submodule_search_locations or () if package else ():
        file = Path(folder) / "extensions" / f"v{version}" / "httpfs.duckdb_extension"
        if file.is_file():
            return str(file).replace("'", "''")
    raise HomewardError("HW-J004", f"duckdb-extension-httpfs {version}")
