"""Steps side by side are told of with the way forward, and the guide turns them round."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from homeward.records.intake import Scope, ingest
from homeward.records.propose import propose

GUIDE = Path(__file__).parents[2] / "docs/how-to/reshape-an-extract.md"
STEPS = ("Time Graded", "First Attended", "RHI Offered")
START = datetime(2023, 1, 2, 20, 5)


def written(folder: Path) -> list[tuple[str, str, datetime]]:
    """Sixty reports, and a file of milestones in which some steps are blank; what it holds."""
    reports, across, steps = [], [], []
    for n in range(60):
        at, ref = START + timedelta(hours=31 * n), f"OC{n:04d}"
        found = at + timedelta(hours=4)
        reports.append([ref, f"P{n % 23:03d}", f"{at:%d/%m/%Y %H:%M}", f"{found:%d/%m/%Y %H:%M}"])
        times = [at + timedelta(hours=h) if (n + h) % 4 else None for h in (1, 2, 30)]
        across.append([ref, *(f"{t:%d/%m/%Y %H:%M}" if t else "" for t in times)])
        steps += [(ref, step, t) for step, t in zip(STEPS, times, strict=True) if t]
    heads = ["OCCURRENCE_NO", "Person ID", "Date/Time Reported", "Date/Time Found"]
    for name, header, rows in (
        ("reports.csv", heads, reports), ("milestones.csv", ["OCCURRENCE_NO", *STEPS], across),
    ):  # fmt: skip
        with (folder / name).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *rows])
    return steps


def test_steps_side_by_side_are_told_of_and_never_half_read(tmp_path):
    written(tmp_path)
    proposal = propose(tmp_path)
    assert [m.table for m in proposal.maps] == ["incidents"]
    assert proposal.unmapped == ("milestones.csv",)
    (said,) = (d for d in proposal.doubts if d.file == "milestones.csv")
    assert said.source == STEPS and "`events`" in said.text and str(GUIDE.name) in said.text


def test_the_lines_of_the_guide_make_a_row_of_each_step(tmp_path, monkeypatch):
    steps = written(tmp_path)
    lines = re.search(r"<!-- sql: steps -->\n```sql\n(.*?)```", GUIDE.read_text("utf-8"), re.S)
    (tmp_path / "reshaped").mkdir()
    monkeypatch.chdir(tmp_path)
    duckdb.sql(lines.group(1))
    proposal = propose(tmp_path / "reshaped")
    assert [m.table for m in proposal.maps] == ["events"] and not proposal.blocking
    scope = Scope(date(2000, 1, 1), date(2099, 12, 31), None)
    intake = ingest(tmp_path / "reshaped", proposal.maps, scope, lambda _, reference: reference)
    (file,) = intake.account.files
    assert (file.read, file.used) == (len(steps), len(steps))
    rows = intake.tables["events"].select(["incident", "activity", "happened_local"]).to_pylist()
    told = sorted((r["incident"].upper(), r["activity"], r["happened_local"]) for r in rows)
    assert told == sorted(steps)
