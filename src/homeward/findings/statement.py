"""Statements: templates over estimate names, in words a reader can check.

`{share_found_within_24h}` prints the value; `{median_hours[setting=childrens_home]}`
picks a group; `{share_found_within_24h:count}`, `:of`, `:children` and `:interval`
print those parts. A number that is not shown prints as its reason.

What may be said of a ratio depends on where its interval lies, and release widens
intervals. `{?trend}rose{|}fell{|}may have done either{/}` prints the first words where the
interval of `trend` lies wholly above 1 as it is printed, the second where wholly below, and
the last otherwise: the words go with the numbers beside them, before release and after.
`{?one~other}` chooses by whether the first interval lies wholly above the second, below it, or
neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from homeward.findings.estimate import Estimate, GroupValue
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)(?:\[([^\]{}]*)\])?(?::([a-z_]+))?\}")

#: Words chosen by where an interval lies; choices do not nest, and their words may hold fields.
_CHOICE = re.compile(r"\{\?([^{}]+)\}(.*?)\{\|\}(.*?)\{\|\}(.*?)\{/\}", re.DOTALL)

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

    def named(text: str) -> Estimate:
        name, _, by = text.partition("[")
        return by_key[name, _group(by.removesuffix("]"))]

    def choose(match: re.Match[str]) -> str:
        found = [named(text) for text in match[1].split("~")]
        side = side_of_one(*found) if len(found) == 1 else side_of_other(*found)
        return match[{1: 2, -1: 3, 0: 4}[side]]

    return _FIELD.sub(fill, _CHOICE.sub(choose, template))


def by_side(name: str, above: str, below: str, neither: str) -> str:
    """Template of words for where the interval of `name` lies: above 1, below 1, or neither.

    Of two names, `one~other`, for where the first interval lies against the second.

    Parameters
    ----------
    name
        Of an estimate, with its group in brackets if it has one; or of two, as `one~other`.
    above, below, neither
        Templates; they may print numbers, and may not hold another choice.
    """
    return f"{{?{name}}}{above}{{|}}{below}{{|}}{neither}{{/}}"


def side_of_one(estimate: Estimate) -> int:
    """1 or -1 where the interval, as it is printed, lies wholly above or below 1; else 0.

    0 also where there is no interval, or none is shown.
    """
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return 0
    if _printed(estimate.low) > 1:
        return 1
    return -1 if _printed(estimate.high) < 1 else 0


def side_of_other(estimate: Estimate, other: Estimate) -> int:
    """1 or -1 where the first interval lies wholly above or below the second; else 0."""
    ends = (estimate.low, estimate.high, other.low, other.high)
    low, high, other_low, other_high = ends
    if low is None or high is None or other_low is None or other_high is None:
        return 0
    return 1 if low > other_high else -1 if high < other_low else 0


def _printed(value: float) -> float:
    return float(_ratio(value).replace(",", ""))
