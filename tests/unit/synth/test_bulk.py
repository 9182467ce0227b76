"""Large counties: the same bytes with any number of processes, and truth that adds up."""

from __future__ import annotations

import errno
import json
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from homeward.synth import Made
from homeward.synth.bulk import BULK_FAULTS, make_bulk
from homeward.synth.details import describe
from homeward.synth.truth import estimates, write_incidents
from homeward.synth.writing import UNFINISHED, ParquetFiles
from homeward.vocabulary.errors import HomewardError
from tests.unit.synth import counties

INCIDENTS = "extracts/police/incidents.parquet"
CLEAN = "truth/incidents.parquet"
TABLES = (
    INCIDENTS,
    CLEAN,
    "extracts/homes/homes.parquet",
    "extracts/council/placements.parquet",
    "extracts/charity/return_interviews.parquet",
)


def files_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def truth_of(made: Made) -> dict:
    return json.loads(made.truth.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def three(tmp_path_factory) -> Made:
    """Three blocks, by this process alone."""
    out = tmp_path_factory.mktemp("three")
    return make_bulk("tiny", 1, out, scale=3, block=1, workers=1, events=True)


@pytest.fixture(scope="module")
def one(tmp_path_factory) -> Made:
    """One block."""
    return make_bulk("tiny", 1, tmp_path_factory.mktemp("one"), scale=1, block=1)


def table(made: Made, name: str) -> pa.Table:
    return pq.read_table(made.truth.parent / name)


# ------------------------------------------------------------------ bytes


def test_two_processes_write_the_bytes_that_one_writes(three, tmp_path):
    make_bulk("tiny", 1, tmp_path, scale=3, block=1, workers=2, events=True)
    written = files_of(three.truth.parent)
    assert files_of(tmp_path) == written
    assert written.keys() == {
        *TABLES, "truth.json", "extracts/SYNTHETIC.txt", "extracts/police/events.parquet",
    }  # fmt: skip


def test_another_seed_is_another_county(one, tmp_path):
    other = make_bulk("tiny", 2, tmp_path, scale=1, block=1)
    assert not table(other, CLEAN).equals(table(one, CLEAN))


def test_a_larger_county_leaves_its_first_block_as_it_was(one, three):
    small, large = table(one, INCIDENTS), table(three, INCIDENTS)
    assert large.slice(0, small.num_rows).equals(small)


def test_without_the_log_an_earlier_log_is_taken_away(tmp_path):
    with_log = make_bulk("tiny", 1, tmp_path, scale=0.2, events=True)
    assert (tmp_path / "extracts/police/events.parquet").is_file()
    without = make_bulk("tiny", 1, tmp_path, scale=0.2)
    assert not (tmp_path / "extracts/police/events.parquet").exists()
    assert set(with_log.files) - set(without.files) == {tmp_path / "extracts/police/events.parquet"}


# ------------------------------------------------------------------ block 0 is the county


def test_the_first_block_is_the_county_of_that_scale(one, tmp_path):
    county = counties.county("tiny", 1, 1.0)
    write_incidents(county, describe(county), tmp_path / "clean.parquet")
    same = pq.read_table(tmp_path / "clean.parquet")
    mine = table(one, CLEAN).select(same.column_names)
    for name in same.column_names:
        wanted, got = same[name].to_pylist(), mine[name].to_pylist()
        assert [value or None for value in got] == [value or None for value in wanted], name


def test_truth_of_one_block_is_the_truth_of_its_county(one):
    county = counties.county("tiny", 1, 1.0)
    wanted = json.loads(json.dumps(list(estimates(county, describe(county)))))
    truth = truth_of(one)
    assert truth["not_summed"] == []
    assert len(truth["estimates"]) == len(wanted)
    for got, expected in zip(truth["estimates"], wanted, strict=True):
        assert got == expected | {"value": pytest.approx(expected["value"], abs=1e-12)}


# ------------------------------------------------------------------ truth adds up


def test_shares_and_medians_are_those_of_all_blocks(three):
    clean = table(three, CLEAN).to_pandas()
    hours = (clean["found_at"] - clean["reported_at"]).dt.total_seconds() / 3600
    said = {(e["name"], json.dumps(e["by"])): e for e in truth_of(three)["estimates"]}
    within = said["share_found_within_24h", "{}"]
    assert (within["count"], within["of"]) == (int((hours <= 24).sum()), len(hours))
    assert said["median_hours", '{"from": "reported"}']["value"] == pytest.approx(hours.median())
    often = clean["child"].value_counts().to_numpy()
    top = said["share_of_incidents_by_top_10_percent", '{"year": 2022}']
    assert top["count"] == often[: -(-len(often) // 10)].sum()
    assert top["of"] == len(clean)


def test_counts_are_those_of_all_blocks(three):
    truth, clean = truth_of(three), table(three, CLEAN)
    counts = truth["counts"]
    assert counts["incidents"] == clean.num_rows == three.counts["incidents"]
    assert counts["children"] == pc.count_distinct(clean["child"]).as_py()
    assert counts["homes"] == table(three, TABLES[2]).num_rows
    assert counts["rows"] == table(three, INCIDENTS).num_rows == truth["rows"][INCIDENTS]
    assert counts["incidents"] == sum(counts["incidents_by_setting"].values())
    assert set(truth["faults"]) == set(BULK_FAULTS)


def test_the_response_adds_up_and_its_log_is_whole(three):
    response = truth_of(three)["response"]
    log = table(three, "extracts/police/events.parquet")
    assert log.num_rows <= sum(response["events"].values())
    assert log.num_rows > 0.95 * sum(response["events"].values())
    references = set(table(three, INCIDENTS)["incident_ref"].to_pylist())
    assert set(log["case_id"].to_pylist()) <= references
    for point in response["fail_points"]:
        bands = point["by_hour_band"].values()
        assert point["count"] == sum(band["count"] for band in bands)
        assert point["value"] == (point["count"] / point["of"] if point["of"] else None)
        assert all(0 <= share <= 1 for share in point.get("planted", {}).values())


# ------------------------------------------------------------------ across blocks


def test_no_two_blocks_share_a_reference_or_the_name_of_a_home(three):
    clean = table(three, CLEAN).to_pandas()
    assert clean.groupby("child")["block"].nunique().max() == 1
    names = table(three, TABLES[2])["home_name"].to_pylist()
    assert len(set(names)) == len(names)
    faults = dict.fromkeys(("duplicates", "conflicts"), 0.0)
    rows = table(three, INCIDENTS)["incident_ref"].to_pylist()
    twice = truth_of(three)["faults"]
    assert len(rows) - len(set(rows)) == sum(twice[kind] for kind in faults)


def test_partners_speak_of_the_forces_children_homes_and_reports(three):
    clean, homes = table(three, CLEAN), table(three, TABLES[2])
    interviews, placements = table(three, TABLES[4]), table(three, TABLES[3])
    assert set(interviews["person_id"].to_pylist()) <= set(clean["child"].to_pylist())
    references = table(three, INCIDENTS)["incident_ref"].to_pylist()
    assert set(interviews["incident_ref"].to_pylist()) <= set(references)
    named = set(placements["home_name"].to_pylist()) - {None}
    assert named <= set(homes["home_name"].to_pylist())
    both = placements.filter(pc.is_valid(placements["placement_end"]))
    assert pc.all(pc.less_equal(both["placement_start"], both["placement_end"])).as_py()


def test_nothing_later_than_the_making_of_the_extract_is_in_it(three):
    latest = datetime(2023, 1, 10)  # the first minute of the tenth day after the window
    for name in set(TABLES) - {CLEAN}:
        held = table(three, name)
        for header in set(held.column_names) - {"due_date"}:  # due, not done
            if pa.types.is_timestamp(held[header].type):
                assert pc.max(held[header]).as_py() <= latest, header


def test_every_file_and_every_row_says_that_it_is_synthetic(three):
    for name in (*TABLES, "extracts/police/events.parquet"):
        path = three.truth.parent / name
        said = pq.read_metadata(path).metadata
        assert said[b"synthetic"] == b"true"
        assert b"SYNTHETIC" in said[b"notice"]
        source = "source" if name == CLEAN else "source_system"
        assert set(pq.read_table(path, columns=[source])[source].to_pylist()) == {"SYNTHETIC"}
    assert truth_of(three)["synthetic"] is True
    assert "synthetic" in (three.truth.parent / "extracts/SYNTHETIC.txt").read_text()


def test_progress_is_told_block_by_block(tmp_path):
    told: list[tuple[int, int]] = []
    make_bulk(
        "tiny", 1, tmp_path, scale=0.5, block=0.2, workers=1, progress=lambda *n: told.append(n)
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


# ------------------------------------------------------------------ refusals and breaks


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"profile": "nowhere"}, "HW-S001"),
        ({"scale": 0.0}, "HW-S002"),
        ({"scale": float("nan")}, "HW-S002"),
        ({"scale": 5000.0}, "HW-S002"),
        ({"block": 0.0}, "HW-S002"),
        ({"workers": 0}, "HW-S002"),
        ({"faults": {"gremlins": 0.1}}, "HW-S002"),
        ({"faults": {"ragged": 0.1}}, "HW-S002"),
        ({"faults": {"duplicates": 1.1}}, "HW-S002"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(change, code, tmp_path):
    asked = {"profile": "tiny", "seed": 1, "out": tmp_path / "out", "scale": 1.0} | change
    with pytest.raises(HomewardError) as caught:
        make_bulk(**asked)
    assert caught.value.code == code
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["notes.doc", "extracts/missing_2018.csv"])
def test_a_folder_with_other_files_is_refused_and_left_alone(name, tmp_path):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("kept")
    with pytest.raises(HomewardError) as caught:
        make_bulk("tiny", 1, tmp_path, scale=0.2)
    assert caught.value.code == "HW-E004"
    assert files_of(tmp_path) == {name: b"kept"}


@pytest.mark.parametrize(
    ("trouble", "raised", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), HomewardError, "HW-E006"),
        (OSError(errno.EIO, "Input/output error"), HomewardError, "HW-E002"),
        (KeyboardInterrupt(), KeyboardInterrupt, None),
    ],
)
def test_a_break_leaves_an_earlier_result_whole_and_nothing_else(
    trouble, raised, code, tmp_path, monkeypatch
):
    make_bulk("tiny", 1, tmp_path, scale=0.2)
    before = files_of(tmp_path)
    add = ParquetFiles.add

    def breaks(self, name, rows):
        if self.rows.get(INCIDENTS, 0) > 100:
            raise trouble
        add(self, name, rows)

    monkeypatch.setattr(ParquetFiles, "add", breaks)
    with pytest.raises(raised) as caught:
        make_bulk("tiny", 2, tmp_path, scale=3, block=0.5, workers=1)
    assert code is None or caught.value.code == code
    assert files_of(tmp_path) == before
    assert not (tmp_path / UNFINISHED).exists()


def test_a_break_while_putting_in_place_leaves_no_truth_for_a_mixture(tmp_path, monkeypatch):
    make_bulk("tiny", 1, tmp_path, scale=0.2)
    replace = Path.replace

    def breaks(self, target):
        if self.name == "homes.parquet":
            raise OSError(errno.EIO, "Input/output error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", breaks)
    with pytest.raises(HomewardError) as caught:
        make_bulk("tiny", 2, tmp_path, scale=0.2)
    assert caught.value.code == "HW-E002"
    assert not (tmp_path / "truth.json").exists()


def test_what_a_killed_run_left_is_removed_by_the_next(one, tmp_path):
    (tmp_path / UNFINISHED / "extracts").mkdir(parents=True)
    (tmp_path / UNFINISHED / "extracts" / "half.parquet").write_bytes(b"PAR1")
    make_bulk("tiny", 1, tmp_path, scale=1, block=1)
    assert files_of(tmp_path) == files_of(one.truth.parent)
