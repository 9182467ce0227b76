"""What people really hand in: each case a coded refusal, or findings filed as refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from homeward.demand import FINDINGS
from homeward.engine.lock import folder_lock
from homeward.jobs import pipeline as pipeline_module
from homeward.jobs import run
from homeward.jobs.desk import Desk
from homeward.privacy.keys import new_person_key
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import (
    COLUMNS,
    HEADER,
    ROWS,
    call_real,
    write_extract,
    write_small_plan,
)


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path, Path]:
    """(extracts, plan, out), with a good extract and plan in place."""
    return (
        write_extract(tmp_path / "extracts"),
        write_small_plan(tmp_path / "study.toml"),
        tmp_path / "out",
    )


def refused(code: str, extracts: Path, plan: Path, out: Path) -> HomewardError:
    """The refusal of this code, which `run` must give."""
    with pytest.raises(HomewardError) as caught:
        run(extracts, plan, out)
    assert caught.value.code == code, str(caught.value)
    assert caught.value.fault.do in str(caught.value)
    return caught.value


def findings(out: Path, which: str = "protected/results") -> dict[str, dict]:
    document = json.loads((out / which / "findings.json").read_text(encoding="utf-8"))
    return {finding["id"]: finding for finding in document["findings"]}


def fingerprint(out: Path) -> dict[str, str]:
    """Hash of every published file, caches, locks and what is recorded of every try apart."""
    skipped = tuple(out / "protected" / name for name in ("cache", "refused", "register"))
    recorded = {"ledger.sqlite", "project.key.anchor"}
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and not any(s in path.parents for s in skipped)
        and "lock" not in path.name
        and path.name not in recorded
    }


def test_an_empty_folder(place, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    _, plan, out = place
    refused("HW-F002", tmp_path / "nothing", plan, out)
    assert not (out / "protected").exists()


def test_a_folder_that_is_not_there(place, tmp_path: Path) -> None:
    refused("HW-F001", tmp_path / "elsewhere", place[1], place[2])
    assert not (place[2] / "protected").exists()


def test_an_empty_file(place) -> None:
    extracts, plan, out = place
    (extracts / "missing.csv").write_bytes(b"")
    assert "missing.csv" in refused("HW-F003", extracts, plan, out).detail


def test_a_pdf_named_csv(place) -> None:
    extracts, plan, out = place
    (extracts / "missing.csv").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
    assert "missing.csv" in refused("HW-F004", extracts, plan, out).detail


def test_no_plan(place, tmp_path: Path) -> None:
    refused("HW-P001", place[0], tmp_path / "none.toml", place[2])
    assert not (place[2] / "protected").exists()


def test_a_plan_naming_a_missing_file(place) -> None:
    extracts, plan, out = place
    write_small_plan(plan, file="other.csv")
    assert "other.csv" in refused("HW-P004", extracts, plan, out).detail


def test_a_plan_naming_a_missing_column(place) -> None:
    extracts, plan, out = place
    write_small_plan(
        plan, columns={"incident": "Nope", "child": "Nominal ID", "reported": "Reported"}
    )
    assert "Nope" in refused("HW-P005", extracts, plan, out).detail


def test_a_plan_without_a_needed_column(place) -> None:
    extracts, plan, out = place
    write_small_plan(plan, without=["reported"])
    assert "reported" in refused("HW-P006", extracts, plan, out).detail


def test_a_file_that_the_plan_does_not_know(place) -> None:
    extracts, plan, out = place
    write_extract(extracts, name="more.csv")
    assert "more.csv" in refused("HW-P010", extracts, plan, out).detail


def test_every_row_bad_leaves_the_earlier_result_whole(place) -> None:
    extracts, plan, out = place
    run(extracts, plan, out)
    before = fingerprint(out)
    write_extract(extracts, [(r[0], "", *r[2:]) for r in ROWS])
    error = refused("HW-J001", extracts, plan, out)
    assert "most often for HW-R001" in str(error)
    assert fingerprint(out) == before
    assert any((out / "protected" / "refused").glob("*_rows.csv"))


def test_one_child_only(place) -> None:
    extracts, plan, out = place
    write_extract(extracts, [(r[0], "N1", *r[2:]) for r in ROWS])
    outcome = run(extracts, plan, out)
    assert outcome.used == len(ROWS)
    assert set(outcome.filed) == {"demand.volume", "demand.quality"}
    assert findings(out)["demand.duration"]["refused"].startswith("HW-N003")
    shown = [
        e
        for f in findings(out, "outgoing/released").values()
        for e in f["estimates"]
        if e["value"] not in (None, 0) and e["unit"] in ("hours", "children", "rows", "cells")
    ]
    assert shown == [], "one child is a whole cell: nothing about that child may leave"


def test_one_day_only(place) -> None:
    extracts, plan, out = place
    write_extract(
        extracts,
        [
            (r[0], r[1], "03/02/2022 20:00", "03/02/2022 21:00", "03/02/2022 23:30", *r[5:])
            for r in ROWS
        ],
    )
    write_small_plan(plan, window=("2022-02-03", "2022-02-03"))
    run(extracts, plan, out)
    told = findings(out)
    assert set(told) == set(FINDINGS)
    reasons = {id: f["refused"][:7] for id, f in told.items() if f.get("refused")}
    assert reasons["demand.forecast"] == "HW-N024"
    assert not reasons.keys() & {"demand.volume", "demand.clock", "demand.quality"}
    assert (out / "outgoing/report/report.pdf").stat().st_size > 10_000


def test_no_report_is_of_a_type_that_counts(place) -> None:
    extracts, plan, out = place
    rows = [(*row, "Cancelled") for row in ROWS]
    write_extract(extracts, rows, header=(*HEADER, "Report Type"))
    write_small_plan(plan, columns=COLUMNS | {"report_type": "Report Type"})
    error = refused("HW-J006", extracts, plan, out)
    assert "rows used, none of a type that counts" in str(error)
    assert not (out / "outgoing").exists()


def test_a_force_without_a_name_is_called_this_force(place) -> None:
    extracts, plan, out = place
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace('"Nowhere (made up)"', '""'), encoding="utf-8")
    run(extracts, plan, out)
    page = (out / "outgoing/report/report.html").read_text(encoding="utf-8")
    assert "what the records of this force show" in page


def test_no_childrens_homes(place) -> None:
    extracts, plan, out = place
    write_extract(extracts, [(*r[:5], "Family Home", r[6]) for r in ROWS])
    run(extracts, plan, out)
    settings = {e["by"].get("setting") for e in findings(out)["demand.clock"]["estimates"]}
    assert "childrens_home" not in settings and "refused" not in findings(out)["demand.clock"]


def test_no_found_times(place) -> None:
    extracts, plan, out = place
    write_small_plan(plan, without=["found"])
    run(extracts, plan, out)
    assert findings(out)["demand.duration"]["refused"].startswith("HW-N001")
    assert "refused" not in findings(out)["demand.volume"]
    assert (out / "outgoing/report/report.pdf").stat().st_size > 10_000


def test_no_times_of_day(place) -> None:
    extracts, plan, out = place
    days = [(*r[:2], *(cell[:10] for cell in r[2:5]), *r[5:]) for r in ROWS]
    write_extract(extracts, days)
    form = '{{ column = "{}", format = "%d/%m/%Y" }}'
    columns = {"incident": "MisPer Ref", "child": "Nominal ID", "age": "Age"} | {
        name: form.format(header)
        for name, header in (
            ("last_seen", "Last Seen"),
            ("reported", "Reported"),
            ("found", "Found"),
        )
    }
    write_small_plan(plan, columns=columns)
    run(extracts, plan, out)
    assert findings(out)["demand.clock"]["refused"].startswith("HW-N002")


def test_a_folder_of_somebody_elses(place) -> None:
    extracts, plan, out = place
    out.mkdir()
    (out / "thesis.docx").write_text("mine", encoding="utf-8")
    refused("HW-E004", extracts, plan, out)
    assert (out / "thesis.docx").read_text(encoding="utf-8") == "mine"


def test_two_runs_into_one_folder(place) -> None:
    extracts, plan, out = place
    run(extracts, plan, out)
    before = fingerprint(out)
    with folder_lock(out):
        refused("HW-E001", extracts, plan, out)
    assert fingerprint(out) == before


@pytest.mark.parametrize(
    "where", ["take_in", "make_histories", "examine", "release", "write_report"]
)
def test_an_interrupt_at_any_step(place, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    extracts, plan, out = place
    run(extracts, plan, out)
    before = fingerprint(out)
    write_extract(extracts, ROWS[:50])

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        made = where == "release"  # which is what the desk does with a bundle
        patched.setattr(*((Desk, "make") if made else (pipeline_module, where)), interrupt)
        refused("HW-J002", extracts, plan, out)
    assert fingerprint(out) == before
    resumed = run(extracts, plan, out)
    steps = ["take_in", "make_histories", "examine", "release", "write_report"]
    assert [step.reused for step in resumed.steps] == [
        n < steps.index(where) for n in range(len(steps))
    ]
    assert resumed.read == 50


def test_no_cell_of_a_record_is_in_any_refusal(place) -> None:
    extracts, plan, out = place
    secret = "Zebedee Quill"
    write_extract(extracts, [(r[0], "", *r[2:5], secret, secret) for r in ROWS])
    assert secret not in str(refused("HW-J001", extracts, plan, out))
    assert HEADER[0] not in out.as_posix()


def test_an_end_that_cannot_be_read_is_not_still_missing(place) -> None:
    """Five unreadable ends among sixty: left out and counted, not open to this day."""
    extracts, plan, out = place
    rows = [(*r[:4], "not known" if n < 5 else r[4], *r[5:]) for n, r in enumerate(ROWS)]
    rows = [(f"M{n}", f"C{n}", *r[2:]) for n, r in enumerate(rows)]
    write_extract(extracts, rows)
    run(extracts, plan, out)
    held = findings(out)
    within = next(e for e in held["demand.duration"]["estimates"] if e["name"].endswith("_28d"))
    assert within["left_out"] == 5
    times = [e for e in held["demand.quality"]["estimates"] if e["name"] == "times"]
    aside = next(e for e in times if e["by"] == {"column": "resolved", "flag": "set_aside"})
    assert aside["count"] == 5


def test_an_end_nobody_wrote_before_the_next_report_is_left_out(place) -> None:
    extracts, plan, out = place
    rows = [
        ("M1", "A", "01/02/2022 20:00", "01/02/2022 21:00", "", "Foster", "14"),
        ("M2", "A", "01/03/2022 20:00", "01/03/2022 21:00", "01/03/2022 23:00", "Foster", "14"),
        ("M3", "B", "01/03/2022 20:00", "01/03/2022 21:00", "", "Foster", "14"),
    ]
    write_extract(extracts, rows)
    run(extracts, plan, out)
    found = findings(out)["demand.duration"]["estimates"]
    within = next(e for e in found if e["name"] == "share_found_within_24h" and not e["by"])
    assert (within["count"], within["of"], within["left_out"]) == (1, 2, 1)
    bounds = {e["name"]: e["value"] for e in findings(out)["demand.quality"]["estimates"]}
    assert bounds["share_found_within_24h_lowest"] == pytest.approx(1 / 3)
    # The third child was open for months: not within a day, whatever comes of it.
    assert bounds["share_found_within_24h_highest"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("children", [8, 9, 10, 29, 30, 31, 36, 37])
def test_a_group_of_any_size_passes_the_gate(place, children: int) -> None:
    extracts, plan, out = place
    rows = [
        (f"R{n}", f"C{n % children}", "", f"{1 + n % 27:02d}/03/2022 20:00",
         f"{1 + n % 27:02d}/03/2022 23:00", "Foster", "14")
        for n in range(60)
    ]  # fmt: skip
    write_extract(extracts, rows)
    assert run(extracts, plan, out).filed


def test_made_up_extracts_may_not_be_called_real(place) -> None:
    extracts, plan, out = place
    (extracts / "SYNTHETIC.txt").write_text("This extract is synthetic.\n", encoding="utf-8")
    call_real(plan)
    with pytest.raises(HomewardError) as caught:
        run(extracts, plan, out, key=new_person_key())
    assert caught.value.code == "HW-P008" and "made up" in caught.value.detail


@pytest.mark.parametrize(
    ("line", "changed", "rerun"),
    [
        ("seed = 3", "seed = 4", ["study", "release", "report"]),
        ("[window]", 'handling = "OFFICIAL"\n[window]', ["study", "release", "report"]),
        ('force = "Nowhere', 'force = "Elsewhere', ["link", "study", "release", "report"]),
    ],
)
def test_only_what_depends_on_a_change_is_run_again(place, line, changed, rerun) -> None:
    extracts, plan, out = place
    run(extracts, plan, out)
    plan.write_text(plan.read_text(encoding="utf-8").replace(line, changed), encoding="utf-8")
    assert [s.step for s in run(extracts, plan, out).steps if not s.reused] == rerun
