"""One synthetic county lived through, and the questions that the trap pages ask of it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from homeward.estimators import gini, gini_sparse_adjusted, stream, top_total
from homeward.synth.clock import DAY, YEAR, midnight, to_local, years_of
from homeward.synth.county import County, live_through
from homeward.synth.profile import read_profile
from homeward.vocabulary.placement import PlacementKind

PROFILE, SEED = "herts-2019-2022", 1


@cache
def county() -> County:
    """The county of `make demo`: its true incidents, before any file was written."""
    return live_through(read_profile(PROFILE), SEED)


class Repeats(NamedTuple):
    """Incidents, children and both repeat shares of one set of records."""

    incidents: int
    children: int
    second: float
    several: float


def sizes(keep: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
    """Incidents of each child who has any, of the incidents kept."""
    child = county().incidents.child
    _, many = np.unique(child if keep is None else child[keep], return_counts=True)
    return many


def years() -> NDArray[np.int64]:
    """Local year of each report."""
    return years_of(to_local(county().incidents.reported))


def repeats(keep: NDArray[np.bool_]) -> Repeats:
    """Both repeat shares of the incidents kept."""
    many = sizes(keep)
    total = int(many.sum())
    return Repeats(total, len(many), 1 - len(many) / total, many[many > 1].sum() / total)


def second_in_last_year(first: int) -> float:
    """Share of the last year's incidents that are second or later, records kept from `first`."""
    year, child = years(), county().incidents.child
    kept = np.flatnonzero(year >= first)
    order = kept[np.lexsort((county().incidents.reported[kept], child[kept]))]
    begun = np.r_[True, child[order][1:] != child[order][:-1]]
    last = year[order] == year.max()
    return float(np.mean(~begun[last]))


def thinned(part: float) -> tuple[int, int, float, float]:
    """Incidents, children, Gini and top-10% share if each incident were kept with this chance."""
    keep = stream(SEED, "trap", "thinned").random(len(years())) < part
    many, units = np.unique(sizes(keep), return_counts=True)
    _, top = top_total(many, units, 10)
    total = int(many @ units)
    return total, int(units.sum()), gini(many, units), top / total


def equal_children(children: int, each: float) -> tuple[int, float, float, float]:
    """What equal children look like: incidents, share with none, Gini, corrected Gini."""
    drawn = stream(SEED, "trap", f"equal {children} {each}").poisson(each, children)
    many, units = np.unique(drawn, return_counts=True)
    events, plain = int(drawn.sum()), gini(many, units)
    adjusted = gini_sparse_adjusted(plain, units=children, events=events)
    return events, float(np.mean(drawn == 0)), plain, adjusted


class Placed(NamedTuple):
    """Children of one kind of placement: their incidents and years placed, child by child."""

    incidents: NDArray[np.int64]
    years: NDArray[np.float64]

    @property
    def rate(self) -> float:
        """Incidents for each year placed."""
        return float(self.incidents.sum() / self.years.sum())

    @property
    def reported(self) -> int:
        """Children with at least one incident."""
        return int((self.incidents > 0).sum())

    @property
    def per_reported(self) -> float:
        """Incidents for each child with any."""
        return float(self.incidents.sum() / self.reported)


@cache
def placed(setting: str = "childrens_home") -> dict[str, Placed]:
    """Children of one care setting by kind of placement, within the study window."""
    world, incidents = county().world, county().incidents
    stays, names = world.stays, list(world.profile.settings)
    opens = midnight(world.profile.window.opens)
    closes = midnight(world.profile.window.closes) + DAY
    inside = np.clip(stays.closes, opens, closes) - np.clip(stays.opens, opens, closes)
    kind = world.placement(stays.child, stays.setting)
    at = stays.at(incidents.child, incidents.last_seen)
    out = {}
    for word in (PlacementKind.LOCAL_HERE, PlacementKind.OTHER_HERE):
        mine = (stays.setting == names.index(setting)) & (kind == word.value)
        many = np.bincount(incidents.child[mine[at] & (at >= 0)], minlength=stays.child.max() + 1)
        long = np.bincount(stays.child[mine], weights=inside[mine], minlength=len(many)) / YEAR
        out[word.value] = Placed(many[long > 0], long[long > 0])
    return out


def ratio_interval(setting: str = "childrens_home", draws: int = 1999) -> tuple[float, float]:
    """95% interval of the ratio of rates, other authorities' children against local ones.

    Children are drawn again within each kind.
    """
    rng = stream(SEED, "trap", "area")
    rates = []
    for kind in placed(setting).values():
        at = rng.integers(0, len(kind.years), (draws, len(kind.years)))
        rates.append(kind.incidents[at].sum(axis=1) / kind.years[at].sum(axis=1))
    low, high = np.quantile(rates[1] / rates[0], [0.025, 0.975])
    return float(low), float(high)
