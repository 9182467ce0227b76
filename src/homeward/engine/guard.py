"""Between Homeward and the drivers: an engine's exception never travels further.

Drivers quote what they choke on. "Could not convert string 'Jo Smith'" is a record
about a child, so the driver's text is dropped here and only its kind is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from homeward.engine.disk import FULL
from homeward.vocabulary import HomewardError

if TYPE_CHECKING:
    import pyarrow as pa

#: What Ibis calls on a backend whenever an expression is worked on or a table is made.
GUARDED = (
    "execute", "to_pyarrow", "to_parquet", "to_csv", "read_parquet", "read_csv", "insert",
    "create_table", "create_view", "drop_table", "drop_view", "raw_sql", "sql",
)  # fmt: skip

#: How drivers say that a disk, a quota or a file is full where they give no number.
_FULL_SAID = ("No space left", "Disk quota exceeded", "File too large")


def call(run: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Do `run(*args, **options)`; what a driver raises becomes a `HomewardError`.

    Ibis's own errors pass through: they speak of names and types, not of cells.

    Raises
    ------
    HomewardError
        HW-E006 if the disk is full, else HW-E005. Neither carries the driver's
        exception as its cause or its context, because a log may print both.
    KeyboardInterrupt
        If the person interrupted a query (DuckDB reports that as an error).
    """
    from ibis.common.exceptions import IbisError

    try:
        return run(*args, **options)
    except (HomewardError, IbisError, StopIteration):
        raise
    except Exception as error:
        refusal = _refusal(error)
    # Raised outside the handler, so that Python attaches no context to it.
    raise refusal


def guard(backend: Any) -> Any:
    """Guard the methods of one Ibis backend that reach its driver; gives it back."""
    for name in GUARDED:
        setattr(backend, name, _guarded(getattr(backend, name)))
    backend.to_pyarrow_batches = _guarded_batches(backend.to_pyarrow_batches)
    return backend


def _guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*args: Any, **options: Any) -> Any:
        return call(method, *args, **options)

    return guarded


def _guarded_batches(method: Callable[..., pa.RecordBatchReader]) -> Callable[..., Any]:
    """Batches are worked out while they are read, so each reading is guarded too."""
    import pyarrow as pa

    def batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        while True:
            try:
                batch = call(reader.read_next_batch)
            except StopIteration:
                return
            yield batch

    def guarded(*args: Any, **options: Any) -> pa.RecordBatchReader:
        reader = call(method, *args, **options)
        return pa.RecordBatchReader.from_batches(reader.schema, batches(reader))

    return guarded


def _refusal(error: Exception) -> BaseException:
    text = str(error)
    if "nterrupted" in text and type(error).__name__ in {"RuntimeError", "InterruptException"}:
        return KeyboardInterrupt()
    if getattr(error, "errno", None) in FULL or any(said in text for said in _FULL_SAID):
        return HomewardError("HW-E006")
    kind = f"{type(error).__module__.partition('.')[0].lstrip('_')} {type(error).__name__}"
    return HomewardError("HW-E005", f"{kind}; its text is not shown, since it may quote a record")
