"""Columns of a sheet that come part by part: what their cells are is known at the end only.

A column is typed if every cell of the whole sheet is of one kind. Until the last part has
come each part is kept so that either can still be made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.cells import INSTANT, as_text, typed_array, whole
from homeward.records.clock import DAY

_NUMBERS = frozenset({int, float})
_BOTH = frozenset({date, datetime})

#: Kinds of cell that are dates or times.
_DATED = frozenset({date, datetime, time, timedelta})

_MIDNIGHT = "T00:00:00"


@dataclass(slots=True)
class Held:
    """One column of one part.

    Attributes
    ----------
    values
        Its cells by their own type, or as text; of dates among instants, all as instants.
    days
        Places of the cells that are dates alone where `values` does not show it.
    """

    values: pa.Array = field(repr=False)
    days: np.ndarray = field(repr=False)

    @property
    def places_of_days(self) -> np.ndarray:
        """Places of all cells that are dates alone."""
        if pa.types.is_date(self.values.type):
            return np.flatnonzero(pc.is_valid(self.values).to_numpy(zero_copy_only=False))
        return self.days


class SheetColumn:
    """What is known of one column after some parts.

    Attributes
    ----------
    kinds
        Python types of the cells that are not blank.
    filled
        Whether any cell holds more than blanks.
    """

    def __init__(self) -> None:
        self.kinds: set[type] = set()
        self.filled = False
        self._whole = True
        self._timed = False

    def take(self, cells: Sequence[Any], texts: pa.Array) -> Held:
        """The column's cells of the next part; `texts` is the same as text, trimmed."""
        kinds = {type(cell) for cell in cells if cell != "" and cell is not None}
        self.kinds |= kinds
        self.filled |= texts.null_count < len(texts)
        values = _instants(cells) if kinds == _BOTH else typed_array(cells)
        if values is None or not kinds:
            values = texts
        self._whole &= not pa.types.is_floating(values.type)
        if pa.types.is_timestamp(values.type):
            stored = pc.drop_null(values).cast(pa.int64()).to_numpy(zero_copy_only=False)
            self._timed |= bool((stored % DAY != 0).any())
        alone = date in kinds and not pa.types.is_date(values.type)
        days = [place for place, cell in enumerate(cells) if type(cell) is date] if alone else []
        return Held(values, np.array(days, np.int64))

    @property
    def days_among_instants(self) -> bool:
        """Whether dates stand among instants."""
        return self.kinds >= _BOTH

    def settle(self) -> None:
        """All dates among the instants prove to be midnights."""
        self.kinds.discard(date)

    @property
    def type(self) -> pa.DataType:
        """Of the whole column."""
        if self.kinds == {bool}:
            return pa.bool_()
        if self.kinds == {date}:
            return pa.date32()
        if self.kinds == {datetime}:
            return INSTANT
        if self.kinds and self.kinds <= _NUMBERS:
            return pa.int64() if self._whole else pa.float64()
        return pa.string()

    @property
    def mixed(self) -> bool:
        """Whether dates or times stand among cells of another kind."""
        return self.type == pa.string() and bool(self.kinds & _DATED)

    @property
    def timed(self) -> bool:
        """Whether the column is of instants of which some is no midnight, or is blank."""
        return self.type == INSTANT and self._timed

    def finished(self, held: Held, rows: np.ndarray, midnights: frozenset[int]) -> pa.Array:
        """A part's cells as the whole column has them.

        Parameters
        ----------
        held
            What `take` gave.
        rows
            The number of each row of the part.
        midnights
            Numbers of the rows whose date is an instant at midnight.
        """
        values, kind = held.values, self.type
        if kind != pa.string():
            blank = pa.types.is_string(values.type)  # a part that is blank throughout
            return pa.nulls(len(values), kind) if blank else values.cast(kind)
        texts = as_text(values)
        if not self.days_among_instants:
            return texts
        days = held.places_of_days
        return _days_told(texts, days, np.isin(rows[days], list(midnights)))


def _instants(cells: Sequence[Any]) -> pa.Array:
    """Dates and instants, all as instants."""
    return pa.array([_instant(cell) for cell in cells], INSTANT)


def _instant(cell: Any) -> datetime | None:
    if isinstance(cell, datetime):
        return whole(cell)
    return datetime.combine(cell, time()) if isinstance(cell, date) else None


def _days_told(texts: pa.Array, days: np.ndarray, midnight: np.ndarray) -> pa.Array:
    """Texts in which the cells at `days` are dates, or instants where they are midnights."""
    is_day, at_midnight = np.zeros(len(texts), bool), np.zeros(len(texts), bool)
    is_day[days], at_midnight[days[midnight]] = True, True
    short = pc.utf8_slice_codeunits(texts, 0, 10)
    short = pc.if_else(at_midnight, pc.binary_join_element_wise(short, _MIDNIGHT, ""), short)
    return pc.if_else(is_day, short, texts)
