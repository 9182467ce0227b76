"""The duration finding: what is drawn, what is censored, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from homeward.demand import duration
from homeward.demand.duration import GRID, SETTINGS_DRAWN
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines
from tests.unit.demand.cases import START, rows


def incident(child, hours, **more):
    found = None if hours is None else START + timedelta(hours=hours)
    return {"child": child, "reported": START, "found": found, **more}


def table(finding, name):
    (found,) = [t for t in finding.tables if t.name == name]
    return found


def test_lines_are_at_most_four_and_every_setting_has_its_curve():
    sizes = {"family_home": 5, "foster": 4, "childrens_home": 3, "kinship": 2, "secure_home": 1}
    made = [
        incident(f"{setting}{i}", 3 * i + 1, setting=setting)
        for setting, n in sizes.items()
        for i in range(n)
    ]
    finding = duration(made_timelines(made), 1)
    (chart,) = finding.charts
    drawn = list(dict.fromkeys(e.by["setting"] for e in table(finding, chart.table).estimates))
    assert drawn == ["all", "family_home", "foster", "childrens_home"]
    assert len(drawn) == 1 + SETTINGS_DRAWN
    every = {e.by["setting"] for e in table(finding, "still_missing_by_setting").estimates}
    assert every == set(sizes)
    assert {e.by["hours"] for e in table(finding, chart.table).estimates} == set(GRID)


def test_an_open_incident_holds_the_curve_up_and_never_ends_it():
    """Two found after an hour, one open for at least 31 hours: a third are still missing."""
    made = [incident("a", 1), incident("b", 1), incident("c", None)]
    closes = START.date() + timedelta(days=1)
    finding = duration(made_timelines(made, closes=closes), 1)
    last = [e for e in table(finding, "still_missing").estimates if e.by["setting"] == "all"][-1]
    assert last.by["hours"] == 672
    assert last.value == pytest.approx(1 / 3)


def test_a_setting_with_nobody_to_follow_has_no_curve_and_no_median():
    made = [incident("a", 1, setting="foster"), incident("b", 2, setting="foster")]
    made.append(
        incident("c", None, setting="kinship") | {"found": START.date() + timedelta(days=3)}
    )
    finding = duration(made_timelines(made), 1)
    assert finding.estimate("median_hours", setting="kinship").state is State.REFUSED
    assert finding.estimate("median_hours", setting="foster").value == 1.0
    every = {e.by["setting"] for e in table(finding, "still_missing_by_setting").estimates}
    assert every == {"foster"}


def test_only_dates_bound_what_they_can_and_draw_nothing():
    made = [
        {**row, **{key: row[key].date() for key in ("reported", "last_seen", "found")}}
        for row in rows(30, 7)
    ]
    finding = duration(made_timelines(made), 1)
    assert finding.charts == ()
    assert finding.estimate("share_found_within_7d").of == 30
    assert finding.estimate("share_found_within_2h").state is State.REFUSED
    assert finding.estimate("median_hours", **{"from": "reported"}).state is State.REFUSED
    assert finding.published == ()
    assert finding.statement.startswith("Between {share_found_within_24h_lowest} and")
    assert "median" not in finding.statement
    assert any(c.startswith("HW-N027") and "within 2 hours" in c for c in finding.caveats)


def with_dates(many, of):
    """Incidents found after five hours, next day; of so many only the day is known."""
    made = [incident(f"c{n}", 5, setting="foster") for n in range(of)]
    for row in made[:many]:
        row["found"] = row["found"].date()
    return duration(made_timelines(made), 1)


def test_a_few_known_only_to_the_day_are_left_out_and_counted():
    """Two of a hundred: no share can be wrong by more than two points."""
    finding = with_dates(2, 100)
    share = finding.estimate("share_found_within_8h")
    assert (share.of, share.left_out) == (98, 2)
    assert len(finding.published) == 4
    assert not [e for e in finding.estimates if e.name.endswith("_highest")]


def test_three_of_a_hundred_are_too_many_for_a_share_and_six_for_a_curve():
    three, six = with_dates(3, 100), with_dates(6, 100)
    assert three.estimate("share_found_within_8h").state is State.REFUSED
    assert three.estimate("share_found_within_8h", setting="foster").state is State.REFUSED
    assert three.estimate("share_found_within_8h_highest", setting="foster").of == 100
    assert three.charts and "share_found_within_8h}" not in three.charts[0].alt
    assert three.estimate("median_hours", **{"from": "reported"}).value is not None
    assert six.charts == () and not six.tables[0].estimates
    assert six.estimate("median_hours", **{"from": "reported"}).state is State.REFUSED


def test_a_setting_too_coarse_by_itself_is_refused_by_itself():
    made = [incident(f"c{n}", 3, setting="foster") for n in range(200)]
    made += [incident(f"k{n}", 5, setting="kinship") for n in range(4)]
    made[-1]["found"] = made[-1]["found"].date()
    finding = duration(made_timelines(made), 1)
    assert finding.estimate("share_found_within_8h").of == 203
    assert finding.estimate("share_found_within_8h", setting="kinship").state is State.REFUSED
    assert finding.estimate("share_found_within_8h_lowest", setting="kinship").count == 3
    assert any("of some settings" in c for c in finding.caveats)


def test_the_chart_says_which_settings_it_draws():
    alts = {}
    for many in (0, 2, 5):
        kinds = ("family_home", "foster", "childrens_home", "kinship", "secure_home")[:many]
        made = [incident(f"{k}{i}", 3, setting=k) for k in kinds or (None,) for i in range(3)]
        (chart,) = duration(made_timelines(made), 1).charts
        alts[many] = chart.alt
    assert "each setting" in alts[2] and "three commonest settings" in alts[5]
    assert alts[0].startswith("A falling line: ") or "each setting" in alts[0]


def test_one_setting_is_the_whole():
    made = [{**row, "setting": "foster"} for row in rows(30, 7)]
    finding = duration(made_timelines(made, opens=date(2024, 1, 1)), 1)
    whole = finding.estimate("share_found_within_8h")
    only = finding.estimate("share_found_within_8h", setting="foster")
    assert (whole.value, whole.low, whole.of) == (only.value, only.low, only.of)
