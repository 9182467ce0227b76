"""The order of day and month is borne out by each file, never borrowed from a sibling."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from homeward.records.propose import DoubtKind, Proposal, propose
from homeward.records.propose_times import Evidence, order_evidence
from tests.unit.records.extracts import doubts_of, rows_of, write

US, UK = "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"


def _early_days(many: int, form: str) -> list[dict]:
    """Reports on the 1st to the 11th only."""

    def change(n: int) -> dict:
        at = datetime(2021, 1 + n % 12, 1 + n * 7 % 11, 9, 5)
        return {
            "Incident Ref": f"S{n}",
            "Date/Time Last Seen": f"{at:{form}}",
            "Date/Time Reported": f"{at + timedelta(hours=1):{form}}",
            "Date/Time Found": f"{at + timedelta(hours=3):{form}}",
        }

    return rows_of(change, many=many)


def _beside_a_uk_file(folder: Path, rows: list[dict]) -> Proposal:
    write(folder, rows_of(many=150), "m_2020.csv")
    write(folder, rows, "m_2021.csv")
    return propose(folder)


def test_a_file_with_no_day_beyond_the_twelfth_is_not_read_as_its_sibling(tmp_path):
    proposal = _beside_a_uk_file(tmp_path, _early_days(40, US))
    formats = {m.files: {c.format for c in m.columns.values() if c.format} for m in proposal.maps}
    assert formats == {("m_2020.csv",): {UK}, ("m_2021.csv",): set()}
    (doubt,) = proposal.blocking
    assert (doubt.file, doubt.column, doubt.kind, doubt.format) == (
        "m_2021.csv", "reported", DoubtKind.DAY_ORDER, US,
    )  # fmt: skip


def test_a_small_file_that_does_not_tell_is_read_with_a_doubt_that_names_it(tmp_path):
    proposal = _beside_a_uk_file(tmp_path, _early_days(8, UK))
    (one,) = proposal.maps
    (doubt,) = doubts_of(proposal)
    assert one.files == ("m_2020.csv", "m_2021.csv")
    assert (doubt.file, doubt.kind, doubt.blocking) == ("m_2021.csv", DoubtKind.DAY_ORDER, False)
    assert doubt.text.startswith("m_2021.csv:")


def test_a_small_file_that_proves_the_other_order_is_mapped_apart(tmp_path):
    rows = _early_days(4, US)
    for day, row in enumerate(rows, 20):
        row["Date/Time Reported"] = f"03/{day}/2021 10:05"
    proposal = _beside_a_uk_file(tmp_path, rows)
    formats = {m.files: m.columns["reported"].format for m in proposal.maps}
    assert formats == {("m_2020.csv",): UK, ("m_2021.csv",): US}
    assert any(d.file == "m_2021.csv" for d in proposal.doubts)


def test_files_that_each_tell_raise_no_doubt(tmp_path):
    rows = rows_of(lambda n: {"Incident Ref": f"S{n}"}, many=60)
    proposal = _beside_a_uk_file(tmp_path, rows)
    assert len(proposal.maps) == 1
    assert doubts_of(proposal) == ()


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["25/03/2021 10:00", "25/03/2021 11:00", "04/03/2021"], Evidence(1, 0, 2)),
        (["03/25/2021", "n/a"], Evidence(0, 1, 1)),
        (["2021-03-04", "4 March 2021"], Evidence(0, 0, 0)),
    ],
)
def test_different_dates_are_evidence_and_repeated_ones_are_not(texts, found):
    assert order_evidence(texts) == found
