"""What people really hand in: each case a coded refusal, or findings filed as refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from homeward.engine.lock import folder_lock
from homeward.jobs import pipeline as pipeline_module
from homeward.jobs import run
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import HEADER, ROWS, write_extract, write_small_plan


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
    """Hash of every published file, caches and locks apart."""
    skipped = (out / "protected" / "cache", out / "protected" / "refused")
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and not any(s in path.parents for s in skipped)
        and "lock" not in path.name
    }


def test_an_empty_folder(place, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    _, plan, out = place
    refused("HW-F002", tmp_path / "nothing", plan, out)
    assert not (out / "protected").exists()


def test_a_folder_that_is_not_there(place, tmp_path: Path) -> None:
    refused("HW-F001", tmp_path / "elsewhere", place[1], place[2])


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
    refused("HW-P006", extracts, plan, out)


def test_a_file_that_the_plan_does_not_know(place) -> None:
    extracts, plan, out = place
    write_extract(extracts, name="more.csv")
    assert "more.csv" in refused("HW-P010", extracts, plan, out).detail


def test_every_row_bad_leaves_the_earlier_result_whole(place) -> None:
    extracts, plan, out = place
    run(extracts, plan, out)
    before = fingerprint(out)
    write_extract(extracts, [(r[0], "", *r[2:]) for r in ROWS])
    refused("HW-J001", extracts, plan, out)
    assert fingerprint(out) == before
    assert any((out / "protected" / "refused").glob("*_rows.csv"))


def test_one_child_only(place) -> None:
    extracts, plan, out = place
    write_extract(extracts, [(r[0], "N1", *r[2:]) for r in ROWS])
    outcome = run(extracts, plan, out)
    assert outcome.used == len(ROWS)
    shown = [
        e
        for f in findings(out, "outgoing/released").values()
        for e in f["estimates"]
        if e["value"] not in (None, 0) and e["unit"] in ("hours", "children")
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
    assert set(findings(out)) == {
        "demand.volume",
        "demand.duration",
        "demand.clock",
        "demand.concentration",
        "demand.repeats",
        "demand.quality",
    }


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
        patched.setattr(pipeline_module, where, interrupt)
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
