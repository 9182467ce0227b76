"""Every question whose true answer is found by paired runs, and how each is counted.

An estimand is a contrast between the county as it is and the county with one effect off:
the numerator over the denominator with the effect, against the same without it. A planted
multiplier acts on the rate of one part of the model; its total effect, which is what a
study of the records can see, differs, because an episode prevented brings no others about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from homeward.synth.county import County
from homeward.synth.effects import switches, tallies
from homeward.synth.effects.switches import Switch
from homeward.synth.effects.tallies import Tally
from homeward.synth.rules import Profile


class Measure(StrEnum):
    """What an estimand's value is, of the effect on against off."""

    RATE_RATIO = "rate_ratio"
    RISK_RATIO = "risk_ratio"
    ODDS_RATIO = "odds_ratio"
    RATIO_OF_MEANS = "ratio_of_means"
    RATIO_OF_RATIOS = "ratio_of_ratios"
    #: One less the inverse of the ratio: the share that would not have been without it.
    ATTRIBUTABLE_FRACTION = "attributable_fraction"


@dataclass(frozen=True, slots=True)
class Estimand:
    """One question with a true answer.

    Attributes
    ----------
    id
        Lasting name, "effect.what".
    question
        The finding it is the truth for, an id of the catalogue of findings.
    switch
        The effect that is on in one run of a pair and off in the other.
    measure
        What its value is.
    meaning
        What is compared, in words.
    count
        Numerator and denominator of a run, by child; given the run and the profile asked
        about.
    """

    id: str
    question: str
    switch: Switch
    measure: Measure
    meaning: str
    count: Callable[[County, Profile], Tally]

    def contrast(self, on: County, off: County) -> tuple[Tally, Tally]:
        """What the two runs of a pair count, each by child."""
        asked = on.world.profile
        return self.count(on, asked), self.count(off, asked)


def _whole_county(switch: Switch, question: str) -> Estimand:
    """The effect on every incident of the county."""
    return Estimand(
        f"{switch.id}.county",
        question,
        switch,
        Measure.RATE_RATIO,
        "incidents of the whole county and window",
        tallies.whole_county,
    )


def _repeats(switch: Switch, *, in_time: bool) -> tuple[Estimand, ...]:
    """The effect of interviews on the next incident: of all returns, and of those with one."""
    held = "held within 72 hours of return" if in_time else "held at any time"
    rows = []
    for days in (28, 90):
        after = f"share followed by another incident within {days} days"
        rows += [
            (f"next_{days}d", f"returns: {after} of return", {"days": days}),
            (
                f"interviewed_next_{days}d",
                f"interviews {held}: {after} of the interview, each run's own interviews",
                {"days": days, "in_time": in_time},
            ),
        ]
    return tuple(
        Estimand(
            f"{switch.id}.{name}",
            "evaluation.return_interviews",
            switch,
            Measure.RISK_RATIO,
            meaning,
            partial(
                tallies.next_after_interview if "in_time" in given else tallies.next_after_return,
                **given,
            ),
        )
        for name, meaning, given in rows
    )


def _long(switch: Switch, *, lines: bool) -> tuple[Estimand, ...]:
    """The effect of exploitation on the odds of a long episode."""
    how = "by county lines" if lines else "otherwise than by county lines"
    return tuple(
        Estimand(
            f"{switch.id}.beyond_{name}",
            "demand.long_missing",
            switch,
            Measure.ODDS_RATIO,
            f"odds of an incident of over {name} from report to found, while exploited {how}",
            partial(tallies.long_while_exploited, hours=hours, lines=lines),
        )
        for name, hours in {"48h": 48, "7d": 7 * 24}.items()
    )


_RATE, _MEANS = Measure.RATE_RATIO, Measure.RATIO_OF_MEANS

#: Every estimand, in the order that results give them.
ESTIMANDS: tuple[Estimand, ...] = (
    Estimand(
        "philomena.live_homes",
        "evaluation.philomena",
        switches.PHILOMENA,
        _RATE,
        "incidents begun in live homes from their live date, among child-hours there",
        tallies.live_homes,
    ),
    Estimand(
        "philomena.live_homes_first_causes",
        "evaluation.philomena",
        switches.PHILOMENA,
        _RATE,
        "of those, the incidents that no earlier episode brought about: near what is planted",
        tallies.live_homes_first_causes,
    ),
    _whole_county(switches.PHILOMENA, "evaluation.philomena"),
    *_repeats(switches.INTERVIEW_IN_TIME, in_time=True),
    _whole_county(switches.INTERVIEW_IN_TIME, "recurrence.follow_up"),
    *_repeats(switches.INTERVIEW, in_time=False),
    _whole_county(switches.INTERVIEW, "recurrence.follow_up"),
    Estimand(
        "support.next_90d",
        "recurrence.follow_up",
        switches.SUPPORT,
        _RATE,
        "incidents begun within 90 days of the start of support, among its starts",
        partial(tallies.after_support_starts, days=90),
    ),
    _whole_county(switches.SUPPORT, "recurrence.follow_up"),
    Estimand(
        "team.incidents",
        "evaluation.team",
        switches.TEAM,
        _RATE,
        "incidents reported from the team's first day, among child-hours in view",
        tallies.since_team,
    ),
    Estimand(
        "team.minutes_missing",
        "evaluation.team",
        switches.TEAM,
        _MEANS,
        "mean time from report to found, of incidents from the team's first day",
        tallies.minutes_missing_since_team,
    ),
    Estimand(
        "enquiries.minutes_missing_with_enquiries",
        "recurrence.return",
        switches.ENQUIRIES,
        _MEANS,
        "mean time from report to found, of incidents in which prompt enquiries began",
        tallies.minutes_missing_with_enquiries,
    ),
    Estimand(
        "enquiries.minutes_missing",
        "recurrence.return",
        switches.ENQUIRIES,
        _MEANS,
        "mean time from report to found, of all incidents",
        tallies.minutes_missing,
    ),
    Estimand(
        "enquiries.beyond_24h",
        "recurrence.return",
        switches.ENQUIRIES,
        Measure.RISK_RATIO,
        "share of incidents of over 24 hours from report to found",
        partial(tallies.beyond, hours=24),
    ),
    Estimand(
        "covid.year",
        "demand.volume",
        switches.COVID,
        _RATE,
        "incidents from April 2020 to March 2021, among child-hours in view",
        tallies.covid_year,
    ),
    Estimand(
        "covid.change",
        "demand.volume",
        switches.COVID,
        Measure.RATIO_OF_RATIOS,
        "incidents from April 2020 to March 2021 per incident of the twelve months before",
        tallies.covid_change,
    ),
    Estimand(
        "school_recording.recorded",
        "demand.quality",
        switches.PILOT,
        _RATE,
        "incidents recorded from the first day on which schools are told of reports",
        tallies.since_pilot,
    ),
    Estimand(
        "school_recording.episodes",
        "demand.quality",
        switches.PILOT,
        _RATE,
        "episodes, recorded or not: a change in recording, not in what happens, but for the"
        " interviews and meetings that follow a record",
        tallies.episodes_recorded_or_not,
    ),
    Estimand(
        "exploitation_rate.exploited",
        "recurrence.drivers",
        switches.EXPLOITATION_RATE,
        _RATE,
        "incidents begun while the child is exploited, among child-hours in view since then",
        tallies.exploited,
    ),
    _whole_county(switches.EXPLOITATION_RATE, "recurrence.drivers"),
    *_long(switches.COUNTY_LINES, lines=True),
    *_long(switches.OTHER_EXPLOITATION, lines=False),
    Estimand(
        "out_of_area.placed_here",
        "demand.placement_area",
        switches.OUT_OF_AREA,
        _RATE,
        "incidents of other authorities' children placed here, among their child-hours",
        tallies.placed_here,
    ),
    Estimand(
        "late_weekend.childrens_homes",
        "demand.clock",
        switches.LATE_WEEKEND,
        Measure.RATIO_OF_RATIOS,
        "children's homes, last seen 22:00 to 01:00: Friday and Saturday per incident of"
        " the other nights",
        tallies.late_weekend_homes,
    ),
    Estimand(
        "late_weekend.all_settings",
        "demand.clock",
        switches.LATE_WEEKEND,
        Measure.RATIO_OF_RATIOS,
        "all settings, the same",
        tallies.late_weekend,
    ),
    Estimand(
        "self_excitation.brought_about",
        "recurrence.next_episode",
        switches.EXCITATION,
        Measure.ATTRIBUTABLE_FRACTION,
        "share of incidents that would not have been, if none brought others about",
        tallies.whole_county,
    ),
    Estimand(
        "intense_periods.brought_about",
        "recurrence.intense_periods",
        switches.INTENSE,
        Measure.ATTRIBUTABLE_FRACTION,
        "share of incidents that would not have been without intense periods, those that"
        " they bring about included",
        tallies.whole_county,
    ),
)
