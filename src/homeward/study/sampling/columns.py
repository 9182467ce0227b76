"""What strata can be made of: columns of few values, by incident or by child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Coded
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.outcome import FoundPlace, ReturnMethod
from homeward.vocabulary.person import CareStatus, Ethnicity, Sex, YesNo
from homeward.vocabulary.placement import PlacementKind, PlacementLocality
from homeward.vocabulary.report import Reporter
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.sampling import SampleUnit
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.words import Word

#: Columns of controlled words. A blank is `not_recorded`.
WORDS: Final[Mapping[str, type[Word]]] = {
    "setting": Setting,
    "missing_from_type": Setting,
    "placement_kind": PlacementKind,
    "placement_locality": PlacementLocality,
    "care_status": CareStatus,
    "sex": Sex,
    "ethnicity": Ethnicity,
    "disability": YesNo,
    "risk_first": RiskLevel,
    "risk_last": RiskLevel,
    "reporter": Reporter,
    "return_method": ReturnMethod,
    "found_place": FoundPlace,
}

NOT_RECORDED: Final = "not_recorded"

#: Bands of ages: name to the age it ends before.
_AGES: Final = {"under_12": 12, "12_to_14": 15, "15_to_17": 18}

#: Bands of incidents of the child in the window: name to the number it ends before.
_BANDS: Final = {"1": 2, "2-4": 5, "5-9": 10, "10+": None}

#: Hours from report by which a child was or was not back.
_LONG: Final = 24

#: Columns that follow from others, and their values in order.
DERIVED: Final[Mapping[str, tuple[str, ...]]] = {
    "band": tuple(_BANDS),
    "age_band": (*_AGES, NOT_RECORDED),
    "missing_for": ("up_to_24h", "over_24h", "cannot_tell"),
    "flagged": ("yes", "no", NOT_RECORDED),
}

#: The one column of numbers.
YEAR: Final = "year"

#: Every column that strata can be made of.
COLUMNS: Final = (YEAR, *WORDS, *DERIVED)


def permitted(column: str) -> tuple[str, ...] | None:
    """Values that a column can hold, in order; None for years."""
    if column in WORDS:
        return tuple(word.value for word in WORDS[column])
    return DERIVED.get(column)


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Everything that may be drawn.

    Attributes
    ----------
    identity, child
        Pseudonym of each unit, and of its child. They go into hashes, and no further.
    file, row
        Where the unit (for a child: the last incident) stands in the extracts.
    reported_on, ended_on
        Local dates of the report and of the end (for a child: of the last incident);
        NaT where not known.
    columns
        Column to its values, none blank.
    """

    identity: tuple[str, ...]
    child: tuple[str, ...]
    file: NDArray[np.int64]
    row: NDArray[np.int64]
    reported_on: NDArray[np.datetime64]
    ended_on: NDArray[np.datetime64]
    columns: Mapping[str, Coded]

    def only(self, kept: NDArray[np.bool_]) -> Units:
        """The units of these places alone."""
        at = np.flatnonzero(kept)
        return Units(
            tuple(self.identity[place] for place in at),
            tuple(self.child[place] for place in at),
            self.file[at], self.row[at], self.reported_on[at], self.ended_on[at],
            {name: Coded(column.codes[at], column.labels) for name, column in self.columns.items()},
        )  # fmt: skip


def units_of(timelines: Timelines, unit: SampleUnit, columns: tuple[str, ...]) -> Units:
    """Everything that may be drawn from the timelines, with these columns.

    A child takes the value of its last incident; it was missing for long, or flagged, if
    it ever was.

    Raises
    ------
    HomewardError
        HW-M002 for a column that does not exist or that no file filled.
    """
    table = timelines.episodes.select("row", "incident", "child", "source_file", "source_row")
    held = table.order_by("row").to_pyarrow()
    sheet = timelines.sheet
    found = {name: column_of(timelines, name, unit) for name in columns}
    child = held["child"].to_pylist()
    at = last_of_each(sheet.child) if unit is SampleUnit.CHILD else np.arange(sheet.rows)
    whose = tuple(child[place] for place in at)
    incident = held["incident"].to_pylist()
    return Units(
        whose if unit is SampleUnit.CHILD else tuple(incident),
        whose,
        held["source_file"].to_numpy()[at].astype(np.int64),
        held["source_row"].to_numpy()[at].astype(np.int64),
        sheet.day("reported_on")[at],
        sheet.day("resolved_on")[at],
        found,
    )


def last_of_each(child: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the last row of each child, rows standing by child."""
    if not len(child):
        return np.zeros(0, np.int64)
    return np.append(np.flatnonzero(np.diff(child)), len(child) - 1)


def column_of(timelines: Timelines, name: str, unit: SampleUnit) -> Coded:
    """One column by unit, none of it blank.

    Raises
    ------
    HomewardError
        HW-M002 if there is no such column, or nothing in it.
    """
    if name not in COLUMNS:
        raise HomewardError("HW-M002", f"`{name}` is not among {', '.join(COLUMNS)}")
    sheet = timelines.sheet
    by_child = unit is SampleUnit.CHILD
    if name in ("missing_for", "flagged"):
        return _ever(timelines, name, by_child)
    column = _plain(timelines, name)
    if not column.known.any() or column.labels == (NOT_RECORDED,):
        raise HomewardError("HW-M002", f"`{name}`: no file filled it")
    filled = column if name == YEAR else column.filled(NOT_RECORDED)
    return Coded(filled.codes[last_of_each(sheet.child)], filled.labels) if by_child else filled


def _plain(timelines: Timelines, name: str) -> Coded:
    sheet = timelines.sheet
    if name == "band":
        return _banded(sheet.number("episodes_of_child"), _BANDS)
    if name == "age_band":
        return _banded(sheet.number("age"), _AGES)
    if name == YEAR:
        years = sheet.number("year")
        found, codes = np.unique(years, return_inverse=True)
        return Coded(codes.astype(np.int32), tuple(int(year) for year in found))
    return sheet.word(name)


def _banded(values: NDArray[np.float64], bands: Mapping[str, int | None]) -> Coded:
    """Numbers in bands; -1 for those in none."""
    codes = np.full(len(values), -1, np.int32)
    for place, ends in reversed(list(enumerate(bands.values()))):
        codes[values < (np.inf if ends is None else ends)] = place
    return Coded(codes, tuple(bands))


def _ever(timelines: Timelines, name: str, by_child: bool) -> Coded:
    """How long, or whether flagged; of a child, the weightiest that ever was."""
    kinds = _long(timelines) if name == "missing_for" else _flag(timelines)
    sheet, labels = timelines.sheet, DERIVED[name]
    codes = np.full(sheet.children if by_child else sheet.rows, -1, np.int32)
    for value, rows in reversed(kinds.items()):
        codes[np.unique(sheet.child[rows]) if by_child else rows] = labels.index(value)
    return Coded(codes, labels)


def _long(timelines: Timelines) -> dict[str, NDArray[np.bool_]]:
    """Which incidents lasted over a day, may have, and did not; the weightiest first."""
    low, high = (timelines.sheet.number(name) for name in ("hours_low", "hours_high"))
    short, long = high <= _LONG, low > _LONG
    return {"over_24h": long, "cannot_tell": ~(short | long), "up_to_24h": short}


def _flag(timelines: Timelines) -> dict[str, NDArray[np.bool_]]:
    """Which incidents are of a flagged child, of one said not to be, and neither.

    Raises
    ------
    HomewardError
        HW-M002 if no file filled the flags.
    """
    sheet = timelines.sheet
    held, given = sheet.words("exploitation"), sheet.given("exploitation")
    if not given.any():
        raise HomewardError("HW-M002", "`flagged`: no file filled it")
    silent = {"", NOT_RECORDED, Exploitation.NONE.value}
    blank = np.zeros(sheet.rows, bool)
    yes = np.any([rows for word, rows in held.items() if word not in silent] or [blank], axis=0)
    # A list with nothing in it is columns of flags of which none is set.
    no = (held.get(Exploitation.NONE.value, blank) | (held[""] & given)) & ~yes
    return {"yes": yes, "no": no, NOT_RECORDED: ~(yes | no)}
