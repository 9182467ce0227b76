"""The numbers at the end of a run are the report's own, rounded and hidden as there."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from homeward.findings import Bundle, read_bundle
from homeward.jobs import ingest, run
from homeward.jobs.outcome import Outcome
from homeward.jobs.telling import counted, lost_of, numbers_of
from homeward.release import DEFAULT
from homeward.release.rounding import is_published
from tests.lib.extract import ROWS, write_extract, write_small_plan
from tests.unit.report.made import made_bundle
from tests.unit.report.test_warning import bundle


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Bundle]:
    """A run of 300 rows, three of them without a child, and what it released."""
    folder = tmp_path_factory.mktemp("told")
    rows = [(f"M{n:04d}", f"N{n % 70:02d}", *ROWS[n % 60][2:]) for n in range(300)]
    rows += [(f"M9{n:03d}", "", *ROWS[n][2:]) for n in range(3)]
    extracts = write_extract(folder / "extracts", rows)
    outcome = run(extracts, write_small_plan(folder / "study.toml"), folder / "out")
    return outcome, read_bundle(folder / "out/outgoing/released/findings.json")


def test_the_rows_told_at_the_end_are_the_numbers_of_the_report(done) -> None:
    outcome, released = done
    quality = released.finding("demand.quality")
    rows = {e.name: e.value for e in quality.estimates if e.name.startswith("rows_")}
    said = " ".join(outcome.lines())
    assert f"{rows['rows_read']:,} read" in said and f"{rows['rows_used']:,} used" in said
    assert outcome.read == 303 and outcome.set_aside == 3
    assert rows["rows_set_aside"] is None
    assert "1 to 7 set aside" in said or "a hidden number set aside" in said
    assert "protected/results/manifest.json has them exact" in said
    counts = outcome.lines()[: len(outcome.counted)]
    numbers = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", " ".join(counts))]
    assert all(is_published(n, DEFAULT) for n in numbers if n not in (1, 7)), counts


def test_a_step_that_makes_no_report_tells_its_rows_exactly(tmp_path: Path) -> None:
    plan = write_small_plan(tmp_path / "study.toml")
    outcome = ingest(write_extract(tmp_path / "extracts"), plan, tmp_path / "out")
    assert f"{len(ROWS)} rows read" in outcome.lines()[0] and outcome.counted == ()


def released_bundle() -> Bundle:
    """The made-up bundle, saying its rules as the gate does."""
    return replace(made_bundle(), release={"rules": json.loads(json.dumps(asdict(DEFAULT)))})


def test_a_small_number_of_rows_is_no_more_told_than_in_the_report() -> None:
    told = numbers_of(released_bundle())
    assert [told(n) for n in (0, 1, 7, 8, 13, 1300)] == [
        "0",
        "1 to 7",
        "1 to 7",
        "9",
        "15",
        "1,299",
    ]
    totals = {"read": 1303, "table_rows": 1310, "used": 1290, "duplicate": 13, "set_aside": 7,
              "cells_set_aside": 2, "purged": 0}  # fmt: skip
    said = " ".join(counted(released_bundle(), totals))
    assert "1,305 read, 1,311 as rows of tables" in said and "1 to 7 set aside" in said
    assert not {"1,303", "1,310", "1,290", "13 "} & set(re.findall(r"[\d,]+ ?", said))


def test_the_warning_at_the_end_is_that_of_the_first_page() -> None:
    assert lost_of(released_bundle(), "HW-R002") == []
    rules = released_bundle().release
    (rows,) = lost_of(replace(bundle(5751, 3837, reported=5700), release=rules), "HW-R002, so")
    assert rows.startswith("WARNING: much of the extract could not be used. 5,751 of 9,588 rows")
    assert "The commonest fault: HW-R002, so." in rows and "faults.csv" in rows
    (cells,) = lost_of(replace(bundle(20, 9500, found=2000), release=rules), "HW-R002, so")
    assert "Found (2,001)" in cells and "commonest" not in cells
