"""Cells of the spreadsheet: numbers as numbers, marks where there is none, safe text.

The number in a cell is made from the words the page prints, so that page and spreadsheet
cannot differ by a rounding. `Estimates`, the sheet for scripts, holds whole values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from homeward.findings import Estimate, format_value
from homeward.findings.estimate import GroupValue
from homeward.report.cells import COUNTABLE, COUNTED, number_cell, state_mark, value_cell
from homeward.report.labels import value_label
from homeward.report.marks import NOT_APPLICABLE
from homeward.report.packages import legal
from homeward.vocabulary.units import Kind, Unit

#: No cell of a spreadsheet may hold more characters than 32,767.
LONGEST = 32_000

_RISKY = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(
    r"(?P<pounds>£?)(?P<whole>-?\d[\d,]*)(?P<part>\.\d+)?(?P<tail>%| hours| days| minutes)?"
)
_TIME = re.compile(r"(\d\d):(\d\d)")
_UNDER = re.compile(r"under [\d.]+%?")
_MINUTES_A_DAY = 24 * 60

#: What an interval's ends say where none was made.
NONE_GIVEN = "none given"
#: What the state of a number that is shown is called.
SHOWN = "shown"

#: Kinds whose value is told in words of their own.
_VALUES: dict[Kind, str] = {
    Kind.RATE_RATIO: "ratio",
    Kind.ODDS_RATIO: "ratio",
    Kind.P_VALUE: "probability",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and how a spreadsheet shows it."""

    value: float | int
    form: str = "General"


Entry = Number | str


@lru_cache(maxsize=10_000)
def safe(text: str) -> str:
    """`text` that no spreadsheet takes for a formula, now or after a trip through CSV.

    >>> safe("=1+1"), safe(" -2"), safe("A = B")
    ("'=1+1", "'-2", 'A = B')
    """
    plain = legal(text)
    if len(plain) > LONGEST:
        plain = plain[: LONGEST - 1] + "\u2026"
    start = plain.lstrip()
    return f"'{start}" if start.startswith(_RISKY) else plain


def number_in(text: str, *, units: bool = True) -> Entry:
    """The number that printed words tell, with the form that prints them again.

    Words that tell no number stay words.

    >>> number_in("91.3%"), number_in("1,107")
    (Number(value=0.913, form='0.0%'), Number(value=1107, form='#,##0'))
    >>> number_in("4.2 hours"), number_in("22:00").form, number_in("3 to 4")
    (Number(value=4.2, form='0.0'), 'hh:mm', '3 to 4')
    """
    if time := _TIME.fullmatch(text):
        return Number((60 * int(time[1]) + int(time[2])) / _MINUTES_A_DAY, "hh:mm")
    found = _NUMBER.fullmatch(text)
    if found is None or (not units and (found["tail"] or "%") != "%"):
        return text
    whole, part = found["whole"], found["part"] or ""
    form = found["pounds"] + ("#,##0" if "," in whole else "0")
    value = float(whole.replace(",", "") + part) if part else int(whole.replace(",", ""))
    if part:
        form += "." + "0" * (len(part) - 1)
    if found["tail"] == "%":
        return Number(round(value / 100, len(part) + 2), f"{form}%")
    return Number(value, form)


def value_entry(e: Estimate) -> Entry:
    """The value as the page prints it, or its mark."""
    cell = value_cell(e)
    if e.value is not None and _UNDER.match(cell.text):
        return Number(e.value, f'"{cell.text}"')
    return cell.text if cell.mark else number_in(cell.text)


def ends(e: Estimate) -> tuple[Entry, Entry]:
    """The two ends of the interval, or why there is none."""
    if e.value is None:
        mark = state_mark(e).sign
        return mark, mark
    if e.low is None or e.high is None:
        told = NOT_APPLICABLE.sign if e.kind is Kind.COUNT else NONE_GIVEN
        return told, told
    low, high = (number_in(format_value(end, e.kind, e.unit)) for end in (e.low, e.high))
    return low, high


def _whole(number: int | None, e: Estimate, *, applies: bool) -> Entry:
    """A whole number, its mark, or that this kind of estimate has none."""
    if number is None and not applies:
        return NOT_APPLICABLE.sign
    cell = number_cell(number, e)
    return cell.text if cell.mark else Number(number or 0, "#,##0")


def wholes(e: Estimate) -> tuple[Entry, ...]:
    """Count, out of how many, different children behind each, and who was left out.

    A count is out of nothing, and neither is a number for each month. What was never
    counted is not called hidden.
    """
    counts, stated = e.kind is Kind.COUNT, e.state is not None
    counted = e.kind in COUNTED and e.kind is not Kind.RATE_RATIO
    counted = counted or (e.kind is Kind.RATE_RATIO and e.count is not None)
    return (
        _whole(e.count, e, applies=counts or counted or stated),
        _whole(e.of, e, applies=not counts and (stated or (counted and e.count is None))),
        _whole(e.children, e, applies=stated or e.children_of is not None),
        _whole(e.children_of, e, applies=stated and not counts),
        _whole(e.left_out, e, applies=True),
    )


def unit_words(e: Estimate) -> str:
    """What the value is in: "percent of incidents", "hours", "incidents per child"."""
    if e.kind in _VALUES:
        return _VALUES[e.kind]
    if e.unit is Unit.HOUR_OF_DAY:
        return "time of day"
    sample = 0.5 if e.value is None else e.value
    if format_value(sample, e.kind, e.unit).endswith("%"):
        return f"percent of {e.unit.label}" if e.unit in COUNTABLE else "percent"
    return e.unit.label


def state_words(e: Estimate) -> str:
    """Whether the number is shown, and why if it is not."""
    return SHOWN if e.value is not None else state_mark(e).meaning


def group_entry(key: str, value: GroupValue) -> Entry:
    """A value of a group in words; a year or a limit as the number it is."""
    return number_in(value_label(key, value), units=False)
