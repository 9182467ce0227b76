"""Every file of a folder looked through for what must not be in it, packed ones unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from homeward.engine.connection import open_engine
from homeward.engine.sealed import PLAIN, Vault, is_sealed
from homeward.engine.store import FORMAT_FILE, read_tables
from homeward.jobs.held import Held

_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_ZIP = (".xlsx", ".docx", ".zip", ".ods")


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found.

    Attributes
    ----------
    files, searched
        Files looked through, and their bytes, unpacked.
    hits
        Names of the files in which something was found.
    """

    files: int
    searched: int
    hits: tuple[str, ...]


def search(folder: Path, texts: Sequence[str], held: Held | None = None) -> Searched:
    """Look for texts in every file under a folder.

    Sealed files are opened, Parquet is read as a table, workbooks and documents are unzipped,
    and streams of PDF inflated; everything is looked through as bytes as well. Texts of
    Python's and of JSON's spelling, and of UTF-16, are looked for.

    Parameters
    ----------
    folder
        Where to look.
    texts
        What must not be there: references and pseudonyms, each five characters or more.
    held
        What opens the folder's files, where it is encrypted.

    Raises
    ------
    OSError
        If a file cannot be read.
    HomewardError
        HW-E003, HW-E005 or HW-K... if one does not open: what cannot be looked through is not
        called clean.
    """
    spelled = sorted({one for text in texts for one in _spellings(text)})
    pattern = re.compile(b"|".join(spelled)) if spelled else None
    files = searched = 0
    hits: list[str] = []
    held = held or Held(b"")
    with ExitStack() as engines:
        tables = _Tables(folder / "protected", held, engines)
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            files += 1
            name = path.relative_to(folder).as_posix()
            for piece in _pieces(path, tables.vault_of(path)):
                searched += len(piece)
                if pattern is not None and pattern.search(piece):
                    hits.append(name)
                    break
            else:
                if path.suffix == ".parquet" and _in_table(tables, path, texts):
                    hits.append(name)
    return Searched(files, searched, tuple(hits))


def _spellings(text: str) -> Iterator[bytes]:
    """Patterns of a text: whole, so that "M100" is not found in "M1000"."""
    before, after = b"(?<![0-9A-Za-z])", b"(?![0-9A-Za-z])"
    escaped = "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in text)
    for plain in {text.encode("utf-8", "surrogatepass"), escaped.encode()}:
        yield before + re.escape(plain) + after
    yield re.escape(text.encode("utf-16-le", "surrogatepass"))


@dataclass
class _Tables:
    """The tables of a folder, each store opened once."""

    protected: Path
    held: Held
    engines: ExitStack
    stores: dict[Path, dict[str, Any]] = field(default_factory=dict)

    def vault_of(self, path: Path) -> Vault:
        """What opens a file."""
        inside = path.is_relative_to(self.protected)
        return self.held.vault_of(path, self.protected) if inside else PLAIN

    def of(self, path: Path) -> Any:
        """A Parquet file as a table: one of a store is opened with the store's key."""
        if path.parent not in self.stores:
            engine = self.engines.enter_context(open_engine(vault=self.vault_of(path)))
            whole = (path.parent / FORMAT_FILE).is_file()
            self.stores[path.parent] = (
                read_tables(engine, path.parent)
                if whole
                else {p.stem: engine.read_parquet(p) for p in path.parent.glob("*.parquet")}
            )
        return self.stores[path.parent][path.stem].to_pyarrow()


def _pieces(path: Path, vault: Vault) -> Iterator[bytes]:
    """The bytes of a file, opened if it is sealed, then those of what is packed in it."""
    held = vault.read_bytes(path) if is_sealed(path) else path.read_bytes()
    yield held
    if path.suffix in _ZIP and zipfile.is_zipfile(io.BytesIO(held)):
        with zipfile.ZipFile(io.BytesIO(held)) as packed:
            for name in packed.namelist():
                yield packed.read(name)
    elif path.suffix == ".pdf":
        for stream in _STREAM.findall(held):
            try:
                yield zlib.decompressobj().decompress(stream)
            except zlib.error:
                continue


def _in_table(tables: _Tables, path: Path, texts: Sequence[str]) -> bool:
    if not texts:
        return False
    table = tables.of(path)
    either = "|".join(map(re.escape, texts))
    whole = f"(^|[^0-9A-Za-z])({either})($|[^0-9A-Za-z])"
    return any(_in_column(column, whole) for column in table.columns)


def _in_column(column: Any, whole: str) -> bool:
    if pa.types.is_list(column.type):
        column = pc.list_flatten(column)
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return False
    return bool(pc.any(pc.match_substring_regex(column, whole)).as_py())
