"""Order, resolution, settings, time at risk and places; and the files they become."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from homeward.engine import open_engine
from homeward.timelines import build, materialise, setting_source
from homeward.timelines.schema import TABLES
from tests.unit.timelines.stored import stored, uk

WINDOW = (date(2023, 1, 1), date(2023, 12, 31))
AS_OF = uk("2024-01-10 00:00")


@pytest.fixture(scope="module")
def engine():
    with open_engine(threads=1) as opened:
        yield opened


def _exprs(engine, rows, places=None, **options):
    rows = [{"incident": f"i{n}", "child": "ana"} | row for n, row in enumerate(rows)]
    given = {
        "window": WINDOW,
        "as_of": AS_OF,
        "counts_as_missing": ("missing",),
        "supplied": frozenset({"residence_type", "missing_from_type"}),
    }
    return build(
        engine,
        engine.from_arrow(stored("incidents", rows), "incidents"),
        None if places is None else engine.from_arrow(stored("places", places), "places"),
        **(given | options),
    )


def _built(engine, rows, table="episodes", **options):
    found = _exprs(engine, rows, **options)[table]
    return found.order_by(found.columns[:3]).to_pyarrow().to_pylist()


@pytest.mark.parametrize(
    ("ends", "source", "resolved"),
    [
        ({"found": "2023-03-02 06:00", "returned": "2023-03-02"}, "found", "2023-03-02 06:00"),
        ({"returned": "2023-03-02", "cancelled": "2023-03-01"}, "returned", "2023-03-02"),
        ({"cancelled": "2023-03-02 04:00"}, "cancelled", "2023-03-02 04:00"),
        ({"found": "2023-03-02", "returned": "2023-03-02 05:00"}, "found", "2023-03-02"),
        ({}, "none", None),
    ],
)  # fmt: skip
def test_an_episode_ends_with_the_first_end_that_has_a_date(engine, ends, source, resolved):
    (episode,) = _built(engine, [{"reported": "2023-03-01 20:00"} | ends])
    assert episode["resolved_from"] == source
    assert episode["resolved_on"] == (resolved and date.fromisoformat(resolved[:10]))
    dated_only = resolved is None or len(resolved) == 10
    assert episode["resolved_local"] == (None if dated_only else datetime.fromisoformat(resolved))


def test_a_cell_set_aside_does_not_end_an_episode(engine):
    rows = [{"reported": "2023-03-01 20:00", "returned": "2023-03-02 06:00"}]
    table = stored("incidents", [{"incident": "i", "child": "c"} | row for row in rows])
    place = table.column_names.index("found_flag")
    table = table.set_column(place, "found_flag", [["set_aside"]])
    episodes = build(
        engine,
        engine.from_arrow(table, "incidents"),
        None,
        window=WINDOW,
        as_of=AS_OF,
        counts_as_missing=(),
        supplied=frozenset(),
    )["episodes"]
    assert episodes.resolved_from.to_pyarrow().to_pylist() == ["returned"]


def test_episodes_are_numbered_by_report_then_by_incident(engine):
    rows = [
        {"incident": "d", "reported": "2023-05-01 20:00"},
        {"incident": "b", "reported": "2023-05-01 12:00"},
        {"incident": "c", "reported": "2023-05-01"},
        {"incident": "a", "reported": "2023-05-01 20:00"},
        {"incident": "z", "child": "ben", "reported": "2023-01-01 00:00"},
    ]
    got = [(e["incident"], e["ordinal"], e["episodes_of_child"]) for e in _built(engine, rows)]
    assert sorted(got, key=lambda e: e[1]) == [
        ("c", 1, 4), ("z", 1, 1), ("b", 2, 4), ("a", 3, 4), ("d", 4, 4),
    ]  # fmt: skip


def test_only_reports_that_the_plan_counts_within_the_window(engine):
    rows = [
        {"incident": "kept", "reported": "2023-06-01 12:00", "report_type": "missing"},
        {"incident": "no type", "reported": "2023-06-01 12:00"},
        {"incident": "other type", "reported": "2023-06-01 12:00", "report_type": "absent"},
        {"incident": "first night", "reported": "2023-01-01 00:00"},
        {"incident": "last night", "reported": "2023-12-31 23:59"},
        {"incident": "before", "reported": "2022-12-31 23:59"},
        {"incident": "after", "reported": "2024-01-01 00:00"},
    ]
    kept = {e["incident"] for e in _built(engine, rows)}
    assert kept == {"kept", "no type", "first night", "last night"}


@pytest.mark.parametrize(
    ("supplied", "source", "setting"),
    [
        ({"residence_type", "missing_from_type"}, "residence_type", ["childrens_home", None]),
        ({"missing_from_type"}, "missing_from_type", ["school", "school"]),
        (set(), "", [None, None]),
    ],
)
def test_setting_comes_from_one_column(engine, supplied, source, setting):
    rows = [
        {"residence_type": "childrens_home", "missing_from_type": "school"},
        {"missing_from_type": "school"},
    ]
    rows = [row | {"reported": "2023-06-01 12:00"} for row in rows]
    got = _built(engine, rows, supplied=frozenset(supplied))
    assert [e["setting"] for e in got] == setting
    assert setting_source(frozenset(supplied)) == source


def test_the_calendar_is_local(engine):
    row = {"reported": "2023-07-01 00:30", "last_seen": "2023-06-30"}
    (episode,) = _built(engine, [row])
    assert (episode["year"], episode["month"]) == (2023, 7)  # June in UTC
    assert (episode["reported_minute"], episode["reported_night_on"]) == (30, date(2023, 6, 30))
    assert (episode["last_seen_minute"], episode["last_seen_night_on"]) == (None, None)


def test_a_repeated_hour_still_has_an_hour(engine):
    (episode,) = _built(engine, [{"reported": "2023-10-29 01:30"}])
    assert episode["reported_minute"] == 90
    assert episode["reported_at"] is None


def _spells(engine, *rows, **options):
    got = _built(
        engine,
        [dict(zip(("reported", "found"), row, strict=True)) for row in rows],
        "at_risk",
        **options,
    )
    return [(s["after_ordinal"], s["again"], s["days"]) for s in got]


def test_time_at_risk_runs_from_return_to_the_next_report_or_the_close(engine):
    spells = _spells(
        engine, ("2023-03-01 20:00", "2023-03-02 06:00"), ("2023-03-04 18:00", "2024-01-08 12:00")
    )
    assert spells == [(1, 1, 2.5), (2, 0, 1.5)]


#: Why: reports and ends of one child who is never at risk within the records.
NEVER_AT_RISK = {
    "reported again while still missing": [
        ("2023-03-01 20:00", "2023-03-03 06:00"), ("2023-03-02 20:00", None),
    ],
    "reported again at the very minute of return": [
        ("2023-03-01 20:00", "2023-03-02 20:00"), ("2023-03-02 20:00", None),
    ],
    "home on a date alone": [("2023-03-01 20:00", "2023-03-02"), ("2023-03-04 20:00", None)],
    "reported on a date alone": [("2023-03-01 20:00", "2023-03-02 20:00"), ("2023-03-04", None)],
    "never home": [("2023-03-01 20:00", None)],
    "home as the records close": [("2023-12-31 20:00", "2024-01-10 00:00")],
    "home after the records close": [("2023-12-31 20:00", "2024-01-11 00:00")],
}  # fmt: skip


def test_no_time_at_risk(engine):
    rows = [
        {"incident": f"{why} {n}", "child": why, "reported": reported, "found": found}
        for why, times in NEVER_AT_RISK.items()
        for n, (reported, found) in enumerate(times)
    ]
    assert _built(engine, rows, "at_risk") == []


def test_a_report_after_the_close_has_not_happened_yet(engine):
    rows = [("2023-03-01 20:00", "2023-03-02 00:00"), ("2023-03-08 00:00", "2023-03-09 00:00")]
    assert _spells(engine, *rows, as_of=uk("2023-03-05 00:00")) == [(1, 0, 3.0)]


def test_the_close_needs_a_zone(engine):
    with pytest.raises(ValueError, match="zone"):
        _exprs(engine, [{"reported": "2023-03-01 20:00"}], as_of=datetime(2024, 1, 1))


def test_children_count_their_episodes(engine):
    rows = [
        {"reported": "2023-03-01 20:00"},
        {"reported": "2023-03-05"},
        {"child": "ben", "reported": "2023-03-05"},
    ]
    assert _built(engine, rows, "children") == [
        {
            "child": "ana",
            "first_reported_at": datetime(2023, 3, 1, 20),
            "last_reported_at": datetime(2023, 3, 1, 20),
            "episodes": 2,
        },
        {"child": "ben", "first_reported_at": None, "last_reported_at": None, "episodes": 1},
    ]


PLACES = [
    {"place": "oak", "capacity": 4, "philomena_live": date(2022, 5, 1)},
    {"place": "oak", "capacity": 9},
    {"place": "elm", "capacity": 2},
]  # fmt: skip


def test_places_are_those_listed_and_those_named(engine):
    rows = [
        {"reported": "2023-03-01 20:00", "missing_from_place": "oak"},
        {"reported": "2023-04-01 20:00", "missing_from_place": "oak"},
        {"child": "ben", "reported": "2023-02-01 20:00", "missing_from_place": "oak"},
        {"child": "ben", "reported": "2023-02-02 20:00", "missing_from_place": "ash"},
        {"child": "ben", "reported": "2023-02-03 20:00"},
    ]
    ash, elm, oak = _built(engine, rows, "places", places=PLACES)
    assert (ash["place"], ash["capacity"], ash["incidents"], ash["children"]) == ("ash", None, 1, 1)
    assert (elm["incidents"], elm["children"], elm["first_reported_on"]) == (0, 0, None)
    assert (oak["capacity"], oak["philomena_live"]) == (4, date(2022, 5, 1))
    assert (oak["incidents"], oak["children"]) == (3, 2)
    assert (oak["first_reported_on"], oak["last_reported_on"]) == (
        date(2023, 2, 1),
        date(2023, 4, 1),
    )
    without = _built(engine, rows, "places")
    assert [p["place"] for p in without] == ["ash", "oak"]
    assert all(p["capacity"] is None for p in without)


_TYPES = {
    "string": "string", "int64": "int64", "float64": "float64", "date": "date",
    "timestamp": "timestamp", "list<string>": "array<string>",
}  # fmt: skip


@pytest.mark.parametrize("rows", [[], [{"reported": "2023-03-01 20:00"}]], ids=["empty", "one"])
@pytest.mark.parametrize("places", [None, PLACES], ids=["no places", "places"])
def test_the_tables_have_the_declared_columns_and_types(engine, rows, places):
    for name, table in _exprs(engine, rows, places=places).items():
        found = {column: str(kind) for column, kind in table.schema().items()}
        plain = {column: kind.removesuffix("(6)") for column, kind in found.items()}
        assert plain == {column: _TYPES[kind] for column, kind in TABLES[name].items()}
        assert list(found) == list(TABLES[name])


def test_the_same_records_in_another_order_give_the_same_files(engine, tmp_path):
    rows = [
        {"incident": f"i{n}", "child": f"c{n % 7}", "reported": f"2023-0{1 + n % 9}-11 12:00",
         "found": f"2023-0{1 + n % 9}-11 18:00", "missing_from_place": f"p{n % 3}",
         "source_row": n}
        for n in range(60)
    ]  # fmt: skip
    written = []
    for name, extract in (("a", rows), ("b", rows[::-1])):
        folder = tmp_path / name
        folder.mkdir()
        materialise(engine, _exprs(engine, extract), folder)
        written.append({p.name: p.read_bytes() for p in folder.iterdir()})
    assert written[0] == written[1]
    assert set(written[0]) == {f"{name}.parquet" for name in TABLES} | {"format.json"}
