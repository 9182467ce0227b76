"""Columns that decide what is counted are never passed over in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from homeward.records.mapping import ColumnMap
from homeward.records.propose import DoubtKind, Proposal, propose
from homeward.study.plan import Plan, check_plan, from_proposal
from homeward.vocabulary.errors import HomewardError
from tests.unit.records.extracts import columns_of, doubts_of, rows_of, write

TYPES = (
    "Missing Person", "Missing", "No Apparent Risk (Absent)", "Cancelled - Error",
    "Concern For Welfare",
)  # fmt: skip


def _typed(tmp_path, header: str = "Occurrence Type", types: tuple[str, ...] = TYPES) -> Proposal:
    return propose(write(tmp_path, rows_of(lambda n: {header: types[n % len(types)]})))


# ------------------------------------------------------------------ report types


@pytest.mark.parametrize("header", ["Occurrence Type", "Nature", "Final Code"])
def test_an_unmapped_column_of_report_types_blocks_and_says_why(tmp_path, header):
    (doubt,) = _typed(tmp_path, header).blocking
    assert (doubt.column, doubt.source) == ("report_type", (header,))
    assert "every row would count as missing" in doubt.text


def test_a_header_that_says_type_of_report_blocks_whatever_its_codes(tmp_path):
    (doubt,) = _typed(tmp_path, "Incident Category", ("T1", "T2", "T3")).blocking
    assert doubt.column == "report_type"


def test_a_header_and_cells_that_agree_are_taken_with_a_doubt(tmp_path):
    proposal = _typed(tmp_path, types=("Missing", "Absent", "Cancelled"))
    assert columns_of(proposal)["report_type"] == "Occurrence Type"
    assert [d.kind for d in doubts_of(proposal)] == [DoubtKind.PART_NAME]


def _plan(tmp_path) -> Plan:
    return from_proposal(_typed(tmp_path), synthetic=True)


def _changed(plan: Plan, **changes) -> Plan:
    (dataset,) = plan.datasets
    return replace(plan, datasets=(replace(dataset, map=replace(dataset.map, **changes)),))


def test_the_plan_is_refused_until_it_is_mapped_or_ignored(tmp_path):
    plan = _plan(tmp_path)
    with pytest.raises(HomewardError) as refusal:
        check_plan(plan, tmp_path)
    assert refusal.value.code == "HW-P006" and "Occurrence Type" in refusal.value.detail
    one = plan.datasets[0].map
    check_plan(_changed(plan, ignored=("Occurrence Type",)), tmp_path)
    mapped = {**one.columns, "report_type": ColumnMap("Occurrence Type")}
    check_plan(_changed(plan, columns=mapped), tmp_path)


def test_a_kind_of_place_is_no_report_type(tmp_path):
    proposal = _typed(tmp_path, "Missing From Type", ("Children's Home", "Foster Care"))
    assert not proposal.blocking


# ------------------------------------------------------------------ age


def test_a_likely_age_left_out_is_said_to_leave_adults_in(tmp_path):
    proposal = propose(write(tmp_path, rows_of(lambda n: {"Current Age": 13 + n % 5})))
    (doubt,) = doubts_of(proposal)
    assert doubt.column == "age" and not doubt.blocking
    assert "adults would stay" in doubt.text


def test_an_age_beside_another_that_is_used_is_not_asked(tmp_path):
    change = lambda n: {"Age": 13 + n % 4, "Current Age": 14 + n % 4}  # noqa: E731
    proposal = propose(write(tmp_path, rows_of(change)))
    assert columns_of(proposal)["age"] == "Age"
    assert not any("adults would stay" in d.text for d in proposal.doubts)


# ------------------------------------------------------------------ times, references, flags


def _found(tmp_path, every: int) -> Proposal:
    def change(n: int) -> dict:
        return {"Date/Time Found": "back home am"} if n % every == 0 else {}

    return propose(write(tmp_path, rows_of(change)))


@pytest.mark.parametrize("every", [3, 4, 5])
def test_a_time_column_with_some_words_is_used_and_their_number_said(tmp_path, every):
    proposal = _found(tmp_path, every)
    assert columns_of(proposal)["found"] == "Date/Time Found"
    (doubt,) = doubts_of(proposal)
    assert doubt.kind is DoubtKind.UNREAD and f"{120 // every} of 120" in doubt.text


def test_a_time_column_of_mostly_words_is_asked_with_the_line_to_write(tmp_path):
    proposal = _found(tmp_path, 2)
    assert "found" not in columns_of(proposal)
    (doubt,) = doubts_of(proposal)
    line = '`found = { column = "Date/Time Found", format = "%d/%m/%Y %H:%M" }`'
    assert line in doubt.text


def test_references_that_begin_again_in_each_file_are_explained(tmp_path):
    write(tmp_path, rows_of(), "a.csv")
    write(tmp_path, rows_of(lambda n: {"Initial Risk": "High"}), "b.csv")
    (doubt,) = propose(tmp_path).blocking
    assert doubt.column == "incident"
    assert "120 of its references stand in more than one of the 2 files" in doubt.text
    assert "year in front" in doubt.text


def test_a_yes_no_column_that_speaks_of_exploitation_in_part_is_asked(tmp_path):
    header = "Gang Affiliation (Y/N)"
    proposal = propose(write(tmp_path, rows_of(lambda n: {header: "YN"[n % 2]})))
    assert header not in proposal.maps[0].ignored
    (doubt,) = doubts_of(proposal)
    assert doubt.kind is DoubtKind.FLAG and f'"{header}" = "gang"' in doubt.text


def test_a_listed_header_is_not_asked_because_another_is_listed_elsewhere(tmp_path):
    change = lambda n: {"Misper Ref": f"M{n % 30:05d}"}  # noqa: E731
    proposal = propose(write(tmp_path, rows_of(change, drop=("Incident Ref",))))
    assert columns_of(proposal)["child"] == "Person ID"
    assert [d.column for d in proposal.blocking] == ["incident"]
