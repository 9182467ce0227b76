"""What a profile holds: frozen rules for people, homes, time, recurrence and faults.

Each field carries the least and the most it may be; `synth.profile` reads and checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

#: Habits in which a force's file may be written; `synth.habits` says what each is.
HABIT_NAMES: tuple[str, ...] = ("windows", "paged", "workbook", "piped")

#: Faults that change a row, and what each does to it. At most one befalls a row.
ROW_FAULTS: dict[str, str] = {
    "blank_child": "the child's reference is blank",
    "blank_reported": "the time of report is blank",
    "found_before_reported": "found is before reported",
    "seen_after_reported": "last seen is after reported",
    "sentinels": "a time is 01/01/1900, which stands for never",
    "unreadable_times": "last seen is not a time",
    "clock_changes": "last seen did not happen, or happened twice, as the clocks changed",
    "lost_times": "a time of day is lost; the date is left",
    "missing_found": "found is blank though the child came back",
    "impossible_ages": "an age that nobody reaches",
    "unknown_words": "a word that is in no vocabulary",
}

#: Faults of typing only: meaning is unchanged. They may befall any row.
TYPING_FAULTS: dict[str, str] = {
    "spellings": "a word in another spelling",
    "trailing_spaces": "a word with spaces before or after it",
    "ragged": "a row with one cell too many (text files)",
}

#: Rows beside the incidents, and what each is.
ADDED_ROWS: dict[str, str] = {
    "duplicates": "the same record once more, in the next file or the same",
    "conflicts": "the same reference once more, with another end",
    "resupplied": "a record first supplied open, then whole in the next file",
    "adults": "a person of 18 or over",
    "absent_records": "a record in the former category absent (2019 and before)",
    "concern_only": "a concern for safety, not missing",
    "cancelled": "a report made in error",
}

#: Every kind of planted fault, and what it is.
FAULT_KINDS: dict[str, str] = ROW_FAULTS | TYPING_FAULTS | ADDED_ROWS


def _between(least: float, most: float) -> Any:
    """A field whose numbers (each of them, in a list or table) lie in this range."""
    return field(metadata={"least": least, "most": most})


def _share() -> Any:
    return _between(0.0, 1.0)


def _above_zero() -> Any:
    return _between(1e-9, 1e9)


def _zero_or_more() -> Any:
    return _between(0.0, 1e9)


@dataclass(frozen=True, slots=True)
class Window:
    """The study window. `burn_in_days` are lived before it and not recorded.

    Attributes
    ----------
    opens, closes
        First and last day of report, both included.
    burn_in_days
        Days lived before, so that the window does not begin with nobody missing.
    extract_after_days
        Days from the last day of a file to its making.
    """

    opens: date
    closes: date
    burn_in_days: int = _between(0, 3650)
    extract_after_days: int = _between(0, 365)


@dataclass(frozen=True, slots=True)
class SettingRule:
    """Children who live in one kind of place.

    Attributes
    ----------
    arrivals_a_year
        Children who come into view there in a year.
    age_from, age_to
        Age in years on coming into view, evenly between.
    stay_median_days, stay_sigma
        Lognormal length of a stay; a median of 0 means until the eighteenth birthday.
    then
        Share of stays followed by a stay elsewhere, by setting; the rest leave view.
    episodes_a_year
        Baseline episodes a year of an ordinary child of the age most at risk.
    chronic_share
        Share of children who have a chronic period.
    branching
        Episodes that each episode brings about, on average, before the child leaves.
    hours
        Name of the profile of hours (`calendar.hours`).
    late_weekend
        Multiplies 22:00–01:00 on Friday and Saturday nights.
    holiday
        Multiplies school holidays.
    report_median_hours, report_sigma
        Lognormal time from last seen to report.
    durations
        Shares of episodes that are short, overnight and long.
    out_of_county_share
        Share of children placed here by another authority.
    placed_elsewhere_share
        Share who are local children placed in another area.
    """

    arrivals_a_year: float = _zero_or_more()
    age_from: float = _between(5, 18)
    age_to: float = _between(5, 18)
    stay_median_days: float = _zero_or_more()
    stay_sigma: float = _between(0, 3)
    then: Mapping[str, float] = _share()
    episodes_a_year: float = _zero_or_more()
    chronic_share: float = _share()
    branching: float = _between(0, 0.95)
    hours: str
    late_weekend: float = _above_zero()
    holiday: float = _above_zero()
    report_median_hours: float = _above_zero()
    report_sigma: float = _between(0, 3)
    durations: tuple[float, ...] = _share()
    out_of_county_share: float = _share()
    placed_elsewhere_share: float = _share()


@dataclass(frozen=True, slots=True)
class PeopleRule:
    """Traits of children. Weights are by word value and need not add to 1.

    Attributes
    ----------
    girls_share, girls_share_in_care
        Share who are girls, of children at home and of children placed.
    ethnicity
        Weights of ethnic groups as recorded.
    care_status_at_home
        Weights of care status of children not placed.
    at_risk_by_age
        Rate of ordinary episodes by completed age, as a share of the highest.
    placed_elsewhere_seen_share
        Share of the episodes of local children placed elsewhere that this force records.
    """

    girls_share: float = _share()
    girls_share_in_care: float = _share()
    ethnicity: Mapping[str, float] = _share()
    care_status_at_home: Mapping[str, float] = _share()
    at_risk_by_age: Mapping[str, float] = _share()
    placed_elsewhere_seen_share: float = _share()


@dataclass(frozen=True, slots=True)
class HomesRule:
    """Children's homes and the roll-out of the Philomena protocol among them.

    Attributes
    ----------
    number
        How many children's homes.
    beds
        Weights of registered beds, by number of beds.
    frailty_sigma
        Spread (sd of the logarithm) of rates among homes.
    opened_in_window_share
        Share of homes that open inside the window.
    philomena_share
        Share of homes that go live.
    philomena_from, philomena_to
        First and last week of going live; homes in no order of how busy they are.
    philomena_rate_ratio
        Multiplies the baseline rate in a home from its first live day. The total effect
        differs, since prevented episodes prevent others.
    """

    number: int = _between(0, 5000)
    beds: Mapping[str, float] = _share()
    frailty_sigma: float = _between(0, 2)
    opened_in_window_share: float = _share()
    philomena_share: float = _share()
    philomena_from: date
    philomena_to: date
    philomena_rate_ratio: float = _above_zero()


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
    factor: float = _share()


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
    """

    season_amplitude: float = _between(0, 0.9)
    season_peak_day: int = _between(1, 366)
    holidays: tuple[str, ...]
    dips: tuple[Dip, ...]
    hours: Mapping[str, tuple[float, ...]] = _zero_or_more()


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

    chronic_episodes_a_year: float = _zero_or_more()
    chronic_sigma: float = _between(0, 2)
    chronic_mean_days: float = _above_zero()
    decay_days: float = _above_zero()


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

    share: float = _share()
    share_chronic: float = _share()
    kinds: Mapping[str, float] = _share()
    second_kind_share: float = _share()
    rate_ratio: float = _above_zero()
    county_lines_long_odds_ratio: float = _above_zero()
    other_long_odds_ratio: float = _above_zero()
    flagged_share: float = _share()
    flag_median_days: float = _above_zero()
    flag_sigma: float = _between(0, 3)


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

    median_hours: tuple[float, ...] = _above_zero()
    sigma: tuple[float, ...] = _between(0, 3)
    late_overnight_factor: float = _above_zero()


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

    weights: Mapping[str, float] = _share()
    high_factor_exploited: float = _above_zero()
    high_factor_young: float = _above_zero()
    regraded_share: float = _share()


@dataclass(frozen=True, slots=True)
class FileRule:
    """One incident file: the dates of report it covers and the habit it is written in.

    Attributes
    ----------
    name
        File name.
    habit
        One of `HABIT_NAMES`.
    opens, closes
        First and last day of report, both included.
    """

    name: str
    habit: str
    opens: date
    closes: date


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole county, checked. Tables hold what their classes say.

    Attributes
    ----------
    title
        What it is, in a line.
    size
        Multiplies the numbers of children and homes.
    faults
        Rates of planted faults, by kind.
    window, settings, people, homes, calendar, recurrence, exploitation, durations, risk, files
        See their classes.
    """

    title: str
    size: float = _above_zero()
    window: Window
    settings: Mapping[str, SettingRule]
    people: PeopleRule
    homes: HomesRule
    calendar: CalendarRule
    recurrence: RecurrenceRule
    exploitation: ExploitationRule
    durations: DurationRule
    risk: RiskRule
    faults: Mapping[str, float] = _share()
    files: tuple[FileRule, ...]
