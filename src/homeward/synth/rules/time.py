"""Rules for how rates and records move with the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from homeward.synth.rules.limits import a_share, above_zero, between, lowering, zero_or_more


@dataclass(frozen=True, slots=True)
class Dip:
    """Dates (both included) in which every rate is multiplied by `factor`.

    Attributes
    ----------
    opens, closes
        First and last day.
    factor
        What rates are multiplied by.
    """

    opens: date
    closes: date
    factor: float = a_share()


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """Season, school holidays, dips, and profiles of the hours of a day.

    Attributes
    ----------
    season_amplitude, season_peak_day
        Height of a yearly wave above 1, and the day of the year of its top.
    holidays
        First and last day of school holidays, "month-day/month-day", every year.
    dips
        Spells of lower rates, such as lockdowns.
    hours
        Twenty-four hourly weights by name; they need not average 1.
    curfew
        Local hour of the curfew, by setting that has one.
    curfew_waits_share
        Share of those last seen from 16:00 to the curfew who are reported only after it.
    """

    season_amplitude: float = between(0, 0.9)
    season_peak_day: int = between(1, 366)
    holidays: tuple[str, ...]
    dips: tuple[Dip, ...]
    hours: Mapping[str, tuple[float, ...]] = zero_or_more()
    curfew: Mapping[str, float] = between(17, 24)
    curfew_waits_share: float = a_share()


@dataclass(frozen=True, slots=True)
class RecordingRule:
    """Changes in what is recorded, which are not changes in what happens.

    Attributes
    ----------
    absent_until
        Last day on which a short absence may be recorded in the former category absent.
    school_pilot_from
        First day on which schools are told of reports and send theirs in.
    school_reported_before_share
        Of absences from family settings begun in school hours, the share that came to be
        recorded before that day; all are from then on.
    """

    absent_until: date
    school_pilot_from: date
    school_reported_before_share: float = a_share()


@dataclass(frozen=True, slots=True)
class TeamRule:
    """A dedicated missing-children team that begins on a day.

    Attributes
    ----------
    starts
        First day.
    repeat_rate_ratio
        Multiplies, from that day, the episodes that earlier ones bring about.
    enquiries_factor
        Multiplies, from that day, the share with prompt enquiries (up to all).
    """

    starts: date
    repeat_rate_ratio: float = lowering()
    enquiries_factor: float = above_zero()
