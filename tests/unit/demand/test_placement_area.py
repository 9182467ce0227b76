"""Placement in and out of area: what is missing, what is refused, what leaves the gate."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest

from homeward.demand.placement_area import placement_area
from homeward.demand.placement_spells import KINDS, local_authorities, spells_of
from homeward.findings import Bundle, render
from homeward.release import release, verify
from homeward.timelines.definitions import Definitions
from homeward.vocabulary.verdicts import State
from tests.lib.made import made_timelines

LOCAL = Definitions(local_authorities=("Madeup",))
SUPPLIED = {"placement_locality", "placing_authority", "residence_type"}
HOMES = [
    {"place": f"h{n}", "place_type": "childrens_home", "capacity": 4, "authority": "Madeup",
     "incidents": 5}
    for n in range(10)
]  # fmt: skip
BOOTSTRAP, NEGATIVE = {"interval": "child_bootstrap"}, {"model": "negative_binomial"}


def placed(seed=1, children=150, ratio=1.0, share_reported=0.6):
    """Incidents and spells of local and other authorities' children, all of 2024."""
    rng = np.random.default_rng(seed)
    rows, spells = [], []
    for n in range(children):
        child, other = f"c{n:03d}", n % 3 == 0
        spells.append(
            {"child": child, "started": date(2023, 12, 1), "placement_type": "childrens_home",
             "responsible_authority": "Example" if other else "Madeup", "host_authority": "Madeup"}
        )  # fmt: skip
        if rng.random() > share_reported:
            continue
        for _ in range(1 + rng.poisson(rng.gamma(0.6, 6) * (ratio if other else 1))):
            at = datetime(2024, 1, 2, 20) + timedelta(hours=int(rng.integers(0, 8600)))
            rows.append(
                {"child": child, "reported": at,
                 "placing_authority": "Example" if other else "Madeup",
                 "placement_kind": "other_here" if other else "local_here",
                 "placement_locality": "out_of_area" if other else "in_area",
                 "setting": "childrens_home", "place": f"h{n % 10}"}
            )  # fmt: skip
    return rows, spells


def filed(rows, spells=None, **more):
    partners = {} if spells is None else {"placements": spells}
    more = {"supplied": SUPPLIED, "definitions": LOCAL, "places": HOMES} | more
    return placement_area(made_timelines(rows, partners=partners, **more), 1)


def ratio(finding, **by):
    return finding.estimate("rate_ratio_out_of_area", **by)


def test_every_way_of_the_ratio_is_there():
    finding = filed(*placed())
    crude = ratio(finding, adjusted=False)
    assert crude.low < crude.value < crude.high
    made = (crude.count / crude.exposure) / ((crude.of - crude.count) / (1 - crude.exposure))
    assert crude.value == pytest.approx(made)
    drawn = ratio(finding, adjusted=False, **BOOTSTRAP)
    assert drawn.value == pytest.approx(crude.value)
    assert (drawn.interval, drawn.low < drawn.value < drawn.high) == ("child bootstrap", True)
    # One kind of place and one year: nothing to hold equal.
    assert ratio(finding, adjusted=True).value == pytest.approx(crude.value)
    assert ratio(finding, adjusted=True, **NEGATIVE).value == pytest.approx(crude.value, rel=1e-3)


def test_no_difference_is_not_settled_and_a_large_one_is_said():
    finding = filed(*placed())
    said = render(finding.statement, finding.estimates)
    assert "cannot tell whether other authorities' children placed here" in said
    rows, spells = placed(ratio=6, children=400)
    finding = filed(rows, spells)
    said = render(finding.statement, finding.estimates)
    assert "were reported more often than local children placed here" in said
    assert "not what causes what" in said


def refused(finding):
    assert [e.state for e in finding.estimates if e.name == "rate_ratio_out_of_area"] == [
        State.REFUSED
    ] * 4
    assert "cannot be told from these records" in finding.statement
    (caveat,) = [c for c in finding.caveats if c.startswith("HW-N019")]
    assert "SSDA903" in caveat
    return caveat


def test_without_spells_there_is_no_rate():
    assert "No file of placement spells" in refused(filed(placed()[0]))


def test_spells_of_other_references_cover_nobody():
    rows, spells = placed()
    finding = filed(rows, [s | {"child": "x" + s["child"]} for s in spells])
    assert "cover none of the incidents" in refused(finding)
    assert (
        finding.estimate("share_of_children_covered_by_spells", placement_kind="other_here").count
        == 0
    )


def test_spells_that_do_not_say_whose_child_cover_nobody():
    rows, spells = placed()
    bare = [{k: v for k, v in s.items() if not k.endswith("authority")} for s in spells]
    assert "cover none of the incidents" in refused(filed(rows, bare))


def test_one_kind_uncovered_is_enough_to_refuse():
    rows, spells = placed()
    finding = filed(rows, [s for s in spells if s["responsible_authority"] == "Madeup"])
    assert "cover fewer than nine in ten" in refused(finding)
    assert (
        finding.estimate("share_of_incidents_covered_by_spells", placement_kind="local_here").value
        == 1
    )
    assert (
        finding.estimate("share_of_incidents_covered_by_spells", placement_kind="other_here").value
        == 0
    )


@pytest.mark.parametrize("short, covers", [(0.05, True), (0.2, False)])
def test_nine_in_ten_is_the_line(short, covers):
    """Spells of a part of the children end before the window."""
    rows, spells = placed(children=400)
    rng = np.random.default_rng(3)
    cut = [
        s | {"ended": date(2023, 12, 31)} if rng.random() < short else s for s in spells
    ]  # fmt: skip
    finding = filed(rows, cut)
    if not covers:
        assert "nine in ten" in refused(finding)
        return
    found = ratio(finding, adjusted=True)
    assert found.value is not None
    assert found.left_out > 0


def test_spells_gathered_from_the_reports_bear_no_rate():
    rows, spells = placed()
    reported = {row["child"] for row in rows}
    kept = [s for s in spells if s["child"] in reported or s["responsible_authority"] == "Madeup"]
    finding = filed(rows, kept)
    assert "gathered from the reports" in refused(finding)
    assert (
        finding.estimate("share_of_placed_children_reported", placement_kind="other_here").value
        == 1
    )


def test_few_incidents_bear_no_ratio_and_say_why():
    rows, spells = placed()
    chosen = [r for r in rows if r["placement_kind"] == "local_here"]
    chosen += [r for r in rows if r["placement_kind"] == "other_here"][:6]
    finding = filed(chosen, spells)
    assert ratio(finding, adjusted=False).state is State.REFUSED
    assert any(c.startswith("HW-N003") and "rate ratio" in c for c in finding.caveats)
    assert finding.estimate("incidents_per_placement_year", placement_kind="other_here").count == 6


def test_no_homes_listed_is_said():
    finding = filed(*placed(), places=[])
    assert not [e for e in finding.estimates if e.name == "incidents_per_bed_year"]
    assert any("add the list of homes and map `capacity`" in c for c in finding.caveats)


def test_beds_bear_no_ratio():
    caveats = filed(*placed()).caveats
    assert any("how many beds each kind fills is not known" in c for c in caveats)


def test_a_home_counts_on_the_days_that_it_was_open():
    rows, spells = placed()
    half = [h | {"closed": date(2024, 6, 30)} for h in HOMES]
    finding = filed(rows, spells, places=half)
    found = finding.estimate("incidents_per_bed_year")
    assert found.exposure == pytest.approx(10 * 4 * 182 / 365.25)
    assert found.count == sum(r["reported"].date() <= date(2024, 6, 30) for r in rows)
    assert found.count + found.left_out == len(rows)


def test_homes_of_another_area_are_not_ours():
    homes = [h | {"authority": "Example"} if n < 4 else h for n, h in enumerate(HOMES)]
    finding = filed(*placed(), places=homes)
    assert finding.estimate("homes_with_beds_known").value == 6


def test_without_placing_authority_out_of_area_is_a_kind_of_its_own():
    rows = [
        r | {"placement_kind": "not_recorded"} if r["placement_kind"] == "other_here" else r
        for r in placed()[0]
    ]
    finding = filed(rows, supplied=SUPPLIED - {"placing_authority"})
    assert any("map `placing_authority`" in c for c in finding.caveats)
    out = finding.estimate("share_of_incidents_out_of_area")
    assert (
        finding.estimate("share_of_incidents", placement_kind="not_recorded").count == out.count > 0
    )
    untold(finding, out.count)


def untold(finding, incidents):
    """Neither kind out of area has a number; what is known is still told."""
    kinds = [e for e in finding.estimates
             if e.by.get("placement_kind") in ("other_here", "local_elsewhere")]  # fmt: skip
    assert len(kinds) >= 10
    assert {(e.state, e.value, e.count) for e in kinds} == {(State.REFUSED, None, None)}
    shares = [e for e in kinds if e.name == "share_of_incidents"]
    assert {e.left_out for e in shares} == {incidents}
    assert "cannot be told: " in finding.statement
    assert "placement_kind" not in finding.statement
    assert finding.charts == ()
    assert any("are refused, not nought" in c for c in finding.caveats)


def unlisted(number_told=0):
    """Incidents with an authority written, where all but so many are of no known kind."""
    left = iter(range(number_told))
    return [
        r | {"placement_kind": "not_recorded"}
        if r["placement_kind"] == "other_here" and next(left, None) is None else r
        for r in placed()[0]
    ]  # fmt: skip


def test_with_no_local_authorities_the_kinds_out_of_area_are_refused_and_not_nought():
    finding = filed(unlisted(), definitions=Definitions(), places=[])
    assert "list `local_authorities` under [definitions] in study.toml" in finding.statement
    untold(finding, finding.estimate("share_of_incidents_out_of_area").count)
    assert finding.estimate("share_of_incidents", placement_kind="local_here").value > 0
    spells = placed()[1]
    refused(filed(unlisted(), spells, definitions=Definitions(), places=[]))


def test_half_out_of_area_told_apart_is_enough_and_the_rest_is_said():
    out = sum(r["placement_locality"] == "out_of_area" for r in unlisted())
    told = filed(unlisted(out // 2 + 1))
    assert told.estimate("share_of_incidents", placement_kind="other_here").count == out // 2 + 1
    assert "and the rest not known to be either" in told.statement
    finding = filed(unlisted(out // 2 - 1))
    assert "most incidents out of area do not say which authority" in finding.statement


def test_nobody_placed_out_of_area_is_nought():
    rows = [r for r in placed()[0] if r["placement_kind"] == "local_here"]
    finding = filed(rows, definitions=Definitions(), places=[])
    assert finding.estimate("share_of_incidents", placement_kind="other_here").count == 0


def test_the_published_figure_stands_beside_childrens_homes():
    (figure,) = filed(*placed()).published
    assert (figure.value, figure.by) == (0.41, {"setting": "childrens_home"})
    no_homes = [r | {"setting": "foster"} for r in placed()[0]]
    assert filed(no_homes).published == ()
    assert any("did not appear as significant as expected" in c for c in filed(no_homes).caveats)


@pytest.mark.parametrize(
    "supplied, rows, code",
    [
        (set(), placed()[0], "HW-N018"),
        (set(), [], "HW-N003"),
        (SUPPLIED, [], "HW-N003"),
        (SUPPLIED, [r | {"placement_locality": "not_applicable"} for r in placed()[0]], "HW-N003"),
    ],
)
def test_nothing_to_say_is_refused(supplied, rows, code):
    assert filed(rows, supplied=supplied).refused.startswith(code)


def test_it_goes_through_the_gate():
    finding = filed(*placed(children=300))
    released = release(
        Bundle(True, {"from": "2024-01-01", "to": "2024-12-31"}, "x", "x", (finding,))
    )
    verify(released)
    (out,) = released.findings
    assert "{" not in render(out.statement, out.estimates)
    assert out.estimate("rate_ratio_out_of_area", adjusted=True).value is not None


def kinds(*spells, definitions=LOCAL):
    timelines = made_timelines(
        [{"child": "a", "reported": datetime(2024, 1, 5, 20)}], definitions=definitions,
        partners={"placements": [{"child": f"k{n:02d}", "started": date(2024, 1, 1)} | spell
                                 for n, spell in enumerate(spells)]},
    )  # fmt: skip
    found = spells_of(timelines, local_authorities(timelines))
    assert spells_of(timelines, local_authorities(timelines)) is found  # worked out once
    return [None if k < 0 else KINDS[k] for k in found.kind]


OURS, THEIRS = {"responsible_authority": "Madeup"}, {"responsible_authority": "Example"}
HERE, AWAY = {"host_authority": "MADEUP "}, {"host_authority": "Example"}
IN, OUT = {"locality": "in_area"}, {"locality": "out_of_area"}


@pytest.mark.parametrize(
    "spell, kind",
    [
        (OURS | HERE, "local_here"),
        (OURS | AWAY, "local_elsewhere"),
        (THEIRS | HERE, "other_here"),
        (THEIRS | AWAY, None),
        (OURS | HERE | OUT, "local_here"),  # both authorities written: they decide
        (OURS | IN, "local_here"),
        (OURS | OUT, "local_elsewhere"),
        (THEIRS | IN, None),
        (THEIRS | OUT, None),  # outside their own area, here or anywhere
        (HERE | IN, "local_here"),
        (HERE | OUT, "other_here"),
        (AWAY | OUT, None),
        (OURS, None),
        (HERE, None),
        (IN, None),
        ({}, None),
    ],
)
def test_the_kind_of_a_spell(spell, kind):
    assert kinds(spell) == [kind]


def test_without_a_local_authority_no_spell_has_a_kind():
    assert kinds(OURS | HERE, definitions=Definitions()) == [None]
