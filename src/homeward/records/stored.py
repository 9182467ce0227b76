"""The stored tables: rows used, references hidden, unpacked a part at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from homeward.records.kept import KeptFile, Part, parts_of
from homeward.records.pieces import ahead
from homeward.records.schema import Personal, Table, stored_columns

Pseudonym = Callable[[str, str], str]

#: Columns of references, and what each refers to. Others refer to what they are named after.
REFERENTS = {"missing_from_place": "place"}

#: References given to be hidden at once.
_AT_ONCE = 100_000

_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "list<string>": pa.list_(pa.string()),
}

#: (part's identity, column) to the part's used references, hidden.
Hidden = dict[tuple[int, str], pa.DictionaryArray]


def arrow_schema(table: Table) -> pa.Schema:
    """The stored table's columns and Arrow types; instants are zone-less microseconds."""
    return pa.schema([(name, _TYPES[kind]) for name, kind in stored_columns(table).items()])


def hide(tables: Mapping[str, Sequence[KeptFile]], pseudonym: Pseudonym) -> Hidden:
    """The used references of every part as pseudonyms, each kind of reference in turn."""
    where: dict[str, list[tuple[Part, str]]] = {}
    for files in tables.values():
        for name, column in files[0].table.columns.items():
            if column.personal is Personal.PSEUDONYM:
                found = where.setdefault(REFERENTS.get(name, name), [])
                found += [
                    (part, name)
                    for _, part in parts_of(files)
                    if name in part.read and part.used.any()
                ]
    hidden: Hidden = {}
    for kind, places in where.items():
        if places:
            chunks = _hidden([_used(part, [name])[0] for part, name in places], kind, pseudonym)
            for (part, name), chunk in zip(places, chunks, strict=True):
                hidden[id(part), name] = chunk
    return hidden


def _hidden(
    references: Sequence[pa.Array], kind: str, pseudonym: Pseudonym
) -> list[pa.DictionaryArray]:
    """References of one kind as pseudonyms: each distinct one is asked about once."""
    encoded = pa.chunked_array(references, pa.string()).dictionary_encode()
    texts = encoded.chunk(0).dictionary
    names = [
        pa.array([pseudonym(kind, text) for text in texts.slice(start, _AT_ONCE).to_pylist()])
        for start in range(0, len(texts), _AT_ONCE)
    ]
    whole = pa.concat_arrays([pa.array([], pa.string()), *names])
    return [pa.DictionaryArray.from_arrays(chunk.indices, whole) for chunk in encoded.chunks]


def _used(part: Part, names: Sequence[str]) -> list[pa.Array]:
    """What was read of a part's used rows."""
    keep = ~part.duplicate & ~part.disagree
    columns = part.read.columns(names)
    if keep.all():
        return columns
    places = pa.array(np.flatnonzero(keep))
    return [column.take(places) for column in columns]


class Stored:
    """One table's rows, to be had as often as wanted.

    Parameters
    ----------
    schema
        Of the stored table.
    files
        Its files, in the order of their rows.
    hidden
        The used references of their parts.
    """

    def __init__(self, schema: pa.Schema, files: Sequence[KeptFile], hidden: Hidden) -> None:
        self._schema, self._files, self._hidden = schema, files, hidden

    def reader(self) -> pa.RecordBatchReader:
        """The rows in order, a part at a time."""
        return pa.RecordBatchReader.from_batches(self._schema, ahead(self._batches()))

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for file, part in parts_of(self._files):
            rows = part.rows[part.used]
            if len(rows):
                yield self._batch(file, part, rows)

    def _batch(self, file: KeptFile, part: Part, rows: np.ndarray) -> pa.RecordBatch:
        there = [name for name in self._schema.names if name in part.read]
        read = dict(zip(there, _used(part, there), strict=True))
        read["source_file"] = pa.array(np.full(len(rows), file.number))
        read["source_row"] = pa.array(rows)
        arrays = []
        for column in self._schema:
            hidden = self._hidden.get((id(part), column.name))
            if hidden is not None:
                arrays.append(hidden.dictionary_decode())
            elif column.name in read:
                arrays.append(read[column.name].cast(column.type))
            else:
                arrays.append(pa.nulls(len(rows), column.type))
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema)
