"""Responses for the tests: worked out once and shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from homeward.synth.county import County
from homeward.synth.response import Response, respond
from tests.unit.synth.counties import TINY, county, details


@cache
def response(name: str = TINY, seed: int = 1) -> Response:
    return respond(county(name, seed), details(name, seed))


def planted(
    fail_points: Mapping[str, float],
    night_factor: Mapping[str, float] | None = None,
    name: str = TINY,
) -> Response:
    """The response of a county in which only these fail points fail."""
    own = county(name)
    rule = replace(
        own.world.profile.response, fail_points=fail_points, night_factor=night_factor or {}
    )
    world = replace(own.world, profile=replace(own.world.profile, response=rule))
    return respond(replace(own, world=world), details(name))


def nobody() -> County:
    """A county in which nobody was reported."""
    own = county()
    return replace(own, incidents=own.incidents.take(own.incidents.ids == 0))
