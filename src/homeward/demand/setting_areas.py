"""Published counts of children in areas that lie within each other: each child counted once.

A table of population often holds districts, their county, the region and England, one below the
other. Added together they count a child four times, and the rate is a quarter of what it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeward.vocabulary.words import plain

Row = Mapping[str, Any]

#: What a total of the areas above it is called, folded, and areas that hold many forces' areas.
TOTALS: Final = frozenset({
    "total", "totals", "grand total", "all", "all areas", "cyfanswm", "county total", "force total",
    "england", "wales", "cymru", "england and wales", "great britain", "united kingdom", "uk",
    "north east", "north west", "yorkshire and the humber", "yorkshire and humber",
    "east midlands", "west midlands", "east of england", "london", "south east",
    "south west",
})  # fmt: skip

#: Codes of the Office for National Statistics: a kind of area that holds others, with the kinds
#: beside which it holds them. Source: Register of Geographic Codes.
_CODE: Final = re.compile(r"([EWK]\d\d)\d{6}", re.IGNORECASE)
_HOLDS: Final = {"E10": ("E07",), "E11": ("E08",), "E13": ("E09",)}
_HOLDS_ANY: Final = ("E12", "E92", "W92", "K02", "K03", "K04")

#: Fewest areas that one area may be the sum of.
_FEWEST: Final = 2


def once(rows: Sequence[Row]) -> tuple[list[Row], int]:
    """The rows without areas that hold others of them, and how many such areas there were.

    An area holds others if it is named or coded as one that does, or if its count is the sum of
    those of all smaller areas wherever it has one, to within their rounding. Where nothing else
    is left the rows are given as they are.
    """
    names = {plain(str(row["area"])): str(row["area"]) for row in rows}
    kinds = {name: _kind(spelt) for name, spelt in names.items()}
    held = {name for name in names if name in TOTALS or _holds(kinds[name], kinds.values())}
    if held >= names.keys():
        held = set()
    while (sum_of := _a_sum(rows, held)) is not None:
        held.add(sum_of)
    return [row for row in rows if plain(str(row["area"])) not in held], len(held)


def _kind(area: str) -> str:
    found = _CODE.search(area)
    return found.group(1).upper() if found else ""


def _holds(kind: str, others: Any) -> bool:
    within = [other for other in others if other and other != kind]
    return bool(within) and (kind in _HOLDS_ANY or bool(set(_HOLDS.get(kind, ())) & set(within)))


def _a_sum(rows: Sequence[Row], held: set[str]) -> str | None:
    """An area of which every count is the sum of those of the smaller areas; None if none is."""
    cells: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        area = plain(str(row["area"]))
        if area not in held:
            cells[row["year"], row["setting"], row["age"]][area] += row["children"] or 0
    areas = sorted({area for counts in cells.values() for area in counts})
    for area in areas:
        mine = [counts for counts in cells.values() if area in counts]
        if all(_is_sum(counts, area) for counts in mine):
            return area
    return None


def _is_sum(counts: Mapping[str, int], area: str) -> bool:
    smaller = [count for other, count in counts.items() if other != area and count < counts[area]]
    if len(smaller) < _FEWEST:
        return False
    return abs(sum(smaller) - counts[area]) <= _rounding(counts.values()) * (len(smaller) + 1) / 2


def _rounding(counts: Any) -> int:
    """What every count is a multiple of, of 1, 10, 100 and 1,000; 0 where that is 1."""
    every = [count for count in counts if count]
    unit = next((unit for unit in (1000, 100, 10) if not any(count % unit for count in every)), 0)
    return unit
