"""The top of Cox's partial likelihood: what is read, Newton's method, and its refusals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import cho_factor, cho_solve, inv, solve

from homeward.estimators import partial_likelihood as partial
from homeward.estimators.counting import CountingRows, Floats, numbers
from homeward.estimators.refusals import CannotEstimate, Refused
from homeward.estimators.risk_sets import ROWS_AT_ONCE, RiskSets, risk_sets

#: Newton has settled when no coefficient would move by more than this, in standard
#: deviations of its covariate; the step is taken all the same.
SETTLED = 1e-7
#: Steps that stay longer than this while the likelihood no longer grows lead to infinity.
RUNAWAY = 1e-2
MOST_STEPS = 60
MOST_HALVINGS = 30
#: A covariate with less variance left than this share of its own is told by the others.
TOLD_BY_OTHERS = 1e-9
#: Below this share of its variance over all rows, it does not vary among those compared.
DOES_NOT_VARY = 1e-13

TIES = ("efron", "breslow")

TIES = ("efron", "breslow")


@dataclass(frozen=True, slots=True)
class Design:
    """What a fit is made from: rows, risk sets, ties, and covariates about their means.

    Attributes
    ----------
    rows, sets, ties
        As given, sorted, and tied.
    x
        Covariates of kept rows about `centre`, shape (n, p).
    centre, spread
        Weighted mean of each covariate, and its standard deviation about that over rows
        (not weighted: a few heavy rows are no scale for the rest), shape (p,).
    names
        Of the covariates.
    """

    rows: CountingRows
    sets: RiskSets
    ties: partial.Ties
    x: Floats
    centre: Floats
    spread: Floats
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Peak:
    """The partial likelihood at (or near) its top: all that is worked out there.

    Attributes
    ----------
    beta
        Coefficients, shape (p,).
    hazard, mean
        Sums by event time at the last coefficients looked at.
    slope, information
        Derivatives there.
    log_likelihood
        Its value there.
    null, null_test
        The log likelihood at the start, and the score statistic there.
    steps
        Newton steps taken.
    """

    beta: Floats
    hazard: partial.Hazards
    mean: partial.Means
    slope: Floats
    information: Floats
    log_likelihood: float
    null: float
    null_test: float
    steps: int


# ---------------------------------------------------------------- what is read


def _named(names: Sequence[str] | None, columns: int) -> tuple[str, ...]:
    found = tuple(f"x{j + 1}" for j in range(columns)) if names is None else tuple(names)
    if len(found) != columns or len(set(found)) != columns:
        raise CannotEstimate(Refused.WRONG_NAMES, found)
    return found


def _columns(
    covariates: ArrayLike, names: Sequence[str] | None, n: int
) -> tuple[Floats, list[str]]:
    """Covariates as floats of shape (n, p), every value finite, and their names."""
    read = np.asarray(covariates)
    read = read[:, None] if read.ndim == 1 else read
    if read.ndim != 2 or read.shape[0] != n or not read.shape[1]:
        raise CannotEstimate(Refused.UNEQUAL_LENGTHS, ("covariates",))
    said = _named(names, read.shape[1])
    if read.dtype.kind not in "biuf":
        read = np.column_stack([numbers(s, c) for s, c in zip(said, read.T, strict=True)])
    found = read.astype(np.float64, copy=False)
    if not np.isfinite(found.sum()):
        wrong = [int(np.count_nonzero(~np.isfinite(column))) for column in found.T]
        if any(wrong):
            about = tuple(s for s, many in zip(said, wrong, strict=True) if many)
            raise CannotEstimate(Refused.NOT_FINITE, about, max(wrong))
    return found, list(said)


def _squares(x: Floats) -> Floats:
    """Sums of squares by column, a part of the rows at a time."""
    total = np.zeros(x.shape[1])
    for begin in range(0, len(x), ROWS_AT_ONCE):
        part = x[begin : begin + ROWS_AT_ONCE]
        total += np.einsum("ij,ij->j", part, part)
    return total


def design_of(
    rows: CountingRows, covariates: ArrayLike, names: Sequence[str] | None, ties: str
) -> Design:
    """Risk sets of the rows, and their covariates about the means of those compared.

    Raises
    ------
    CannotEstimate
        As `fit_cox`, but for what only the fit can tell.
    """
    if ties not in TIES:
        raise CannotEstimate(Refused.UNKNOWN_CHOICE, TIES)
    x, said = _columns(covariates, names, len(rows))
    sets = risk_sets(rows)
    if sets.bins < 2:
        raise CannotEstimate(Refused.ONE_EVENT_TIME)
    x = x if sets.kept is None else x[sets.kept]
    centre = sets.weight @ x / sets.weight.sum()
    x = x - centre
    spread = np.sqrt(_squares(x) / len(x))
    flat = spread <= 1e-14 * np.abs(centre)
    if flat.any():
        raise CannotEstimate(Refused.CONSTANT, tuple(np.array(said)[flat].tolist()))
    return Design(rows, sets, partial.ties_of(sets, ties), x, centre, spread, tuple(said))


# ---------------------------------------------------------------- the fit


def _refuse_told(design: Design, information: Floats) -> None:
    """Refuse covariates that do not vary in risk sets, or that others tell."""
    names, own = design.names, np.diag(information)
    total = design.ties.weight.sum() * design.spread**2
    flat = ~(own > DOES_NOT_VARY * total)
    if flat.any():
        raise CannotEstimate(Refused.CONSTANT, tuple(np.array(names)[flat].tolist()))
    alike = information / np.sqrt(np.outer(own, own))
    for j in range(1, len(names)):
        told = solve(alike[:j, :j], alike[:j, j], assume_a="sym")
        if 1 - alike[j, :j] @ told < TOLD_BY_OTHERS:
            by = [names[i] for i in range(j) if abs(told[i]) > 1e-6]
            raise CannotEstimate(Refused.COLLINEAR, (*by, names[j]))


def inverse(design: Design, information: Floats) -> Floats:
    """I^-1, worked out with the covariates on one scale."""
    scale = np.outer(design.spread, design.spread)
    return cast(Floats, inv(information / scale) / scale)


def _newton_step(design: Design, information: Floats, slope: Floats) -> Floats:
    """I^-1 U, with covariates brought to one scale; NaN where I is no longer positive."""
    scale = design.spread
    try:
        factor = cho_factor(information / np.outer(scale, scale))
    except (np.linalg.LinAlgError, ValueError):
        return np.full(len(scale), np.nan)
    return cast(Floats, cho_solve(factor, slope / scale) / scale)


def _moving(design: Design, step: Floats) -> tuple[str, ...]:
    """Covariates whose coefficients a step moves most, most first."""
    size = np.abs(step) * design.spread
    if not np.isfinite(size).all():
        return design.names
    order = np.argsort(-size)
    return tuple(design.names[j] for j in order if size[j] > 0.05 * size.max())


def climb(design: Design, offset: Floats | None = None, start: Floats | None = None) -> Peak:
    """Newton's method with step-halving to the top of the partial likelihood.

    Parameters
    ----------
    design
        From `design_of`.
    offset
        Added to each kept row's log relative hazard, shape (n,).
    start
        Coefficients to start from; zero by default.

    Raises
    ------
    CannotEstimate
        CONSTANT, COLLINEAR, SEPARATED or NOT_SETTLED, with the covariates' names.
    """
    sets, ties, x = design.sets, design.ties, design.x
    beta = np.zeros(x.shape[1]) if start is None else start
    value, hazard = _look(design, beta, offset)
    null, null_test, step = value, 0.0, beta
    for count in range(MOST_STEPS):
        slope, expected = partial.slope(sets, hazard, x)
        mean = partial.means(sets, ties, hazard, x)
        information = partial.information(sets, ties, hazard, x, mean, expected)
        if not count:
            _refuse_told(design, information)
        last, step = step, _newton_step(design, information, slope)
        null_test = null_test if count else float(slope @ step)
        size = float(np.max(np.abs(step) * design.spread))
        if not np.isfinite(size):
            raise CannotEstimate(Refused.SEPARATED, _moving(design, last))
        if size < SETTLED:
            top = beta + step
            return Peak(top, hazard, mean, slope, information, value, null, null_test, count)
        if size > RUNAWAY and slope @ step < 1e-9 * ties.weight.min():
            raise CannotEstimate(Refused.SEPARATED, _moving(design, step))
        beta, value, hazard = _uphill(design, beta, step, value, offset)
    raise CannotEstimate(Refused.NOT_SETTLED, _moving(design, step))


def _look(design: Design, beta: Floats, offset: Floats | None) -> tuple[float, partial.Hazards]:
    """The log likelihood and the sums by event time at `beta`."""
    eta = design.x @ beta
    eta = eta if offset is None else eta + offset
    with np.errstate(over="ignore", invalid="ignore"):
        hazard = partial.hazards(design.sets, design.ties, eta)
        return partial.log_likelihood(design.sets, hazard, eta), hazard


def _uphill(
    design: Design, beta: Floats, step: Floats, value: float, offset: Floats | None
) -> tuple[Floats, float, partial.Hazards]:
    """The step, halved until the likelihood does not fall."""
    least = value - 1e-10 * abs(value)
    for _ in range(MOST_HALVINGS):
        found, hazard = _look(design, beta + step, offset)
        if np.isfinite(found) and found >= least:
            return beta + step, found, hazard
        step = step / 2
    raise CannotEstimate(Refused.NOT_SETTLED, _moving(design, step))
