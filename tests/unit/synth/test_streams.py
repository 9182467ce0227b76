"""Random streams: published known answers, and that nothing moves anything else."""

from __future__ import annotations

import numpy as np
import pytest

from homeward.synth.streams import Streams, philox

MANY = np.arange(50_000)

#: Known answers of Philox4x32-10, published with the Random123 library.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (
        (0xFFFFFFFF,) * 4,
        (0xFFFFFFFF,) * 2,
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_the_generator_gives_its_published_answers(counter, key, answer):
    words = tuple(np.array([word], dtype=np.uint64) for word in counter)
    assert tuple(int(word[0]) for word in philox(words, key)) == answer


def test_a_number_depends_on_purpose_entity_and_draw_alone():
    alone = Streams(5).uniform("sex", [7])
    among = Streams(5).uniform("sex", [1, 7, 9])[1]
    busy = Streams(5)
    busy.uniform("another purpose", MANY)
    assert alone[0] == among == busy.uniform("sex", [7])[0]


@pytest.mark.parametrize(
    "other",
    [
        lambda: Streams(6).uniform("sex", [7]),
        lambda: Streams(5).uniform("age", [7]),
        lambda: Streams(5).uniform("sex", [8]),
        lambda: Streams(5).uniform("sex", [7], draw=1),
    ],
)
def test_another_seed_purpose_entity_or_draw_is_another_number(other):
    assert other()[0] != Streams(5).uniform("sex", [7])[0]


def test_uniform_numbers_are_even_and_inside():
    u = Streams(1).uniform("even", MANY)
    assert u.min() > 0 and u.max() < 1
    assert abs(u.mean() - 0.5) < 0.005
    tenths = np.histogram(u, 10, (0, 1))[0]
    assert np.abs(tenths - 5000).max() < 300
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.02


@pytest.mark.parametrize("mean", [0.02, 0.7, 4.0, 90.0])
def test_poisson_counts_have_their_mean_and_variance(mean):
    counts = Streams(1).poisson(f"count{mean}", MANY, mean)
    assert abs(counts.mean() - mean) < 5 * np.sqrt(mean / len(MANY))
    assert abs(counts.var() / mean - 1) < 0.06


def test_no_count_comes_of_a_mean_of_nothing():
    assert Streams(1).poisson("none", MANY, 0.0).max() == 0


def test_other_numbers_have_their_shape():
    streams = Streams(1)
    assert abs(streams.normal("normal", MANY).std() - 1) < 0.02
    assert abs(np.median(streams.lognormal("lognormal", MANY, 3.0, 0.8)) - 3) < 0.06
    assert abs(streams.exponential("exponential", MANY, 42.0).mean() - 42) < 1


def test_picks_follow_their_weights_by_entity():
    weights = np.where((MANY % 2 == 0)[:, None], [1, 3, 0], [0, 0, 1])
    picks = Streams(1).pick("pick", MANY, weights)
    assert set(picks[MANY % 2 == 1]) == {2}
    assert abs((picks[MANY % 2 == 0] == 1).mean() - 0.75) < 0.01


def test_identities_are_all_different():
    owner, index = np.repeat(np.arange(1000), 60), np.tile(np.arange(60), 1000)
    assert len(np.unique(Streams(1).identity("owned", owner, index))) == 60_000
