"""How far demand is concentrated on a few children, and on a few places."""

from __future__ import annotations

from collections.abc import Sequence

from homeward.demand.concentration_curve import drawn_years, lorenz_chart, lorenz_table
from homeward.demand.concentration_places import places_of
from homeward.demand.concentration_ranking import (
    FEWEST_PLACES,
    GINIS,
    PERCENTS,
    Ranking,
    estimates_of,
    rates_of,
    refused_of,
)
from homeward.demand.counting import Counter, group
from homeward.demand.volume_supplied import Supplied, supplied
from homeward.demand.wording import (
    definition,
    refuse,
    reports_caveat,
    standing_caveats,
    window,
)
from homeward.estimators import GammaPoisson, NoFit
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Finding, Published
from homeward.timelines.histories import Timelines

ANCHOR = "concentration"

METHOD = (
    "The children reported in a year are put in order of their incidents in that year; the"
    " top 10% are a tenth of them, rounded up, and their share of the year's incidents is"
    " given (also over the whole window). The 95% interval of a share or a Gini index takes"
    " children as independent: the jackknife (each number again with one child left out) gives the"
    " spread, and Student's t on the logit scale has as many degrees of freedom as the spread rests"
    " on children in effect (Satterthwaite). The chance share, and the chance Gini, are what there"
    " would be if the same incidents fell on the same number of children at random, each having at"
    " least one (zero-truncated Poisson, 999 draws, 95% band). Three Gini indices: of the counts;"
    " corrected for there being more units than incidents,"
    " G' = max(n/c, 1)(G - 1) + 1 with n children and c incidents (Bernasco and Steenbeek,"
    " 2017); and of the underlying rates with chance taken out, from a gamma-Poisson fit by"
    " maximum likelihood: zero-truncated for children, and for places where no list of them was"
    " supplied, since those with no incident are then unseen; over every place, with no"
    " truncation, where there is a list. Places are those named in the records, and those"
    " listed as open that no incident names, in order of their incidents; nothing is said of"
    " fewer than five places together. A year is told of by name if it lies whole in the window"
    " and has reports in every month (but for months empty by chance); else the whole window is."
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
        "too few of them have more than one incident, or they differ too little. A longer window,"
        " or records of more, is needed."
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


_LISTED = (
    "A list of places was supplied, so places with no incident are known and are counted in every"
    " index of places, the one with chance removed among them."
)
_UNLISTED = (
    "No list of places was supplied, so places with no incident are unseen: indices of places are"
    " of those that an incident names, but for the one with chance removed, which allows for the"
    " unseen ones."
)


def _caveats(
    timelines: Timelines, places: Ranking | None, no_rates: list[str], held: Supplied
) -> tuple[str, ...]:
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
    if held.missing:
        out.append(
            f"There is no report at all in {held.spans(held.missing)}, which chance does not"
            " explain: years that lack a month are refused, since shares of a part of a year are"
            " not those of a year, and shares of the window are of what was supplied."
        )
    if places is not None:
        out.append(
            "Large places have more incidents because more children live there: a top share"
            " of places is no judgement of a place. Incidents with no place are left out."
        )
        out.append(_LISTED if places.listed else _UNLISTED)
        if len(places.percents) < len(PERCENTS):
            out.append(
                f"A top share of places is given only where it is of {FEWEST_PLACES} places or"
                " more, beyond the last one given and with as many left over: fewer would be"
                " told one by one. The rest need more places."
            )
    return tuple(out)


def _statement(timelines: Timelines, year: int | None) -> str:
    name, at = "share_of_incidents_by_top_10_percent", "" if year is None else f"[year={year}]"
    when = f"From {window(timelines)}" if year is None else f"In {year}"
    whole = f" Over the whole window the top 10% had {{{name}}}."
    if year is None:
        whole = " No calendar year is whole in these records, so the whole window is told of."
    return (
        f"{when} the 10% of children missing most often had {{{name}{at}}} of incidents"
        f" ({{{name}{at}:interval}}); had the same incidents fallen on the same children by"
        f" chance, the top 10% would have had a share of {{chance_share_top_10_percent{at}}}."
        f" The Gini index was {{gini{at}}}, and by chance it would have been"
        f" {{chance_gini{at}}}.{whole}"
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
    held = supplied(timelines)
    whole = Ranking(found[()], {})
    told = [ranking for year, ranking in yearly.items() if not held.lacks(year)]
    rankings = [whole, *told, *([places] if places else [])]
    fits = [(ranking, rates_of(ranking)) for ranking in rankings]
    estimates = [e for ranking, rates in fits for e in estimates_of(ranking, rates, seed)]
    estimates += [e for y in years if held.lacks(y) for e in refused_of(yearly[y])]
    named = [yearly[year] for year in held.years if year in yearly]
    drawn = drawn_years(named)
    headline = named[-1] if named else whole
    year = int(headline.by["year"]) if named else None
    curves = lorenz_table(drawn or told, headline, seed)
    charts = [lorenz_chart(timelines, drawn, one, len(years)) for one in drawn if one is headline]
    return Finding(
        "demand.concentration",
        _statement(timelines, year),
        tuple(estimates),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines, places, _no_rates(fits), held),
        tuple(p for p in held.beside_a_year(PUBLISHED) if p.by["year"] == year),
        (_top_table(estimates, years), curves),
        tuple(charts),
    )
