"""Which targets exclude one another in this model: an irreducible set, named.

Near the best point found, averages are taken as straight lines in the levers. If no levers
within their bounds bring every average into its band, targets are left out one at a time and
stay out while the rest are still infeasible: what is left is a set none of which can be
spared. Where the straight lines would allow what trials did not find, the bounds are drawn
in around the point, for as long as each unmet target alone could still be met. If the lines
promise too much even then, what is named is who pulls against whom at the best point.

Source: Chinneck & Dravnieks (1991), Locating minimal infeasible constraint sets in linear
programs (the deletion filter).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from homeward.synth.streams import Floats

#: Each time the bounds are drawn in, they are left so much of their width.
_DRAWN_IN = 0.5

#: Times the bounds may be drawn in.
_MOST_TIMES = 6

#: A target that is met pulls against one that is not if its own pull is so much of it.
_PULLS = 0.1


@dataclass(frozen=True, slots=True)
class Lines:
    """Averages as straight lines in the levers, about one point.

    Attributes
    ----------
    at
        Averages at the point.
    slopes
        Targets × levers.
    low, high
        Band of each average (one side may be infinite).
    down, up
        How far each lever may move from the point, not below 0.
    """

    at: Floats
    slopes: Floats
    low: Floats
    high: Floats
    down: Floats
    up: Floats

    def feasible(self, which: list[int], share: float = 1.0) -> bool:
        """Whether some levers, within a share of their bounds, meet these targets."""
        slopes = np.nan_to_num(self.slopes[which])
        rows = np.vstack([slopes, -slopes])
        edges = np.concatenate(
            [(self.high - self.at)[which], (self.at - self.low)[which]],
        )
        kept = np.isfinite(edges)
        bounds = np.column_stack([-share * self.down, share * self.up])
        scale = np.maximum(np.abs(rows[kept]).max(axis=1, initial=0), 1e-12)
        done = linprog(
            np.zeros(slopes.shape[1]),
            A_ub=rows[kept] / scale[:, None],
            b_ub=edges[kept] / scale,
            bounds=bounds,
        )
        return bool(done.status == 0)


def conflicting(lines: Lines, unmet: tuple[int, ...]) -> tuple[int, ...]:
    """Positions of targets that cannot be met together.

    Parameters
    ----------
    lines
        About the best point found.
    unmet
        Targets that are not met there; not empty.
    """
    everyone = list(range(len(lines.at)))
    share = 1.0
    for _ in range(_MOST_TIMES):
        if not lines.feasible(everyone, share):
            return _filtered(lines, everyone, unmet, share)
        share *= _DRAWN_IN
        if not all(lines.feasible([n], share) for n in unmet):
            break
    return _pulling(lines, unmet)


def _pulling(lines: Lines, unmet: tuple[int, ...]) -> tuple[int, ...]:
    """The unmet, and those whose pull on the levers at the point is against theirs."""
    high = np.where(np.isfinite(lines.high), lines.high, lines.low)
    scale = np.maximum((high - lines.low) / 2, 1e-12)
    off = (lines.at - (lines.low + high) / 2) / scale
    off[~np.isfinite(lines.high)] = np.minimum(lines.at - lines.low, 0)[~np.isfinite(lines.high)]
    pulls = np.nan_to_num(lines.slopes) / scale[:, None] * off[:, None]
    against = pulls @ pulls[list(unmet)].sum(axis=0)
    own = max(float(against[list(unmet)].sum()), 1e-12)
    return tuple(n for n in range(len(off)) if n in unmet or against[n] < -_PULLS * own)


def _filtered(
    lines: Lines, everyone: list[int], unmet: tuple[int, ...], share: float
) -> tuple[int, ...]:
    """The deletion filter; targets that are met are let go of first."""
    left = list(everyone)
    for n in sorted(everyone, key=lambda n: (n in unmet, n)):
        rest = [other for other in left if other != n]
        if rest and not lines.feasible(rest, share):
            left = rest
    return tuple(left)
