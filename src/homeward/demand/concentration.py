"""How far demand is concentrated on a few children, and on a few places."""

from __future__ import annotations

from collections.abc import Sequence

from homeward.demand.concentration_curve import lorenz_chart, lorenz_table
from homeward.demand.concentration_places import places_of
from homeward.demand.concentration_ranking import (
    FEWEST_PLACES,
    GINIS,
    PERCENTS,
    Ranking,
    estimates_of,
    rates_of,
)
from homeward.demand.counting import Counter, group
from homeward.demand.wording import (
    beside_a_year,
    definition,
    refuse,
    reports_caveat,
    standing_caveats,
    whole_years,
)
from homeward.estimators import GammaPoisson, NoFit
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Finding, Published
from homeward.timelines.histories import Timelines

ANCHOR = "concentration"

METHOD = (
    "The children reported in a year are put in order of their incidents in that year; the"
    " top 10% are a tenth of them, rounded up, and their share of the year's incidents is"
    " given (also over the whole window). The 95% interval is a percentile bootstrap that"
    " draws whole children again (999 resamples). The chance share, and the chance Gini, are"
    " what there would be if the same incidents fell on the same number of children at random,"
    " each having at least one (zero-truncated Poisson, 999 draws, 95% band). Three Gini"
    " indices: of the counts; corrected for there being more units than incidents,"
    " G' = max(n/c, 1)(G - 1) + 1 with n children and c incidents (Bernasco and Steenbeek,"
    " 2017); and of the underlying rates with chance taken out, from a zero-truncated"
    " gamma-Poisson fit by maximum likelihood. Places are those named in the records, and those"
    " listed as open that no incident names, in order of their incidents; nothing is said of"
    " fewer than five places together."
)

PUBLISHED = (
    Published(
        0.54,
        "Hertfordshire Constabulary and The Open University, 2023: 10% of children had 54% of"
        " the incidents of 2022",
        "share_of_incidents_by_top_10_percent",
    ),
)

#: Why the Gini of rates is not given, in words, and what would be needed.
WHY_NOT: dict[NoFit, str] = {
    NoFit.SMALL_MEAN: (
        "the mean number of incidents is below 1.5, so that too few children have a second to"
        " show how rates differ. A longer window is needed."
    ),
    NoFit.FEW: (
        "too few children have more than one incident. A longer window, or records of more"
        " children, is needed."
    ),
    NoFit.AT_LIMIT: (
        "the fit runs to the limit at which the number of children never reported has no end."
        " A count of the children who were never reported is needed."
    ),
    NoFit.BEYOND_LIMIT: (
        "children with one incident and children with very many are both more common than"
        " steady rates of any spread would make them. Incidents that lead to further incidents"
        " do that, and so do very many children with next to no risk; an index of steady rates"
        " would then tell of the model and not of the children. A count of all children of the"
        " area, reported or not, and a model in which one incident raises the chance of the next"
        " are needed."
    ),
}


def _top_table(estimates: list[Estimate], years: Sequence[int]) -> AggregateTable:
    names = tuple(f"share_of_incidents_by_top_{percent}_percent" for percent in PERCENTS)
    chance = tuple(f"chance_share_top_{percent}_percent" for percent in PERCENTS)
    rows = [e for e in estimates if set(e.by) == {"year"} and e.by["year"] in years]
    return AggregateTable(
        "by_year", "Share of incidents by the top 1, 5, 10 and 20% of children of each year",
        ("year",), (*names, *chance, *GINIS), tuple(rows),
    )  # fmt: skip


def _no_rates(fits: Sequence[tuple[Ranking, GammaPoisson | NoFit | None]]) -> list[str]:
    """Why the Gini of rates is missing where it is, one sentence for each reason."""
    groups: dict[NoFit, list[str]] = {}
    for ranking, fit in fits:
        if isinstance(fit, NoFit):
            groups.setdefault(fit, []).append(str(next(iter(ranking.by.values()), "all years")))
    return [
        f"The Gini index with chance removed is not given for {_listed(who)}: {WHY_NOT[why]}"
        for why, who in groups.items()
    ]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _caveats(timelines: Timelines, places: Ranking | None, no_rates: list[str]) -> tuple[str, ...]:
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
    out += no_rates
    if places is not None:
        out.append(
            "Large places have more incidents because more children live there: a top share"
            " of places is no judgement of a place. Incidents with no place are left out."
        )
        if len(places.percents) < len(PERCENTS):
            out.append(
                f"A top share of places is given only where it is of {FEWEST_PLACES} places or"
                " more, beyond the last one given and with as many left over: fewer would be"
                " told one by one. The rest need more places."
            )
    return tuple(out)


def _statement(year: int) -> str:
    name, at = "share_of_incidents_by_top_10_percent", f"[year={year}]"
    return (
        f"In {year} the 10% of children missing most often had {{{name}{at}}} of incidents"
        f" ({{{name}{at}:interval}}); had the same incidents fallen on the same children by"
        f" chance, the top 10% would have had a share of {{chance_share_top_10_percent{at}}}."
        f" The Gini index was {{gini{at}}}, and by chance it would have been"
        f" {{chance_gini{at}}}. Over the whole window the top 10% had {{{name}}}."
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
    found = Counter(timelines.sheet).profiles([(), ("year",)])
    if not len(found[()][0]):
        return refuse("demand.concentration", "HW-N003", ANCHOR)
    years = sorted(int(dict(key)["year"]) for key in found if key)
    yearly = {year: Ranking(found[group(year=year)], {"year": year}) for year in years}
    places = places_of(timelines)
    rankings = [Ranking(found[()], {}), *yearly.values(), *([places] if places else [])]
    fits = [(ranking, rates_of(ranking)) for ranking in rankings]
    estimates = [e for ranking, rates in fits for e in estimates_of(ranking, rates, seed)]
    year = (whole_years(timelines) or years)[-1]
    headline = yearly.get(year, yearly[years[-1]])
    year = int(headline.by["year"])
    return Finding(
        "demand.concentration",
        _statement(year),
        tuple(estimates),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, places, _no_rates(fits)),
        tuple(p for p in beside_a_year(PUBLISHED, timelines) if p.by["year"] in yearly),
        (_top_table(estimates, years), lorenz_table(list(yearly.values()), headline, seed)),
        (lorenz_chart(timelines, year),),
    )
