"""Covariates that are categories: pooled, crossed into patterns, laid out as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import svd
from scipy.optimize import linprog

_Floats = NDArray[np.float64]
_Whole = NDArray[np.int64]
_Bools = NDArray[np.bool_]

#: Up to so many conceivable patterns, those seen are found by counting, without a sort.
FEW_PATTERNS = 1 << 20

#: A column that adds less than this part of its size to those before it adds nothing.
ADDS_NOTHING = 1e-8


@dataclass(frozen=True, slots=True)
class Factor:
    """A covariate of few different values.

    Attributes
    ----------
    name
        What it is called in a report of what went wrong.
    codes
        Shape (n,): place in `labels`, from 0. Nothing is missing: give what is not known
        a label of its own.
    labels
        The different values.
    reference
        The label that the others are compared with; None for the commonest.
    """

    name: str
    codes: NDArray[Any]
    labels: tuple[Any, ...]
    reference: Any = None

    def taken(self, rows: NDArray[Any]) -> Factor:
        """The same covariate of some of the rows."""
        return replace(self, codes=self.codes[rows])


def yes_or_no(name: str, yes: _Bools) -> Factor:
    """A yes-or-no column as a factor, yes compared with no."""
    return Factor(name, yes.astype(np.int8), (False, True), False)


def pooled(factor: Factor, weight: _Floats, least: float) -> Factor:
    """The factor with its rarest levels made one, so that each has `least` of a weight.

    A level too rare to be told from chance would be fitted all the same, without end
    where it has no event. Levels are pooled from the rarest up until the pool is large
    enough, whatever the outcome of its rows; a factor left with one level says nothing.

    Parameters
    ----------
    factor
        With `codes` of shape (n,).
    weight
        Shape (labels,): what each level has (the lesser of its events and non-events).
    least
        The least that a level may have.
    """
    seen = np.bincount(factor.codes, minlength=len(factor.labels)) > 0
    order = [int(place) for place in np.argsort(weight, kind="stable") if seen[place]]
    pool: list[int] = []
    while order and (weight[order[0]] < least or (pool and weight[pool].sum() < least)):
        pool.append(order.pop(0))
    return _merged(factor, pool) if pool else factor


def _merged(factor: Factor, pool: Sequence[int]) -> Factor:
    onto = np.arange(len(factor.labels))
    onto[list(pool)] = pool[-1]
    reference = factor.reference
    if reference is not None and factor.labels.index(reference) in pool:
        reference = factor.labels[pool[-1]]
    return replace(factor, codes=onto[factor.codes], reference=reference)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Rows by the pattern of their covariates.

    Attributes
    ----------
    of
        Shape (n,): the pattern of each row.
    columns
        Shape (patterns, k): a column of ones, then one of 0 and 1 for each term.
    terms
        Name and label of each column after the first.
    """

    of: _Whole
    columns: _Floats
    terms: tuple[tuple[str, Any], ...]

    def sums(self, values: NDArray[Any]) -> _Floats:
        """Sums of a row's values by pattern."""
        sums = np.bincount(self.of, weights=values, minlength=len(self.columns))
        return np.asarray(sums, float)


@dataclass(frozen=True, slots=True)
class Background:
    """Covariates of many rows, crossed once for every model that holds them equal.

    Attributes
    ----------
    of
        Shape (n,): the pattern of each row.
    factors
        The covariates, `codes` of shape (patterns,).
    """

    of: _Whole
    factors: tuple[Factor, ...]

    def taken(self, rows: NDArray[Any]) -> Background:
        """The same covariates of some of the rows."""
        return replace(self, of=self.of[rows])


def background(factors: Sequence[Factor], rows: int) -> Background:
    """Some covariates crossed; with none, every row is of one pattern."""
    found, of = _occurring(factors, rows)
    at_pattern = []
    for factor in reversed(factors):
        found, codes = np.divmod(found, len(factor.labels))
        at_pattern.append(replace(factor, codes=codes))
    return Background(of, tuple(reversed(at_pattern)))


def cells(compared: Factor, others: Background) -> tuple[_Whole, tuple[Factor, ...]]:
    """Cells of one covariate and a background: that of each row, and covariates by cell."""
    key = others.of * len(compared.labels) + compared.codes
    most = len(compared.labels) * (int(others.of.max(initial=0)) + 1)
    found, cell = _compact(key, most)
    pattern, codes = np.divmod(found, len(compared.labels))
    held = (factor.taken(pattern) for factor in others.factors)
    return cell, (replace(compared, codes=codes), *held)


def _occurring(factors: Sequence[Factor], rows: int) -> tuple[_Whole, _Whole]:
    key, levels = np.zeros(rows, np.int64), 1
    for factor in factors:
        key = key * len(factor.labels) + factor.codes
        levels *= len(factor.labels)
    return _compact(key, levels)


def crossed(factors: Sequence[Factor], weight: _Floats | None = None) -> Patterns:
    """The patterns of some covariates that occur, and their columns.

    A level that does not occur has no column, nor has a covariate of one level.

    Parameters
    ----------
    factors
        At least one.
    weight
        Shape (n,): units that each row stands for, above 0, to tell which level is
        commonest; None where each stands for one.
    """
    found, of = _occurring(factors, len(factors[0].codes))
    columns: list[_Floats] = [np.ones(len(found))]
    terms: list[tuple[str, Any]] = []
    for factor in reversed(factors):
        found, codes = np.divmod(found, len(factor.labels))
        rows = np.bincount(factor.codes, weights=weight, minlength=len(factor.labels))
        made = [(codes == place, label) for place, label in _levels(factor, rows)]
        columns[1:1] = [column.astype(float) for column, _ in made]
        terms[:0] = [(factor.name, label) for _, label in made]
    return Patterns(of, np.column_stack(columns), tuple(terms))


def _levels(factor: Factor, rows: NDArray[Any]) -> list[tuple[int, Any]]:
    """Levels that get a column: all that occur but the reference."""
    reference = int(np.argmax(rows))
    if factor.reference is not None and rows[factor.labels.index(factor.reference)]:
        reference = factor.labels.index(factor.reference)
    return [
        (place, label)
        for place, label in enumerate(factor.labels)
        if rows[place] and place != reference
    ]


def _compact(key: _Whole, levels: int) -> tuple[_Whole, _Whole]:
    """Different keys, rising, and the place of each row's key among them."""
    if levels > FEW_PATTERNS:
        return np.unique(key, return_inverse=True)
    found = np.flatnonzero(np.bincount(key, minlength=levels))
    place = np.zeros(levels, np.int64)
    place[found] = np.arange(len(found))
    return found, place[key]


def collinear(patterns: Patterns) -> tuple[str, ...]:
    """Names of covariates that tell each other, or () if every column adds something."""
    _, sizes, directions = svd(patterns.columns, full_matrices=False)
    short = max(0, patterns.columns.shape[1] - len(patterns.columns))
    nothing = directions[sizes < ADDS_NOTHING * sizes[0]]
    if short and not len(nothing):
        return _names(patterns, range(patterns.columns.shape[1]))
    told = np.abs(nothing).max(axis=0, initial=0.0) > ADDS_NOTHING
    return _names(patterns, [int(place) for place in np.flatnonzero(told)])


def separated(patterns: Patterns, events: _Floats, others: _Floats | None) -> tuple[str, ...]:
    """Names of covariates along which the likelihood has no largest value.

    A direction in which every pattern without an event can be made ever less likely, or
    every pattern of nothing but events ever more, while no mixed pattern moves.

    Parameters
    ----------
    patterns
        With k columns.
    events
        Events by pattern.
    others
        Non-events by pattern; None for rates, where no pattern is "all events".

    Returns
    -------
    tuple of str
        Covariates with a part in such a direction; () where a largest value exists.

    Source
    ------
    Linear programme of Konis (2007), University of Oxford thesis; for rates, Correia,
    Guimarães & Zylkin (2020), Stata Journal 20.
    """
    never = events == 0
    always = np.zeros(len(events), bool) if others is None else others == 0
    x, fixed = patterns.columns, ~never & ~always
    sided = np.vstack([x[never], -x[always]])
    if not len(sided):
        return ()
    found = linprog(
        sided.sum(axis=0),
        A_ub=sided,
        b_ub=np.zeros(len(sided)),
        A_eq=x[fixed] if fixed.any() else None,
        b_eq=np.zeros(int(fixed.sum())) if fixed.any() else None,
        bounds=(-1, 1),
    )
    if found.x is None or float(found.fun) > -ADDS_NOTHING:
        return ()
    moved = [int(place) for place in np.flatnonzero(np.abs(found.x) > ADDS_NOTHING)]
    return _names(patterns, moved)


def _names(patterns: Patterns, places: Sequence[int]) -> tuple[str, ...]:
    """Covariates of some columns, in order, each once; the column of ones has no name."""
    found = [patterns.terms[place - 1][0] for place in sorted(places) if place]
    return tuple(dict.fromkeys(found))
