"""What the study of coverage asks of every county: which estimates, and their true values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from homeward.findings.estimate import Estimate, GroupValue
from homeward.findings.finding import Finding
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.units import Kind


class Answer(NamedTuple):
    """What one county said of one estimand; not a number where it was refused."""

    value: float
    low: float
    high: float


NO_ANSWER = Answer(float("nan"), float("nan"), float("nan"))


@dataclass(frozen=True, slots=True)
class Estimand:
    """One estimate of one finding.

    Attributes
    ----------
    finding, name, by
        Where the estimate stands.
    """

    finding: str
    name: str
    by: Mapping[str, GroupValue] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Lasting name: `duration share_found_within_2h`, `clock share_22_to_01 year=2022`."""
        room = self.finding.removeprefix("demand.")
        return " ".join([room, self.name, *(f"{k}={_said(v)}" for k, v in self.by.items())])

    def of(self, found: Mapping[str, Finding]) -> Estimate | None:
        """The estimate among findings by id; None where it is refused or not there."""
        finding = found[self.finding]
        if finding.refused:
            return None
        estimate = finding.estimate(self.name, **self.by)
        return None if estimate.low is None else estimate


def _said(value: GroupValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _each(finding: str, names: Iterable[str], **by: GroupValue) -> list[Estimand]:
    return [Estimand(finding, name, by) for name in names]


_HOME, _FAMILY = Setting.CHILDRENS_HOME.value, Setting.FAMILY_HOME.value
_WITHIN = [f"share_found_within_{limit}" for limit in ("2h", "8h", "24h", "48h", "7d")]
_PEAK = ("share_22_to_01", "rate_ratio_22_to_01")
_WEEKEND = (
    "rate_ratio_weekend_night", "rate_ratio_22_to_01_weekend", "rate_ratio_weekend_22_to_01",
)  # fmt: skip
_REPEATS = (
    "repeat_share_second_or_later",
    "repeat_share_children_with_more_than_one",
    "share_of_children_with_more_than_one",
    "share_of_children_with_10_or_more",
    "share_of_incidents_by_children_with_10_or_more",
)
_TOPS = [f"share_of_incidents_by_top_{percent}_percent" for percent in (1, 5, 10, 20)]

_ODDS = ("odds_ratio_county_lines", "odds_ratio_any_exploitation")
_PERSISTENT = ("odds_ratio_persistent_county_lines", "odds_ratio_persistent_any_exploitation")

#: In the order of the page.
ESTIMANDS: tuple[Estimand, ...] = (
    *_each("demand.volume", ("incidents_per_month", "incidents_per_child")),
    *_each("demand.volume", ("incidents_per_month", "incidents_per_child"), year=2022),
    *_each("demand.volume", ("incidents_per_month", "incidents_per_child"), setting=_HOME),
    *_each("demand.volume", ("incidents_per_month", "incidents_per_child"), setting=_FAMILY),
    *_each("demand.volume", ("trend_ratio_per_year", "rate_ratio_covid_restrictions")),
    *_each("demand.duration", _WITHIN),
    *_each("demand.duration", ("median_hours",), **{"from": "reported"}),
    *_each("demand.duration", ("median_hours",), **{"from": "last_seen"}),
    *_each("demand.duration", ("share_found_within_24h", "median_hours"), setting=_HOME),
    *_each("demand.duration", ("share_found_within_24h", "median_hours"), setting=_FAMILY),
    *_each("demand.clock", (*_PEAK, *_WEEKEND)),
    *_each("demand.clock", (*_PEAK, *_WEEKEND), setting=_HOME),
    *_each("demand.clock", ("rate_ratio_22_to_01",), setting=_FAMILY),
    *_each("demand.concentration", _TOPS),
    *_each("demand.concentration", _TOPS, year=2022),
    *_each("demand.concentration", ("gini",)),
    *_each("demand.repeats", _REPEATS),
    *_each("demand.repeats", _REPEATS, year=2022),
    *_each("demand.setting", ("share_of_high_repeaters",), setting=_HOME),
    *_each("demand.setting", ("share_of_high_repeaters",), setting=_FAMILY),
    *_each("demand.setting", ("share_of_incidents_by_high_repeaters",)),
    *_each("demand.long_missing", ("share_missing_over_48h", "share_of_children_persistent")),
    *_each("demand.long_missing", _ODDS, threshold="48h", adjusted=False),
    *_each("demand.long_missing", _ODDS, threshold="48h", adjusted=True),
    *_each("demand.long_missing", _PERSISTENT, adjusted=False),
    *_each("demand.long_missing", _PERSISTENT[1:], adjusted=True),
    *_each("demand.placement_area", ("share_of_incidents_out_of_area",)),
    *_each("demand.risk", ("share_first_graded_high", "share_regraded_up")),
    *_each("demand.risk", ("share_with_harm_recorded",)),
    *_each("demand.equality", ("share_found_by_police",)),
)


@dataclass(slots=True)
class Truth:
    """Adds up what independent counties say, and gives the value over all of them.

    A share, a ratio or a mean that is made of counts is made of the counts of all counties
    together: the value in one county without end. Of what is not (a median, an index) it is
    the mean over counties; of odds ratios, on the log scale.
    """

    count: float = 0.0
    under: float = 0.0
    values: list[float] = field(default_factory=list)
    _scale: float = 1.0
    _log: bool = False

    def add(self, estimate: Estimate | None) -> None:
        """One county more; a refusal adds nothing."""
        if estimate is None or estimate.value is None:
            return
        self.values.append(float(estimate.value))
        self._log = estimate.kind is Kind.ODDS_RATIO
        under = _under(estimate)
        if under is not None and estimate.count:
            self.count += estimate.count
            self.under += under
            self._scale = float(estimate.value) / (estimate.count / under)

    @property
    def value(self) -> float:
        """The value over all counties; not a number where none answered."""
        if self.under:
            return self._scale * self.count / self.under
        if not self.values:
            return float("nan")
        if self._log:
            return float(np.exp(np.mean(np.log(self.values))))
        return float(np.mean(self.values))


def _under(estimate: Estimate) -> float | None:
    """What the count of an estimate is divided by, if its value is made of counts."""
    if estimate.count is None:
        return None
    if estimate.kind is Kind.MEAN and estimate.of is None:
        return estimate.exposure
    made = estimate.kind in (Kind.SHARE, Kind.MEAN)
    made |= estimate.kind is Kind.RATE_RATIO and estimate.reference == "whole"
    return estimate.of if made else None
