"""The rate card, the log of steps, and what is said where either falls short."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from homeward.demand import effort
from homeward.demand.effort_card import Side, fold, read_card, side_of
from homeward.demand.effort_estimates import median_of
from homeward.findings import Bundle, render
from homeward.release import release
from homeward.vocabulary.units import Unit
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines

AT = datetime(2024, 3, 1, 12)
CARD = {"activity": "Attendance", "role": "PC", "minutes_low": 30, "minutes_likely": 60,
        "minutes_high": 120, "cost_per_hour": 40, "source": "A survey of 20 officers"}  # fmt: skip


def card(*changes):
    return [CARD | change for change in changes or ({},)]


def step(n, **said):
    return {"incident": f"i{n}", "child": f"c{n}", "activity": "Attendance", "role": "PC",
            "agency": "Police", "happened_at": AT} | said  # fmt: skip


def made(steps, rows, children=15, **said):
    episodes = [
        {"incident": f"i{n}", "child": f"c{n}", "reported": AT + timedelta(days=n), "found": AT
         + timedelta(days=n, hours=3), "setting": "foster", "risk_first": "medium"} | said
        for n in range(children)
    ]  # fmt: skip
    partners = {"steps": steps, "effort": rows}
    return made_timelines(episodes, partners={k: v for k, v in partners.items() if v is not None})


class _Untouchable:
    """A table that must not be read."""

    def __getattr__(self, name):
        raise AssertionError(f"the table was asked for {name}")


@pytest.mark.parametrize(
    "steps, rows, code",
    [
        (None, None, "HW-N021"),
        (None, card(), "HW-N021"),
        ([], card(), "HW-N021"),
        ([step(1)], None, "HW-N022"),
        ([step(1)], [], "HW-N022"),
        ([step(1, activity="Something else")], card(), "HW-N022"),
    ],
)
def test_what_is_missing_is_named(steps, rows, code):
    finding = effort(made(steps, rows), 1)
    assert finding.refused.startswith(code)
    assert "study.toml" in finding.refused


def test_without_a_log_nothing_is_read():
    timelines = made(None, card())
    untouchable = dict.fromkeys(timelines.partners, _Untouchable())
    refused = effort(replace(timelines, partners=untouchable, episodes=_Untouchable()), 1)
    assert refused.refused.startswith("HW-N021")


def test_a_card_gives_each_row_once_and_usable():
    found = read_card(card(
        {}, {"activity": "ATTENDANCE", "role": "pc"}, {"role": "Sgt", "minutes_likely": None},
        {"role": "Insp", "minutes_low": 90}, {"role": "DI"}, {"role": "D.I", "activity": "x"},
        {"role": "di", "minutes_likely": 70}, {"role": "CI", "minutes_low": None},
    ))  # fmt: skip
    assert {(row.activity, row.role) for row in found.rows} == {
        ("ATTENDANCE", "pc"), ("x", "D.I"), ("Attendance", "CI"),
    }  # fmt: skip
    assert (found.unusable, found.contradictory) == (2, 1)
    assert [row.ranged for row in found.rows if row.role == "CI"] == [False]
    assert found.sources == ("A survey of 20 officers",)


def test_no_number_of_a_card_is_believed_that_is_none():
    nan = float("nan")
    assert read_card(card({"minutes_likely": nan})).unusable == 1
    assert read_card(card({"minutes_likely": -1, "minutes_low": -2})).unusable == 1
    assert read_card(card({"cost_per_hour": nan})).rows[0].cost is None


def test_names_are_compared_by_their_words():
    assert fold("PREVENTION_INTERVIEW") == fold("  Prevention interview ") != fold("Prevention")
    assert fold("Ymweliad â’r cartref") == fold("ymweliad a r cartref")
    assert fold("访问") == "访问"


@pytest.mark.parametrize(
    "agency, side",
    [
        ("POLICE", Side.POLICE), ("British Transport Police", Side.POLICE),
        ("Made-up Force", Side.POLICE), ("constabulary", Side.POLICE),
        ("Children's Services", Side.PARTNER), ("VOLUNTARY SECTOR", Side.PARTNER),
        ("访问", Side.PARTNER), (None, Side.NOT_RECORDED), (" N/A ", Side.NOT_RECORDED),
        ("-", Side.NOT_RECORDED), ("Unknown", Side.NOT_RECORDED),
    ],
)  # fmt: skip
def test_whose_time_it_is(agency, side):
    assert side_of(agency, "Made-up Force") is side


def test_median_of_counted_values():
    values = np.array([50, 10, 30])
    assert median_of(values, np.array([1, 1, 1])) == 30
    assert median_of(values, np.array([2, 1, 1])) == 40
    assert median_of(values, np.array([1, 5, 1])) == 10
    assert median_of(values[:1], np.array([4])) == 50


def test_an_activity_that_is_not_on_the_card_is_named_only_if_common():
    """Ten children had a call; two others had a note that may be about one of them."""
    calls = [step(n, activity="Phone_call") for n in range(10)]
    notes = [step(1, activity="Visited a friend"), step(2, activity="Odd note")]
    finding = effort(made([step(1), *calls, *notes, step(2, activity="phone call")], card()), 1)
    (table,) = [t for t in finding.tables if t.name == "not_costed"]
    assert {(e.by["activity"], e.count, e.children) for e in table.estimates} == {
        ("Phone_call", 11, 10), ("other", 2, 2),
    }  # fmt: skip
    assert any("not on the rate card" in caveat for caveat in finding.caveats)


def test_what_the_card_lacks_is_told():
    steps = [step(1), step(2, role="Sergeant"), step(3, activity="Review")]
    rows = card(
        {"minutes_low": None, "source": None, "cost_per_hour": None},
        {"activity": "Review", "source": None, "minutes_likely": None},
    )
    finding = effort(made(steps, rows), 1)
    told = " ".join(finding.caveats)
    for words in ("name a role", "no least or most", "could not be used", "does not say where"):
        assert words in told
    (table,) = [t for t in finding.tables if t.name == "by_activity"]
    (cost,) = [e for e in table.estimates if e.name == "cost"]
    assert cost.state is State.NOT_RECORDED
    assert finding.estimate("hours").low == 2.0  # the likely minutes stand for the least
    assert finding.estimate("hours").high == 4.0


def test_the_source_of_the_card_is_printed_and_capacity_is_not_cash():
    finding = effort(made([step(1)], card()), 1)
    assert any("A survey of 20 officers" in caveat for caveat in finding.caveats)
    assert any("not cashable" in caveat for caveat in finding.caveats)
    assert "cost" not in {e.name for e in finding.estimates}
    assert not [e for e in finding.estimates if e.unit is Unit.POUNDS]


def test_a_log_with_no_agency_gives_the_hours_of_all_together():
    finding = effort(made([step(1, agency=None)], card()), 1)
    names = {e.name for e in finding.estimates}
    assert "hours_per_incident" in names
    assert "police_hours_per_incident" not in names
    assert any("agency" in caveat for caveat in finding.caveats)


def test_a_card_without_ranges_draws_no_range():
    finding = effort(made([step(1)], card({"minutes_low": None, "minutes_high": None})), 1)
    assert finding.charts == ()
    assert "widest ranges" not in finding.statement


def test_the_widest_range_comes_first_and_ten_are_drawn():
    rows = card(*({"activity": f"Task {n:02}", "minutes_high": 60 + n} for n in range(1, 14)))
    steps = [step(n, activity=row["activity"]) for row in rows for n in range(12)]
    finding = effort(made(steps, rows), 1)
    (table,) = [t for t in finding.tables if t.name == "widest_ranges"]
    assert [e.by["activity_and_role"] for e in table.estimates] == [
        f"Task {n:02} (PC)" for n in range(13, 3, -1)
    ]
    assert "The widest ranges are those of Task 13 (PC); Task 12 (PC) and Task 11 (PC)." in (
        finding.statement
    )


def test_a_step_with_a_name_in_each_of_two_sources_is_warned_of():
    rows = card({}, {"activity": "Unit at scene", "source": "Another system's log"})
    steps = [step(n, activity=row["activity"]) for row in rows for n in range(12)]
    finding = effort(made(steps, rows), 1)
    assert any("a step may have a name in each" in c for c in finding.caveats)
    assert not any("a name in each" in c for c in effort(made(steps, card()), 1).caveats)


def test_names_of_a_card_cannot_break_a_sentence():
    rows = card({"activity": "Search {home}\n again", "role": "P{C}"})
    finding = effort(made([step(n, activity="search home again") for n in range(12)], rows), 1)
    assert "Search (home) again (P(C))" in render(finding.statement, finding.estimates)
    assert "{" not in render(finding.charts[0].headline, finding.estimates)


def test_lengths_that_cannot_be_are_counted_out():
    ends = (AT + timedelta(seconds=s) for s in (-1, 0, 86400, 86401, 3600))
    finding = effort(made([step(n, ended_at=end) for n, end in enumerate(ends)], card()), 1)
    bad = finding.estimate("share_of_recorded_lengths_implausible")
    assert (bad.count, bad.of, bad.children) == (2, 5, 2)
    inside = finding.estimate("share_of_recorded_lengths_within_card")
    assert (inside.count, inside.of) == (1, 3)


def test_a_date_only_step_has_no_length():
    finding = effort(made([step(n, happened_at=None, ended_at=AT) for n in range(3)], card()), 1)
    assert finding.estimate("hours").value == 3.0
    assert "share_of_recorded_lengths_implausible" not in {e.name for e in finding.estimates}


def test_it_passes_the_gate_and_hides_small_groups():
    steps = [step(n) for n in range(40)] + [step(n, role="Sgt") for n in range(3)]
    timelines = made(steps, card({}, {"role": "Sgt"}), children=40)
    window = {"from": "2024-01-01", "to": "2024-12-31"}
    bundle = Bundle(True, window, "2025-01-01T00:00:00Z", "Made-up", (effort(timelines, 1),))
    out = release(bundle)
    assert out.release["children_not_given"] == []
    (table,) = [t for t in out.findings[0].tables if t.name == "by_activity"]
    shown = {e.by["role"]: e for e in table.estimates if e.name == "hours"}
    assert shown["Sgt"].state is State.HIDDEN
    assert shown["PC"].value == pytest.approx(40, abs=6)
    assert "[" not in render(out.findings[0].statement, out.findings[0].estimates)


def test_words_of_incidents_that_do_not_count_take_no_number():
    words = [step(n, activity=a, role=r) for n in range(12) for a, r in (("Attendance", "PC"),)]
    aside = [step(99, activity="Aardvark call", role="A"), step(98, role="P"), step(98, role="Z")]
    there = made(words + aside, card())
    numbers = there.partners["steps"].execute().spelling.tolist()
    assert numbers == [0] * 12
    both, alone = (effort(one, 1).estimates for one in (there, made(words, card())))
    assert both == alone and len(both)
