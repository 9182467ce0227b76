"""Rows out of an engine as Arrow: one question at a time, whichever thread asks."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table

#: Held while an engine answers. A connection answers one question: a second one would break
#: off the batches of the first.
TURN = RLock()


def pulled(table: Table) -> pa.Table:
    """The rows of an expression, all at once.

    Raises
    ------
    HomewardError
        HW-E005 if the engine fails.
    """
    with TURN:
        return table.to_pyarrow()


@contextmanager
def pulling(table: Table, rows: int) -> Iterator[Iterator[pa.RecordBatch]]:
    """The rows of an expression in batches, for a `with` statement.

    The next batch is worked out while the last is made use of. Inside, only arithmetic:
    what waits for another thread there may wait for ever.

    Parameters
    ----------
    table
        The expression.
    rows
        At most so many in a batch; two batches are held at a time.

    Raises
    ------
    HomewardError
        HW-E005 if the engine fails, when the batch that it failed on is asked for.
    """
    with TURN, ThreadPoolExecutor(1) as ahead:
        yield _in_turn(table.to_pyarrow_batches(chunk_size=rows), ahead)


def _in_turn(batches: Iterator[pa.RecordBatch], ahead: Executor) -> Iterator[pa.RecordBatch]:
    coming = ahead.submit(next, batches, None)
    while (batch := coming.result()) is not None:
        coming = ahead.submit(next, batches, None)
        yield batch
