"""The Lorenz curves of children, with the curve that chance alone would give."""

from __future__ import annotations

from collections.abc import Sequence

from homeward.demand.concentration_ranking import BY_CHANCE, Ranking
from homeward.demand.wording import window
from homeward.estimators import chance_concentration, lorenz, top_count
from homeward.findings.estimate import Estimate, GroupValue
from homeward.findings.finding import AggregateTable, Chart
from homeward.timelines.histories import Timelines
from homeward.vocabulary.units import Kind, Unit

#: Points of the curve: close together where it bends.
LORENZ = (*range(0, 90, 10), *range(90, 101))
#: Years drawn, the latest ones, beside the line of chance; more cannot be told apart.
YEARS_DRAWN = 3
#: Children that the last point short of the whole must leave out: fewer could be known.
FEWEST_IN_TAIL = 10
#: Stands where a year does, on the line of chance.
CHANCE = "by_chance"
CURVE = "cumulative_share_of_incidents"


def _drawn(units: int) -> list[int]:
    """Points of the curve; what is beyond the last is the incidents of enough children."""
    tops = {percent: top_count(units, 100 - percent) for percent in LORENZ}
    return [p for p, top in tops.items() if top == 0 or top >= FEWEST_IN_TAIL]


def _point(
    ranking: Ranking, year: GroupValue, percent: int, value: float, **rest: object
) -> Estimate:
    children = ranking.units - top_count(ranking.units, 100 - percent)
    return Estimate(
        CURVE, Kind.CURVE, Unit.INCIDENTS, value, of=ranking.incidents, children=children,
        children_of=ranking.units, by={"year": year, "percent_of_children": percent}, **rest,
    )  # fmt: skip


def _recorded(ranking: Ranking) -> list[Estimate]:
    percents = _drawn(ranking.units)
    values = [float(v) for v in lorenz(*ranking.profile, percents)]
    return [
        _point(ranking, ranking.by["year"], p, v, count=round(v * ranking.incidents))
        for p, v in zip(percents, values, strict=True)
    ]


def _by_chance(ranking: Ranking, seed: int) -> list[Estimate]:
    """The curve if the year's incidents had fallen on its children at random."""
    inside = [p for p in _drawn(ranking.units) if 0 < p < 100]
    rng = ranking.stream(seed, "chance share")
    found = chance_concentration(ranking.units, ranking.incidents, [100 - p for p in inside], rng)
    between = [
        _point(ranking, CHANCE, p, 1 - mean, low=1 - high, high=1 - low, interval=BY_CHANCE)
        for p, (mean, (low, high)) in zip(inside, found.tops, strict=True)
    ]
    return [_point(ranking, CHANCE, 0, 0.0), *between, _point(ranking, CHANCE, 100, 1.0)]


def lorenz_table(years: Sequence[Ranking], headline: Ranking, seed: int) -> AggregateTable:
    """The curves of the latest years, and that of chance for the headline year.

    Parameters
    ----------
    years
        One ranking of children for each year, oldest first.
    headline
        The year that the statement is about.
    seed
        The study's.
    """
    points = [point for ranking in years[-YEARS_DRAWN:] for point in _recorded(ranking)]
    return AggregateTable(
        "lorenz", "Share of the year's incidents by children from least to most often missing,"
        f" and by chance in {headline.by['year']}",
        ("year", "percent_of_children"), (CURVE,), (*points, *_by_chance(headline, seed)),
    )  # fmt: skip


def lorenz_chart(timelines: Timelines, year: GroupValue) -> Chart:
    """The drawing of that table."""
    top = f"{{share_of_incidents_by_top_10_percent[year={year}]}}"
    chance = f"{{chance_share_top_10_percent[year={year}]}}"
    return Chart(
        "lorenz", "lorenz", "lorenz", "percent_of_children", CURVE,
        f"In {year} the 10% of children missing most often had {top} of incidents",
        f"Cumulative share of incidents by children from least to most often missing, and by"
        f" chance in {year}, {timelines.force}, {window(timelines)}",
        f"A curve below the diagonal of an even spread, one for each year, and a curve nearer the"
        f" diagonal for what chance alone would give. In {year} the 10% of children missing most"
        f" often had {top} of incidents; by chance it would have been {chance}.",
        "year",
    )  # fmt: skip
