"""Faults at any rates: every row is accounted for, and refusals never quote what is refused."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.synth.profile import parse_profile
from homeward.synth.rules import ADDED_ROWS, FAULT_KINDS
from homeward.vocabulary.errors import HomewardError
from tests.unit.synth.counties import county, extract

rates = st.dictionaries(st.sampled_from(sorted(FAULT_KINDS)), st.floats(0, 1))


@settings(max_examples=25)
@given(rates)
def test_rows_add_up_at_any_rates(chosen):
    made = extract("tiny", **chosen)
    rows = sum(len(rows) for rows in made.files.values())
    incidents = len(county("tiny").incidents.ids)
    assert rows == incidents + sum(made.planted[kind] for kind in ADDED_ROWS)
    own = [row for rows in made.files.values() for row in rows if row.kind == "incident"]
    assert len({row.entity for row in own}) == len(own) == incidents


@settings(max_examples=40)
@given(st.floats().filter(lambda x: not 0 <= x <= 1))
def test_no_share_outside_nought_to_one_is_used(share):
    text = str(share).replace("Infinity", "inf")
    try:
        parse_profile(f'based_on = "tiny"\n[people]\ngirls_share = {text}\n')
        refused = False
    except HomewardError as error:
        refused = error.code == "HW-S002" and "girls_share" in error.detail
    assert refused
