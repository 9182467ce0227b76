"""Targets that no county could meet are found before any is made, and both are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.synth.fitting.contradictions import check_contradictions, contradictions
from homeward.synth.fitting.measures import find_measure
from homeward.synth.fitting.targets import Kind, Target
from homeward.synth.fitting.view import View
from homeward.vocabulary.errors import HomewardError
from tests.unit.synth.counties import DEFAULT, county, details


def target(id: str, value: float, tolerance: float = 0.0) -> Target:
    measure = find_measure(id)
    assert measure is not None, id
    return Target(id, measure, Kind.MEAN, value, tolerance, "", "")


def named(*targets: Target) -> set[frozenset[str]]:
    return {frozenset(found.ids) for found in contradictions(targets)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("within_8h", 0.6, 0.01), ("within_24h", 0.5, 0.05)),
        (("beyond_7d", 0.2, 0.01), ("within_24h", 0.9, 0.05)),
        (("beyond_1d", 0.2, 0.01), ("within_24h", 0.7, 0.05)),
        (("within_24h", 0.9, 0.01), ("beyond_1d", 0.2, 0.01)),
        (("top10_share_2022", 0.6, 0.01), ("top20_share_2022", 0.5, 0.05)),
        (("first_repeat_within_7d", 0.6, 0.0), ("first_repeat_within_28d", 0.5, 0.05)),
        (("children_with_10_or_more", 0.2, 0.0), ("children_with_2_or_more", 0.1, 0.0)),
        (("incidents_by_2_or_more", 0.5, 0.0), ("incidents_by_10_or_more", 0.6, 0.0)),
        (("children_with_10_or_more", 0.3, 0.0), ("incidents_by_10_or_more", 0.2, 0.0)),
        (("rhi_within_24h", 0.6, 0.0), ("rhi_within_72h", 0.5, 0.0)),
        (("rhi_held_share", 0.6, 0.0), ("offered_share", 0.5, 0.0)),
        (("risk_medium", 0.7, 0.0), ("risk_high", 0.4, 0.05)),
        (("hours_at_50", 10, 1), ("hours_at_40", 12, 0.5)),
        (("incidents_2022", 900, 10), ("incidents", 800, 50)),
        (("children_2022", 2.0, 0.1), ("second_or_later_share_2022", 0.7, 0.01)),
        (("top10_share_2022", 0.7, 0.01), ("children_2022", 2.0, 0.1)),
        (("children_with_10_or_more", 0.3, 0.01), ("incidents_per_child", 2.9, 0.1)),
        (("second_or_later_share", 0.75, 0.02), ("incidents_by_2_or_more", 0.6, 0.02)),
    ],
)
def test_two_that_exclude_each_other_are_both_named(first, second):
    assert named(target(*first), target(*second)) == {frozenset({first[0], second[0]})}


def test_the_published_repeats_cannot_be_second_or_later_incidents():
    """Sidebottom et al. 2019: 3,352 incidents, 59 children being 4%, "75% repeats"."""
    found = named(
        target("incidents", 3352, 10),
        target("missing_children", 1475, 75),
        target("second_or_later_share", 0.75, 0.03),
    )
    assert found == {frozenset({"incidents", "missing_children", "second_or_later_share"})}


def test_the_same_figure_as_incidents_of_children_with_more_than_one_is_possible():
    assert not named(
        target("incidents", 3352, 10),
        target("missing_children", 1475, 75),
        target("incidents_by_2_or_more", 0.75, 0.03),
        target("children_with_10_or_more", 0.04, 0.005),
        target("incidents_by_10_or_more", 0.284, 0.03),
    )


def test_many_children_with_many_incidents_need_the_incidents():
    three = (
        target("children_with_10_or_more", 0.15),
        target("incidents_by_10_or_more", 0.5),
        target("incidents_per_child", 2.5),
    )
    assert frozenset(each.id for each in three) in named(*three)


def test_one_may_exclude_itself():
    assert named(target("top20_share", 0.1, 0.05)) == {frozenset({"top20_share"})}


def test_tolerances_that_leave_room_are_left_alone():
    assert not named(target("within_8h", 0.6, 0.1), target("within_24h", 0.55, 0.1))
    assert not named(target("risk_medium", 0.7, 0.05), target("risk_high", 0.4, 0.05))
    assert not named(target("top10_share_2021", 0.6), target("top20_share_2022", 0.5))


def test_the_refusal_names_every_contradiction():
    wanted = (
        target("within_8h", 0.95),
        target("within_24h", 0.9),
        target("risk_low", 0.6),
        target("risk_high", 0.6),
    )
    with pytest.raises(HomewardError) as caught:
        check_contradictions(wanted)
    assert caught.value.code == "HW-S004"
    for each in wanted:
        assert each.id in caught.value.detail
    check_contradictions(wanted[:1])


IDS = (
    "incidents", "missing_children", "incidents_per_child", "children_2022", "incidents_2022",
    "within_2h", "within_8h", "within_24h", "beyond_1d", "beyond_7d", "hours_at_50", "hours_at_80",
    "top1_share", "top10_share", "top50_share", "children_with_2_or_more",
    "children_with_10_or_more", "incidents_by_2_or_more", "incidents_by_10_or_more",
    "second_or_later_share", "first_repeat_within_7d", "first_repeat_within_28d",
    "rhi_within_24h", "rhi_within_72h", "rhi_held_share", "offered_share",
    "risk_low", "risk_medium", "risk_high", "risk_none_apparent",
)  # fmt: skip


@given(
    seed=st.integers(1, 3),
    ids=st.sets(st.sampled_from(IDS), min_size=2),
    room=st.floats(0, 0.3),
)
def test_what_a_county_shows_never_contradicts_itself(seed, ids, room):
    """A county that exists is possible, so its own figures must never be refused."""
    view = View(county(DEFAULT, seed), details(DEFAULT, seed))
    own = [target(id, find_measure(id).value(view), room) for id in sorted(ids)]
    assert contradictions(own) == ()
