"""A release that would tell, beside an earlier one, of a few children."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from homeward.release import DEFAULT, release
from homeward.release.cells import cells_to_keep
from homeward.release.differencing import Asked, decide
from homeward.release.register import Entry, Scope
from homeward.release.rules import rules_of
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.units import Unit
from tests.unit.release.cases import bundle, count

SCOPE = Scope("Made-up Constabulary", "2019-01-01", "2022-12-31")


def study(incidents=2000, children=600, **settings):
    """A bundle of everybody and of incidents by setting."""
    cells = settings or {"a": 900, "b": 700, "c": 400}
    return bundle(
        count(incidents, children),
        count(children, children, name="children", unit=Unit.CHILDREN),
        *(count(n, 200, setting=s) for s, n in cells.items()),
    )


def released(made, scope=SCOPE, rules=DEFAULT, state="released", id="R0001", project="p"):
    """The entry of a release of a bundle."""
    shown = release(made, rules)
    said = {"action": "draft", "by": "homeward", "at": "2026-01-02T00:00:00+00:00", "note": ""}
    cells = cells_to_keep(made, shown, rules)
    held = asdict(rules)
    return Entry(id, project, id, scope, held, cells, state, (said,))


def ask(made, *entries, scope=SCOPE, rules=DEFAULT):
    return decide(Asked(made, scope, "p", rules), entries)


def refused(made, *entries, code="HW-D001", **how):
    with pytest.raises(HomewardError) as found:
        ask(made, *entries, **how)
    assert found.value.code == code
    return found.value.detail


def test_nothing_before_forbids_nothing():
    assert ask(study()).hide == frozenset()


def test_a_window_a_day_apart_is_refused_and_named():
    told = refused(study(), released(study()), scope=replace(SCOPE, closes="2022-12-30"))
    assert "R0001" in told and "2022-12-30" in told and "2000" not in told and "600" not in told


def test_a_window_moved_by_a_day_at_both_ends_is_refused():
    moved = replace(SCOPE, opens="2019-01-02", closes="2023-01-01")
    refused(study(), released(study()), scope=moved)


def test_a_window_a_year_longer_is_allowed():
    longer = study(2600, 800, a=1200, b=900, c=500)
    assert ask(longer, released(study()), scope=replace(SCOPE, closes="2023-12-31")).hide == set()


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        (replace(SCOPE, age_below=16), "ages below 16"),
        (replace(SCOPE, counted=("missing",)), "types of report"),
        (replace(SCOPE, filters=("north.csv",)), "files or groups"),
    ],
)
def test_a_nested_choice_of_nearly_all_children_is_refused(scope, said):
    before = released(study(), replace(SCOPE, counted=("missing", "absent")))
    scope = replace(scope, counted=scope.counted or ("missing", "absent"))
    assert said in refused(study(1996, 598, a=900, b=700, c=396), before, scope=scope)


def test_a_complement_of_a_few_is_withheld_where_it_would_show():
    whole = released(study())
    filtered = study(1200, 400, a=896, b=200, c=104)
    decision = ask(filtered, whole, scope=replace(SCOPE, filters=("south.csv",)))
    assert decision.hide == {((("setting", "a"),), 896)} and decision.withheld == 1


def test_a_purge_or_a_mended_row_leaves_what_was_released_standing():
    before = released(study())
    assert ask(study(1999, 599, a=899, b=700, c=400), before).stands == before
    assert ask(study(1999, 600, a=899, b=700, c=400), before).stands == before


def test_it_does_not_stand_once_superseded_or_of_another_folder():
    near = study(1999, 599, a=899, b=700, c=400)
    refused(near, released(study(), state="superseded"))
    refused(near, released(study(), project="another"))


def test_a_second_margin_that_disagrees_is_withheld():
    before = released(study())
    now = study(2100, 650, a=903, b=760, c=437)
    decision = ask(now, before)
    assert decision.hide == {((("setting", "a"),), 903)}


def test_the_same_children_are_hidden_where_they_were_hidden():
    made, cell = study(a=14, b=900, c=1086), ((("setting", "a"),), 14)
    shown = release(made, DEFAULT, frozenset({cell}))  # a second cell of another time
    kept = cells_to_keep(made, shown, DEFAULT)
    before = replace(released(made), cells=kept)
    assert cell in ask(made, before).hide
    assert cell not in ask(made, released(made)).hide


def test_another_profile_of_the_same_children_is_refused():
    before = released(study(), rules=rules_of("dfe_looked_after"))
    assert "dfe_looked_after" in refused(study(), before, code="HW-D003")


def test_what_was_withdrawn_or_is_of_another_force_is_not_compared():
    near = study(1999, 599, a=899, b=700, c=400)
    assert ask(near, released(study(), state="withdrawn")).stands is None
    elsewhere = released(study(), replace(SCOPE, force="Elsewhere"))
    assert ask(near, elsewhere).stands is None


def test_where_too_much_would_be_withheld_it_is_refused():
    def of(less):
        cells = (count(90 + n - less, 40 + n - less, setting=f"s{n}") for n in range(20))
        return bundle(count(2000 - 50 * less, 600 - 50 * less), *cells)

    refused(of(1), released(of(0)), code="HW-D002", scope=replace(SCOPE, age_below=17))


def test_quarters_that_leave_a_few_of_a_year_are_withheld():
    year = replace(SCOPE, opens="2022-01-01")
    quarters = [
        ("2022-01-01", "2022-03-31"),
        ("2022-04-01", "2022-06-30"),
        ("2022-07-01", "2022-09-30"),
    ]
    parts = [
        released(
            study(500, 150, a=250, b=150, c=100), replace(SCOPE, opens=o, closes=c), id=f"R{n}"
        )
        for n, (o, c) in enumerate(quarters)
    ]
    whole = study(2000, 500, a=754, b=700, c=546)  # of setting a, 4 are left for the last quarter
    assert ask(whole, *parts, scope=year).hide == {((("setting", "a"),), 754)}
