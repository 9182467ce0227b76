"""The seam: one agency's own references are taken as they are."""

from __future__ import annotations

import pyarrow as pa

from homeward.engine import open_engine
from homeward.linkage import LinkSummary, one_agency


def _linked(children):
    with open_engine(threads=1) as engine:
        numbers = pa.array(range(len(children)), pa.int64())
        table = pa.table({"child": pa.array(children, pa.string()), "n": numbers})
        linked, summary = one_agency(engine.from_arrow(table, "incidents"))
        return linked.order_by("n").to_pyarrow().column("child").to_pylist(), summary


def test_nobody_is_joined_or_parted():
    children, summary = _linked(["b", "a", "b"])
    assert children == ["b", "a", "b"]
    assert summary == LinkSummary(1, 2, "one agency's own references")


def test_no_records_are_no_children():
    assert _linked([]) == ([], LinkSummary(1, 0, "one agency's own references"))
