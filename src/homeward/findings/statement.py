"""Statements: templates over estimate names, in words a reader can check.

`{share_found_within_24h}` prints the value; `{median_hours[setting=childrens_home]}`
picks a group; `{share_found_within_24h:count}`, `:of`, `:children` and `:interval`
print those parts. A number that is not shown prints as its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from homeward.findings.estimate import Estimate, GroupValue
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)(?:\[([^\]{}]*)\])?(?::([a-z_]+))?\}")

#: What stands in a sentence where a number is not shown.
STATE_WORDS = {
    State.HIDDEN: "[hidden to protect children]",
    State.NOT_RECORDED: "[not recorded]",
    State.REFUSED: "[cannot tell]",
}
_WEEKDAY_HOUR = 24
#: Whole hours and days from here on are told without a decimal.
_NO_DECIMAL = 1000

#: Ratios from here on that are whole numbers are told without a decimal.
_WHOLE_RATIO = 10

#: The least chance that is told as a number.
LEAST_P_VALUE = 0.01

#: Whole numbers of an estimate that a statement may print.
_PARTS = ("count", "of", "children", "children_of", "left_out")


def format_value(value: float | int, kind: Kind, unit: Unit) -> str:
    """A number as a reader sees it: 91.3%, 9,184, 4.2 hours, 22:00, 1.31."""
    if unit is Unit.HOUR_OF_DAY:
        hour, minute = divmod(round(60 * value) % (60 * _WEEKDAY_HOUR), 60)
        return f"{hour:02d}:{minute:02d}"
    if kind in (Kind.SHARE, Kind.CURVE, Kind.WEIGHTED) or (kind is Kind.BOUND and 0 <= value <= 1):
        return f"{100 * value:.1f}%"
    if kind is Kind.COUNT:
        return f"{value:,.0f}"
    if unit in (Unit.HOURS, Unit.DAYS):
        idle = value >= _NO_DECIMAL and value == round(value)
        return f"{value:,.{0 if idle else 1}f} {unit.value}"
    if unit is Unit.POUNDS:
        return f"£{value:,.0f}"
    if unit is Unit.MINUTES:
        return f"{value:,.0f} minutes"
    if kind is Kind.P_VALUE:
        return f"{value:.2f}" if value > LEAST_P_VALUE else f"{LEAST_P_VALUE} or less"
    if kind is Kind.INDEX and unit is not Unit.INDEX:
        return f"{100 * value:.0f}%"
    if kind in (Kind.RATE_RATIO, Kind.ODDS_RATIO):
        return _ratio(value)
    if kind is Kind.INDEX:
        return f"{value:.2f}"
    return f"{value:,.1f}"


def _ratio(value: float | int) -> str:
    """A ratio to two decimals, fewer if it was rounded to fewer: 1.31, 1.3, 1.0, 12.

    Release puts ratios on round numbers, as far apart as the counts behind them bear. A
    nought behind one of those would claim more.
    """
    if value >= _WHOLE_RATIO and value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.{1 if value == round(value, 1) else 2}f}"


def format_estimate(estimate: Estimate) -> str:
    """The value of `estimate` as a reader sees it, or why it is not shown."""
    if estimate.value is None:
        return STATE_WORDS[estimate.state or State.REFUSED]
    return format_value(estimate.value, estimate.kind, estimate.unit)


def format_interval(estimate: Estimate) -> str:
    """The interval as "90.5% to 92.1%" or "2.9 to 13.3 hours", or "" where there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    low = format_value(estimate.low, estimate.kind, estimate.unit)
    high = format_value(estimate.high, estimate.kind, estimate.unit)
    unit = high[high.rfind(" ") :] if " " in high else ""
    return f"{low.removesuffix(unit)} to {high}"


def _group(text: str) -> tuple[tuple[str, GroupValue], ...]:
    pairs: list[tuple[str, GroupValue]] = []
    for part in filter(None, (text or "").split(",")):
        key, _, raw = part.partition("=")
        value: GroupValue = raw
        if raw in ("true", "false"):
            value = raw == "true"
        elif raw.isdigit():
            value = int(raw)
        pairs.append((key.strip(), value))
    return tuple(sorted(pairs))


def _part(estimate: Estimate, part: str) -> str:
    if not part:
        return format_estimate(estimate)
    if part == "interval":
        return format_interval(estimate) or "no interval shown"
    if part not in _PARTS:
        raise KeyError(f"{estimate.name} has no part {part} to print")
    number = getattr(estimate, part)
    return f"{number:,}" if number is not None else STATE_WORDS[estimate.state or State.HIDDEN]


def render(template: str, estimates: Iterable[Estimate]) -> str:
    """Fill a template from `estimates`.

    Raises
    ------
    KeyError
        If the template names an estimate or a part that is not there: a sentence that
        would silently lose its number is a defect.
    """
    by_key = {estimate.key: estimate for estimate in estimates}

    def fill(match: re.Match[str]) -> str:
        key = (match[1], _group(match[2] or ""))
        return _part(by_key[key], match[3] or "")

    return _FIELD.sub(fill, template)
