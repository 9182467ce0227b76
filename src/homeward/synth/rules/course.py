"""Rules for the course of episodes: recurrence, exploitation, length, grading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.synth.rules.limits import a_share, above_zero, between, zero_or_more


@dataclass(frozen=True, slots=True)
class RecurrenceRule:
    """What makes episodes come again: chronic periods and self-excitation.

    Attributes
    ----------
    chronic_episodes_a_year, chronic_sigma
        Lognormal baseline rate in a chronic period: median and sd of the logarithm.
    chronic_mean_days
        Mean length of a chronic period (exponential).
    decay_days
        Mean days from return to an episode that the last one brought about.
    """

    chronic_episodes_a_year: float = zero_or_more()
    chronic_sigma: float = between(0, 2)
    chronic_mean_days: float = above_zero()
    decay_days: float = above_zero()


@dataclass(frozen=True, slots=True)
class ExploitationRule:
    """Exploitation that begins at a date, is flagged later, and lengthens episodes.

    Attributes
    ----------
    share, share_chronic
        Share of children ever exploited: without and with a chronic period.
    kinds
        Weights of kinds of exploitation.
    second_kind_share
        Share who have two kinds.
    rate_ratio
        Multiplies the baseline rate from when it begins.
    county_lines_long_odds_ratio, other_long_odds_ratio
        Multiplies the odds of a long episode from when it begins, by kind.
    flagged_share
        Share of exploitation that is ever flagged.
    flag_median_days, flag_sigma
        Lognormal time from its beginning to its flag.
    """

    share: float = a_share()
    share_chronic: float = a_share()
    kinds: Mapping[str, float] = a_share()
    second_kind_share: float = a_share()
    rate_ratio: float = above_zero()
    county_lines_long_odds_ratio: float = above_zero()
    other_long_odds_ratio: float = above_zero()
    flagged_share: float = a_share()
    flag_median_days: float = above_zero()
    flag_sigma: float = between(0, 3)


@dataclass(frozen=True, slots=True)
class DurationRule:
    """Three lognormal humps of hours from report to found: short, overnight, long.

    Attributes
    ----------
    median_hours, sigma
        Median and sd of the logarithm of each hump.
    late_overnight_factor
        Multiplies the overnight share of late reports (20:00 to 03:00).
    """

    median_hours: tuple[float, ...] = above_zero()
    sigma: tuple[float, ...] = between(0, 3)
    late_overnight_factor: float = above_zero()


@dataclass(frozen=True, slots=True)
class RiskRule:
    """First gradings, and how often a grading is changed.

    Attributes
    ----------
    weights
        Weights of first gradings.
    high_factor_exploited, high_factor_young
        Multiplies the weight of high: while exploited; under 13.
    regraded_share
        Share of incidents whose last grading is one step up or down.
    """

    weights: Mapping[str, float] = a_share()
    high_factor_exploited: float = above_zero()
    high_factor_young: float = above_zero()
    regraded_share: float = a_share()


@dataclass(frozen=True, slots=True)
class EnquiriesRule:
    """Prompt enquiries (phone, friends, associates) while the child is missing.

    Attributes
    ----------
    shares
        Share of incidents with them if still missing when they would begin, by first
        grading; a grading not listed has none.
    wait_median_minutes, wait_sigma
        Lognormal time from report to their beginning.
    night_wait_factor
        Multiplies the wait of reports from 22:00 to 06:00.
    time_ratio
        Multiplies what was left of the time missing when they begin.
    """

    shares: Mapping[str, float] = a_share()
    wait_median_minutes: float = above_zero()
    wait_sigma: float = between(0, 3)
    night_wait_factor: float = above_zero()
    time_ratio: float = between(0.05, 1)
