"""A saved mapping for the next extract: kept where the shape is the same, asked where it is not."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from homeward.engine.store import FORMAT
from homeward.records.propose_doubts import DoubtKind
from homeward.study.intake import OUTLINE, changes_since, take_in
from homeward.study.memory.outline import read_outline
from homeward.study.memory.twins import same_bytes
from homeward.study.plan import check_plan, parse_plan, plan_document, read_plan, write_plan
from homeward.study.plan_check import check_plan as check
from homeward.study.proposal import propose_plan
from homeward.vocabulary.errors import HomewardError
from tests.lib.extract import HEADER, ROWS, write_extract
from tests.unit.study.plans import GOVERNED

#: The small extract many times over, so that shares mean something; children are made up.
MANY = tuple(
    (f"{copy}-{row[0]}", f"{copy}-{row[1]}", *row[2:]) for copy in range(8) for row in ROWS
)


def settled(extracts: Path, path: Path) -> Path:
    """A plan for a folder as a person would leave it, who taught one word and ignored a column."""
    plan = propose_plan(extracts).plan
    held = plan.datasets[0]
    taught = replace(held.map, words={"residence_type": {"Grans": "kinship"}})
    plan = replace(plan, governance=GOVERNED, datasets=(replace(held, map=taught),), questions=())
    write_plan(plan, path)
    return path


@pytest.fixture(scope="module")
def earlier(tmp_path_factory) -> Path:
    """An output folder as far as a memory reads it: the plan that was run, and the outline."""
    folder = tmp_path_factory.mktemp("earlier")
    extracts = write_extract(folder / "extracts", MANY, name="missing_2022.csv")
    plan = read_plan(settled(extracts, folder / "study.toml"))
    protected = folder / "out" / "protected"
    protected.mkdir(parents=True)
    take_in(extracts, plan, lambda kind, text: f"p-{text}", protected)
    (protected / "state").mkdir()
    text = json.dumps({"schema": 1, "plan": plan_document(plan)})
    (protected / "state" / "state.json").write_text(text, encoding="utf-8")
    return folder / "out"


def kinds(proposed, *, blocking: bool | None = None):
    wanted = [d for d in proposed.doubts if blocking is None or d.blocking == blocking]
    return {d.kind for d in wanted} - {DoubtKind.GOVERNANCE}


def test_the_same_shape_under_another_name_is_mapped_as_it_was(earlier, tmp_path):
    extracts = write_extract(tmp_path / "x", MANY[::-1], name="an other name.csv")
    proposed = propose_plan(extracts, after=earlier)
    assert kinds(proposed) == {DoubtKind.REMEMBERED}
    (held,) = proposed.plan.datasets
    assert held.map.files == ("an other name.csv",)
    assert held.map.words == {"residence_type": {"Grans": "kinship"}}
    assert proposed.plan.governance == replace(GOVERNED, keep_until=None)
    with pytest.raises(HomewardError) as refusal:
        check_plan(proposed.plan, extracts)
    assert refusal.value.code == "HW-P020" and "`keep_until`" in refusal.value.detail


def test_a_plan_alone_is_memory_enough_for_the_mapping(earlier, tmp_path):
    extracts = write_extract(tmp_path / "x", MANY[::-1], name="new.csv")
    proposed = propose_plan(extracts, after=earlier.parent / "study.toml")
    assert kinds(proposed) == {DoubtKind.REMEMBERED}


def test_headers_that_differ_in_case_and_order_are_the_same(earlier, tmp_path):
    header = [name.upper().replace(" ", "_") for name in HEADER][::-1]
    rows = [row[::-1] for row in MANY]
    proposed = propose_plan(write_extract(tmp_path / "x", rows, header=header), after=earlier)
    (held,) = proposed.plan.datasets
    assert held.map.columns["residence_type"].column == "RESIDENCE_TYPE"
    assert kinds(proposed, blocking=True) == set()


def test_a_renamed_column_is_asked_and_answered_by_mapping_it(earlier, tmp_path):
    header = ["Date/Time Located" if name == "Found" else name for name in HEADER]
    extracts = write_extract(tmp_path / "x", MANY, header=header)
    proposed = propose_plan(extracts, after=earlier)
    (lost,) = [d for d in proposed.doubts if d.kind is DoubtKind.LOST_COLUMN]
    assert (lost.column, lost.suggestion, lost.blocking) == ("found", "Date/Time Located", True)
    assert "found" not in proposed.plan.datasets[0].map.columns
    asked = plan_document(replace(proposed.plan, governance=GOVERNED), proposed.doubts)
    with pytest.raises(HomewardError) as refusal:
        check(parse_plan(asked), extracts)
    assert refusal.value.code == "HW-P024"
    mapped = re.sub(r"^# (found = .*)$", r"\1", asked, flags=re.MULTILINE)
    assert check(parse_plan(mapped), extracts) == ()
    answered = asked.replace('answer = ""', 'answer = "no longer recorded"')
    assert check(parse_plan(answered), extracts) == ()


def test_a_new_column_is_told_and_not_used(earlier, tmp_path):
    rows = [(*row, "High") for row in MANY]
    extracts = write_extract(tmp_path / "x", rows, header=(*HEADER, "Risk Level"))
    proposed = propose_plan(extracts, after=earlier)
    (new,) = [d for d in proposed.doubts if d.kind is DoubtKind.NEW_COLUMN]
    assert new.source == ("Risk Level",) and new.suggestion == "risk_first" and not new.blocking
    assert "risk_first" not in proposed.plan.datasets[0].map.columns


def test_dates_written_otherwise_have_to_be_answered(earlier, tmp_path):
    def swapped(cell: str) -> str:
        return re.sub(r"^(\d\d)/(\d\d)/(\d{4})", r"\3-\2-\1", cell)

    extracts = write_extract(tmp_path / "x", [tuple(map(swapped, row)) for row in MANY])
    proposed = propose_plan(extracts, after=earlier)
    asked = {d.column: d.format for d in proposed.doubts if d.kind is DoubtKind.DRIFT and d.format}
    assert asked == dict.fromkeys(("last_seen", "reported", "found"), "%Y-%m-%d %H:%M")
    assert any("HW-R002 sets aside 100%" in d.text and d.blocking for d in proposed.doubts)


def test_a_new_code_is_asked_and_a_drift_has_to_be_answered(earlier, tmp_path):
    rows = [(*row[:5], "Yurt" if n % 4 == 1 else row[5], row[6]) for n, row in enumerate(MANY)]
    proposed = propose_plan(write_extract(tmp_path / "x", rows), after=earlier)
    assert [q.spelling for q in proposed.plan.questions if q.spelling] == ["Yurt"]
    assert DoubtKind.DRIFT in kinds(proposed, blocking=True)
    rows = [(*row[:5], "Foster", row[6]) for row in MANY]
    proposed = propose_plan(write_extract(tmp_path / "y", rows), after=earlier)
    assert any("spread otherwise" in d.text and d.blocking for d in proposed.doubts)
    assert any(d.kind is DoubtKind.LOST_CODE for d in proposed.doubts)


def test_a_taught_code_is_not_asked_again(earlier, tmp_path):
    rows = [(*row[:5], "Grans" if n % 9 == 0 else row[5], row[6]) for n, row in enumerate(MANY)]
    proposed = propose_plan(write_extract(tmp_path / "x", rows), after=earlier)
    assert not any(q.spelling for q in proposed.plan.questions)
    assert DoubtKind.UNKNOWN_WORDS not in kinds(proposed)


def test_last_times_file_is_known_again_by_its_bytes(earlier, tmp_path):
    extracts = write_extract(tmp_path / "x", MANY, name="extract 2023 FINAL.csv")
    proposed = propose_plan(extracts, after=earlier)
    (seen,) = [d for d in proposed.doubts if d.kind is DoubtKind.SEEN_BEFORE]
    assert "HW-P027" in seen.text and "missing_2022.csv" in seen.text


def test_the_same_file_twice_is_left_out_of_a_plan_and_refused_in_one(tmp_path):
    extracts = write_extract(tmp_path / "x", MANY, name="a.csv")
    write_extract(extracts, MANY, name="b.csv")
    write_extract(extracts, [("x" + row[0], *row[1:]) for row in MANY[:-1]], name="c.csv")
    assert same_bytes(extracts, ["a.csv", "b.csv", "c.csv"]) == [("a.csv", "b.csv")]
    proposed = propose_plan(extracts, synthetic=True)
    assert proposed.plan.ignored_files == ("b.csv",)
    assert [d.file for d in proposed.doubts if d.kind is DoubtKind.TWIN] == ["b.csv"]
    (held,) = proposed.plan.datasets
    both = replace(held, map=replace(held.map, files=("a.csv", "b.csv", "c.csv")))
    with pytest.raises(HomewardError) as refusal:
        check_plan(replace(proposed.plan, datasets=(both,), ignored_files=()), extracts)
    assert refusal.value.code == "HW-P026" and refusal.value.detail == "a.csv and b.csv"
    again = propose_plan(extracts, after=_plan(proposed.plan, tmp_path))
    assert again.plan.ignored_files == ("b.csv",)


def _plan(plan, folder: Path) -> Path:
    write_plan(plan, folder / "earlier.toml")
    return folder / "earlier.toml"


@pytest.mark.parametrize("wrong", ["nowhere", "x"])
def test_what_is_no_earlier_study_is_refused(tmp_path, wrong):
    extracts = write_extract(tmp_path / "x", MANY)
    with pytest.raises(HomewardError) as refusal:
        propose_plan(extracts, after=tmp_path / wrong)
    assert refusal.value.code == "HW-P028"


def test_an_outline_holds_no_cell(earlier):
    text = (earlier / "protected" / OUTLINE).read_text(encoding="utf-8")
    cells = {cell for row in MANY for cell in row[:5]} - {""}
    assert not any(f'"{cell}"' in text for cell in cells)
    held = read_outline(earlier / "protected" / OUTLINE)
    assert held is not None and held.tables["incidents"].used == len(MANY)
    assert sum(held.tables["incidents"].columns["reported"].hours.values()) == len(MANY)


def test_a_memory_that_cannot_be_read_is_no_memory(tmp_path):
    for text in ("", "{}", '{"schema": 99}', f'{{"schema": {FORMAT}}}'):
        (tmp_path / OUTLINE).write_text(text, encoding="utf-8")
        assert read_outline(tmp_path / OUTLINE) is None


def test_a_run_in_the_same_place_tells_what_changed(earlier, tmp_path):
    rows = [(*row[:5], "Foster", row[6]) for row in MANY]
    extracts = write_extract(tmp_path / "x", rows)
    plan = propose_plan(extracts, after=earlier).plan
    taken = tmp_path / "taken"
    taken.mkdir()
    take_in(extracts, plan, lambda kind, text: text, taken)
    said = changes_since(earlier / "protected" / OUTLINE, taken)
    assert said and all(note.startswith("HW-P025: missing.csv: ") for note in said)
    assert changes_since(taken / OUTLINE, taken) == []


def test_a_file_left_out_for_its_name_is_said_if_a_table_fits_it(earlier, tmp_path):
    state = earlier / "protected" / "state" / "state.json"
    kept = state.read_text(encoding="utf-8")
    held = parse_plan(json.loads(kept)["plan"])
    text = plan_document(replace(held, ignored_files=("notes.csv",)))
    state.write_text(json.dumps({"schema": 1, "plan": text}), encoding="utf-8")
    try:
        extracts = write_extract(tmp_path / "x", MANY, name="notes.csv")
        proposed = propose_plan(extracts, after=earlier)
    finally:
        state.write_text(kept, encoding="utf-8")
    assert proposed.plan.ignored_files == ("notes.csv",)
    assert any("looks like `incidents`" in d.text for d in proposed.doubts)
