"""Every query of the room can be said in PostgreSQL; tests/engines runs them on Spark."""

from __future__ import annotations

from dataclasses import replace

import ibis
import pytest
from ibis.expr.types import Table

from homeward.demand import FINDINGS
from tests.unit.demand.cases import cases


@pytest.mark.parametrize("id", FINDINGS)
def test_every_query_can_be_said_in_postgresql(monkeypatch, id):
    asked = []
    whole, batches = Table.to_pyarrow, Table.to_pyarrow_batches
    timelines = cases()["usual"]
    table = ibis.duckdb.connect().create_table("episodes", timelines.episodes.to_pyarrow())
    monkeypatch.setattr(Table, "to_pyarrow", lambda self: asked.append(self) or whole(self))
    monkeypatch.setattr(
        Table, "to_pyarrow_batches",
        lambda self, **how: asked.append(self) or batches(self, **how),
    )  # fmt: skip
    finding = FINDINGS[id](replace(timelines, episodes=table), 7)
    assert asked or finding.refused
    for query in asked:
        assert "SELECT" in ibis.to_sql(query.unbind(), dialect="postgres")
