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
#: Children of a year below which its curve is a few steps, and is not drawn.
FEWEST_DRAWN = 30
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


def drawn_years(years: Sequence[Ranking]) -> list[Ranking]:
    """The latest of those with children enough for a curve."""
    return [ranking for ranking in years if ranking.units >= FEWEST_DRAWN][-YEARS_DRAWN:]


def lorenz_table(years: Sequence[Ranking], headline: Ranking, seed: int) -> AggregateTable:
    """The curves of some years, and that of chance for the headline.

    Parameters
    ----------
    years
        One ranking of children for each year, oldest first.
    headline
        Of the year that the statement is about, or of the window.
    seed
        The study's.
    """
    points = [point for ranking in years for point in _recorded(ranking)]
    return AggregateTable(
        "lorenz", "Share of incidents by children from least to most often missing, and by chance"
        f" {_when(headline)}",
        ("year", "percent_of_children"), (CURVE,), (*points, *_by_chance(headline, seed)),
    )  # fmt: skip


def _when(ranking: Ranking) -> str:
    return f"in {ranking.by['year']}" if ranking.by else "over the whole window"


def lorenz_chart(
    timelines: Timelines, drawn: Sequence[Ranking], headline: Ranking, years: int
) -> Chart:
    """The drawing of that table; its words say which of the `years` are drawn."""
    year = headline.by["year"]
    top = f"{{share_of_incidents_by_top_10_percent[year={year}]}}"
    chance = f"{{chance_share_top_10_percent[year={year}]}}"
    which = " and ".join(filter(None, (", ".join(_names(drawn)[:-1]), _names(drawn)[-1])))
    left = f" ({len(drawn)} of {years} years drawn)" if len(drawn) < years else ""
    return Chart(
        "lorenz", "lorenz", "lorenz", "percent_of_children", CURVE,
        f"In {year} the 10% of children missing most often had {top} of incidents",
        f"Cumulative share of incidents by children from least to most often missing in {which}"
        f"{left}, and by chance in {year}, {timelines.force}, {window(timelines)}",
        f"A curve below the diagonal of an even spread for each of {which}{left}, and a curve"
        f" nearer the diagonal for what chance alone would give. In {year} the 10% of children"
        f" missing most often had {top} of incidents; by chance it would have been {chance}.",
        "year",
    )  # fmt: skip


def _names(drawn: Sequence[Ranking]) -> list[str]:
    return [str(ranking.by["year"]) for ranking in drawn]
