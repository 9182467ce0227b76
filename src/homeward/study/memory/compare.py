"""What is different between two extracts: told before it reaches a number.

Rows of one child resemble each other, so that a difference between two extracts is judged by
how many observations they are worth, column by column (`alike`; where that cannot be told, by
Kish's effective number: Kish, Survey Sampling, 1965), not by rows. It is told
only where it is both large (a share that moved by ten points or more in total) and beyond
chance (Pearson's chi-squared test of homogeneity, p below 0.001), and has to be answered where
it is larger still.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.special import chdtrc, fdtrc

from homeward.records.propose_doubts import Doubt, DoubtKind
from homeward.study.memory.outline import ColumnOutline, Outline, TableOutline
from homeward.study.memory.said import KINDS

#: Total variation from which a change is told, and from which it has to be answered.
TOLD: Final = 0.10
ANSWERED: Final = 0.25

#: A rise of the share of rows or cells set aside, in points: told, and answered.
_ASIDE_TOLD: Final = 0.02
_ASIDE_ANSWERED: Final = 0.05

#: Rows that a word needs before its coming or going is told; fewer are never shown.
_ENOUGH: Final = 10

#: How many times as many rows a month, or how few, are told.
_VOLUME: Final = 1.5

_CHANCE: Final = 0.001


def compare(
    before: Outline, now: Outline, file_of: Mapping[str, str], *, asked: bool = True
) -> tuple[Doubt, ...]:
    """Everything that changed, table by table.

    Parameters
    ----------
    before, now
        Outlines of the earlier intake and of this one.
    file_of
        Table to the file that names its questions.
    asked
        Whether to say how a change is settled in a plan.

    Returns
    -------
    tuple of Doubt
        Blocking ones have to be answered. Numbers of fewer than ten rows are not shown.
    """
    found: list[Doubt] = []
    for name, table in now.tables.items():
        earlier = before.tables.get(name)
        if earlier is not None and earlier.used and table.read:
            alike = max(_alike(name, before), _alike(name, now))
            found += _table(name, earlier, table, file_of.get(name, ""), alike)
    return tuple(map(_settled, found) if asked else found)


def _table(
    name: str, before: TableOutline, now: TableOutline, file: str, alike: float
) -> Iterable[Doubt]:
    yield from _aside(name, before, now, file)
    yield from _volume(name, before, now, file, alike)
    if not now.used:
        return
    for column, held in now.columns.items():
        if column in before.columns:
            yield from _column(name, column, before, now, before.columns[column], held, file)


def _doubt(kind: DoubtKind, file: str, table: str, column: str, text: str, blocking: bool) -> Doubt:
    return Doubt(kind, file, table, column, (), text, "", blocking)


def _settled(doubt: Doubt) -> Doubt:
    """A change as a question, with how it is settled."""
    settle = (
        " Look at it. If it is right, say in `answer` why; if not, mend the mapping or the extract."
        if doubt.blocking
        else " Look at whether the recording changed, or what happened."
    )
    return replace(doubt, text=doubt.text + settle)


# ------------------------------------------------------------------ rows and cells set aside


def _aside(name: str, before: TableOutline, now: TableOutline, file: str) -> Iterable[Doubt]:
    """Codes under which a larger share of the rows, or of their cells, is set aside."""
    for reason, many in now.reasons.items():
        share, was = many / now.read, before.reasons.get(reason, 0) / max(before.read, 1)
        if share - was < _ASIDE_TOLD or share < 2 * was:
            continue
        code, _, column = reason.partition(" ")
        text = (
            f"{code} sets aside {share:.0%} of rows or cells"
            f"{f' at `{column}`' if column else ''}; in the earlier extract it was {was:.0%}."
        )
        yield _doubt(DoubtKind.DRIFT, file, name, column, text, share - was >= _ASIDE_ANSWERED)


# ------------------------------------------------------------------ how many


def _alike(name: str, outline: Outline) -> float:
    """How many rows come of one child's being there, at least 1.

    Of a table without children, as many as come of an incident for each that does of a child.
    """
    table, incidents = outline.tables[name], outline.tables.get("incidents")
    if incidents is None or not incidents.used or "incident" not in table.columns:
        return 1 / _effective(table)
    behind = 1 / _effective(incidents) * max(1.0, table.used / incidents.used)
    return max(1 / _effective(table), behind)


def _volume(
    name: str, before: TableOutline, now: TableOutline, file: str, alike: float
) -> Iterable[Doubt]:
    """Rows a month, judged with the months' own scatter, and with that of rows by child."""
    first, second = _whole_months(before.months), _whole_months(now.months)
    if len(first) < 3 or len(second) < 3 or not first.mean() or not second.mean():
        return
    ratio = float(second.mean() / first.mean())
    scatter = max(alike, *(float(m.var(ddof=1) / m.mean()) for m in (first, second)))
    error = math.sqrt(scatter * (1 / first.sum() + 1 / second.sum()))
    if abs(math.log(ratio)) < math.log(_VOLUME) or abs(math.log(ratio)) < 3.3 * error:
        return
    text = (
        f"{second.mean():,.0f} rows a month; the earlier extract had {first.mean():,.0f}."
        " Overlapping extracts, another filter or a change in recording can do this."
    )
    yield _doubt(DoubtKind.DRIFT, file, name, "", text, False)


def _whole_months(months: Mapping[str, int]) -> np.ndarray:
    """Rows of every month between the first and the last, which may not be whole; gaps are 0."""
    numbers = {int(m[:4]) * 12 + int(m[5:7]) - 1: rows for m, rows in months.items()}
    inner = range(min(numbers, default=0) + 1, max(numbers, default=0))
    return np.array([numbers.get(month, 0) for month in inner], float)


# ------------------------------------------------------------------ one column


def _column(
    name: str,
    column: str,
    before: TableOutline,
    now: TableOutline,
    was: ColumnOutline,
    held: ColumnOutline,
    file: str,
) -> Iterable[Doubt]:
    worth = {kind: _worth(kind, was, held, before, now) for kind in KINDS}
    filled = (was.filled, before.used), (held.filled, now.used)
    yield from _fill(name, column, *filled, worth["filled"], file)
    yield from _codes(name, column, (was, before.clusters), (held, now.clusters), file)
    for counts, others, what, kind in (
        (was.counts, held.counts, "", "counts"),
        (was.hours, held.hours, " by hour", "hours"),
    ):
        moved = distance(counts, others)
        if moved >= TOLD and beyond_chance(counts, others, worth[kind]):
            text = f"`{column}`{what} is spread otherwise: {_movers(counts, others)}."
            yield _doubt(DoubtKind.DRIFT, file, name, column, text, moved >= ANSWERED)


@dataclass(frozen=True, slots=True)
class Worth:
    """What the rows of two sides are worth.

    Attributes
    ----------
    rows
        Observations that one row of each side is worth.
    known
        Degrees of freedom of that: children behind it, less one for each side; None where it
        is no estimate.
    """

    rows: tuple[float, float] = (1.0, 1.0)
    known: float | None = None


def _worth(
    kind: str, was: ColumnOutline, held: ColumnOutline, before: TableOutline, now: TableOutline
) -> Worth:
    """What the rows are worth for a column; as on the other side, if one tells nothing."""
    first, second = was.worth.get(kind), held.worth.get(kind)
    rows = first or second or _effective(before), second or first or _effective(now)
    many = [side.many[kind] - 1 for side in (was, held) if kind in side.many]
    return Worth(rows, max(1.0, sum(many)) if many else None)


def _effective(table: TableOutline) -> float:
    """Observations that a row is worth, at most 1."""
    return min(1.0, table.observations / table.used) if table.used else 1.0


def _fill(
    name: str,
    column: str,
    was: tuple[int, int],
    held: tuple[int, int],
    worth: Worth,
    file: str,
) -> Iterable[Doubt]:
    """A column that is filled more or less often than it was."""
    shares = was[0] / was[1], held[0] / held[1]
    moved = abs(shares[0] - shares[1])
    counts = [{"filled": filled, "blank": rows - filled} for filled, rows in (was, held)]
    emptied = held[0] == 0 and was[0] >= _ENOUGH
    if (moved < TOLD and not emptied) or not beyond_chance(counts[0], counts[1], worth):
        return
    text = (
        f"`{column}` is filled in {shares[1]:.0%} of rows; in the earlier extract, {shares[0]:.0%}."
    )
    yield _doubt(DoubtKind.DRIFT, file, name, column, text, emptied or moved >= ANSWERED)


def _codes(
    name: str,
    column: str,
    before: tuple[ColumnOutline, int],
    now: tuple[ColumnOutline, int],
    file: str,
) -> Iterable[Doubt]:
    """Words that came, and words that went though they were used often."""
    was, held = before[0].counts, now[0].counts
    if len(was) < 2:
        return
    total = sum(was.values())
    for word, many in held.items():
        new = not was.get(word) and many >= _ENOUGH and not word.lstrip("<").isdigit()
        if new and _of_many(word, now, before):
            text = f'`{column}` says "{word}" in {many:,} rows; no row of the earlier extract did.'
            yield _doubt(DoubtKind.NEW_CODE, file, name, column, text, False)
    for word, many in was.items():
        often = many >= _ENOUGH and many >= 0.05 * total and _of_many(word, before, now)
        if often and not held.get(word) and sum(held.values()) >= _ENOUGH:
            text = f'`{column}` never says "{word}"; the earlier extract did in {many:,} rows.'
            yield _doubt(DoubtKind.LOST_CODE, file, name, column, text, False)


def _of_many(word: str, here: tuple[ColumnOutline, int], there: tuple[ColumnOutline, int]) -> bool:
    """Whether so many children have a word that chance did not put them all on one side."""
    (column, clusters), (_, others) = here, there
    if not clusters or not others or word not in column.people:
        return True
    return (clusters / (clusters + others)) ** column.people[word] < _CHANCE


def _movers(was: Mapping[str, int], held: Mapping[str, int]) -> str:
    """The three values whose shares moved most, where there are enough rows to be told."""
    before, now = sum(was.values()), sum(held.values())
    moved = sorted({*was, *held}, key=lambda k: -abs(held.get(k, 0) / now - was.get(k, 0) / before))
    told = [k for k in moved if max(was.get(k, 0), held.get(k, 0)) >= _ENOUGH][:3]
    return (
        ", ".join(
            f'"{key}" {_share(was.get(key, 0), before)} before, {_share(held.get(key, 0), now)} now'
            for key in told
        )
        or "no value stands in ten rows or more"
    )


def _share(many: int, of: int) -> str:
    return f"{many / of:.0%}" if many >= _ENOUGH or not many else "in under ten rows"


# ------------------------------------------------------------------ distance and chance


def distance(was: Mapping[str, int], held: Mapping[str, int]) -> float:
    """Total variation distance: the share that would have to move, 0 to 1.

    0 where either side has nothing.

    >>> distance({"a": 3, "b": 1}, {"a": 1, "b": 1})
    0.25
    """
    before, now = sum(was.values()), sum(held.values())
    if not before or not now:
        return 0.0
    keys = {*was, *held}
    return sum(abs(was.get(k, 0) / before - held.get(k, 0) / now) for k in keys) / 2


def beyond_chance(was: Mapping[str, int], held: Mapping[str, int], worth: Worth = Worth()) -> bool:
    """Whether two samples differ beyond chance: test of homogeneity, p < 0.001.

    Pearson's chi-squared, of observations instead of rows; where what a row is worth was
    estimated from few children, referred to an F distribution (Thomas and Rao, Small-sample
    comparisons of level and power for simple goodness-of-fit statistics under cluster
    sampling, JASA 1987).

    Parameters
    ----------
    was, held
        Counts by value.
    worth
        What the rows of each side are worth.

    Notes
    -----
    Values expected fewer than five times on either side are put together first.
    """
    keys = sorted({*was, *held})
    rows = np.array(
        [[w.get(k, 0) * s for k in keys] for w, s in zip((was, held), worth.rows, strict=True)]
    )
    rows = _pooled(rows)
    expected = rows.sum(axis=1, keepdims=True) * rows.sum(axis=0) / max(rows.sum(), 1e-9)
    if rows.shape[1] < 2 or (expected <= 0).any():
        return False
    statistic, free = float(((rows - expected) ** 2 / expected).sum()), rows.shape[1] - 1
    if worth.known is None:
        return bool(chdtrc(free, statistic) < _CHANCE)
    return bool(fdtrc(free, worth.known, statistic / free) < _CHANCE)


def _pooled(rows: np.ndarray) -> np.ndarray:
    """Columns of a two-row table, the rare ones added up into one."""
    expected = rows.sum(axis=1).min() * rows.sum(axis=0) / max(rows.sum(), 1e-9)
    rare = expected < 5
    if not rare.any():
        return rows
    rest = rows[:, rare].sum(axis=1, keepdims=True)
    kept = rows[:, ~rare]
    return np.hstack([kept, rest]) if rest.sum() else kept
