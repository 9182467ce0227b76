"""Children and homes: beds, birthdays, stays, and what scale and one more home leave alone."""

from __future__ import annotations

import numpy as np

from homeward.synth.clock import YEAR
from homeward.synth.homes import build_homes
from homeward.synth.people import NO_HOME, gather
from homeward.synth.streams import Streams
from tests.unit.synth.counties import county, profile


def test_no_home_holds_more_children_than_beds():
    world = county("herts-2019-2022").world
    stays = world.stays
    for home in range(len(world.homes.names)):
        own = stays.home == home
        moments = np.concatenate([stays.opens[own], stays.closes[own]])
        change = np.concatenate([np.ones(own.sum()), -np.ones(own.sum())])
        order = np.lexsort((change, moments))  # a leaver makes room for one who comes
        assert change[order].cumsum().max(initial=0) <= world.homes.beds[home]


def test_nobody_lives_in_a_home_before_it_opens():
    world = county("herts-2019-2022").world
    housed = world.stays.home != NO_HOME
    opened = world.homes.opened[world.stays.home[housed]]
    assert housed.any()
    assert (world.stays.opens[housed] >= opened).all()


def test_stays_follow_one_another_and_end_before_eighteen():
    world = county().world
    stays, born = world.stays, world.children.born
    assert (stays.closes >= stays.opens).all()
    same = stays.child[1:] == stays.child[:-1]
    assert same.any()
    assert (stays.opens[1:] >= stays.closes[:-1])[same].all()
    assert (stays.closes < born[stays.child] + 18 * YEAR).all()


def test_a_stay_is_found_by_child_and_time():
    stays = county().world.stays
    middle = (stays.opens + stays.closes) / 2
    assert (stays.at(stays.child, middle) == np.arange(len(stays.child))).all()
    before = stays.at(stays.child[:1], stays.opens[:1] - 1)
    assert before.tolist() == [-1]


def test_a_larger_county_holds_the_smaller_one():
    streams = Streams(3)
    small = build_homes(profile(), streams, 0.5)
    large = build_homes(profile(), streams, 1.0)
    assert large.names[: len(small.names)] == small.names
    assert (large.beds[: len(small.beds)] == small.beds).all()


def test_another_home_moves_no_trait_of_any_child():
    streams = Streams(3)
    few, _ = gather(profile(), streams, build_homes(profile(), streams, 0.1), 0.1)
    many, _ = gather(profile(), streams, build_homes(profile(), streams, 0.5), 0.1)
    assert (few.ids == many.ids).all()
    assert (few.sex == many.sex).all()
    assert (few.born == many.born).all()
    assert (few.placement == many.placement).all()


def test_flags_come_after_exploitation_begins():
    children = county("herts-2019-2022").world.children
    flagged = np.isfinite(children.flagged)
    assert flagged.sum() > 50
    assert (children.flagged[flagged] > children.exploited_from[flagged]).all()
    assert (children.exploitation[flagged] != "").all()


def test_no_home_is_live_before_it_opens():
    homes = county("herts-2019-2022").world.homes
    assert np.isfinite(homes.philomena).any() and np.isinf(homes.philomena).any()
    assert (homes.philomena >= homes.opened).all()
