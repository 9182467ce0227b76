"""Rules for the response to a report: roles, shifts, waits and planted fail points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.synth.rules.limits import a_share, above_zero, between


@dataclass(frozen=True, slots=True)
class ResponseRule:
    """The steps of a response and where they fail.

    Attributes
    ----------
    shift_hours
        Local hours at which shifts change, rising.
    fail_points
        Share of the reports at which each could fail that it does fail, by fail point
        (none if not listed). Those that come of other settings have no share here.
    night_factor
        Multiplies that share for reports from 22:00 to 06:00, by fail point (1 if not
        listed; never above all).
    wait_median_minutes
        Median wait before each step, by step; all are needed.
    wait_sigma
        Spread (sd of the logarithm) of waits.
    night_wait_factor
        Multiplies waits of reports from 22:00 to 06:00.
    """

    shift_hours: tuple[int, ...] = between(0, 23)
    fail_points: Mapping[str, float] = a_share()
    night_factor: Mapping[str, float] = above_zero()
    wait_median_minutes: Mapping[str, float] = above_zero()
    wait_sigma: float = between(0, 3)
    night_wait_factor: float = above_zero()
