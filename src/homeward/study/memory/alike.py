"""How much the rows of one child are alike, so that a difference is not taken for more than it is.

The rows of one child (of one incident, where no child is known) are a cluster. For the values
of a column the mean of the generalised design effects is estimated (Rao and Scott, The analysis
of categorical data from complex sample surveys, JASA 1981, their first-order correction): the
variance of each value's share over clusters, against that of independent rows. One over it is
what a row is worth as an observation. How well it is known depends on how many clusters there
are, the large ones counting for more (Kish's effective number of them).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: Most clusters looked at: the first ones that are met. Most values told apart in a column.
MOST: Final = 4_000
_VALUES: Final = 64

#: Columns whose values are the clusters of a table, the first that it has.
_CHILD, _CASE = "child", "incident"


class Clusters:
    """Numbers of the clusters of one table, as they are met.

    Parameters
    ----------
    cases
        Incident to the number of its child, from a table that has both: so the rows of a
        table that has incidents alone are put together by child.

    Attributes
    ----------
    cases
        The same, of this table, for the children looked at.
    """

    def __init__(self, cases: Mapping[str, int] | None = None) -> None:
        self._numbers: dict[str, int] = {}
        self._known = cases
        self.cases: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def of(self, rows: pa.RecordBatch) -> np.ndarray:
        """The cluster of each row; -1 where it has none, or is of those beyond `MOST`."""
        names = rows.schema.names
        if _CHILD not in names and _CASE not in names:
            return np.full(len(rows), -1, np.int64)
        out = self._numbered(rows[_CHILD if _CHILD in names else _CASE], _CHILD not in names)
        if _CHILD in names and _CASE in names:
            looked = np.flatnonzero(out >= 0)
            cases = rows[_CASE].take(pa.array(looked)).to_pylist()
            self.cases.update(zip(cases, out[looked].tolist(), strict=True))
        return out

    def _numbered(self, values: pa.Array, by_case: bool) -> np.ndarray:
        if len(self) >= MOST and not (by_case and self._known):
            places = pc.index_in(values, value_set=pa.array(list(self._numbers), values.type))
            return pc.fill_null(places, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        found = values.dictionary_encode()
        number = self._of_case if by_case and self._known else self._number
        numbers = [number(text) for text in found.dictionary.to_pylist()]
        places = pc.fill_null(found.indices, -1).to_numpy(zero_copy_only=False)
        return np.array([*numbers, -1], np.int64)[places]

    def _of_case(self, case: str) -> int:
        assert self._known is not None
        child = self._known.get(case)
        return -1 if child is None else self._number(str(child))

    def _number(self, text: str) -> int:
        if text not in self._numbers and len(self._numbers) >= MOST:
            return -1
        return self._numbers.setdefault(text, len(self._numbers))


class Spread:
    """Rows of each cluster by value; `rows[cluster, value]`."""

    def __init__(self) -> None:
        self.values: dict[str, int] = {}
        self.rows = np.zeros((0, _VALUES), np.int64)

    def add(self, clusters: np.ndarray, values: pa.Array) -> None:
        """Count values that are not null, with the cluster of each."""
        looked = np.flatnonzero(clusters >= 0)
        if len(looked) < len(clusters):
            clusters, values = clusters[looked], values.take(pa.array(looked))
        found = values.dictionary_encode()
        texts = map(str, found.dictionary.to_pylist())
        codes = [self.values.setdefault(text, min(len(self.values), _VALUES - 1)) for text in texts]
        places = pc.fill_null(found.indices, -1).to_numpy(zero_copy_only=False)
        code = np.array([*codes, -1], np.int64)[places]
        kept = code >= 0
        if not kept.any():
            return
        many = int(clusters[kept].max()) + 1
        flat = clusters[kept] * _VALUES + code[kept]
        more = np.bincount(flat, minlength=many * _VALUES).reshape(many, _VALUES)
        if many > len(self.rows):
            self.rows = np.vstack([self.rows, np.zeros((many - len(self.rows), _VALUES), np.int64)])
        self.rows[:many] += more

    def people(self) -> dict[str, int]:
        """Value to the clusters that have it."""
        seen = (self.rows > 0).sum(axis=0)
        return {value: int(seen[code]) for value, code in sorted(self.values.items())}

    def effective(self) -> float:
        """Kish's effective number of clusters, (sum of rows)² / sum of (rows of a cluster)²."""
        each = self.rows.sum(axis=1).astype(float)
        return float(each.sum() ** 2 / (each**2).sum()) if each.any() else 0.0

    def worth(self) -> float:
        """Observations that one row is worth, above 0 and at most 1; 0 if it cannot be told."""
        rows = self.rows[self.rows.sum(axis=1) > 0].astype(float)
        rows = rows[:, rows.sum(axis=0) > 0]
        if len(rows) < 2 or rows.shape[1] < 2:
            return 0.0
        each, whole = rows.sum(axis=1, keepdims=True), rows.sum()
        share = rows.sum(axis=0) / whole
        off = ((rows - each * share) ** 2).sum(axis=0) / whole**2 * len(rows) / (len(rows) - 1)
        effect = float((off / share).sum() * whole / (rows.shape[1] - 1))
        return min(1.0, 1.0 / effect) if effect > 0 else 1.0
