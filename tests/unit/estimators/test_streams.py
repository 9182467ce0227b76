"""Random numbers keyed by what they are for."""

from __future__ import annotations

from homeward.estimators import stream


def test_a_stream_is_the_same_on_every_machine():
    assert stream(7, "bootstrap", 2022).integers(0, 1000, 3).tolist() == [610, 965, 567]


def test_another_purpose_is_another_stream():
    numbers = {
        tuple(stream(*keys).integers(0, 10**9, 2))
        for keys in [(7, "a"), (8, "a"), (7, "b"), (7, "a", 1), (7, "a1")]
    }
    assert len(numbers) == 5
