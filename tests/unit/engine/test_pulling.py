"""Rows out of an engine: all of them, in turn, and the turn is always given back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import ibis
import pyarrow as pa
import pytest

from homeward.engine import open_engine
from homeward.engine.pulling import pulled, pulling
from homeward.vocabulary import HomewardError

MANY = 300_000


@pytest.fixture(scope="module")
def table():
    with open_engine(threads=2) as engine:
        yield engine.from_arrow(pa.table({"n": pa.array(range(MANY)), "s": ["7"] * MANY}), "t")


def summed(table):
    with pulling(table.select("n"), 20_000) as batches:
        return sum(sum(batch.column("n").to_pylist()) for batch in batches)


def test_every_row_comes_once(table):
    assert summed(table) == MANY * (MANY - 1) // 2
    assert pulled(table.filter(table.n < 3))["n"].to_pylist() == [0, 1, 2]


def test_threads_take_turns(table):
    few = table.filter(table.n < 5)
    with ThreadPoolExecutor(4) as pool:
        sums = [pool.submit(summed, table) for _ in range(4)]
        counts = [pool.submit(pulled, few) for _ in range(20)]
    assert {s.result() for s in sums} == {MANY * (MANY - 1) // 2}
    assert {c.result().num_rows for c in counts} == {5}


def test_the_turn_is_given_back_when_a_reader_leaves_early(table):
    with pytest.raises(ZeroDivisionError), pulling(table.select("n"), 20_000) as batches:
        next(batches)
        _ = 1 / 0
    with ThreadPoolExecutor(1) as other:
        assert other.submit(pulled, table.limit(1)).result(timeout=30).num_rows == 1


def test_what_an_engine_chokes_on_is_a_coded_error_and_quotes_nothing(table):
    choking = table.mutate(d=ibis.cases((table.n < MANY, ibis.literal("Jo")), else_="1"))
    with (
        pytest.raises(HomewardError) as refusal,
        pulling(choking.select(d=choking.d.cast("int64")), 1_000) as batches,
    ):
        list(batches)
    assert refusal.value.code == "HW-E005" and "Jo" not in str(refusal.value)
