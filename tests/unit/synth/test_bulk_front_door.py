"""A bulk extract comes in by the front door: nothing to decide, and every row accounted for."""

from __future__ import annotations

import json

import pytest

from homeward.records.intake import Scope, ingest
from homeward.records.propose import propose
from homeward.synth.bulk import make_bulk
from homeward.synth.bulk.incidents import HEADERS

FILES = {
    "incidents": "police/incidents.parquet",
    "events": "police/events.parquet",
    "places": "homes/homes.parquet",
    "placements": "council/placements.parquet",
    "interviews": "charity/return_interviews.parquet",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("bulk")
    return make_bulk("tiny", 1, out, scale=6, block=3, workers=1, events=True)


@pytest.fixture(scope="module")
def proposal(made):
    return propose(made.truth.parent / "extracts")


def test_no_question_is_asked(proposal):
    assert proposal.blocking == ()
    assert proposal.unmapped == ()
    assert proposal.synthetic
    assert {one.table: one.files for one in proposal.maps} == {
        table: (file,) for table, file in FILES.items()
    }


def test_every_column_is_taken_for_what_it_is(proposal):
    incidents = next(one for one in proposal.maps if one.table == "incidents")
    mapped = {name: column.column for name, column in incidents.columns.items()}
    assert mapped == {name: header for name, header in HEADERS.items() if name != "source"}
    for one in proposal.maps:
        assert one.ignored == ("source_system",), one.table


def test_every_row_is_accounted_for(made, proposal):
    truth = json.loads(made.truth.read_text(encoding="utf-8"))
    scope = Scope(*proposal.window, 18)
    taken = ingest(
        made.truth.parent / "extracts", proposal.maps, scope, lambda kind, text: f"{kind}:{text}"
    )
    accounts = {one.table: one for one in taken.account.files}
    faults, incidents = truth["faults"], accounts["incidents"]
    assert incidents.read == truth["counts"]["rows"]
    assert incidents.used + incidents.duplicate + incidents.set_aside == incidents.read
    assert incidents.duplicate == faults["duplicates"]
    reasons = incidents.reasons
    assert reasons["HW-R001", "child"] == faults["blank_child"]
    assert reasons["HW-R042", "age"] == faults["adults"]
    never = [n for (code, _), n in reasons.items() if code == "HW-R007"]
    assert sum(never) == faults["sentinels"]
    for table, file in FILES.items():
        assert accounts[table].read == truth["rows"][f"extracts/{file}"]
        if table != "incidents":
            assert accounts[table].used == accounts[table].read, table
