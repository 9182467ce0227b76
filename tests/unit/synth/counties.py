"""Counties for the tests: lived through once and shared, never written twice."""

from __future__ import annotations

from functools import cache

from homeward.synth.county import County, live_through
from homeward.synth.details import Details, describe
from homeward.synth.extract import Extract, make_extract
from homeward.synth.profile import read_profile
from homeward.synth.rules import FAULT_KINDS, Profile

DEFAULT, TINY = "herts-2019-2022", "tiny"


@cache
def profile(name: str = TINY) -> Profile:
    return read_profile(name)


@cache
def county(name: str = TINY, seed: int = 1, scale: float = 1.0) -> County:
    return live_through(profile(name), seed, scale)


@cache
def details(name: str = TINY, seed: int = 1, scale: float = 1.0) -> Details:
    return describe(county(name, seed, scale))


def extract(name: str = TINY, seed: int = 1, scale: float = 1.0, **rates: float) -> Extract:
    """An extract with only these faults."""
    assert rates.keys() <= FAULT_KINDS.keys()
    return make_extract(county(name, seed, scale), details(name, seed, scale), rates)
