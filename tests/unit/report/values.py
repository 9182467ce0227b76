"""Made-up released numbers. None is real."""

from __future__ import annotations

from homeward.findings import Estimate
from homeward.findings.estimate import GroupValue
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

SETTINGS = ("family_home", "foster", "childrens_home", "supported_accommodation")
YEARS = (2019, 2020, 2021, 2022)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WILSON = "Wilson, design effect by child"


def rounded(n: float) -> int:
    """The middle of a band of six; small counts are hidden before this is asked."""
    whole = max(0, round(n))
    return 0 if whole == 0 else -(-whole // 6) * 6 - 3


def made_count(name: str, n: float, unit: Unit = Unit.INCIDENTS, **by: GroupValue) -> Estimate:
    """A released count; 1 to 7 hidden."""
    if 0 < round(n) <= 7:
        return Estimate(name, Kind.COUNT, unit, None, left_out=None, by=by, state=State.HIDDEN)
    shown = rounded(n)
    return Estimate(
        name, Kind.COUNT, unit, shown, count=shown, children=rounded(n / 3) or None, by=by
    )


def made_share(
    name: str, share: float, of: int, unit: Unit = Unit.INCIDENTS, **by: GroupValue
) -> Estimate:
    """A released share with an interval of plausible width."""
    count, whole = rounded(share * of), rounded(of)
    if round(share * of) <= 7:
        return Estimate(
            name, Kind.SHARE, unit, None, of=whole, left_out=None, by=by, state=State.HIDDEN
        )
    value = min(1.0, count / whole)
    half = 2.4 * (value * (1 - value) / whole) ** 0.5
    return Estimate(
        name,
        Kind.SHARE,
        unit,
        value,
        max(0.0, value - half),
        min(1.0, value + half),
        count=min(count, whole),
        of=whole,
        children=rounded(count / 4),
        children_of=rounded(whole / 4),
        left_out=9,
        interval=WILSON,
        design_effect=1.6,
        by=by,
    )


def made_ratio(name: str, value: float, of: int, **by: GroupValue) -> Estimate:
    """A released rate ratio."""
    return Estimate(
        name,
        Kind.RATE_RATIO,
        Unit.RATIO,
        value,
        value * 0.86,
        value * 1.16,
        count=rounded(of * 0.2),
        of=rounded(of),
        children=rounded(of / 20),
        children_of=rounded(of / 4),
        exposure=0.125,
        reference="whole",
        left_out=15,
        interval=WILSON,
        design_effect=1.8,
        by=by,
    )
