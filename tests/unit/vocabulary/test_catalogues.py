"""The catalogues of faults and findings are complete, lasting and safe to print."""

from __future__ import annotations

import re

import pytest

from homeward.vocabulary import CATALOGUE, EXIT_CODES, FAULTS, Fault, HomewardError
from homeward.vocabulary.faults import _catalogue
from homeward.vocabulary.questions import Question

#: Findings that the first full study must file, and the questions that have them.
FILED = {
    "demand.volume", "demand.duration", "demand.clock", "demand.concentration", "demand.repeats",
    "demand.setting", "demand.long_missing", "demand.placement_area", "demand.risk",
    "demand.effort", "demand.equality", "demand.quality", "process.map", "process.variants",
    "process.clocks", "process.fail_points", "process.failure_demand", "recurrence.next_episode",
    "recurrence.intense_periods", "recurrence.drivers", "recurrence.return",
    "recurrence.follow_up", "recommendations",
}  # fmt: skip


#: Said at the end of a run that went through: the extract or its governance is worth a look.
SAID_ONLY = {
    "HW-P022", "HW-P023", "HW-P025", "HW-P027", "HW-P037", "HW-K010", "HW-D013", "HW-D015",
}  # fmt: skip


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_is_whole(code):
    fault = FAULTS[code]
    assert fault.code == code
    assert re.fullmatch(r"HW-[ADFRPEJKLSMN]\d{3}", code)
    assert fault.title and not fault.title.endswith(".")
    assert fault.do.endswith(".")
    assert fault.exit_code in EXIT_CODES


@pytest.mark.parametrize("code", FAULTS)
def test_rows_and_refused_findings_end_no_command_and_the_rest_do(code):
    ends = FAULTS[code].exit_code != 0
    # From M011 on they are rows and cells of a sheet that partners sent back.
    of_a_row = code[3] in "RN" or "HW-M010" < code < "HW-N"
    assert ends != (of_a_row or code in SAID_ONLY)


def test_a_code_is_declared_once():
    with pytest.raises(ValueError, match="HW-X001 is declared twice"):
        _catalogue(Fault("HW-X001", "a", "b."), Fault("HW-X001", "c", "d."))


def test_an_error_says_what_was_found_and_what_to_do():
    error = HomewardError("HW-L002", "setting `round_to`: 6 or more")
    assert str(error).splitlines() == [
        "HW-L002  " + FAULTS["HW-L002"].title,
        "  found    setting `round_to`: 6 or more",
        "  do       " + FAULTS["HW-L002"].do,
    ]
    assert error.exit_code == FAULTS["HW-L002"].exit_code


def test_an_error_without_detail_leaves_the_line_out():
    assert len(str(HomewardError("HW-P001")).splitlines()) == 2


def test_an_unexplained_error_cannot_be_raised():
    with pytest.raises(KeyError):
        HomewardError("HW-X999")


@pytest.mark.parametrize("id", CATALOGUE)
def test_every_finding_has_a_title_a_question_and_a_room(id):
    entry = CATALOGUE[id]
    assert entry.id == id
    assert entry.title
    assert entry.question in Question
    assert entry.room == id.split(".")[0]


def test_the_first_full_study_can_be_filed():
    assert CATALOGUE.keys() >= FILED
    assert {entry.question for entry in CATALOGUE.values()} == set(Question)
