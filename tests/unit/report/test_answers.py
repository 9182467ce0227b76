"""The first page: the published findings answered one by one from released numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from homeward.findings import Bundle, Estimate, Finding, refusal, render
from homeward.report import wording
from homeward.report.answers import answers, latest_whole_year, tally
from homeward.report.assemble import assemble
from homeward.report.refusals import reason_of
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.published import KEY_FINDINGS
from homeward.vocabulary.verdicts import State
from tests.unit.report.made import all_hidden, all_refused, made_bundle
from tests.unit.report.made_published import (
    full_bundle,
    long_missing,
    philomena,
    placement_area,
    setting,
)


def _with(*findings: Finding, bundle: Bundle | None = None) -> Bundle:
    return replace(bundle or made_bundle(), findings=findings)


def _line(bundle, id):
    (line,) = [line for line in answers(bundle) if line.id == id]
    return line


def test_every_published_finding_has_a_line_in_order():
    for bundle in (full_bundle(), _with(), all_hidden(full_bundle()), all_refused(full_bundle())):
        lines = answers(bundle)
        assert [line.id for line in lines] == [key.id for key in KEY_FINDINGS]
        assert [line.number for line in lines] == list(range(1, len(lines) + 1))
        assert all(line.published and line.here and line.told for line in lines)


def test_the_demo_reads_as_the_study_did():
    told = {line.id: line.told for line in answers(full_bundle())}
    assert told == {
        "incidents": "For comparison",
        "within_24_hours": "As published",
        "care_home_nights": "As published",
        "top_tenth": "As published",
        "bursts": "Not yet examined",
        "family_homes": "As published",
        "county_lines": "As published",
        "out_of_county": "As published",
        "undesigned_process": "Not yet examined",
        "philomena": "Not yet examined",
    }


def test_a_sentence_tells_how_many_findings_have_each_answer():
    lines = answers(full_bundle())
    assert tally(lines) == (
        "Of 10 published findings: 6 as published; 3 not yet examined; 1 is for comparison."
    )
    hidden = tally(answers(all_hidden(full_bundle())))
    assert "7 cannot be told from these records" in hidden and "as published" not in hidden


def test_a_line_says_the_number_and_its_interval():
    line = _line(full_bundle(), "within_24_hours")
    assert line.here.startswith("91.3% of incidents were resolved within 24 hours of the report (")
    assert "90.6% to 92.0%" in line.here


def test_nothing_filed_is_not_yet_examined():
    line = _line(_with(), "county_lines")
    assert (line.answer, line.here) == ("not_examined", wording.NOT_EXAMINED)


def test_a_refused_finding_cannot_tell_and_says_why_in_a_sentence():
    refused = refusal("demand.placement_area", "HW-N004: Nobody knows where. Map `x` first.")
    line = _line(_with(refused), "out_of_county")
    assert line.answer == "cannot_tell"
    assert line.here.startswith("Nobody knows where. Map “x” first. ")


def test_a_long_reason_is_cut_to_its_first_sentence():
    refused = refusal("demand.placement_area", "HW-N004: Nobody knows where. " + "Map it. " * 60)
    assert _line(_with(refused), "out_of_county").here == "Nobody knows where."


def test_a_hidden_number_cannot_tell():
    line = _line(all_hidden(full_bundle()), "top_tenth")
    assert line.told == "Cannot tell"
    assert line.here == "The figure is not shown (hidden to protect children)."


def test_a_refused_number_in_an_answered_finding_cannot_tell():
    finding = placement_area()
    gone = tuple(
        Estimate(e.name, e.kind, e.unit, None, left_out=None, by=e.by, state=State.REFUSED)
        if e.name.startswith("rate")
        else e
        for e in finding.estimates
    )
    line = _line(_with(replace(finding, estimates=gone)), "out_of_county")
    assert line.told == "Cannot tell"
    assert "cannot be told without their days in placement" in line.here
    assert "Of incidents of children in placements, " in line.here


def test_a_part_that_may_not_be_shown_is_named_with_the_reason():
    finding = long_missing()
    hidden = tuple(
        Estimate(e.name, e.kind, e.unit, None, left_out=None, by=e.by, state=State.HIDDEN)
        if e.name.startswith("odds_ratio_persistent")
        else e
        for e in finding.estimates
    )
    line = _line(_with(replace(finding, estimates=hidden)), "county_lines")
    assert line.told == "As published; rest unknown"
    assert line.here.endswith(
        "Persistently missing: the figure is not shown (hidden to protect children)."
    )


def test_a_number_with_no_interval_settles_nothing():
    finding = setting()
    bare = tuple(replace(e, low=None, high=None, interval="") for e in finding.estimates)
    line = _line(_with(replace(finding, estimates=bare)), "family_homes")
    assert line.told == "Cannot tell" and wording.NO_INTERVAL in line.here


def test_the_adjusted_ratio_is_used_and_the_crude_one_where_there_is_none():
    assert "between incidents otherwise alike" in _line(_with(long_missing()), "county_lines").here
    crude = _line(_with(long_missing(adjusted=False)), "county_lines")
    assert "before allowing for anything else" in crude.here and crude.told == "As published"


@pytest.mark.parametrize(
    ("finding", "id", "told"),
    [
        (long_missing(1.1, 1.4), "county_lines", "Not settled by these records"),
        (long_missing(0.5, 1.2), "county_lines", "Lower"),
        (placement_area(1.5, 0.2), "out_of_county", "Higher"),
        (placement_area(0.6, 0.1), "out_of_county", "Lower"),
        (placement_area(1.05, 0.5), "out_of_county", "Not settled by these records"),
        (setting(0.02, 2001), "family_homes", "Lower"),
        (philomena(), "philomena", "As published"),
    ],
)
def test_answers_follow_the_interval(finding, id, told):
    assert _line(_with(finding), id).told == told


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0.9, 1.1, "As published; rest not settled"),
        (0.8, 0.9, "As published in part"),
        (1.1, 1.3, "As published"),
    ],
)
def test_only_a_part_that_is_contradicted_makes_a_finding_published_in_part(low, high, told):
    clock = full_bundle().finding("demand.clock")
    flat = tuple(
        replace(e, value=(low + high) / 2, low=low, high=high)
        if e.name == "rate_ratio_weekend_22_to_01" and e.by.get("setting") == "childrens_home"
        else e
        for e in clock.estimates
    )
    lines = answers(_with(replace(clock, estimates=flat)))
    (line,) = [line for line in lines if line.id == "care_home_nights"]
    assert line.told == told
    if "settled" in told:
        assert "1 as published but for a part that is not settled" in tally(lines)


_DO = {code: FAULTS[code].do for code in ("HW-N003", "HW-N027")}
N003 = "HW-N003: Too few. Not estimated because there is nobody on one side: {}. " + _DO["HW-N003"]
SILENT = "HW-N017: Fewer than half say that there is none, so nobody knows. Map it."
COARSE = "HW-N027: Times are too coarse. Not given: {}. " + _DO["HW-N027"]


def _without(parts, *caveats):
    """Long missing with some ratios refused and the caveats that say why."""
    finding = long_missing()
    estimates = tuple(
        Estimate(e.name, e.kind, e.unit, None, left_out=9, by=e.by, state=State.REFUSED)
        if e.name.startswith(parts)
        else e
        for e in finding.estimates
    )
    made = replace(finding, estimates=estimates, caveats=caveats)
    return _line(_with(made), "county_lines")


def test_a_claim_is_refused_in_the_words_of_its_own_finding():
    line = _without(("odds_ratio",), SILENT, N003.format("gang involvement, over 48 hours"))
    assert line.told == "Cannot tell"
    assert line.here == "Fewer than half say that there is none, so nobody knows. Map it."
    assert "flags with their dates" not in line.here


def test_what_is_told_is_the_case_at_hand_and_not_the_title_of_its_code():
    fault = FAULTS["HW-N019"]
    caveat = f"HW-N019: {fault.title}. Their references do not meet. {fault.do}"
    reason = reason_of(caveat, "HW-N019")
    assert reason is not None and reason.why.startswith("Their references do not meet. ")
    bare = reason_of(f"HW-N019: {fault.title}. {fault.do}", "HW-N019")
    assert bare is not None and bare.why.startswith(fault.title)


def test_each_claim_is_refused_for_its_own_reason():
    line = _without(
        ("odds_ratio",),
        COARSE.format("such shares by flag; odds ratios of county lines, over 48 hours"),
        N003.format("county lines, persistent missing, adjusted; gang, persistent missing"),
    )
    assert line.here == (
        "Missing over 48 hours: times are too coarse."
        " Persistently missing: there is nobody on one side."
    )


def test_a_reason_for_another_comparison_is_not_given():
    line = _without(("odds_ratio",), N003.format("county lines, over 48 hours, ever flagged"))
    assert "nobody on one side" not in line.here


def test_an_unknown_main_claim_is_no_claim_as_published():
    main = _without(("odds_ratio_county",), N003.format("county lines, over 48 hours"))
    assert (main.told, "2.4" in main.here) == ("Cannot tell", True)
    rest = _without(("odds_ratio_persistent",), N003.format("county lines, persistent missing"))
    assert rest.told == "As published; rest unknown"


def test_an_estimate_that_nobody_filed_says_what_it_would_need():
    line = _line(_with(replace(setting(), estimates=setting().estimates[1:])), "family_homes")
    assert line.told == "Cannot tell" and line.here.startswith("It needs the kind of place")


def test_a_need_of_two_parts_is_said_once():
    clock = full_bundle().finding("demand.clock")
    rest = tuple(e for e in clock.estimates if "setting" not in e.by)
    line = _line(_with(replace(clock, estimates=rest)), "care_home_nights")
    assert line.told == "Cannot tell" and line.here.count("It needs") == 1


def test_the_first_page_says_where_children_live_in_the_words_of_the_section():
    here = _line(full_bundle(), "family_homes").here
    statement = render(setting().statement, setting().estimates)
    assert here.startswith(statement.split(". ")[0] + ". ")
    assert here.endswith("At least one in twenty in family homes is taken as published.")


def test_a_sentence_that_would_lose_a_number_is_not_said():
    only = setting().estimates[:1]
    line = _line(_with(replace(setting(), estimates=only)), "family_homes")
    assert line.told == "Cannot tell" and "{" not in line.here


@pytest.mark.parametrize(
    ("first", "last", "year"),
    [
        ("2019-01-01", "2022-12-31", 2022),
        ("2019-01-01", "2022-12-30", 2021),
        ("2019-01-02", "2019-12-31", None),
        ("2022-01-01", "2022-12-31", 2022),
        ("2022-03-01", "2022-03-31", None),
        ("2021-06-01", "2023-05-31", 2022),
    ],
)
def test_the_latest_whole_year(first, last, year):
    assert latest_whole_year(replace(made_bundle(), window={"from": first, "to": last})) == year


def test_a_month_of_records_says_that_there_is_no_whole_year():
    bundle = replace(made_bundle(), window={"from": "2022-03-01", "to": "2022-03-31"})
    assert _line(bundle, "top_tenth").here == wording.NO_WHOLE_YEAR


def test_a_line_leads_to_its_section(monkeypatch):
    monkeypatch.setattr("homeward.report.artists.svg", lambda request: "<svg/>")
    report = assemble(full_bundle())
    sections = {s.anchor: s.number for chapter in report.chapters for s in chapter.sections}
    lines = {line.id: line for line in report.summary.lines}
    assert lines["within_24_hours"].section == sections["demand-duration"]
    assert lines["bursts"].anchor == ""
    assert "made up" in report.summary.lead
    assert "made up" not in assemble(full_bundle(synthetic=False)).summary.lead
