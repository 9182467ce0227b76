"""Concentration: why the Gini of rates is missing, the line of chance, years without reports."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from homeward.demand import concentration
from homeward.demand.concentration import WHY_NOT
from homeward.demand.concentration_curve import CHANCE, YEARS_DRAWN
from homeward.estimators import NoFit, fit_gamma_poisson, fit_truncated_gamma_poisson
from homeward.findings import render
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines


def made(counts, year=2024, prefix="c"):
    """A child for each number of incidents, a day apart; children spread over the year."""
    first = datetime(year, 1, 1, 12)
    return [
        {"child": f"{prefix}{n:04}", "reported": first + timedelta((31 * n + day) % 365)}
        for n, count in enumerate(counts)
        for day in range(count)
    ]


def drawn(kind, n, seed=4):
    rng = np.random.default_rng(seed)
    if kind is NoFit.BEYOND_LIMIT:
        size = np.arange(1, 300)
        chance = np.cumprod(np.r_[1.0, (size[:-1] - 0.55) / (size[:-1] + 1) * 0.98])
        return rng.choice(size, n, p=chance / chance.sum())
    if kind is NoFit.AT_LIMIT:
        return np.minimum(np.random.default_rng(2).logseries(0.9, n), 300)
    return np.full(n, 2) if kind is NoFit.FEW else np.r_[np.ones(n, int), 2]


@pytest.mark.parametrize("why, n", [
    (NoFit.BEYOND_LIMIT, 800), (NoFit.AT_LIMIT, 800), (NoFit.FEW, 5), (NoFit.SMALL_MEAN, 40),
])  # fmt: skip
def test_every_reason_is_told_with_what_would_be_needed(why, n):
    finding = concentration(made_timelines(made(drawn(why, n))), 1)
    assert finding.estimate("gini_gamma_poisson").state is State.REFUSED
    (caveat,) = [c for c in finding.caveats if c.startswith("The Gini index with chance removed")]
    assert "all years and 2024: " + WHY_NOT[why] in caveat
    assert "needed" in caveat


def test_every_reason_has_words():
    assert WHY_NOT.keys() == set(NoFit)


def test_rates_that_can_be_told_are_given_and_need_no_excuse():
    counts = np.random.default_rng(2).negative_binomial(0.8, 0.2, 900)
    finding = concentration(made_timelines(made(counts[counts > 0])), 1)
    found = finding.estimate("gini_gamma_poisson")
    assert found.low < 0.544 < found.high
    assert not any(c.startswith("The Gini index with chance removed") for c in finding.caveats)


def test_chance_gives_less_than_a_few_children_do_and_its_line_lies_above():
    counts = drawn(NoFit.BEYOND_LIMIT, 800)
    finding = concentration(made_timelines(made(counts)), 1)
    year = {"year": 2024}
    assert finding.estimate("gini", **year).low > finding.estimate("chance_gini", **year).high
    (table,) = [t for t in finding.tables if t.name == "lorenz"]
    line = {key: {e.by["percent_of_children"]: e for e in table.estimates if e.by["year"] == key}
            for key in (2024, CHANCE)}  # fmt: skip
    assert line[2024].keys() == line[CHANCE].keys()
    assert all(line[CHANCE][p].low > line[2024][p].value for p in line[CHANCE] if 20 < p < 100)
    top = finding.estimate("chance_share_top_10_percent", **year)
    assert line[CHANCE][90].value == pytest.approx(1 - top.value, abs=0.005)


def test_the_latest_years_are_drawn_beside_the_line_of_chance():
    years = {year: [3] * 30 for year in range(2018, 2025)}
    finding = concentration(of_years(years, opens=date(2018, 1, 1)), 1)
    (table,) = [t for t in finding.tables if t.name == "lorenz"]
    assert list(dict.fromkeys(e.by["year"] for e in table.estimates)) == [
        *range(2025 - YEARS_DRAWN, 2025), CHANCE,
    ]  # fmt: skip


def of_years(rows_by_year, **window):
    rows = [row for year, counts in rows_by_year.items() for row in made(counts, year, f"y{year}-")]
    return made_timelines(rows, **window)


def test_a_last_year_with_no_report_is_not_the_headline():
    finding = concentration(made_timelines(made([3] * 90, 2023), opens=date(2023, 1, 1)), 1)
    assert render(finding.statement, finding.estimates).startswith("In 2023 ")
    assert [p.by for p in finding.published] == [{"year": 2023}]


def test_a_year_of_one_month_of_records_is_not_named_nor_drawn():
    """Ninety children a year; of 2024 only March was supplied."""
    rows = [row for year in (2022, 2023, 2024) for row in made([3] * 90, year, f"y{year}-")]
    rows = [r for r in rows if r["reported"].year < 2024 or r["reported"].month == 3]
    finding = concentration(made_timelines(rows, opens=date(2022, 1, 1)), 1)
    name = "share_of_incidents_by_top_10_percent"
    assert finding.statement.startswith("In 2023 ")
    assert finding.estimate(name, year=2024).state is State.REFUSED
    assert finding.estimate("gini", year=2024).state is State.REFUSED
    assert finding.estimate(name, year=2023).value is not None
    assert any("2024-01 to 2024-02 and 2024-04 to 2024-12" in c for c in finding.caveats)
    (chart,) = finding.charts
    assert "in 2022 and 2023 (2 of 3 years drawn), and by chance in 2023" in chart.subtitle
    assert [p.by for p in finding.published] == [{"year": 2023}]


def test_with_no_whole_year_the_window_is_told_of_and_nothing_is_drawn():
    finding = concentration(of_years({2024: [3] * 90}, closes=date(2024, 11, 30)), 1)
    said = render(finding.statement, finding.estimates)
    assert said.startswith("From 1 January 2024 to 30 November 2024 the 10% of children")
    assert "No calendar year is whole" in said
    assert "[year=" not in finding.statement
    assert (finding.charts, finding.published) == ((), ())


def test_the_figure_says_which_years_are_drawn_and_none_of_few_children():
    many = {2020: [3] * 90, 2021: [3] * 20, 2022: [3] * 90, 2023: [3] * 90, 2024: [3] * 90}
    finding = concentration(of_years(many, opens=date(2020, 1, 1)), 1)
    (chart,) = finding.charts
    assert "missing in 2022, 2023 and 2024 (3 of 5 years drawn), and by chance" in chart.subtitle
    assert "2022, 2023 and 2024" in chart.alt
    few = concentration(of_years({2023: [3] * 90, 2024: [3] * 29}, opens=date(2023, 1, 1)), 1)
    assert few.statement.startswith("In 2024 ")
    assert few.charts == ()


def test_a_listed_home_with_no_incident_is_a_home():
    """Forty homes with an incident each, ten that no incident names; one closed before, and
    one opened after, the window. The correction then has something to correct."""
    rows = [
        {"child": f"c{n}", "reported": datetime(2024, 3, 1, 12), "place": f"p{n:02}"}
        for n in range(40)
    ]
    places = [{"place": f"p{n:02}", "incidents": 1} for n in range(40)]
    places += [{"place": f"q{n}", "incidents": 0} for n in range(10)]
    places.append({"place": "shut", "incidents": 0, "closed": date(2023, 12, 31)})
    places.append({"place": "new", "incidents": 0, "opened": date(2025, 1, 1)})
    finding = concentration(made_timelines(rows, places=places), 1)
    assert finding.estimate("gini", unit="places").value == pytest.approx(0.2)
    assert finding.estimate("gini_sparse_adjusted", unit="places").value == pytest.approx(0)
    share = finding.estimate("share_of_incidents_by_top_10_percent", unit="places")
    assert (share.count, share.of, share.children) == (5, 40, 5)
    named = concentration(made_timelines(rows), 1)
    assert named.estimate("gini", unit="places").value == 0


def test_rates_of_listed_places_are_fitted_with_those_that_have_none():
    """Gamma rates of 60 listed places, eight and more with no incident: the index is over
    all of them. With no list those are unseen, and the fit is of the places named."""
    rng = np.random.default_rng(5)
    counts = rng.poisson(rng.gamma(0.9, 5, 60))
    assert (counts == 0).sum() >= 5
    rows = [
        {"child": f"c{n}-{i}", "reported": datetime(2024, 3, 1, 12), "place": f"p{n:02}"}
        for n, count in enumerate(counts) for i in range(count)
    ]  # fmt: skip
    places = [
        {"place": f"p{n:02}", "incidents": int(count), "place_type": "childrens_home"}
        for n, count in enumerate(counts)
    ]
    listed = concentration(made_timelines(rows, places=places), 1)
    named = concentration(made_timelines(rows), 1)
    sizes, units = np.unique(counts, return_counts=True)
    found = listed.estimate("gini_gamma_poisson", unit="places")
    assert found.value == pytest.approx(fit_gamma_poisson(sizes, units).gini)
    assert any("A list of places was supplied" in c for c in listed.caveats)
    other = named.estimate("gini_gamma_poisson", unit="places")
    assert other.value == pytest.approx(fit_truncated_gamma_poisson(sizes[1:], units[1:]).gini)
    assert any("No list of places was supplied" in c for c in named.caveats)


def test_a_list_on_which_every_place_has_an_incident_is_a_list():
    rows = [
        {"child": f"c{n}-{i}", "reported": datetime(2024, 3, 1, 12), "place": f"p{n:02}"}
        for n in range(30) for i in range(1 + n % 7)
    ]  # fmt: skip
    places = [{"place": f"p{n:02}", "incidents": 1 + n % 7, "capacity": 4} for n in range(30)]
    finding = concentration(made_timelines(rows, places=places), 1)
    assert any("A list of places was supplied" in c for c in finding.caveats)
