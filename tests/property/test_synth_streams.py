"""Streams: whatever else is drawn, and in whatever order, a number stays what it was."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from homeward.synth.streams import Streams

seeds = st.integers(0, 2**63 - 1)
entities = st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=30, unique=True)
purposes = st.text(st.characters(codec="ascii"), max_size=12)


@given(seeds, purposes, entities, st.randoms())
def test_order_and_company_do_not_matter(seed, purpose, ids, random):
    streams = Streams(seed)
    known = dict(zip(ids, streams.uniform(purpose, np.array(ids, np.uint64)), strict=True))
    some = random.sample(ids, random.randint(1, len(ids)))
    streams.normal(purpose + "?", np.array(ids, np.uint64))
    again = streams.uniform(purpose, np.array(some, np.uint64))
    assert [known[one] for one in some] == again.tolist()
    assert all(0 < u < 1 for u in known.values())


@given(seeds, entities, st.lists(st.floats(0, 10), min_size=2, max_size=6))
def test_a_pick_never_falls_on_a_weight_of_zero(seed, ids, weights):
    weights = [*weights, 1.0]
    picks = Streams(seed).pick("pick", np.array(ids, np.uint64), weights)
    assert all(weights[pick] > 0 for pick in picks.tolist())
