"""The episodes as arrays hold what the table holds; counting agrees with plain Python."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.demand.counting import Counter, Flag, Tally, group
from homeward.timelines import Sheet
from homeward.timelines.sheet import coded
from tests.lib.made import made_timelines

HARMS = ("accident", "offending", "self_harm")


@st.composite
def incident(draw):
    reported = datetime(2024, 1, 1) + timedelta(minutes=draw(st.integers(0, 360 * 1440)))
    return {
        "child": draw(st.sampled_from("ABCDEFG")),
        "reported": draw(st.sampled_from([reported, reported.date()])),
        "found": draw(st.sampled_from([None, reported + timedelta(hours=3)])),
        "setting": draw(st.sampled_from([None, "family_home", "foster"])),
        "sex": draw(st.sampled_from([None, "female", "male"])),
        "harm": draw(st.none() | st.lists(st.sampled_from(HARMS), max_size=2, unique=True)),
        "age": draw(st.none() | st.integers(8, 17)),
        "place": draw(st.none() | st.sampled_from(["p1", "p2"])),
    }


incidents = st.lists(incident(), min_size=1, max_size=25)
few = settings(max_examples=40, deadline=None, derandomize=True)


@few
@given(incidents, st.booleans())
def test_the_sheet_holds_what_the_table_holds(rows, backwards):
    timelines = made_timelines(rows)
    table = timelines.episodes.order_by("row")
    wanted = table.to_pyarrow().to_pylist()
    shuffled = timelines.episodes.order_by([timelines.episodes.row.desc()])
    sheet = Sheet(shuffled if backwards else timelines.episodes)
    assert sheet.child.tolist() == [row["child_no"] for row in wanted]
    assert (sheet.rows, sheet.children) == (len(rows), len({row["child"] for row in rows}))
    for name in ("age", "hours_low", "reported_minute"):
        got = [None if math.isnan(v) else v for v in sheet.number(name)]
        assert got == [row[name] for row in wanted]
    for name in ("reported_on", "resolved_on"):
        assert sheet.day(name).tolist() == [row[name] for row in wanted]
    for name in ("sex", "setting", "place"):
        column = sheet.word(name)
        assert [column.labels[c] if c >= 0 else None for c in column.codes] == [
            row[name] for row in wanted
        ]
        assert list(column.labels) == sorted({row[name] for row in wanted} - {None})
    harm = sheet.words("harm")
    for word in HARMS:
        got = harm.get(word, np.zeros(len(rows), bool)).tolist()
        assert got == [word in (row["harm"] or ()) for row in wanted]
    assert harm[""].tolist() == [not row["harm"] for row in wanted]


def test_a_sheet_of_no_episode_holds_nothing():
    timelines = made_timelines([{"child": "A", "reported": datetime(2024, 5, 1)}])
    empty = replace(timelines, episodes=timelines.episodes.limit(0)).sheet
    assert (empty.rows, empty.children) == (0, 0)
    assert len(empty.number("age")) == len(empty.day("reported_on")) == 0
    assert Counter(empty).tallies([()], {"any": Flag(np.zeros(0, bool))})[()]["any"].of == 0
    assert Counter(empty).volumes([("year",)]) == {}


def test_coded_columns_answer_questions():
    column = coded(["b", None, "a", "b"])
    assert column.labels == ("a", "b")
    assert column.equals("b").tolist() == [True, False, False, True]
    assert column.equals("c").any() is np.False_
    assert column.among(["a", "c"]).tolist() == [False, False, True, False]
    assert column.filled("z").codes.tolist() == [1, 2, 0, 1]
    assert column.known.tolist() == [True, False, True, True]


def _tally(rows, yes, judged):
    """A tally in plain Python."""
    by = {}
    for place, row in enumerate(rows):
        by.setdefault(row["child"], []).append((yes[place] and judged[place], judged[place]))
    y = [sum(a for a, _ in mine) for mine in by.values()]
    n = [sum(b for _, b in mine) for mine in by.values()]
    return Tally(
        sum(y), sum(n), len(rows) - sum(n), sum(v > 0 for v in y), sum(v > 0 for v in n),
        sum(b > a for a, b in zip(y, n, strict=True)), sum(v * v for v in y),
        sum(a * b for a, b in zip(y, n, strict=True)), sum(v * v for v in n),
        sum(v**4 for v in n),
    )  # fmt: skip


@few
@given(incidents)
def test_counting_agrees_with_plain_python(given_rows):
    timelines = made_timelines(given_rows)
    rows = timelines.episodes.order_by("row").to_pyarrow().to_pylist()
    sheet = timelines.sheet
    age = sheet.number("age")
    counter = Counter(sheet)
    groupings = [(), ("setting",), ("setting", "sex"), ("year", "month")]
    flags = {"old": Flag(age >= 14, ~np.isnan(age), rest=True)}
    found = counter.tallies(groupings, flags)
    volumes, profiles = counter.volumes(groupings), counter.profiles(groupings)
    wanted = {(): rows}
    for row in rows:
        setting = row["setting"] or "not_recorded"
        wanted.setdefault(group(setting=setting), []).append(row)
        if row["sex"]:
            wanted.setdefault(group(setting=setting, sex=row["sex"]), []).append(row)
        wanted.setdefault(group(year=row["year"], month=row["month"]), []).append(row)
    assert set(found) == set(volumes) == set(profiles) == set(wanted)
    for key, mine in wanted.items():
        judged = [row["age"] is not None for row in mine]
        yes = [row["age"] is not None and row["age"] >= 14 for row in mine]
        assert found[key]["old"] == _tally(mine, yes, judged)
        sizes = [sum(r["child"] == c for r in mine) for c in {r["child"] for r in mine}]
        assert (volumes[key].incidents, volumes[key].children) == (len(mine), len(sizes))
        assert volumes[key].squares == sum(v * v for v in sizes)
        large, units = profiles[key]
        assert large.tolist() == sorted(set(sizes), reverse=True)
        assert int(large @ units) == len(mine) and int(units.sum()) == len(sizes)
