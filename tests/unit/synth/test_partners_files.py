"""Partners' files as written: marked, in their habits, the same every time, and read back."""

from __future__ import annotations

from datetime import date

import pytest

from homeward.records.intake import Scope, ingest
from homeward.records.propose import propose
from homeward.synth.county import live_through
from homeward.synth.details import describe
from homeward.synth.habits import BANNER
from homeward.synth.identities import identify
from homeward.synth.partners import homes_sheet, partner_files
from tests.unit.synth.counties import DEFAULT, TINY, county, profile
from tests.unit.synth.partners_made import (
    CHARITY,
    FORMS,
    HOMES,
    MEETINGS,
    SUPPORT,
    TRIGGERS,
    sheet,
    supplied,
    written,
)

EVERY = (CHARITY, MEETINGS, SUPPORT, TRIGGERS, FORMS, HOMES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files of the whole county with the profile's faults, as handed over."""
    rates = {kind: profile(DEFAULT).faults[kind] for kind in supplied().planted}
    place = tmp_path_factory.mktemp("partners")
    for file in supplied(DEFAULT, **rates).files:
        file.write(place)
    return place


@pytest.fixture(scope="module")
def proposal(folder):
    return propose(folder)


def test_every_file_is_there_and_says_that_it_is_synthetic(tmp_path):
    assert tuple(file.name for file in supplied().files) == EVERY
    for path in EVERY:
        assert written(path, tmp_path)[0] == [BANNER]


def test_the_charity_writes_a_preamble_a_total_and_utf8_with_a_mark(tmp_path):
    lines = written(CHARITY, tmp_path)
    assert (tmp_path / CHARITY).read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines[1] == ["Return interviews – episodes 01/01/2019 – 31/12/2022"]
    assert lines[-1] == [f"Total cases: {len(lines) - 4}"]


def test_councils_and_homes_write_windows_text(tmp_path):
    written(SUPPORT, tmp_path)
    assert "Fable Mentoring – Youth".encode("cp1252") in (tmp_path / SUPPORT).read_bytes()
    assert sheet(FORMS).encoding == sheet(MEETINGS).encoding == "cp1252"


def test_the_list_of_homes_has_every_home():
    own, homes = homes_sheet(county(DEFAULT)).columns, county(DEFAULT).world.homes
    assert list(own) == [
        "Home Name", "Type", "Registered Beds", "Authority", "Opened", "Philomena Live",
    ]  # fmt: skip
    assert list(own["Home Name"]) == list(homes.names)
    live = sum(bool(text) for text in own["Philomena Live"])
    assert live == (homes.philomena < float("inf")).sum() > 0
    assert 0 < sum(not text for text in own["Opened"]) < len(homes.names)


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    rules = profile(TINY)
    for part in ("one", "two"):
        made = live_through(rules, 7)
        given = partner_files(made, describe(made), identify(made, rules.faults), rules.faults)
        for file in given.files:
            file.write(tmp_path / part)
    for path in EVERY:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


def test_each_file_is_taken_for_its_table_and_nothing_has_to_be_decided(proposal):
    taken = {file: one.table for one in proposal.maps for file in one.files}
    assert taken == {
        CHARITY: "interviews",
        MEETINGS: "meetings",
        SUPPORT: "support",
        TRIGGERS: "plans",
        FORMS: "plans",
        HOMES: "places",
    }
    assert not proposal.blocking and not proposal.unmapped and not proposal.undecided_words


def test_every_column_that_a_table_has_is_found(proposal):
    found = {one.files[0]: set(one.columns) for one in proposal.maps}
    assert found[CHARITY] == {
        "interview_kind", "incident", "child", "returned", "due", "offered", "accepted",
        "completed", "provider", "seen_alone", "push", "pull", "intelligence_shared",
    }  # fmt: skip
    assert found[MEETINGS] == {
        "child", "called", "held", "meeting_kind", "actions_opened", "actions_closed",
    }  # fmt: skip
    assert found[SUPPORT] == {
        "child", "support_kind", "provider", "referred", "started", "ended",
    }  # fmt: skip
    assert found[FORMS] >= {"child", "plan_kind", "completed", "updated", "used_at_call", "place"}


def test_intake_reads_every_cell_and_every_row_but_a_total(folder, proposal):
    scope = Scope(date(2019, 1, 1), date(2022, 12, 31), 18)
    read = ingest(folder, proposal.maps, scope, lambda kind, text: f"{kind}:{text}")
    for account in read.account.files:
        assert account.cells_set_aside == 0
        assert account.set_aside == (account.file == CHARITY)
