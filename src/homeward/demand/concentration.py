"""How far demand is concentrated on a few children, and on a few places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ibis.expr.types import Table
from numpy.random import Generator

from homeward.demand.estimates import CHILD_BOOTSTRAP, By
from homeward.demand.tallies import Group, Profile, children_by_place, episodes, group, profiles
from homeward.demand.wording import (
    beside_a_year,
    definition,
    refuse,
    reports_caveat,
    standing_caveats,
    whole_years,
    window,
)
from homeward.estimators import (
    GammaPoisson,
    Interval,
    bootstrap_concentration,
    chance_top_shares,
    fit_truncated_gamma_poisson,
    gini,
    gini_sparse_adjusted,
    lorenz,
    stream,
    top_count,
    top_total,
)
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart, Finding, Published
from homeward.timelines.histories import Timelines
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

ANCHOR = "concentration"
PERCENTS = (1, 5, 10, 20)
#: Points of the Lorenz curve: close together where the curve bends.
LORENZ = (*range(0, 90, 10), *range(90, 101))
#: Years drawn, the latest ones; more lines cannot be told apart.
YEARS_DRAWN = 4
PLACES = "places"
PLACE_BOOTSTRAP = "place bootstrap"

METHOD = (
    "The children reported in a year are put in order of their incidents in that year; the"
    " top 10% are a tenth of them, rounded up, and their share of the year's incidents is"
    " given (also over the whole window). The 95% interval is a percentile bootstrap that"
    " draws whole children again (999 resamples). The chance share is what the top would hold"
    " if the same incidents fell on the same number of children at random, each having at"
    " least one (zero-truncated Poisson, 999 draws, 95% band). Three Gini indices: of the"
    " counts; corrected for there being more units than incidents, G' = max(n/c, 1)(G - 1) + 1"
    " with n children and c incidents (Bernasco and Steenbeek, 2017); and of the underlying"
    " rates with chance taken out, from a zero-truncated gamma-Poisson fit by maximum"
    " likelihood. Places are those named in the records, in order of their incidents."
)
#: Children that the last point short of the whole must leave out: fewer could be known.
FEWEST_IN_TAIL = 10

PUBLISHED = (
    Published(
        0.54,
        "Hertfordshire Constabulary and The Open University, 2023: 10% of children had 54% of"
        " the incidents of 2022",
        "share_of_incidents_by_top_10_percent",
    ),
)


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Children or places in order of their incidents.

    Attributes
    ----------
    profile
        Incidents per unit, and units with so many.
    by
        The group.
    ranks
        For places: see `tallies.children_by_place`. None where the units are children.
    left_out
        Incidents with no place.
    """

    profile: Profile
    by: By
    ranks: Profile | None = None
    left_out: int = 0

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
    def bootstrap(self) -> str:
        """Name of the interval's method."""
        return CHILD_BOOTSTRAP if self.ranks is None else PLACE_BOOTSTRAP

    def stream(self, seed: int, purpose: str) -> Generator:
        """Random numbers for one purpose in this group."""
        return stream(seed, purpose, *(f"{key}={value}" for key, value in sorted(self.by.items())))


def _full_year(timelines: Timelines, years: list[int]) -> int:
    """The latest year that lies whole in the window; else the latest there is."""
    return (whole_years(timelines) or years)[-1]


def _top_share(ranking: _Ranking, percent: int, interval: Interval) -> Estimate:
    top, theirs = top_total(*ranking.profile, percent)
    return Estimate(
        f"share_of_incidents_by_top_{percent}_percent", Kind.SHARE, Unit.INCIDENTS,
        theirs / ranking.incidents, interval.low, interval.high, count=theirs,
        of=ranking.incidents, children=ranking.children(top), children_of=ranking.children(),
        left_out=ranking.left_out, interval=ranking.bootstrap, by=ranking.by,
    )  # fmt: skip


def _index(
    name: str,
    value: float,
    interval: Interval,
    how: str,
    ranking: _Ranking,
    unit: Unit = Unit.INDEX,
) -> Estimate:
    return Estimate(
        name, Kind.INDEX, unit, value, interval.low, interval.high, of=ranking.incidents,
        children_of=ranking.children(), left_out=ranking.left_out, interval=how, by=ranking.by,
    )  # fmt: skip


def _chance(ranking: _Ranking, seed: int) -> list[Estimate]:
    rng = ranking.stream(seed, "chance share")
    found = chance_top_shares(ranking.units, ranking.incidents, PERCENTS, rng)
    how = "band of 95% of simulations"
    return [
        _index(f"chance_share_top_{percent}_percent", value, band, how, ranking, Unit.INCIDENTS)
        for percent, (value, band) in zip(PERCENTS, found, strict=True)
    ]


def _ginis(ranking: _Ranking, drawn: Interval) -> list[Estimate]:
    value = gini(*ranking.profile)
    adjusted, low, high = (
        gini_sparse_adjusted(index, units=ranking.units, events=ranking.incidents)
        for index in (value, *drawn)
    )
    how = ranking.bootstrap
    return [
        _index("gini", value, drawn, how, ranking),
        _index("gini_sparse_adjusted", adjusted, Interval(low, high), how, ranking),
        _fitted(fit_truncated_gamma_poisson(*ranking.profile), ranking),
    ]


def _fitted(fit: GammaPoisson | str, ranking: _Ranking) -> Estimate:
    name = "gini_gamma_poisson"
    if isinstance(fit, str):
        return Estimate(
            name, Kind.INDEX, Unit.INDEX, None, left_out=None, by=ranking.by, state=State.REFUSED
        )
    return _index(name, fit.gini, fit.interval, "likelihood ratio", ranking)


def _group_estimates(ranking: _Ranking, seed: int) -> list[Estimate]:
    rng = ranking.stream(seed, "concentration")
    drawn = bootstrap_concentration(*ranking.profile, PERCENTS, rng)
    tops = zip(PERCENTS, drawn.tops, strict=True)
    return [
        *(_top_share(ranking, percent, interval) for percent, interval in tops),
        *_chance(ranking, seed),
        *_ginis(ranking, drawn.gini),
    ]


def _places(table: Table, incidents: int) -> _Ranking | None:
    """Places in order of their incidents; None where no incident names one."""
    profile = profiles(table, "place", [()]).get(())
    if profile is None:
        return None
    unnamed = incidents - int(profile[0] @ profile[1])
    return _Ranking(profile, {"unit": PLACES}, children_by_place(table), unnamed)


def _lorenz_table(found: Mapping[Group, Profile], years: list[int]) -> AggregateTable:
    points = []
    for year in years[-YEARS_DRAWN:]:
        sizes, units = found[group(year=year)]
        n, total = int(units.sum()), int(sizes @ units)
        for percent, value in zip(LORENZ, lorenz(sizes, units, LORENZ), strict=True):
            top = top_count(n, 100 - percent)
            if 0 < top < FEWEST_IN_TAIL:
                continue  # what is left of the whole would be the incidents of a few children
            children = n - top
            points.append(Estimate(
                "cumulative_share_of_incidents", Kind.CURVE, Unit.INCIDENTS, float(value),
                count=round(float(value) * total), of=total, children=children, children_of=n,
                by={"year": year, "percent_of_children": percent},
            ))  # fmt: skip
    return AggregateTable(
        "lorenz", "Share of the year's incidents by children from least to most often missing",
        ("year", "percent_of_children"), ("cumulative_share_of_incidents",), tuple(points),
    )  # fmt: skip


def _top_table(estimates: list[Estimate], years: list[int]) -> AggregateTable:
    names = tuple(f"share_of_incidents_by_top_{percent}_percent" for percent in PERCENTS)
    chance = tuple(f"chance_share_top_{percent}_percent" for percent in PERCENTS)
    measures = (*names, *chance, "gini", "gini_sparse_adjusted", "gini_gamma_poisson")
    rows = [e for e in estimates if set(e.by) == {"year"} and e.by["year"] in years]
    return AggregateTable(
        "by_year", "Share of incidents by the top 1, 5, 10 and 20% of children of each year",
        ("year",), measures, tuple(rows),
    )  # fmt: skip


def _caveats(timelines: Timelines, estimates: list[Estimate], places: bool) -> tuple[str, ...]:
    out = [*standing_caveats(timelines), reports_caveat()]
    out.append(
        "Who will be in next year's top 10% is another question: children at the top in one"
        " year come down on average in the next, whatever is done."
    )
    out.append(
        "Only children with at least one report are seen. Every unit then has an incident, so"
        " the correction for sparse counts changes nothing here (n/c is at most 1); it is"
        " given because comparisons between areas quote it."
    )
    if any(e.name == "gini_gamma_poisson" and e.value is None for e in estimates):
        out.append(
            "Where the Gini of underlying rates is not given, the counts cannot bear the fit:"
            " their mean is too small, or the fit runs to the limit at which the number of"
            " children never reported has no end."
        )
    if places:
        out.append(
            "Large places have more incidents because more children live there: a top share"
            " of places is no judgement of a place. Incidents with no place are left out."
        )
    return tuple(out)


def _chart(timelines: Timelines, year: int) -> Chart:
    top = f"{{share_of_incidents_by_top_10_percent[year={year}]}}"
    return Chart(
        "lorenz", "lorenz", "lorenz", "percent_of_children", "cumulative_share_of_incidents",
        f"In {year} the 10% of children missing most often had {top} of incidents",
        f"Cumulative share of incidents by children from least to most often missing,"
        f" {timelines.force}, {window(timelines)}",
        f"A curve below the diagonal of an even spread, one for each year. In {year} the 10% of"
        f" children missing most often had {top} of incidents.",
        "year",
    )  # fmt: skip


def _statement(year: int) -> str:
    name = "share_of_incidents_by_top_10_percent"
    return (
        f"In {year} the 10% of children missing most often had {{{name}[year={year}]}} of"
        f" incidents ({{{name}[year={year}]:interval}}); had the same incidents fallen on the"
        f" same children by chance, the top 10% would have had a share of"
        f" {{chance_share_top_10_percent[year={year}]}}. Over the whole window the top 10%"
        f" had {{{name}}}."
    )


def concentration(timelines: Timelines, seed: int) -> Finding:
    """File `demand.concentration`: top shares, chance shares, Lorenz curves, Gini indices.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        For resamples and simulations; each number has a stream of its own.

    Returns
    -------
    Finding
        Refused with HW-N003 where there is no incident at all.

    Source
    ------
    Definition: docs/reference/definitions.md#concentration.
    """
    table = episodes(timelines)
    found = profiles(table, "child", [(), ("year",)])
    if () not in found:
        return refuse("demand.concentration", "HW-N003", ANCHOR)
    years = sorted(int(dict(key)["year"]) for key in found if key)
    rankings = [_Ranking(found[()], {})]
    rankings += [_Ranking(found[group(year=year)], {"year": year}) for year in years]
    places = _places(table, rankings[0].incidents)
    if places is not None:
        rankings.append(places)
    estimates = [e for ranking in rankings for e in _group_estimates(ranking, seed)]
    year = _full_year(timelines, years)
    return Finding(
        "demand.concentration",
        _statement(year),
        tuple(estimates),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, estimates, places is not None),
        beside_a_year(PUBLISHED, timelines),
        (_top_table(estimates, years), _lorenz_table(found, years)),
        (_chart(timelines, year),),
    )
