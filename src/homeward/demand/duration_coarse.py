"""Where times are known too coarsely to tell on which side of a limit an incident ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Counter, Flag, Group, Tally
from homeward.demand.wording import TOO_MANY
from homeward.estimators import wilson
from homeward.findings.estimate import Estimate, GroupValue
from homeward.timelines.sheet import Coded
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Stands for every hour: whether the end is known to the minute at all.
ANY = 0
#: More than this part on both sides of a limit, and no share within it is given. A share of
#: the rest may be wrong by this much, and published ones are told in whole points; by dates
#: alone, three in a hundred left out at 48 hours moved the share by two.
STRADDLING = 0.02

_Hours = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coarse:
    """What part of the incidents of each group cannot be placed, by one clock.

    Attributes
    ----------
    parts
        Limit in hours (or `ANY`), then the group, to the part of its incidents with any
        bounds whose bounds lie on both sides of the limit.
    moved
        Groups whose share within a limit they could move out of its own interval.
    """

    parts: Mapping[int, Mapping[Group, float]]
    moved: Mapping[int, frozenset[Group]] = field(default_factory=dict)

    def refuses(self, limit: int, by: Group = ()) -> bool:
        """Whether too many of a group cannot be placed on either side of a limit.

        What is left out is chosen by how long it lasted: of incidents known by their
        dates alone only those of two days and more can be judged at all. So a share of
        those that could be judged may be wrong by as much as the part left out, which
        may be more than its interval says even where it is a small part of all.
        """
        most = TOO_MANY if limit == ANY else STRADDLING
        return self.parts[limit].get(by, 0.0) > most or by in self.moved.get(limit, ())


def coarse(low: _Hours, high: _Hours, limits: Iterable[int], settings: Coded) -> Coarse:
    """The part of incidents that cannot be placed, of all and of each setting.

    Parameters
    ----------
    low, high
        Least and most hours that the records allow, shape (n,); `high` is NaN while open.
    limits
        In hours.
    settings
        Setting of each incident.
    """
    bounded = ~np.isnan(low)
    straddles = {limit: straddling(low, high, limit) for limit in limits}
    moved = {k: _moved(low > k, high <= k, yes, settings) for k, yes in straddles.items()}
    straddles[ANY] = low < high
    return Coarse({k: _parts(yes, bounded, settings) for k, yes in straddles.items()}, moved)


def straddling(low: _Hours, high: _Hours, limit: int) -> NDArray[np.bool_]:
    """Which incidents may lie on either side of a limit, by their least and most hours."""
    return (low <= limit) & (high > limit)


def too_coarse(yes: int, judged: int, unplaced: int) -> bool:
    """Whether those that cannot be placed forbid a share of those that can.

    They are too many, or could move the share out of its own interval: the narrowest that
    it can have, Wilson's of independent incidents. So the interval of a share that is given
    always holds the share of all of them.

    Parameters
    ----------
    yes, judged, unplaced
        Units on one side of the limit, units on either, and units that may be on both.
    """
    if not unplaced:
        return False
    whole = judged + unplaced
    if not judged or unplaced > STRADDLING * whole:
        return True
    low, high = wilson(yes, judged)
    return yes / whole < low or (yes + unplaced) / whole > high


def _moved(
    beyond: NDArray[np.bool_], within: NDArray[np.bool_], both: NDArray[np.bool_], settings: Coded
) -> frozenset[Group]:
    many = len(settings.labels)
    sides = [np.bincount(settings.codes[rows], minlength=many) for rows in (beyond, within, both)]
    groups: list[Group] = [(("setting", label),) for label in settings.labels]
    counts = [(int(sum(side)) for side in sides), *zip(*(map(int, s) for s in sides), strict=True)]
    return frozenset(
        by
        for by, (yes, no, unplaced) in zip(((), *groups), counts, strict=True)
        if too_coarse(yes, yes + no, unplaced)
    )


def _parts(
    yes: NDArray[np.bool_], bounded: NDArray[np.bool_], settings: Coded
) -> dict[Group, float]:
    many = len(settings.labels)
    held = np.bincount(settings.codes[bounded], minlength=many)
    met = np.bincount(settings.codes[yes], minlength=many)
    found: dict[Group, float] = {(): float(met.sum()) / max(1, int(held.sum()))}
    for label, part, whole in zip(settings.labels, met, held, strict=True):
        found[(("setting", label),)] = float(part) / max(1, int(whole))
    return found


def part_unplaced(low: _Hours, high: _Hours, limit: int) -> float:
    """The part of incidents with any bounds that cannot be placed, of all together.

    Parameters
    ----------
    low, high, limit
        As of `coarse`; a limit of `ANY` asks whether the end is known to the minute.
    """
    unplaced = low < high if limit == ANY else straddling(low, high, limit)
    return float(unplaced.sum()) / max(1, int((~np.isnan(low)).sum()))


def refused(estimate: Estimate) -> Estimate:
    """An estimate that is not given: how many could not be told, and no number."""
    left = (estimate.of or 0) + (estimate.left_out or 0)
    return Estimate(
        estimate.name, estimate.kind, estimate.unit, None, left_out=left, by=estimate.by,
        state=State.REFUSED,
    )  # fmt: skip


def told(estimate: Estimate, unplaced: int) -> Estimate:
    """A share as it is, or refused where too many of its units cannot be placed."""
    coarse_here = too_coarse(estimate.count or 0, estimate.of or 0, unplaced)
    return refused(estimate) if coarse_here else estimate


def bound_flags(low: _Hours, high: _Hours, hours: int) -> dict[str, Flag]:
    """Incidents that were surely within a limit, and those that could have been."""
    return {"lowest": Flag(high <= hours), "highest": Flag(~(low > hours))}


def beyond_flags(low: _Hours, high: _Hours, hours: int) -> dict[str, Flag]:
    """Incidents that were surely beyond a limit, and those that could have been."""
    return {"lowest": Flag(low > hours), "highest": Flag(~(high <= hours))}


def bounds_of(
    name: str, found: Mapping[str, Tally], by: Mapping[str, GroupValue]
) -> list[Estimate]:
    """The least and most that a share can be, whatever the incidents that cannot be placed."""
    return [
        Estimate(
            f"{name}_{end}", Kind.BOUND, Unit.INCIDENTS, tally.count / max(1, tally.of),
            count=tally.count, of=tally.of, children=tally.children,
            children_of=tally.children_of, by=by,
        )
        for end, tally in found.items()
    ]  # fmt: skip


def bounds(
    counter: Counter, times: tuple[_Hours, _Hours], limits: Mapping[str, int],
    coarseness: Coarse, by: Mapping[str, GroupValue], groups: Sequence[Group],
) -> list[Estimate]:  # fmt: skip
    """Lowest and highest shares where the share is refused, limit by limit.

    Parameters
    ----------
    counter
        Of all incidents.
    times
        Least and most hours of each.
    limits
        Ending of a name to hours.
    coarseness
        Says what is refused.
    by
        What the estimates say of their clock.
    groups
        `()`, or groups of one setting each.
    """
    out: list[Estimate] = []
    for name, hours in limits.items():
        mine = [g for g in groups if coarseness.refuses(hours, g)]
        if not mine:
            continue
        dims = tuple(dict.fromkeys(tuple(key for key, _ in g) for g in mine))
        found = counter.tallies(dims, bound_flags(*times, hours))
        for g in mine:
            out += bounds_of(f"share_found_within_{name}", found[g], {**by, **dict(g)})
    return out
