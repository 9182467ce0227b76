"""Names and birth dates, apart from everything else: the rows of the identity store.

What is read of WITHHELD columns is kept only if a plan asks for it, and then only here: which
child (as a pseudonym), whose word it is, and the names and the birth date as that file has
them. Linkage reads them, to tell who is one child across agencies; nothing that analyses or
publishes may import this module (`identity` in the import contracts).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.engine.connection import Engine
from homeward.engine.sealed import Vault
from homeward.engine.store import read_tables, write_tables
from homeward.records.kept import KeptFile, Part
from homeward.records.schema import Form, Personal
from homeward.records.stored import Pseudonym
from homeward.records.tables import TABLES
from homeward.vocabulary.errors import HomewardError

__all__ = ["IDENTITIES", "Identities", "identity_schema", "read_identities", "write_identities"]

#: The one table of the store.
IDENTITIES = "identities"

#: Whose each row is, before what is told of them.
_WHOSE = (("child", pa.string()), ("agency", pa.string()), ("source_file", pa.int64()))

#: Rows after which those of a file that are alike are put together again.
_OFTEN = 65_536


def identity_schema() -> pa.Schema:
    """Columns of the store: child, agency and file, then every column that is withheld.

    `child` is the pseudonym that the stored tables use too; `source_file` is the file's number
    in the manifest.
    """
    withheld = {
        name: pa.date32() if column.form is Form.DATE else pa.string()
        for table in TABLES.values()
        for name, column in table.columns.items()
        if column.personal is Personal.WITHHELD
    }
    return pa.schema([*_WHOSE, *withheld.items()])


class Identities:
    """What files say of who children are, each thing once a file.

    Parameters
    ----------
    files
        After checking; of those without an agency nothing was kept.
    pseudonym
        (kind, folded reference) to pseudonym.
    """

    def __init__(self, files: Sequence[KeptFile], pseudonym: Pseudonym) -> None:
        self._files, self._pseudonym = files, pseudonym

    def __repr__(self) -> str:
        """Never what they say."""
        return f"Identities(of {len(self._files)} files, withheld)"

    def reader(self) -> pa.RecordBatchReader:
        """The rows, a file at a time, in the order of their pseudonyms.

        Rows set aside tell nothing, and neither do those whose withheld cells are all blank.
        Rows that are duplicates do: two spellings of a name are two rows.
        """
        return pa.RecordBatchReader.from_batches(identity_schema(), self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for file in self._files:
            told = _told(file)
            if len(told):
                yield from self._hidden(told, file).to_batches()

    def _hidden(self, told: pa.Table, file: KeptFile) -> pa.Table:
        """The rows of one file with its references hidden, in the store's columns."""
        child = told["child"].combine_chunks().dictionary_encode()
        names = [self._pseudonym("child", text) for text in child.dictionary.to_pylist()]
        hidden = pa.array(names, pa.string()).take(child.indices)
        many = len(told)
        columns = {
            "child": hidden,
            "agency": pa.array([str(file.agency)], pa.string()).take(np.zeros(many, np.int64)),
            "source_file": pa.array(np.full(many, file.number)),
        }
        arrays = [
            columns[one.name] if one.name in columns
            else told[one.name] if one.name in told.column_names
            else pa.nulls(many, one.type)
            for one in identity_schema()
        ]  # fmt: skip
        whole = pa.table(arrays, schema=identity_schema())
        return whole.sort_by([(name, "ascending") for name in whole.column_names])


def _told(file: KeptFile) -> pa.Table:
    """Reference and withheld cells of a file, each combination once."""
    found = pa.table({"child": pa.array([], pa.string())})
    parts: list[pa.Table] = []
    for part in file.parts:
        if part.identity is not None:
            parts.append(_alike(_rows(part, file.withheld)))
        if sum(map(len, parts)) > max(len(found), _OFTEN):
            found, parts = _together(found, parts), []
    return _together(found, parts)


def _together(found: pa.Table, parts: Sequence[pa.Table]) -> pa.Table:
    if not parts:
        return found
    return _alike(pa.concat_tables([*([found] if len(found) else []), *parts]))


def _rows(part: Part, names: Sequence[str]) -> pa.Table:
    """What a part's rows tell that were not set aside."""
    if part.identity is None:
        raise ValueError("nothing was kept of this part")
    columns = [*part.read.columns(["child"]), *part.identity.columns(names)]
    table = pa.table(columns, ["child", *names])
    says = reduce(pc.or_, (pc.is_valid(table[name]) for name in names))
    return table.filter(pc.and_(says, pa.array(~part.disagree)))


def _alike(table: pa.Table) -> pa.Table:
    """Every different row once."""
    return table.group_by(table.column_names, use_threads=False).aggregate([])


def write_identities(found: Identities, folder: Path, vault: Vault) -> None:
    """Write the identity store, encrypted.

    Parameters
    ----------
    found
        What `Intake.identities` gives.
    folder
        Where to: `identity`, under `protected`.
    vault
        Sealed with the key of this purpose alone, not that of the other stores.

    Raises
    ------
    HomewardError
        HW-K011 if the vault does not seal; HW-E005 or HW-E006 as `write_tables`.
    """
    if not vault.sealed:
        raise HomewardError("HW-K011", "nothing of it was written")
    write_tables({IDENTITIES: found.reader()}, folder, vault)


def read_identities(engine: Engine, folder: Path) -> pa.Table:
    """The identity store, for linkage.

    Parameters
    ----------
    engine
        Opened with the vault of this purpose: the one that analyses have does not open it.
    folder
        The store.

    Raises
    ------
    HomewardError
        HW-K003 with another key; HW-K005 if it is not as it was written; HW-J003 if there is
        none.
    """
    return read_tables(engine, folder)[IDENTITIES].to_pyarrow()
