"""Timelines on the engine equal timelines by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from homeward.engine import open_engine
from homeward.timelines import build
from homeward.timelines.building import ORDER
from tests.unit.timelines import by_hand
from tests.unit.timelines.stored import stored

WINDOW = (date(2023, 3, 20), date(2023, 11, 5))
AS_OF = datetime(2023, 11, 5, 12, tzinfo=UTC)
CLOSES = AS_OF.replace(tzinfo=None)
COUNTS = ("missing", "no_apparent_risk")

#: Days on which something happens, thick around both clock changes.
DAYS = [
    date(2023, 3, 19), date(2023, 3, 25), date(2023, 3, 26), date(2023, 3, 27),
    date(2023, 7, 1), date(2023, 10, 28), date(2023, 10, 29), date(2023, 10, 30),
    date(2023, 11, 5), date(2023, 11, 6),
]  # fmt: skip

days = st.sampled_from(DAYS)
clocks = st.tuples(st.sampled_from([0, 1, 2, 12, 23]), st.sampled_from([0, 30, 59]))


@st.composite
def written(draw):
    """A time as an extract writes it: with or without a time of day."""
    day = draw(days)
    hour, minute = draw(clocks)
    return f"{day}" if draw(st.integers(0, 3)) == 0 else f"{day} {hour:02}:{minute:02}"


@st.composite
def end(draw, start):
    """A time up to three days after `start`, or nothing."""
    if draw(st.integers(0, 2)) == 0:
        return None
    later = datetime.fromisoformat(start) + timedelta(minutes=draw(st.integers(0, 4320)))
    return str(later.date()) if draw(st.integers(0, 3)) == 0 else f"{later:%Y-%m-%d %H:%M}"


@st.composite
def incident(draw):
    """One row of an extract that intake would keep."""
    reported = draw(written())
    return {
        "child": draw(st.sampled_from("ABCDEFGH")),
        "report_type": draw(st.sampled_from([None, "missing", "absent", "no_apparent_risk"])),
        "reported": reported,
        "last_seen": draw(st.none() | written()),
        "found": draw(end(reported)),
        "returned": draw(end(reported)),
        "cancelled": draw(end(reported)),
        "missing_from_place": draw(st.sampled_from([None, "P", "Q"])),
    }


extracts = st.lists(incident(), min_size=15, max_size=60).map(
    lambda rows: [row | {"incident": f"i{n:02}"} for n, row in enumerate(rows)]
)
homes = st.lists(st.sampled_from("PR"), unique=True)


@pytest.fixture(scope="module")
def engine():
    with open_engine(threads=1) as opened:
        yield opened


def _built(engine, incidents, places):
    tables = build(
        engine,
        engine.from_arrow(incidents, "incidents"),
        None if places is None else engine.from_arrow(places, "places"),
        window=WINDOW,
        as_of=AS_OF,
        counts_as_missing=COUNTS,
        supplied=frozenset(),
    )
    return {n: t.order_by(ORDER[n]).to_pyarrow().to_pylist() for n, t in tables.items()}


def _only(rows, like):
    """`rows` with the columns that the expected rows have."""
    keys = [key for key in (like[0] if like else {}) if not key.startswith("_")]
    return [{k: row[k] for k in keys} for row in rows], [{k: row[k] for k in keys} for row in like]


# Compiling the expressions is the cost, not the rows: few examples with many rows each,
# and no shrinking, which would compile for minutes.
@settings(max_examples=12, phases=[Phase.explicit, Phase.generate])
@example([], ["P"], Random(1))
@given(extracts, homes, st.randoms())
def test_the_engine_agrees_with_the_definition_by_hand(engine, rows, listed, random):
    incidents = stored("incidents", rows)
    places = stored("places", [{"place": name, "capacity": 4} for name in listed])
    made = by_hand.episodes(incidents.to_pylist(), WINDOW, CLOSES, COUNTS)
    expected = {
        "episodes": made,
        "at_risk": by_hand.at_risk(made, CLOSES),
        "places": by_hand.places(made, places.to_pylist()),
    }
    shuffled = random.sample(rows, len(rows))  # the order of the extract carries no meaning
    got = _built(engine, stored("incidents", shuffled), places)
    for name, like in expected.items():
        found, wanted = _only(got[name], like)
        assert found == wanted, name
        assert len(got[name]) == len(like), name
    assert [c["child"] for c in got["children"]] == sorted({e["child"] for e in made})
    assert sum(c["episodes"] for c in got["children"]) == len(made)
    _check_what_always_holds(got)


def _check_what_always_holds(got):
    for e in got["episodes"]:
        assert (e["hours_low"] is None) == (e["ending"] == "unknown")
        assert e["hours_low"] is None or e["hours_low"] >= 0
        assert (e["hours_high"] is None) == (e["ending"] in ("open", "unknown"))
        assert e["hours_high"] is None or e["hours_low"] <= e["hours_high"]
        assert e["ending"] != "timed" or e["hours_low"] == e["hours_high"]
        assert 1 <= e["ordinal"] <= e["episodes_of_child"]
    for spell in got["at_risk"]:
        assert spell["entered_at"] < spell["left_at"] <= CLOSES
