"""Sealed files opened with the key, so that what is in them can be searched too."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow.parquet as pq

from homeward.engine.connection import open_engine
from homeward.engine.sealed import is_sealed
from homeward.engine.store import read_tables
from homeward.jobs.held import open_held
from homeward.privacy.keys import parse_person_key

#: The person's key of these tests; made up, and of nothing else.
KEY = "6b1f0c5e2a9d4783b05e9c1a7f3d2846e8a1c05b9f72d36410ab5cde87f9310c"


def opened(path: Path) -> bytes:
    """What is in a file below an output folder; a table as a plain Parquet file."""
    out = next(folder.parent for folder in path.parents if folder.name == "protected")
    vault = open_held(out, parse_person_key(KEY, "test")).vault_of(path, out / "protected")
    if path.read_bytes()[:4] == b"PARE":
        with open_engine(vault=vault) as engine:
            table = read_tables(engine, path.parent)[path.stem].to_pyarrow()
        plain = io.BytesIO()
        pq.write_table(table, plain)
        return plain.getvalue()
    return vault.read_bytes(path) if is_sealed(path) else path.read_bytes()
