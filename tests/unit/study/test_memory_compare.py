"""What is told of two extracts: large and beyond chance, judged by children and not by rows."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.records.propose_doubts import DoubtKind
from homeward.study.memory.compare import Worth, beyond_chance, compare, distance
from homeward.study.memory.outline import ColumnOutline, FileOutline, Outline, TableOutline

RNG = np.random.default_rng(20)
YEAR = {f"2022-{month:02d}": 50 for month in range(1, 13)}


def outline(
    columns, *, used=600, read=None, worth=300.0, reasons=None, months=None, clusters=0
) -> Outline:
    """An outline of one incident file."""
    table = TableOutline(
        read or used, used, worth, months or YEAR, reasons or {}, columns, clusters
    )
    return Outline(
        (FileOutline("a.csv", "incidents", "0" * 64, (), used, 0),), {"incidents": table}
    )


def told(before: Outline, now: Outline):
    return [(d.kind, d.column, d.blocking) for d in compare(before, now, {"incidents": "b.csv"})]


def words(**counts: int) -> ColumnOutline:
    return ColumnOutline(sum(counts.values()), counts)


def test_nothing_is_told_of_the_same_extract():
    one = outline({"risk_first": words(high=100, low=500)}, reasons={"HW-R014 sex": 12})
    assert told(one, one) == []


@pytest.mark.parametrize(
    ("high", "expected"),
    [
        (150, []),
        (180, [(DoubtKind.DRIFT, "risk_first", False)]),
        (270, [(DoubtKind.DRIFT, "risk_first", True)]),
    ],
)
def test_a_drifted_share_is_told_and_stopped_on_by_its_size(high, expected):
    before = outline({"risk_first": words(high=100, low=500)})
    assert told(before, outline({"risk_first": words(high=high, low=600 - high)})) == expected


def test_rows_of_few_children_prove_little():
    before = outline({"risk_first": words(high=100, low=500)}, worth=12.0)
    now = outline({"risk_first": words(high=200, low=400)}, worth=12.0)
    assert told(before, now) == []


def test_a_column_that_is_empty_now_has_to_be_answered():
    full, empty = ColumnOutline(500, {"ok": 500}), ColumnOutline(0)
    assert told(outline({"found": full}), outline({"found": empty})) == [
        (DoubtKind.DRIFT, "found", True)
    ]


def test_codes_that_come_and_go_are_told_by_word():
    before = outline({"sex": words(male=300, female=290, other=2)})
    now = outline({"sex": words(male=300, female=285, trans=15)})
    assert told(before, now) == [(DoubtKind.NEW_CODE, "sex", False)]
    assert (DoubtKind.LOST_CODE, "sex", False) in told(now, outline({"sex": words(male=500, x=90)}))


def test_more_rows_set_aside_are_told_with_their_code():
    before = outline({}, reasons={"HW-R002 found": 2})
    now = outline({}, reasons={"HW-R002 found": 60, "HW-R006": 3})
    (doubt,) = compare(before, now, {})
    assert doubt.blocking and "HW-R002 sets aside 10%" in doubt.text and doubt.column == "found"


def test_twice_the_rows_a_month_are_told_and_scatter_is_not():
    double = outline({}, months={month: 100 for month in YEAR})
    assert told(outline({}), double) == [(DoubtKind.DRIFT, "", False)]
    wild = outline({}, months={month: 10 + 140 * (n % 2) for n, month in enumerate(YEAR)})
    assert told(outline({}), wild) == []


def test_a_clock_that_moved_is_told():
    evening = ColumnOutline(600, {"ok": 600}, {"21": 300, "22": 300})
    earlier = ColumnOutline(600, {"ok": 600}, {"20": 300, "21": 300})
    (doubt,) = compare(outline({"reported": evening}), outline({"reported": earlier}), {})
    assert doubt.blocking and "by hour" in doubt.text


def test_numbers_of_fewer_than_ten_rows_are_not_shown():
    before = outline({"sex": words(male=300, female=296, other=4)})
    now = outline({"sex": words(male=500, female=93, other=7)})
    (doubt,) = compare(before, now, {})
    assert '"other"' not in doubt.text and "83% now" in doubt.text


def _clustered(share: float, children: int = 150) -> tuple[dict[str, int], float]:
    """Counts of a word that keeps to the child, over children with unequal numbers of rows."""
    rows = 1 + RNG.negative_binomial(0.4, 0.1, children)
    has = RNG.random(children) < share
    worth = rows.sum() / (rows**2).sum()
    return {"yes": int(rows[has].sum()), "no": int(rows[~has].sum())}, float(worth)


def test_chance_seldom_raises_an_alarm_where_a_child_has_many_rows():
    alarms = 0
    for _ in range(400):
        (first, one), (second, two) = _clustered(0.3), _clustered(0.3)
        alarms += distance(first, second) >= 0.10 and beyond_chance(
            first, second, Worth((one, two))
        )
    assert alarms <= 3, "where each child's rows are all alike"


def test_distance_and_chance_by_hand():
    assert distance({"a": 1}, {}) == 0
    assert distance({"a": 1}, {"b": 1}) == 1
    assert not beyond_chance({"a": 50, "b": 50}, {"a": 55, "b": 45})
    assert beyond_chance({"a": 50, "b": 50}, {"a": 95, "b": 5})
    assert not beyond_chance({"a": 2, "b": 2}, {"a": 4})


def test_a_word_of_few_children_is_no_new_code():
    def of(children: int) -> ColumnOutline:
        many = {"low": 470, "high": 90, "county_lines": 40}
        people = {"low": 80, "high": 30, "county_lines": children}
        return ColumnOutline(600, many, people=people)

    before = outline({"exploitation": words(low=500, high=100)}, clusters=100)
    assert told(before, outline({"exploitation": of(3)}, clusters=100)) == []
    assert told(before, outline({"exploitation": of(20)}, clusters=100)) != []


def test_a_column_is_judged_by_what_its_own_rows_are_worth():
    def risk(high: int, worth: float) -> ColumnOutline:
        return ColumnOutline(600, {"high": high, "low": 600 - high}, worth={"counts": worth})

    for worth, expected in ((0.9, 1), (0.02, 0)):
        before = outline({"risk_first": risk(30, worth)}, worth=12.0)
        assert len(told(before, outline({"risk_first": risk(180, worth)}, worth=12.0))) == expected


def test_a_year_with_one_more_child_who_is_often_missing_is_no_change_of_volume():
    few, many = (
        {f"2022-{month:02d}": rows + month % 3 for month in range(1, 13)} for rows in (10, 17)
    )
    before = outline({}, used=130, months=few, worth=6.0)
    assert told(before, outline({}, used=210, months=many, worth=6.0)) == []
    before = outline({}, used=130, months=few, worth=130.0)
    assert told(before, outline({}, used=210, months=many, worth=210.0)) != []
