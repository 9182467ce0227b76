"""Logs of the response, one row for each event: told by the values from reports and rate cards."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from homeward.records.propose import DoubtKind, propose
from tests.unit.records.extracts import START, doubts_of, rows_of, write

STEPS = ("Report Received", "House Search", "Phone Traced", "Found Safe")


def log_rows(header: list[str], many: int = 60, prefix: str = "R") -> list[dict]:
    """Four events for each report: reference, event, time, and a rank if there is a heading."""
    rows = []
    for n in range(many):
        for place, step in enumerate(STEPS):
            when = START + timedelta(hours=31 * n, minutes=40 * place)
            rank = ("Constable", "Sergeant")[(n + place) % 2]
            cells = [f"{prefix}{n:05d}", step, f"{when:%d/%m/%Y %H:%M}", rank]
            rows.append(dict(zip(header, cells, strict=False)))
    return rows


def both(folder: Path, header: list[str]) -> Path:
    write(folder, rows_of())
    return write(folder, log_rows(header), "tasks.csv")


@pytest.mark.parametrize(
    "header",
    [
        ["Report No", "Activity", "Happened", "Role"],
        ["Report No", "Task", "Start Time", "Rank"],
        ["Incident", "Event name", "Time"],
        ["Incident Number", "Event Type", "Event Date/Time"],
        ["Misper Ref", "Event", "Reported"],
        ["Incident Ref", "Report Type", "Date Reported"],
        ["Ref", "What", "When"],
    ],
)
def test_a_log_beside_its_reports_is_events_whatever_it_is_headed(tmp_path, header):
    found = propose(both(tmp_path, header))
    events = next(one for one in found.maps if one.table == "events")
    named = {name: events.columns[name].column for name in ("incident", "activity", "happened")}
    assert named == dict(zip(("incident", "activity", "happened"), header, strict=False))
    assert found.unmapped == () and not found.blocking


def test_that_a_log_was_told_by_its_references_is_said(tmp_path):
    found = propose(both(tmp_path, ["Ref", "What", "When"]))
    said = next(d for d in found.doubts if d.kind is DoubtKind.TABLE)
    assert 'references, 4.0 rows to each, "What" says what happened' in said.text
    assert not said.blocking


def test_a_log_of_other_reports_is_not_taken_by_its_values(tmp_path):
    write(tmp_path, rows_of())
    write(tmp_path, log_rows(["Ref", "What", "When"], prefix="ZZ"), "tasks.csv")
    found = propose(tmp_path)
    assert found.unmapped == ("tasks.csv",)


def test_two_columns_that_could_say_what_happened_are_asked_about(tmp_path):
    rows = log_rows(["Ref", "What", "When"])
    for n, row in enumerate(rows):
        row["Stage"] = ("Missing", "Searching", "Located")[n % 3]
    write(tmp_path, rows_of())
    found = propose(write(tmp_path, rows, "tasks.csv"))
    assert found.unmapped == ("tasks.csv",)
    said = next(d for d in doubts_of(found) if d.file == "tasks.csv")
    assert said.kind is DoubtKind.LAYOUT
    assert '`table = "events"`' in said.text and '`incident = "Ref"`' in said.text


def test_a_log_alone_says_how_to_make_reports_of_it(tmp_path):
    found = propose(write(tmp_path, log_rows(["Report No", "Task", "Start Time", "Rank"])))
    assert [one.table for one in found.maps] == ["events"]
    said = next(d for d in found.doubts if d.kind is DoubtKind.LAYOUT)
    assert "reshape-an-extract" in said.text and "HW-P007" in said.text


def test_a_rate_card_stays_one(tmp_path):
    rows = [
        {"Task": step, "Rank": rank, "Minutes": 10 + place, "Hourly Rate": 25}
        for place, step in enumerate(STEPS)
        for rank in ("Constable", "Sergeant")
    ]
    found = propose(write(tmp_path, rows, "card.csv"))
    assert [one.table for one in found.maps] == ["effort"]


def test_a_file_headed_as_calls_with_the_references_of_reports_is_asked_about(tmp_path):
    found = propose(both(tmp_path, ["Log", "Call kind", "Called"]))
    said = next(d for d in found.doubts if d.kind is DoubtKind.TABLE)
    assert "`calls`" in said.text and "`events`" in said.text
