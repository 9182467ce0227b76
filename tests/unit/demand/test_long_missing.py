"""Long and persistent missing: what is missing, what is said, what leaves the gate."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from homeward.demand.long_missing import long_missing
from homeward.findings import Bundle, render
from homeward.release import release, verify
from homeward.timelines.definitions import Definitions
from homeward.vocabulary.units import Kind
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines

FLAGGED = date(2023, 6, 1)


def county(seed=1, n=1500, longer=3.0, **same):
    """Incidents of 200 children; those of every fourth are flagged and longer."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(n):
        child = int(rng.integers(0, 200))
        flag = child % 4 == 0
        at = datetime(2024, 1, 1, 20) + timedelta(hours=int(rng.integers(0, 8700)))
        hours = 72 if rng.random() < 0.1 * (longer if flag else 1) else 5
        row = {
            "child": f"c{child:03d}", "reported": at, "found": at + timedelta(hours=hours),
            "setting": "family_home", "age": 10 + child % 8,
            "sex": "female" if child % 3 else "male",
            "exploitation": ["county_lines"] if flag else ["none"],
            "exploitation_flagged": 1, "exploitation_flagged_on": FLAGGED if flag else None,
        }  # fmt: skip
        rows.append(row | same)
    return rows


SUPPLIED = {"exploitation", "exploitation_flagged", "found", "age", "report_type", "residence_type"}


def filed(rows, supplied=SUPPLIED, **more):
    return long_missing(made_timelines(rows, supplied=supplied, **more), 1)


def ratio(finding, **by):
    return finding.estimate("odds_ratio_county_lines", **by)


def test_every_ratio_that_is_promised_is_there():
    finding = filed(county())
    for kind in ("county_lines", "gang", "any_exploitation"):
        for held in (True, False):
            for limit in ("48h", "7d"):
                by = {"threshold": limit, "adjusted": held}
                assert finding.estimate(f"odds_ratio_{kind}", **by).kind is Kind.ODDS_RATIO
                assert finding.estimate(f"odds_ratio_{kind}", flagged="ever", **by)
            assert finding.estimate(f"odds_ratio_persistent_{kind}", adjusted=held)
            assert finding.estimate(f"odds_ratio_persistent_{kind}", adjusted=held, flagged="ever")


def said(finding):
    return render(finding.statement, finding.estimates)


def test_a_clear_difference_is_said_and_never_as_a_cause():
    finding = filed(county())
    assert ratio(finding, threshold="48h", adjusted=True).low > 1
    assert "were more often over 48 hours than others" in said(finding)
    assert "what goes together, not what causes what" in said(finding)
    assert any("never what causes what" in caveat for caveat in finding.caveats)


def test_fewer_is_said_as_plainly():
    finding = filed(county(longer=0.15, n=6000))
    assert "were less often over 48 hours than others" in said(finding)


def test_no_difference_is_not_settled():
    finding = filed(county(longer=1.0))
    assert "cannot tell whether" in said(finding)
    assert "flag cannot be told" in render(finding.charts[0].headline, finding.estimates)


@pytest.mark.parametrize(
    "without, held",
    [
        ((), "age, sex and setting"),
        (("setting",), "age and sex"),
        (("sex",), "age and setting"),
        (("age", "sex"), "setting"),
        (("age", "sex", "setting"), ""),
    ],
)
def test_only_what_the_model_holds_equal_is_said_to_be(without, held):
    """One year alone: the year is never in the model. A missing column is in none."""
    settings = ("family_home", "childrens_home")
    rows = [r | {"setting": settings[n % 2]} for n, r in enumerate(county())]
    rows = [{k: v for k, v in r.items() if k not in without} for r in rows]
    finding = filed(rows)
    caveats = " ".join(finding.caveats)
    if held:
        assert f" times as high, with {held} held equal." in finding.statement
        assert f"All that is held equal, in adjusted ratios, is {held}." in caveats
    else:
        assert "held equal" not in finding.statement
        assert "Nothing else is held equal." in caveats


def test_the_two_shares_stand_beside_the_ratio_of_their_odds():
    finding = filed(county())
    name = "share_missing_over_48h"
    flagged, not_flagged = (
        finding.estimate(name, exploitation="county_lines", flagged=yes) for yes in (True, False)
    )
    assert flagged.value > not_flagged.value
    said = render(finding.statement, finding.estimates)
    assert f"({flagged.value:.1%} against {not_flagged.value:.1%})" in said


def test_lengths_that_nobody_knows_are_not_told_of():
    """One incident, on a day with no time of day that ends the next: nobody can say whether
    it was long, and with one long incident enough, nor whether the child is persistent."""
    rows = [{"child": "a", "reported": date(2024, 3, 1), "found": date(2024, 3, 4)}]
    limits = Definitions(persistent_long=1, persistent_long_hours=72)
    finding = filed(rows, definitions=limits)
    persistent = finding.estimate("share_of_children_persistent")
    assert (persistent.value, persistent.state) == (None, State.REFUSED)
    ends = "{share_of_children_persistent_lowest} and {share_of_children_persistent_highest}"
    assert f"Between {ends} of children were persistently" in finding.statement
    assert "{share_of_children_persistent}" not in finding.statement
    rows[0]["found"] = date(2024, 3, 3)
    finding = filed(rows)
    assert finding.estimate("share_missing_over_48h").value is None
    assert "Between {share_missing_over_48h_lowest} and" in finding.statement
    assert "{share_missing_over_48h}" not in finding.statement


def test_the_direction_that_is_said_is_the_released_intervals():
    for seed in range(8):
        finding = filed(county(seed, n=700))
        bundle = Bundle(True, {"from": "2024-01-01", "to": "2024-12-31"}, "x", "x", (finding,))
        released = release(bundle)
        verify(released)
        (out,) = released.findings
        found = ratio(out, threshold="48h", adjusted=True)
        side = 0 if found.low is None else (found.low > 1) - (found.high < 1)
        words = {1: "were more often", -1: "were less often", 0: "cannot tell whether"}[side]
        assert words in render(out.statement, out.estimates)


def test_without_flags_lengths_and_persistence_are_all_there_is():
    finding = filed(
        county(exploitation=None, exploitation_flagged_on=None), SUPPLIED - {"exploitation"}
    )
    assert any(c.startswith("HW-N016") and "Map `exploitation`" in c for c in finding.caveats)
    assert finding.estimate("share_of_children_persistent").value is not None
    assert not [e for e in finding.estimates if e.name.startswith("odds_ratio")]
    assert "cannot be told" in finding.statement
    assert (finding.tables, finding.charts) == ((), ())


def test_flags_without_dates_answer_ever_and_not_before():
    finding = filed(county(exploitation_flagged_on=None), SUPPLIED - {"exploitation_flagged"})
    assert any(
        c.startswith("HW-N017") and "Map `exploitation_flagged`" in c for c in finding.caveats
    )
    before = ratio(finding, threshold="48h", adjusted=False)
    assert before.state is State.REFUSED
    assert ratio(finding, threshold="48h", adjusted=False, flagged="ever").value > 1
    undated = finding.estimate(
        "incidents_left_out", exploitation="county_lines", reason="flag_has_no_date"
    )
    assert undated.count == before.left_out > 0


def test_a_file_that_never_says_none_is_refused_and_answered_second_best():
    rows = [r | {"exploitation": None} if r["exploitation"] == ["none"] else r for r in county()]
    finding = filed(rows)
    assert any(c.startswith("HW-N017") and "a word for none" in c for c in finding.caveats)
    assert ratio(finding, threshold="48h", adjusted=True).state is State.REFUSED
    second = ratio(finding, threshold="48h", adjusted=True, blank="none")
    whole = ratio(filed(county()), threshold="48h", adjusted=True)
    assert second.value == pytest.approx(whole.value)
    assert "cannot be told" in finding.statement


def test_one_such_file_of_two_is_said():
    rows = [
        row | {"source_file": place % 2, "exploitation": row["exploitation"]
               if place % 2 or row["exploitation"] != ["none"] else None}
        for place, row in enumerate(county())
    ]  # fmt: skip
    finding = filed(rows)
    assert any(c.startswith("In some files") for c in finding.caveats)
    assert ratio(finding, threshold="48h", adjusted=False).left_out == 750


def test_an_empty_list_is_an_answer():
    """Every flag asked about and none set, as columns of yes and no are read."""
    rows = [r | {"exploitation": []} if r["exploitation"] == ["none"] else r for r in county()]
    assert ratio(filed(rows), threshold="48h", adjusted=True) == ratio(
        filed(county()), threshold="48h", adjusted=True
    )


def test_few_incidents_are_refused_with_the_reason_once():
    finding = filed(county(n=60))
    (why,) = [c for c in finding.caveats if "fewer than ten incidents" in c]
    assert why.startswith("HW-N003")
    assert why.count("gang involvement, over 7 days;") <= 1
    assert "adjusted" not in why.split(":")[2].split(";")[0]  # both ways missing: not said twice


def test_children_are_independent_so_small_tables_are_exact():
    rows = [r for r in county(n=900) if r["child"] < "c060"]
    extra = []
    for i in range(9):
        flag = {"exploitation": ["county_lines"] if i % 4 == 0 else ["none"],
                "exploitation_flagged_on": FLAGGED if i % 4 == 0 else None}  # fmt: skip
        for n in range(10):
            at = datetime(2024, 6, 1, 20) + timedelta(hours=i * 9 + n)
            times = {"reported": at, "found": at + timedelta(hours=1)}
            extra.append({**rows[0], "child": f"c00{i}", **times, **flag})
    found = filed(rows + extra).estimate("odds_ratio_persistent_county_lines", adjusted=False)
    assert found.interval == "exact conditional"
    assert found.low < found.value < found.high


def test_a_force_may_define_persistent_for_itself():
    rows = county(n=400)
    usual = filed(rows).estimate("share_of_children_persistent")
    strict = filed(rows, definitions=Definitions(persistent_incidents=3, persistent_days=30))
    assert strict.estimate("share_of_children_persistent").count > (usual.count or 0)
    assert "3 or more of any length, reported within any 30-day spell" in strict.method


def test_a_short_window_says_that_persistence_is_understated():
    rows = [r for r in county() if r["reported"] < datetime(2024, 2, 1)]
    finding = filed(rows, closes=date(2024, 1, 31))
    assert any("persistent missing is understated" in c for c in finding.caveats)
    assert not any("is understated" in c for c in filed(county(n=30)).caveats)


def by_dates(rows):
    return [r | {"reported": r["reported"].date(), "found": r["found"].date()} for r in rows]


def test_dates_alone_are_enough_where_they_place_every_incident():
    """A day later, and four: 0 to 48 hours and 72 to 120 by dates alone."""
    rows = [r | {"found": r["reported"] + timedelta(days=1 + 3 * (i % 5 == 0))}
            for i, r in enumerate(county())]  # fmt: skip
    told, full = filed(by_dates(rows)), filed(rows)
    whole = told.estimate("share_missing_over_48h")
    assert whole.low <= full.estimate("share_missing_over_48h").value <= whole.high
    assert whole.left_out == 12  # of the day when the clocks go back: 48 hours and one
    assert not [e for e in told.estimates if e.name.endswith("_lowest")]


def test_dates_that_leave_incidents_open_give_bounds_and_no_ratio():
    """Found two days later: 24 to 72 hours. No share or ratio of the rest stands for all."""
    rows = [r | {"found": r["reported"] + timedelta(hours=(r["found"] - r["reported"]).days * 15)}
            for r in county(n=3000)]  # fmt: skip
    full, told = filed(rows), filed(by_dates(rows))
    true = full.estimate("share_missing_over_48h").value
    low, high = (
        told.estimate(f"share_missing_over_48h_{end}").value for end in ("lowest", "highest")
    )
    assert low <= true <= high
    assert told.estimate("share_missing_over_48h").state is State.REFUSED
    by = {"exploitation": "county_lines", "flagged": True}
    assert told.estimate("share_missing_over_48h", **by).state is State.REFUSED
    assert ratio(told, threshold="48h", adjusted=True).state is State.REFUSED
    (why,) = [c for c in told.caveats if c.startswith("HW-N027")]
    assert "the share of incidents over 48 hours" in why and "odds ratios of county lines" in why
    said = render(told.statement, told.estimates)
    assert said.startswith("Between ") and "too coarse to tell more" in said
    assert not [p for p in told.published if p.estimate == "share_missing_over_48h"]


def test_no_setting_sex_or_age_leaves_only_the_year_to_hold():
    bare = county(setting=None, sex=None, age=None)
    found = ratio(filed(bare), threshold="48h", adjusted=True)
    crude = ratio(filed(bare), threshold="48h", adjusted=False)
    assert found.value == pytest.approx(crude.value)  # one year: nothing to hold


@pytest.mark.parametrize("rows, code", [([], "HW-N003"), (county(n=9, found=None), "HW-N001")])
def test_nothing_to_judge_is_refused(rows, code):
    assert filed(rows).refused.startswith(code)
