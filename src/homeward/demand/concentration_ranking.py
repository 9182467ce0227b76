"""Children or places in order of their incidents, and the estimates made of the order."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from homeward.demand.counting import Profile
from homeward.demand.estimates import By
from homeward.estimators import (
    GammaPoisson,
    Interval,
    NoFit,
    chance_concentration,
    concentration_intervals,
    fit_gamma_poisson,
    fit_truncated_gamma_poisson,
    gini,
    gini_sparse_adjusted,
    stream,
    top_count,
    top_total,
)
from homeward.findings.estimate import Estimate
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

PERCENTS = (1, 5, 10, 20)
CHILD_JACKKNIFE = "on the logit scale, jackknife by child, Student's t"
PLACE_JACKKNIFE = "on the logit scale, jackknife by place, Student's t"
BY_CHANCE = "band of 95% of simulations"
GINIS = ("gini", "gini_sparse_adjusted", "gini_gamma_poisson", "chance_gini")
#: A group of fewer places would be told place by place: in the top, outside it, and
#: between one top and the next.
FEWEST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Ranking:
    """Children or places in order of their incidents.

    Attributes
    ----------
    profile
        Incidents per unit, and units with so many.
    by
        The group.
    ranks
        For places: see `children_by_place`. None where the units are children.
    left_out
        Incidents with no place.
    listed
        Whether the units come from a list, so that those with no incident are known.
    """

    profile: Profile
    by: By
    ranks: Profile | None = None
    left_out: int = 0
    listed: bool = False

    @property
    def units(self) -> int:
        """Children or places."""
        return int(self.profile[1].sum())

    @property
    def incidents(self) -> int:
        """Incidents of all of them."""
        return int(self.profile[0] @ self.profile[1])

    def children(self, top: int | None = None) -> int:
        """Different children behind the top units, or behind all."""
        if self.ranks is None:
            return self.units if top is None else top
        ranks, children = self.ranks
        return int(children[ranks <= (top or self.units)].sum())

    @property
    def has_none(self) -> bool:
        """Whether units with no incident are known and are in it."""
        return bool(self.profile[0].min() == 0)

    @property
    def jackknife(self) -> str:
        """Name of the interval's method."""
        return CHILD_JACKKNIFE if self.ranks is None else PLACE_JACKKNIFE

    @property
    def percents(self) -> tuple[int, ...]:
        """Tops that may be given: all, for children; for places, those of enough places."""
        if self.ranks is None:
            return PERCENTS
        shown, last = [], 0
        for percent in PERCENTS:
            top = top_count(self.units, percent)
            if min(top - last, self.units - top) >= FEWEST_PLACES:
                shown.append(percent)
                last = top
        return tuple(shown)

    @property
    def has_index(self) -> bool:
        """Whether there are enough units that an index of them tells of none alone."""
        return self.ranks is None or self.units >= 2 * FEWEST_PLACES

    def stream(self, seed: int, purpose: str) -> Generator:
        """Random numbers for one purpose in this group."""
        return stream(seed, purpose, *(f"{key}={value}" for key, value in sorted(self.by.items())))


def rates_of(ranking: Ranking) -> GammaPoisson | NoFit | None:
    """The spread of rates behind the counts, or why it cannot be told; None if it may not be.

    Over the same units as the other indices: of units from a list, those with no incident
    are among them; else they are unseen, and the fit allows for that.
    """
    sizes, units = ranking.profile
    reported = sizes > 0
    if not ranking.has_index:
        return None
    if ranking.listed:
        return fit_gamma_poisson(sizes, units)
    return fit_truncated_gamma_poisson(sizes[reported], units[reported])


def estimates_of(ranking: Ranking, rates: GammaPoisson | NoFit | None, seed: int) -> list[Estimate]:
    """Top shares and Gini indices, with what chance alone would give beside them.

    Parameters
    ----------
    ranking
        Children or places.
    rates
        From `rates_of`.
    seed
        The study's.
    """
    shown = ranking.percents
    held = concentration_intervals(*ranking.profile, shown)
    chance = chance_concentration(
        ranking.units, ranking.incidents, shown, ranking.stream(seed, "chance share"),
        seen_only=not ranking.has_none,
    )  # fmt: skip
    tops = dict(zip(shown, zip(held.tops, chance.tops, strict=True), strict=True))
    shares = [_top_share(ranking, p, tops[p][0] if p in tops else None) for p in PERCENTS]
    by_chance = [
        _index(f"chance_share_top_{p}_percent", *tops[p][1], BY_CHANCE, ranking, Unit.INCIDENTS)
        if p in tops
        else _none(f"chance_share_top_{p}_percent", Kind.INDEX, Unit.INCIDENTS, ranking)
        for p in PERCENTS
    ]
    if not ranking.has_index:
        none = [_none(name, Kind.INDEX, Unit.INDEX, ranking) for name in GINIS]
        return [*shares, *by_chance, *none]
    gini_by_chance = _index("chance_gini", *chance.gini, BY_CHANCE, ranking)
    return [*shares, *by_chance, *_ginis(ranking, rates, held.gini), gini_by_chance]


def refused_of(ranking: Ranking) -> list[Estimate]:
    """Every estimate of a ranking that is not to be told of, refused."""
    shares = [f"share_of_incidents_by_top_{p}_percent" for p in PERCENTS]
    by_chance = [f"chance_share_top_{p}_percent" for p in PERCENTS]
    return [
        *(_none(name, Kind.SHARE, Unit.INCIDENTS, ranking) for name in shares),
        *(_none(name, Kind.INDEX, Unit.INCIDENTS, ranking) for name in by_chance),
        *(_none(name, Kind.INDEX, Unit.INDEX, ranking) for name in GINIS),
    ]


def _none(name: str, kind: Kind, unit: Unit, ranking: Ranking) -> Estimate:
    return Estimate(
        name, kind, unit, None, left_out=None, by=ranking.by, state=State.REFUSED
    )  # fmt: skip


def _top_share(ranking: Ranking, percent: int, interval: Interval | None) -> Estimate:
    name = f"share_of_incidents_by_top_{percent}_percent"
    if interval is None:
        return _none(name, Kind.SHARE, Unit.INCIDENTS, ranking)
    top, theirs = top_total(*ranking.profile, percent)
    return Estimate(
        name, Kind.SHARE, Unit.INCIDENTS, theirs / ranking.incidents, *interval, count=theirs,
        of=ranking.incidents, children=ranking.children(top), children_of=ranking.children(),
        left_out=ranking.left_out, interval=ranking.jackknife, by=ranking.by,
    )  # fmt: skip


def _index(
    name: str,
    value: float,
    interval: Interval,
    how: str,
    ranking: Ranking,
    unit: Unit = Unit.INDEX,
) -> Estimate:
    return Estimate(
        name, Kind.INDEX, unit, value, *interval, of=ranking.incidents,
        children_of=ranking.children(), left_out=ranking.left_out, interval=how, by=ranking.by,
    )  # fmt: skip


def _ginis(ranking: Ranking, rates: GammaPoisson | NoFit | None, held: Interval) -> list[Estimate]:
    value = gini(*ranking.profile)
    adjusted, low, high = (
        gini_sparse_adjusted(index, units=ranking.units, events=ranking.incidents)
        for index in (value, *held)
    )
    how = ranking.jackknife
    return [
        _index("gini", value, held, how, ranking),
        _index("gini_sparse_adjusted", adjusted, Interval(low, high), how, ranking),
        _fitted(ranking, rates),
    ]


def _fitted(ranking: Ranking, rates: GammaPoisson | NoFit | None) -> Estimate:
    if not isinstance(rates, GammaPoisson):
        return _none("gini_gamma_poisson", Kind.INDEX, Unit.INDEX, ranking)
    return _index("gini_gamma_poisson", rates.gini, rates.interval, "likelihood ratio", ranking)
