"""Opens one Parquet file and writes its rows as an Arrow stream: run as a program by `apart`.

It is a process of its own so that a file made to do harm ends this process and no other.
Text is read coded, each text once, so that what it would take written out is known before
it is. It imports nothing of Homeward.

Asked `{"path", "memory", "seconds", "columns"?}`, it answers with an Arrow stream, of all
columns or of those, a batch at a time; where that is refused, it ends with an exit code:
`TOO_MUCH` or `DAMAGED`.
"""

from __future__ import annotations

import json
import os
import sys

# Memory is asked of the system as it is needed: the other allocators set much aside.
os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

try:
    import resource
except ImportError:  # Windows has no such limits; the clock of the caller still runs
    resource = None  # type: ignore[assignment]

#: Bytes of all cells, each text written out.
MOST_BYTES = 2_000_000_000

TOO_MUCH, DAMAGED = 3, 4

_ROWS = 32_768


class TooMuchError(Exception):
    """The file holds more than any extract."""


def _limit(memory: int, seconds: int) -> None:
    """Bind this process to so many bytes and so many seconds of processor time."""
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_string(kind)


def _bytes(column: pa.Array) -> int:
    """Bytes of a column with each text written out."""
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    if not _is_text(column.type.value_type):
        return int(column.nbytes) * 8
    lengths = pc.binary_length(column.dictionary).cast(pa.int64())
    written = pc.sum(lengths.take(pc.drop_null(column.indices))).as_py() or 0
    return int(written) + 4 * len(column)


def _send(path: str, columns: list[str] | None) -> None:
    schema = pq.read_schema(path)
    coded = [field.name for field in schema if _is_text(field.type)]
    with pq.ParquetFile(path, read_dictionary=coded, pre_buffer=False) as file:
        batches = file.iter_batches(batch_size=_ROWS, columns=columns, use_threads=False)
        left, stream = MOST_BYTES, None
        for batch in batches:
            batch.validate(full=True)  # text that is no text, or places beyond the end
            left -= sum(map(_bytes, batch.columns))
            if left < 0:
                raise TooMuchError
            stream = stream or pa.ipc.new_stream(sys.stdout.buffer, batch.schema)
            stream.write_batch(batch)
        stream = stream or pa.ipc.new_stream(sys.stdout.buffer, file.schema_arrow)
        stream.close()


def main() -> int:
    """Answer one request, read from standard input; 0 unless it could not be."""
    asked = json.load(sys.stdin)
    _limit(asked["memory"], asked["seconds"])
    try:
        _send(asked["path"], asked.get("columns"))
        sys.stdout.buffer.flush()
        return 0
    except (MemoryError, TooMuchError):  # Arrow's own lack of memory is a MemoryError
        return TOO_MUCH
    except Exception:  # the parser's own words are left out: they may quote a cell
        return DAMAGED


if __name__ == "__main__":
    sys.exit(main())
