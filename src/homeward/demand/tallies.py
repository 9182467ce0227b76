"""One pass over episodes: counts, different children, and what intervals need.

Every query here is two steps of plain grouping, first by child and then over children,
so that DuckDB, Spark and PostgreSQL run it alike. From the first step come the three
sums over children that a design effect is made of; no row about a child leaves the
engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
from ibis.expr.types import BooleanValue, Table
from numpy.typing import NDArray

from homeward.findings.estimate import GroupValue
from homeward.timelines.histories import Timelines
from homeward.vocabulary.setting import Setting

#: A group: sorted pairs of dimension and value; `()` is everything.
Group = tuple[tuple[str, GroupValue], ...]


def group(**by: GroupValue) -> Group:
    """The group with these values."""
    return tuple(sorted(by.items()))


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no question to every episode, which some cannot answer.

    Attributes
    ----------
    yes
        Met the definition. Null counts as not.
    judged
        Could be judged; None when every episode can. Null counts as not.
    left_out
        Belonged to the question but could not be judged; None for all not judged.
    rest
        Whether children with a no are wanted too (`Tally.children_rest`).
    """

    yes: BooleanValue
    judged: BooleanValue | None = None
    left_out: BooleanValue | None = None
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of one flag in one group.

    Attributes
    ----------
    count, of, left_out
        Episodes with yes, judged, and not judged.
    children, children_of, children_rest
        Different children with a yes, with a judged episode, with a no (0 unless the
        flag asked for it).
    squares, products, sizes
        Σy², Σyn and Σn² over children: see `estimators.design_effect`.
    """

    count: int
    of: int
    left_out: int
    children: int
    children_of: int
    children_rest: int
    squares: int
    products: int
    sizes: int


@dataclass(frozen=True, slots=True)
class Volume:
    """Episodes and children of one group; `squares` is Σn² over its children."""

    incidents: int
    children: int
    squares: int


def episodes(timelines: Timelines) -> Table:
    """Episodes with `setting` filled: a blank is `not_recorded`, never dropped."""
    table = timelines.episodes
    return table.mutate(setting=table.setting.fill_null(Setting.NOT_RECORDED.value))


def settings_in(groups: Iterable[Group]) -> list[str]:
    """Settings among the groups that are a setting alone, in vocabulary order."""
    order = {word.value: place for place, word in enumerate(Setting)}
    found = {str(dict(g)["setting"]) for g in groups if [key for key, _ in g] == ["setting"]}
    return sorted(found, key=lambda value: (order.get(value, len(order)), value))


def union_of(
    table: Table, groupings: Sequence[tuple[str, ...]], query: Any
) -> list[dict[str, Any]]:
    """Run `query(table, dims)` for every grouping as one query; rows as dicts.

    Each row holds the dimensions of its own grouping only, and `_grouping`, its place.
    """
    dims = sorted({dim for grouping in groupings for dim in grouping})
    types = table.schema()
    parts = []
    for place, grouping in enumerate(groupings):
        found = query(table, grouping)
        blank = {d: ibis.null().cast(types[d]) for d in dims if d not in grouping}
        found = found.mutate(_grouping=ibis.literal(place, "int64"), **blank)
        parts.append(found.select("_grouping", *dims, *(
            c for c in found.columns if c not in {"_grouping", *dims}
        )))  # fmt: skip
    whole = ibis.union(*parts) if len(parts) > 1 else parts[0]
    rows = whole.to_pyarrow().to_pylist()
    absent = [set(dims) - set(grouping) for grouping in groupings]
    return [
        {key: v for key, v in row.items() if key not in absent[row["_grouping"]]} for row in rows
    ]


def _group_of(row: Mapping[str, Any], grouping: tuple[str, ...]) -> Group:
    return group(**{dim: row[dim] for dim in grouping})


def _aggregated(table: Table, dims: Sequence[str], measures: Mapping[str, Any]) -> Table:
    return table.group_by(list(dims)).agg(**measures) if dims else table.agg(**measures)


# A sum over booleans skips nulls, which count as no; it is null only where every one is,
# and then so is what is made of it, and the next sum skips that. Plain sums keep the
# expression small: compiling it is most of what a query costs.


def _by_child(flags: Mapping[str, Flag]) -> dict[str, Any]:
    measures: dict[str, Any] = {"n_": ibis._.count()}
    for name, flag in flags.items():
        measures[f"y_{name}"] = flag.yes.sum()
        if flag.judged is not None:
            measures[f"n_{name}"] = flag.judged.sum()
        if flag.left_out is not None:
            measures[f"u_{name}"] = flag.left_out.sum()
    return measures


def _over_children(each: Table, flags: Mapping[str, Flag]) -> dict[str, Any]:
    rows = each["n_"]
    measures = {"t_": rows.sum(), "c_": rows.count(), "tt_": (rows * rows).sum()}
    for name, flag in flags.items():
        y = each[f"y_{name}"]
        n = rows if flag.judged is None else each[f"n_{name}"]
        measures |= {
            f"y_{name}": y.sum(), f"yy_{name}": (y * y).sum(), f"yn_{name}": (y * n).sum(),
            f"cy_{name}": (y > 0).sum(),
        }  # fmt: skip
        if flag.rest:
            measures[f"cr_{name}"] = (n > y.fill_null(0)).sum()
        if flag.judged is not None:
            measures |= {
                f"n_{name}": n.sum(), f"nn_{name}": (n * n).sum(), f"cn_{name}": (n > 0).sum(),
            }  # fmt: skip
        if flag.left_out is not None:
            measures[f"u_{name}"] = each[f"u_{name}"].sum()
    return measures


def _tally(row: Mapping[str, Any], name: str) -> Tally:
    def number(key: str) -> int:
        return int(row.get(key) or 0)

    judged = f"n_{name}" in row
    of = number(f"n_{name}" if judged else "t_")
    left = number(f"u_{name}") if f"u_{name}" in row else number("t_") - of
    return Tally(
        number(f"y_{name}"), of, left, number(f"cy_{name}"),
        number(f"cn_{name}" if judged else "c_"), number(f"cr_{name}"),
        number(f"yy_{name}"), number(f"yn_{name}"),
        number(f"nn_{name}" if judged else "tt_"),
    )  # fmt: skip


def tallies(
    table: Table, groupings: Sequence[tuple[str, ...]], flags: Mapping[str, Flag]
) -> dict[Group, dict[str, Tally]]:
    """Ask every flag of every episode, in every group of every grouping: one query.

    Parameters
    ----------
    table
        Episodes: `child` (string) and the columns that flags and groupings name.
    groupings
        Tuples of column names; `()` is everything together. A grouping by null gives
        no group: fill blanks first.
    flags
        By name.

    Returns
    -------
    dict
        Group to flag name to tally. The group `()` is there even with no episode.
    """

    def query(rows: Table, dims: tuple[str, ...]) -> Table:
        each = _aggregated(rows, (*dims, "child"), _by_child(flags))
        return _aggregated(each, dims, _over_children(each, flags))

    return {
        _group_of(row, groupings[row["_grouping"]]): {name: _tally(row, name) for name in flags}
        for row in union_of(table, groupings, query)
    }


def volumes(table: Table, groupings: Sequence[tuple[str, ...]]) -> dict[Group, Volume]:
    """Episodes and children in every group of every grouping: one query."""

    def query(rows: Table, dims: tuple[str, ...]) -> Table:
        each = _aggregated(rows, (*dims, "child"), {"n": ibis._.count()})
        over = {"incidents": each.n.sum(), "children": each.n.count()}
        return _aggregated(each, dims, over | {"squares": (each.n * each.n).sum()})

    return {
        _group_of(row, groupings[row["_grouping"]]): Volume(
            int(row["incidents"] or 0), int(row["children"]), int(row["squares"] or 0)
        )
        for row in union_of(table, groupings, query)
    }


#: Different numbers of episodes that units have, and how many units have each.
Profile = tuple[NDArray[np.int64], NDArray[np.int64]]


def profiles(table: Table, unit: str, groupings: Sequence[tuple[str, ...]]) -> dict[Group, Profile]:
    """How many units (children, places) have how many episodes, by group: one query.

    Parameters
    ----------
    table
        Episodes, with the column `unit` and those that groupings name.
    unit
        Column whose values are counted ("child", "place"); nulls are left out.
    groupings
        As in `tallies`.
    """

    def query(rows: Table, dims: tuple[str, ...]) -> Table:
        known = rows.filter(rows[unit].notnull())
        each = _aggregated(known, (*dims, unit), {"size": ibis._.count()})
        return _aggregated(each, (*dims, "size"), {"units": ibis._.count()})

    found: dict[Group, list[tuple[int, int]]] = {}
    for row in union_of(table, groupings, query):
        key = _group_of(row, groupings[row["_grouping"]])
        found.setdefault(key, []).append((int(row["size"]), int(row["units"])))
    return {key: _sorted_profile(pairs) for key, pairs in found.items()}


def _sorted_profile(pairs: list[tuple[int, int]]) -> Profile:
    sizes, units = zip(*sorted(pairs, reverse=True), strict=True)
    return np.array(sizes, np.int64), np.array(units, np.int64)


def children_by_place(table: Table) -> Profile:
    """How many children first appear at each rank of places, most incidents first.

    Returns
    -------
    tuple of arrays
        Ranks from 1, rising, and the children whose best-ranked place that is. So the
        children of the top k places are the sum over ranks up to k.
    """
    known = table.filter(table.place.notnull())
    each = known.group_by("place").agg(_n=ibis._.count())
    order = ibis.window(order_by=[ibis.desc("_n"), "place"])
    ranked = each.mutate(_rank=ibis.row_number().over(order) + 1).rename(_place="place")
    placed = known.select("child", "place").join(ranked, [known.place == ranked._place])
    best = placed.group_by("child").agg(rank=placed._rank.min())
    rows = best.group_by("rank").agg(children=ibis._.count()).order_by("rank").to_pyarrow()
    return rows["rank"].to_numpy(), rows["children"].to_numpy()
