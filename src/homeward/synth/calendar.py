"""How the rate of going missing moves with hour, weekday, season, holidays and dips."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from homeward.synth.clock import DAY, day_of, hour_of_week, midnight
from homeward.synth.people import begins, ends
from homeward.synth.rules import Profile
from homeward.synth.streams import Floats

#: Hours of the week, from Monday 00:00, that are late on Friday or Saturday: 22:00 to
#: 01:00, and a night belongs to its evening.
LATE_WEEKEND_HOURS = tuple(24 * day + hour for day in (4, 5) for hour in (22, 23, 24))

#: Local hours of lessons, the second not included.
SCHOOL_FROM, SCHOOL_TO = 9, 15


class Calendar:
    """The multiplier of every rate at every moment, by setting.

    One week averages 1 in each setting, before season, holidays and dips.

    Attributes
    ----------
    most
        Least upper bound of the multiplier by setting: what thinning divides by.
    """

    def __init__(self, profile: Profile) -> None:
        rules = list(profile.settings.values())
        self._first = int(begins(profile) // DAY)
        self._days, holiday = _days(profile)
        self._holiday = np.array([[1.0, rule.holiday] for rule in rules])
        self._is_holiday = holiday.astype(np.int64)
        self._hours = np.array([_week(profile, name) for name in profile.settings])
        top = self._hours.max(axis=1) * self._holiday.max(axis=1)
        self.most: Floats = top * self._days.max()

    def in_school(self, local: Floats) -> np.ndarray:
        """Whether each local minute is in school hours of a weekday in term."""
        hour = hour_of_week(local)
        lessons = (hour < 5 * 24) & (hour % 24 >= SCHOOL_FROM) & (hour % 24 < SCHOOL_TO)
        return lessons & (self._is_holiday[self._day(local)] == 0)

    def _day(self, local: Floats) -> np.ndarray:
        """Position of each local minute's day among the days lived."""
        return np.clip((local // DAY).astype(np.int64) - self._first, 0, len(self._days) - 1)

    def factor(self, setting: np.ndarray, local: Floats) -> Floats:
        """The multiplier for each setting (position) at each local minute."""
        day = self._day(local)
        return (
            self._hours[setting, hour_of_week(local)]
            * self._days[day]
            * self._holiday[setting, self._is_holiday[day]]
        )


def _week(profile: Profile, name: str) -> Floats:
    """168 hourly weights of a setting, averaging 1."""
    rule = profile.settings[name]
    week = np.tile(np.array(profile.calendar.hours[rule.hours]), 7)
    week[list(LATE_WEEKEND_HOURS)] *= rule.late_weekend
    return week / week.mean()


def _days(profile: Profile) -> tuple[Floats, np.ndarray]:
    """Season times dips for each day lived, and whether it is a school holiday."""
    rule = profile.calendar
    count = int((ends(profile) - begins(profile)) // DAY) + 2
    dates = [day_of(begins(profile)) + timedelta(days=n) for n in range(count)]
    of_year = np.array([day.timetuple().tm_yday for day in dates])
    turn = 2 * np.pi * (of_year - rule.season_peak_day) / 365.25
    factor = 1 + rule.season_amplitude * np.cos(turn)
    when = np.array([midnight(day) for day in dates])
    for dip in rule.dips:
        factor[(when >= midnight(dip.opens)) & (when <= midnight(dip.closes))] *= dip.factor
    spans = [span.split("/") for span in rule.holidays]
    month_day = [f"{day:%m-%d}" for day in dates]
    holiday = [any(low <= text <= high for low, high in spans) for text in month_day]
    return factor, np.array(holiday)
