"""Whether each file of a shape itself tells day from month, and which tell otherwise.

A format settled by one file is not settled for its neighbour: two systems, or two
spreadsheets, can write the same header and date differently.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from homeward.records.propose_doubts import Doubt, DoubtKind, quoted
from homeward.records.propose_times import Evidence, Order, TimeFit
from homeward.records.propose_values import Look

#: Different dates from which it is telling that hardly any has a day beyond the 12th:
#: of days spread over months six in ten have, so twenty without are one in a hundred million.
_TELLING: Final = 20

#: Share of the dates, and dates, that must prove an order for it to be proven.
_HARDLY_ANY: Final = 0.1
_LEAST_PROOF: Final = 3

_ASKED: Final = (Order.DAY_FIRST, Order.MONTH_FIRST, Order.EITHER)


def contrary(looks: Sequence[Look], own: Sequence[Sequence[Look]]) -> list[int]:
    """Places of the files that do not bear out the order found over all files together.

    Parameters
    ----------
    looks
        Every column, over all files of the shape.
    own
        The same columns of each file alone.
    """
    out = []
    for place, file in enumerate(own):
        pairs = zip(looks, file, strict=True)
        if any(_against(whole.time, part.evidence) for whole, part in pairs
               if whole.time is not None and whole.time.order in _ASKED[:2]):  # fmt: skip
            out.append(place)
    return out


def _against(whole: TimeFit, part: Evidence) -> bool:
    proof, counter = part.day, part.month
    if whole.order is Order.MONTH_FIRST:
        proof, counter = counter, proof
    few = part.dates >= _TELLING and proof <= _HARDLY_ANY * part.dates
    return counter > proof or few


def proven(look: Look) -> bool:
    """Whether the dates of a column, by themselves, show which number is the day."""
    if look.time is None or look.time.order not in _ASKED:
        return True
    found = look.evidence
    most = max(found.day, found.month)
    return most >= _LEAST_PROOF and most > _HARDLY_ANY * found.dates


def unproven_files(
    looks: Sequence[Look], own: Sequence[Sequence[Look]], files: Sequence[str], used: Sequence[str]
) -> list[Doubt]:
    """A doubt for each file in whose dates nothing tells day from month.

    `used` are the headers that the mapping reads. Of a shape in which no file tells, the
    first is passed over: that is said of its columns one by one.
    """
    out = []
    for place, (file, parts) in enumerate(zip(files, own, strict=True)):
        headers = tuple(
            whole.header
            for whole, part in zip(looks, parts, strict=True)
            if whole.header in used and _unproven(whole.time, part, first=place == 0)
        )
        if headers:
            out.append(_unproven_file(file, headers))
    return out


def _unproven(whole: TimeFit | None, part: Look, *, first: bool) -> bool:
    if whole is None or whole.order not in _ASKED or (first and whole.order is Order.EITHER):
        return False
    found = part.evidence
    return found.dates > 0 and not found.day and not found.month


def _unproven_file(file: str, headers: tuple[str, ...]) -> Doubt:
    return Doubt(
        DoubtKind.DAY_ORDER, file, "", "", headers,
        f"{file}: no date in {quoted(headers)} tells day from month; it is read as the other"
        " files with this header are. If this file is written the other way, give it a"
        " [[dataset]] of its own with its `format`.",
    )  # fmt: skip
