"""The fault reference shows what each fault of a file, a row or a plan looks like."""

from __future__ import annotations

from docs.builders.fault_examples import EXAMPLES
from docs.builders.faults import GROUPS, build
from homeward.vocabulary import faults
from homeward.vocabulary.faults import FAULTS


def test_every_fault_that_an_extract_or_a_plan_can_have_has_an_example():
    shown = {fault.code for fault in (*faults.FILES, *faults.ROWS, *faults.PLANS)}
    assert shown - EXAMPLES.keys() == set(), "add an example in docs/builders/fault_examples.py"


def test_no_example_is_of_a_fault_that_there_is_not():
    assert EXAMPLES.keys() - FAULTS.keys() == set()
    assert all(text.endswith(".") for text in EXAMPLES.values())


def test_every_fault_stands_on_the_page_once_with_what_to_do():
    page = build()
    assert [f.code for _, _, group in GROUPS for f in group] == list(FAULTS)
    for fault in FAULTS.values():
        assert page.count(f"\n### {fault.code}\n") == 1
        assert f"(#{fault.code.lower()})" in page and fault.do in page
