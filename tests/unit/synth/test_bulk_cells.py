"""Columns from whole arrays: the same references as one by one, and blanks that stay blank."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.synth.bulk.blocks import ARRIVALS_IN_A_BLOCK, block_scale, blocks_of
from homeward.synth.bulk.cells import (
    BLANK,
    Coded,
    blanked,
    child_references,
    coded,
    dates,
    instants,
    listed,
    report_references,
    times,
    worded,
)
from homeward.synth.clock import stamp
from homeward.synth.profile import read_profile
from homeward.synth.rows import child_reference, incident_reference
from homeward.synth.streams import Streams
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.person import Sex


def test_references_are_those_made_one_by_one():
    positions = np.array([0, 1, 77, 12_345_678, 89_999_999])
    wanted = [child_reference(position) for position in positions.tolist()]
    assert child_references(positions).to_pylist() == wanted
    years, numbers = np.array([2019, 2022]), np.array([1, 900_001])
    wanted = [incident_reference(*pair) for pair in zip([2019, 2022], [1, 900_001], strict=True)]
    assert report_references(years, numbers).to_pylist() == wanted
    assert report_references(years, numbers + 17_000_000).to_pylist()[0] == "MP19-17000001"
    assert report_references(years[:0], numbers[:0]).to_pylist() == []


def test_blanks_of_a_reference_are_null_and_the_rest_stands():
    array = child_references(np.arange(20))
    blank = np.arange(20) % 3 == 0
    got = blanked(array, blank).to_pylist()
    assert got == [None if n % 3 == 0 else child_reference(n) for n in range(20)]
    assert blanked(array, np.zeros(20, bool)) is array


def test_words_are_spelt_and_what_is_not_recorded_is_blank():
    column = worded(Sex, np.array(["male", "not_recorded", "female", "male"]))
    assert column.array().to_pylist() == ["Male", None, "Female", "Male"]
    flags = listed(Exploitation, np.array(["sexual;gang", "", "county_lines"]))
    assert flags.array().to_pylist() == ["CSE; Gang", None, "County lines"]
    assert coded(np.array([], "<U1"), str).array().to_pylist() == []


def test_joined_columns_hold_every_text_once():
    first = Coded(np.array([0, 1, BLANK]), ("a", "b"))
    whole = first.followed_by(Coded(np.array([1, BLANK, 0]), ("b", "c"))).array()
    assert whole.to_pylist() == ["a", "b", None, "c", None, "b"]
    assert whole.dictionary.to_pylist() == ["a", "b", "c"]


def test_times_are_blank_where_they_never_come():
    minutes = np.array([27_000_000.0, np.inf])
    assert times(minutes).to_pylist() == [stamp(27_000_000), None]
    assert dates(minutes).to_pylist() == [stamp(27_000_000).date(), None]
    assert instants(minutes).to_pylist()[0].tzinfo is not None


def test_a_county_is_cut_into_whole_blocks_and_what_is_left():
    profile = read_profile("tiny")
    blocks = blocks_of(profile, 3.5, 1.0)
    assert [block.scale for block in blocks] == [1, 1, 1, 0.5]
    assert [block.number for block in blocks] == [0, 1, 2, 3]
    assert [block.scale for block in blocks_of(profile, 3.0, 1.0)] == [1, 1, 1]
    assert [block.scale for block in blocks_of(profile, 0.3, 0.1)] == [0.1, 0.1, 0.1]
    assert [block.scale for block in blocks_of(profile, 0.4, 1.0)] == [0.4]
    county = read_profile("herts-2019-2022")
    arrivals = sum(rule.arrivals_a_year for rule in county.settings.values())
    whole = block_scale(county)
    assert whole == int(whole) >= 1
    assert whole * arrivals <= ARRIVALS_IN_A_BLOCK < (whole + 1) * arrivals
    with pytest.raises(HomewardError) as caught:
        blocks_of(read_profile("herts-2019-2022"), 5000.0, 4.0)
    assert caught.value.code == "HW-S002"


def test_block_nought_draws_as_no_block_and_others_draw_anew():
    ids = np.arange(100)
    plain, nought, first = Streams(5), Streams(5, 0), Streams(5, block=1)
    assert (plain.uniform("sex", ids) == nought.uniform("sex", ids)).all()
    assert not (plain.uniform("sex", ids) == first.uniform("sex", ids)).any()
    assert not np.intersect1d(plain.identity("x", ids, 0), first.identity("x", ids, 0)).size


def test_large_counts_have_their_mean_and_spread():
    counts = Streams(1).poisson("large", np.arange(20_000), 900.0)
    assert abs(counts.mean() - 900) < 5 * np.sqrt(900 / 20_000)
    assert abs(counts.var() / 900 - 1) < 0.06
