"""Rules for who there is and where they live: window, settings, people, homes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from homeward.synth.rules.limits import a_share, above_zero, between, zero_or_more


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
    burn_in_days: int = between(0, 3650)
    extract_after_days: int = between(0, 365)


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

    arrivals_a_year: float = zero_or_more()
    age_from: float = between(5, 18)
    age_to: float = between(5, 18)
    stay_median_days: float = zero_or_more()
    stay_sigma: float = between(0, 3)
    then: Mapping[str, float] = a_share()
    episodes_a_year: float = zero_or_more()
    chronic_share: float = a_share()
    branching: float = between(0, 0.95)
    hours: str
    late_weekend: float = above_zero()
    holiday: float = above_zero()
    report_median_hours: float = above_zero()
    report_sigma: float = between(0, 3)
    durations: tuple[float, ...] = a_share()
    out_of_county_share: float = a_share()
    placed_elsewhere_share: float = a_share()


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
    disability_share, disability_share_in_care
        Share with a recorded disability, of children at home and of children placed.
    twins_share
        Share of children who have a twin in view.
    out_of_area_rate_ratio
        Multiplies the baseline rate of another authority's child placed here.
    """

    girls_share: float = a_share()
    girls_share_in_care: float = a_share()
    ethnicity: Mapping[str, float] = a_share()
    care_status_at_home: Mapping[str, float] = a_share()
    at_risk_by_age: Mapping[str, float] = a_share()
    placed_elsewhere_seen_share: float = a_share()
    disability_share: float = a_share()
    disability_share_in_care: float = a_share()
    twins_share: float = a_share()
    out_of_area_rate_ratio: float = above_zero()


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

    number: int = between(0, 5000)
    beds: Mapping[str, float] = a_share()
    frailty_sigma: float = between(0, 2)
    opened_in_window_share: float = a_share()
    philomena_share: float = a_share()
    philomena_from: date
    philomena_to: date
    philomena_rate_ratio: float = above_zero()
