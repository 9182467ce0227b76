"""The gate as a whole: a bundle in, a bundle fit to leave the building out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from homeward.findings import Published, from_json, render, to_json
from homeward.release import DEFAULT, release, verify
from homeward.release.behind import quantities
from homeward.release.gate import _refused
from homeward.release.words import round_words
from homeward.vocabulary import HomewardError
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from tests.unit.release.cases import (
    bundle,
    chart,
    count,
    hours_by_setting,
    modelled,
    share,
    table,
)


def cells(*counts, name="incidents"):
    return [count(n, n, name=name, setting=s) for s, n in zip("abcdefgh", counts, strict=False)]


def test_the_unreleased_bundle_is_not_changed():
    before = bundle(count(403), tables=(table(*cells(18, 40, 3)),))
    text = to_json(before)
    after = release(before)
    assert to_json(before) == text
    assert after.released and not before.released
    assert release(before) == after


def test_a_bundle_passes_the_gate_once():
    once = release(bundle(count(403)))
    with pytest.raises(HomewardError) as refused:
        release(once)
    assert refused.value.code == "HW-L002"


def test_statements_stay_templates_and_print_released_numbers():
    template = "{share:count} of {share:of} ({share}, {share:interval}); {share[setting=a]} in a"
    released = release(bundle(share(377, 403), share(3, 60, 3, setting="a"), statement=template))
    (finding,) = released.findings
    assert finding.statement == template
    assert render(template, finding.estimates) == (
        "375 of 405 (92.6%, 88.3% to 95.8%); [hidden to protect children] in a"
    )
    (filed,) = json.loads(to_json(released))["findings"]
    assert filed["statement_text"].startswith("375 of 405")


def test_a_hidden_value_is_null_with_its_state():
    (finding,) = json.loads(to_json(release(bundle(count(3)))))["findings"]
    (estimate,) = finding["estimates"]
    assert estimate["value"] is None
    assert estimate["count"] is None
    assert estimate["state"] == State.HIDDEN.value


def test_a_table_and_the_estimates_beside_it_agree():
    pinned = bundle(count(25), *cells(18, 7), tables=(table(*cells(18, 7)),))
    (finding,) = release(pinned).findings
    assert [e.value for e in finding.estimates] == [27, None, None]
    assert [e.value for e in finding.tables[0].estimates] == [None, None]


def test_a_second_cell_is_hidden_in_every_finding_of_the_bundle():
    first = bundle(count(25), *cells(18, 7))
    other = bundle(*cells(18, name="reports"), finding="demand.setting")
    both = replace(first, findings=first.findings + other.findings)
    assert release(other).findings[0].estimates[0].value == 15
    assert release(both).findings[1].estimates[0].value is None


def test_the_account_says_the_rules_and_what_they_did():
    tables = (table(*cells(3, 4, 40), name="small"), table(*cells(30, 40, 3), name="large"))
    given = bundle(
        count(60, None, name="unsaid"), tables=tables, charts=(chart("home", table="large"),)
    )
    account = release(given).release
    assert account["rules"]["redact_up_to"] == 7
    assert account["mostly_hidden"] == [{"finding": "demand.volume", "table": "small"}]
    assert account["children_not_given"] == [{"finding": "demand.volume", "estimate": "unsaid"}]
    assert account["charts_left_out"] == [{"finding": "demand.volume", "chart": "bars"}]
    assert (account["estimates_shown"], account["estimates_hidden"]) == (3, 4)
    assert any("1 to 7" in sentence for sentence in account["words"])
    assert json.loads(json.dumps(account)) == account


def test_a_chart_of_homes_is_left_out_and_a_chart_of_settings_is_kept():
    tables = (table(*cells(30, 40)),)
    (kept,) = release(bundle(tables=tables, charts=(chart(),))).findings
    (left,) = release(bundle(tables=tables, charts=(chart(colour="care_home"),))).findings
    assert [c.name for c in kept.charts] == ["bars"]
    assert left.charts == ()
    assert left.tables


@pytest.mark.parametrize(
    "by", [{"child": "a"}, {"incident": "7"}, {"place": "0123456789abcdef0123"}]
)
def test_a_row_or_a_pseudonym_never_passes(by):
    with pytest.raises(HomewardError) as refused:
        release(bundle(count(403, **by)))
    assert refused.value.code == "HW-L002"
    assert "demand.volume, estimate incidents" in refused.value.detail
    assert not any(value in refused.value.detail for value in by.values() if len(value) > 1)


def test_published_figures_and_synthetic_mark_pass_unchanged():
    published = (Published(0.9, "A study", "share"),)
    released = release(bundle(share(377, 403), published=published))
    assert released.findings[0].published == published
    assert released.synthetic


def test_exact_counts_in_free_text_are_rounded_like_the_estimates():
    given = bundle(
        count(9184),
        caveats=("Of 9,184 incidents, 9184 had 72 hours or 2019 to 2022.",),
        method="Made from 9,184 rows.",
        tables=(table(*cells(403), title="All 403"),),
        refused="HW-N003: 403 is too few",
    )
    (finding,) = release(given).findings
    assert finding.caveats == ("Of 9,183 incidents, 9,183 had 72 hours or 2019 to 2022.",)
    assert finding.method == "Made from 9,183 rows."
    assert finding.tables[0].title == "All 405"
    assert finding.refused == "HW-N003: 405 is too few"


@pytest.mark.parametrize(
    "text",
    ["403.5", "1,403", "HW-403", "{share[year=403]}", "#403", "403%", "v403", "03:403", "4030"],
)
def test_part_of_a_name_or_another_number_is_not_a_count(text):
    assert round_words(text, {403}, DEFAULT) == text


def test_a_year_is_left_alone_unless_it_is_written_as_a_count():
    assert round_words("in 2022", {2022}, DEFAULT) == "in 2022"
    assert round_words("all 2,022", {2022}, DEFAULT) == "all 2,019"


def test_stricter_rules_hide_more_and_say_so():
    strict = DEFAULT.stricter(redact_up_to=12)
    given = bundle(*cells(12, 13, 30))
    assert [e.value for e in release(given).findings[0].estimates] == [9, 15, 27]
    released = release(given, strict)
    assert [e.value for e in released.findings[0].estimates] == [None, 15, 27]
    assert released.release["rules"]["redact_up_to"] == 12
    verify(released, strict)


def test_a_released_bundle_goes_to_json_and_back():
    given = bundle(
        count(9184),
        share(377, 403, name="s"),
        share(3, 60, 3, setting="a"),
        modelled(Kind.QUANTILE, 4.2, unit=Unit.HOURS),
        tables=(table(*cells(18, 40, 3)),),
        charts=(chart(),),
    )
    released = release(given)
    assert from_json(to_json(released)) == released


# ---------------------------------------------------------------- what nothing can protect


def the_rest():
    """Figures that have nothing to do with hours and settings."""
    return table(*cells(18, 40, 60, name="found"), count(118, name="found"), name="others")


def hours(**more):
    """A table of two settings by hour, one of seven incidents in seven hours."""
    return table(*hours_by_setting(**more), name="hours", dimensions=("setting", "hour"))


def test_seven_ones_hide_their_row_and_empty_nothing():
    """With its zeros shown, every hour of the other setting was hidden too, and the total."""
    released = release(bundle(count(403), tables=(hours(), the_rest())))
    (finding,) = released.findings
    by_hour, others = finding.tables
    of_b = [e for e in by_hour.estimates if e.by.get("setting") == "b"]
    assert {e.state for e in of_b} == {State.HIDDEN}
    assert all(e.value for e in by_hour.estimates if e not in of_b)
    assert all(e.value for e in (*others.estimates, *finding.estimates))
    assert released.release["tables_left_out"] == []
    assert verify(released) is None


def test_a_table_that_nothing_can_protect_is_left_out_with_its_charts_and_named():
    tables = (hours(zeros_filed=False), the_rest())
    charts = (chart(x="hour", table="hours"), replace(chart(table="others"), name="kept"))
    released = release(bundle(count(403), tables=tables, charts=charts))
    (finding,) = released.findings
    assert [t.name for t in finding.tables] == ["others"]
    assert [c.name for c in finding.charts] == ["kept"]
    assert all(e.value for e in (*finding.tables[0].estimates, *finding.estimates))
    left_out = [{"finding": "demand.volume", "table": "hours"}]
    assert released.release["tables_left_out"] == left_out
    assert verify(released) is None


@pytest.mark.parametrize(("children", "hidden"), [(1, True), (9, True), (10, False), (400, False)])
def test_rows_are_hidden_where_few_children_stand_behind_them(children, hidden):
    rows = count(39, None, name="rows_read", unit=Unit.ROWS)
    everybody = count(max(children, 39), children)
    (finding,) = release(bundle(everybody, rows)).findings
    (told,) = [e for e in finding.estimates if e.name == "rows_read"]
    assert (told.value is None) is hidden and (told.count is None) is hidden


def test_numbers_of_groups_that_nothing_can_protect_are_hidden_before_the_whole_finding():
    given = bundle(*hours_by_setting(zeros_filed=False), statement="{incidents}")
    released = release(given)
    (finding,) = released.findings
    assert finding.refused is None and finding.statement == "{incidents}"
    (whole,) = [e for e in finding.estimates if not e.by]
    assert whole.value is not None
    hidden = [e for e in finding.estimates if e.state is State.HIDDEN]
    assert hidden and all(e.by and e.count is None and e.children is None for e in hidden)
    verify(released, DEFAULT)


def test_a_finding_whose_own_whole_numbers_nothing_can_protect_is_refused():
    parts = [replace(e, by={}, name=f"of_{n}") for n, e in enumerate(hours_by_setting())]
    refused = _refused(bundle(*parts).findings[0], set(quantities(parts[0]).values()))
    assert refused.refused.startswith("HW-L004")
    assert (refused.estimates, refused.tables, refused.statement) == ((), (), "")
