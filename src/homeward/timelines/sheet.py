"""The episodes as arrays: pulled from the engine once, one entry per episode, in order.

A study asks hundreds of small questions of the same rows. Compiling a query for each
costs more than answering it, so the columns that analyses read are pulled once, coded,
and every question after that is array arithmetic. Rows stand in the order of
`schema.EPISODES["row"]`: by child, then by ordinal.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from threading import Lock, RLock
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table
from numpy.typing import NDArray

from homeward.engine.pulling import TURN, pulling

#: Rows pulled at a time: each batch is coded before the next, so text is never held whole.
BATCH = 120_000

#: Pulled together when the first of them is asked for.
_NUMBERS = (
    "ordinal", "episodes_of_child", "hours_low", "hours_high", "hours_last_seen_low",
    "hours_last_seen_high", "year", "month", "last_seen_minute", "reported_minute", "age",
    "distance_km",
)  # fmt: skip
_DAYS = (
    "reported_on", "last_seen_on", "resolved_on", "last_seen_night_on", "reported_night_on",
    "exploitation_flagged_on",
)  # fmt: skip
_WORDS = (
    "reported_flag", "last_seen_flag", "resolved_flag", "exploitation_flagged_flag",
    "resolved_from", "ending", "sex", "ethnicity", "disability", "care_status", "setting",
    "missing_from_type", "placing_authority", "placement_locality", "placement_kind",
    "risk_first", "risk_last", "reporter", "return_method", "found_place",
)  # fmt: skip
_INSTANTS = ("reported_at", "last_seen_at", "resolved_at")
_LISTS = ("harm", "exploitation", "push", "pull")


Made = TypeVar("Made")


class Once:
    """What several findings need of the same rows: worked out by the first that asks.

    Findings are made at the same time: a second asker of the same thing waits for the first.
    """

    def __init__(self) -> None:
        self._asking = Lock()
        self._each: dict[Hashable, RLock] = {}
        self._made: dict[Hashable, Any] = {}

    def of(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made under this key; made now if nothing was.

        Parameters
        ----------
        key
            Names the thing and all that it depends on, but for the rows.
        make
            Works it out. What it gives is shared, so nobody may change it.
        """
        with self._asking:
            mine = self._each.setdefault(key, RLock())
        with mine:
            if key not in self._made:
                self._made[key] = make()
            found: Made = self._made[key]
            return found


class Coded(NamedTuple):
    """A column of few different values.

    Attributes
    ----------
    codes
        Shape (n,): place in `labels`; -1 where null.
    labels
        The different values, sorted.
    """

    codes: NDArray[np.int32]
    labels: tuple[Any, ...]

    def equals(self, value: object) -> NDArray[np.bool_]:
        """Which entries are `value`; a null is not."""
        if value not in self.labels:
            return np.zeros(len(self.codes), bool)
        return np.asarray(self.codes == self.labels.index(value))

    def among(self, values: Iterable[object]) -> NDArray[np.bool_]:
        """Which entries are one of `values`; a null is not."""
        wanted = [place for place, label in enumerate(self.labels) if label in set(values)]
        return np.isin(self.codes, wanted)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which entries are not null."""
        return np.asarray(self.codes >= 0)

    def filled(self, value: Any) -> Coded:
        """The same column with nulls replaced by `value`."""
        if self.known.all():
            return self
        labels = tuple(sorted({*self.labels, value}))
        moved = np.array([labels.index(label) for label in self.labels] + [labels.index(value)])
        return Coded(moved[self.codes].astype(np.int32), labels)


def coded(values: Sequence[Any] | NDArray[Any]) -> Coded:
    """A column of values as `Coded`; None is null."""
    labels = tuple(sorted({v for v in values if v is not None}))
    place = {label: code for code, label in enumerate(labels)} | {None: -1}
    return Coded(np.array([place[v] for v in values], np.int32), labels)


class Sheet:
    """Columns of the episodes as arrays of one length; `once` shares what is made of them.

    Parameters
    ----------
    episodes
        With the columns of `schema.EPISODES`.

    Raises
    ------
    HomewardError
        From any column: HW-E005 if the engine fails.
    """

    def __init__(self, episodes: Table) -> None:
        self._table = episodes
        self._found: dict[str, Any] = {}
        self.once = Once()

    @cached_property
    def child(self) -> NDArray[np.int64]:
        """Number of the child, 0, 1, ...; never falls from one row to the next."""
        return np.asarray(self._column("child_no"), np.int64)

    @property
    def rows(self) -> int:
        """How many episodes."""
        return len(self.child)

    @property
    def children(self) -> int:
        """How many different children."""
        return int(self.child[-1]) + 1 if len(self.child) else 0

    def number(self, name: str) -> NDArray[np.float64]:
        """A column of numbers; NaN where null, so that every comparison with it is false."""
        return np.asarray(self._column(name), float)

    def day(self, name: str) -> NDArray[np.datetime64]:
        """A column of local dates (`datetime64[D]`); NaT where null."""
        return np.asarray(self._column(name))

    def instant(self, name: str) -> NDArray[np.float64]:
        """A column of UTC instants as seconds since 1970; NaN where null."""
        return np.asarray(self._column(name), float)

    def word(self, name: str) -> Coded:
        """A column of controlled words, names of authorities, or places."""
        found: Coded = self._column(name)
        return found

    def words(self, name: str) -> dict[str, NDArray[np.bool_]]:
        """A column of lists: each word that occurs, and which rows hold it.

        The key "" marks the rows whose list is null or empty.
        """
        found: dict[str | None, NDArray[np.bool_]] = self._column(name)
        return {word: rows for word, rows in found.items() if word is not None}

    def given(self, name: str) -> NDArray[np.bool_]:
        """Which rows of a column of lists hold one, an empty one included."""
        return ~self._column(name)[None]

    def _column(self, name: str) -> Any:
        if name not in self._found:
            with TURN:
                # Another thread may have pulled it while this one waited.
                if name not in self._found:
                    self._pull(next((g for g in self._groups() if name in g), (name,)))
        return self._found[name]

    def _groups(self) -> list[tuple[str, ...]]:
        return [("child_no", *_NUMBERS, *_DAYS, *_WORDS), _INSTANTS, _LISTS]

    def _pull(self, names: tuple[str, ...]) -> None:
        there = [name for name in names if name in self._table.columns]
        parts: dict[str, list[Any]] = {name: [] for name in ("row", *there)}
        with pulling(self._table.select("row", *there), BATCH) as batches:
            for batch in batches:
                for name in parts:
                    parts[name].append(_held(name, batch.column(name)))
        rows = np.concatenate([np.asarray(p) for p in parts.pop("row")] or [np.zeros(0, np.int64)])
        order = None if _in_order(rows) else np.argsort(rows, kind="stable")
        for name, held in parts.items():
            self._found[name] = _whole(name, held, order)


def _in_order(rows: NDArray[np.int64]) -> bool:
    return bool(np.all(rows[1:] > rows[:-1]))


def _held(name: str, column: pa.Array) -> Any:
    """A batch of one column in its small form."""
    if name in _LISTS or pa.types.is_list(column.type):
        return _lists(column)
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.dictionary_encode()
    if pa.types.is_date(kind):
        return column.to_numpy(zero_copy_only=False).astype("datetime64[D]")
    if pa.types.is_timestamp(kind):
        seconds = column.cast(pa.timestamp("us")).cast(pa.int64())
        return _floats(seconds) / 1e6
    if name in ("row", "child_no"):
        return column.to_numpy(zero_copy_only=False)
    return _floats(column)


def _floats(column: pa.Array) -> NDArray[np.float64]:
    # Whole numbers here are small: that each is a float exactly need not be looked at.
    return np.asarray(column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), float)


def _lists(column: pa.Array) -> tuple[int, dict[str | None, NDArray[np.int64]]]:
    """Length of a batch of lists, and for each word its rows; under None, rows with no list."""
    rows = pc.list_parent_indices(column).to_numpy(zero_copy_only=False)
    values = pc.list_flatten(column).dictionary_encode()
    codes = pc.fill_null(values.indices, -1).to_numpy(zero_copy_only=False)
    words: list[str | None] = values.dictionary.to_pylist()
    held = {word: rows[codes == place] for place, word in enumerate(words)}
    return len(column), held | {None: np.flatnonzero(column.is_null())}


def _whole(name: str, parts: list[Any], order: NDArray[np.int64] | None) -> Any:
    if parts and isinstance(parts[0], tuple):
        return _whole_lists(parts, order)
    if parts and isinstance(parts[0], pa.DictionaryArray):
        return _whole_words(parts, order)
    if not parts:
        return _nothing(name)
    column = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return column if order is None else column[order]


def _nothing(name: str) -> Any:
    """A column of no rows."""
    if name in _LISTS:
        return {"": np.zeros(0, bool), None: np.zeros(0, bool)}
    if name in _WORDS:
        return Coded(np.zeros(0, np.int32), ())
    if name in _DAYS:
        return np.zeros(0, "datetime64[D]")
    return np.zeros(0, np.int64 if name in ("row", "child_no") else float)


def _whole_words(parts: list[pa.DictionaryArray], order: NDArray[np.int64] | None) -> Coded:
    found = sorted({v for part in parts for v in part.dictionary.to_pylist() if v is not None})
    place = {label: code for code, label in enumerate(found)}
    codes = []
    for part in parts:
        moved = np.array([place.get(v, -1) for v in part.dictionary.to_pylist()] + [-1], np.int32)
        codes.append(moved[pc.fill_null(part.indices, -1).to_numpy(zero_copy_only=False)])
    whole = np.concatenate(codes)
    return Coded(whole if order is None else whole[order], tuple(found))


def _whole_lists(
    parts: list[tuple[int, dict[str | None, NDArray[np.int64]]]], order: NDArray[np.int64] | None
) -> dict[str | None, NDArray[np.bool_]]:
    n = sum(length for length, _ in parts)
    found: dict[str | None, NDArray[np.bool_]] = {None: np.zeros(n, bool)}
    start = 0
    for length, held in parts:
        for word, rows in held.items():
            found.setdefault(word, np.zeros(n, bool))[start + rows] = True
        start += length
    if order is not None:
        found = {word: column[order] for word, column in found.items()}
    null = found.pop(None)
    whole: dict[str | None, NDArray[np.bool_]] = {
        word: found[word] for word in sorted(word for word in found if word is not None)
    }
    blank = ~np.any(list(whole.values()), axis=0) if whole else np.ones(n, bool)
    return whole | {"": blank, None: null}
