"""Making a county: the same bytes for the same seed, counts that add up, refusals."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from homeward.synth import Made, make_county
from homeward.synth.rules import ADDED_ROWS, FAULT_KINDS
from homeward.vocabulary.errors import HomewardError


def files_of(made: Made) -> dict[str, bytes]:
    root = made.truth.parent
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    return make_county("tiny", 1, tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def truth(made) -> dict:
    return json.loads(made.truth.read_text(encoding="utf-8"))


def test_the_same_seed_gives_the_same_bytes(made, tmp_path):
    assert files_of(make_county("tiny", 1, tmp_path)) == files_of(made)


def test_workbooks_do_not_depend_on_when_they_were_made(made, tmp_path, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setattr("zipfile.time.time", lambda: 1.7e9)
    again = make_county("tiny", 1, tmp_path)
    assert files_of(again) == files_of(made)


def test_another_seed_gives_another_county(made, tmp_path):
    other = files_of(make_county("tiny", 2, tmp_path))
    mine = files_of(made)
    assert other.keys() == mine.keys()
    same = {name for name in mine if mine[name] == other[name]}
    assert same == {"extracts/SYNTHETIC.txt", "extracts/police/effort.csv"}


def test_making_again_over_an_earlier_result_is_allowed(made, tmp_path):
    make_county("tiny", 2, tmp_path)
    assert files_of(make_county("tiny", 1, tmp_path)) == files_of(made)


@pytest.mark.parametrize("name", ["notes.doc", "extracts/missing_2018.csv"])
def test_a_folder_with_other_files_is_refused_and_left_alone(name, tmp_path):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("kept")
    with pytest.raises(HomewardError) as caught:
        make_county("tiny", 1, tmp_path)
    assert caught.value.code == "HW-E004"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / name]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"profile": "nowhere"}, "HW-S001"),
        ({"scale": 0.0}, "HW-S002"),
        ({"scale": -1.0}, "HW-S002"),
        ({"scale": float("nan")}, "HW-S002"),
        ({"faults": {"gremlins": 0.1}}, "HW-S002"),
        ({"faults": {"duplicates": 1.1}}, "HW-S002"),
        ({"faults": {"duplicates": float("nan")}}, "HW-S002"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(change, code, tmp_path):
    asked = {"profile": "tiny", "seed": 1, "out": tmp_path / "out"} | change
    with pytest.raises(HomewardError) as caught:
        make_county(**asked)
    assert caught.value.code == code
    assert not (tmp_path / "out").exists()


def test_counts_add_up(made, truth):
    counts, faults = truth["counts"], truth["faults"]
    assert set(faults) == set(FAULT_KINDS)
    assert counts["rows"] == counts["incidents"] + sum(faults[kind] for kind in ADDED_ROWS)
    incident_files = [n for name, n in truth["rows"].items() if name.startswith("police/missing")]
    assert counts["rows"] == sum(incident_files)
    assert counts["incidents"] == sum(counts["incidents_by_year"].values())
    assert counts["incidents"] == sum(counts["incidents_by_setting"].values())
    assert counts["incidents"] == sum(counts["incidents_by_placement"].values())
    assert made.counts["incidents"] == counts["incidents"]
    assert made.counts["children"] <= made.counts["incidents"]


def test_shares_are_of_their_counts(truth):
    shares = [e for e in truth["estimates"] if e.get("of")]
    assert len(shares) > 20
    for estimate in shares:
        assert estimate["value"] == pytest.approx(estimate["count"] / estimate["of"])


def test_truth_holds_what_was_planted_and_no_reference(made, truth):
    assert truth["synthetic"] is True
    assert truth["planted"]["homes"]["philomena_rate_ratio"] == 0.85
    assert truth["planted"]["exploitation"]["county_lines_long_odds_ratio"] == 4.0
    text = made.truth.read_text(encoding="utf-8")
    children = pq.read_table(made.truth.parent / "truth" / "incidents.parquet")["child"]
    assert not any(child in text for child in set(children.to_pylist()))


def test_truth_stands_outside_the_extracts(made):
    folder = made.truth.parent / "extracts"
    there = {path for path in folder.rglob("*") if path.is_file()}
    assert there == set(made.files)
    assert made.truth not in there


def test_every_file_has_as_many_rows_as_truth_says(made, truth):
    folder = made.truth.parent / "extracts"
    names = {path.relative_to(folder).as_posix() for path in made.files}
    assert names == set(truth["rows"]) | {"SYNTHETIC.txt"}
    assert {name.split("/")[0] for name in truth["rows"]} == {
        "police",
        "council",
        "charity",
        "homes",
    }
    sheet = (folder / "council" / "support.csv").read_text(encoding="cp1252").splitlines()
    assert len(sheet) - 2 == truth["rows"]["council/support.csv"]


def test_every_file_that_can_says_that_it_is_made_up(made):
    for path in made.files:
        content = path.read_bytes() + path.name.encode()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                content = b"".join(book.read(name) for name in book.namelist())
        assert b"synthetic" in content.lower(), path.name


def test_links_say_whose_every_reference_in_the_files_is(made):
    links = pq.read_table(made.truth.parent / "truth" / "links.parquet").to_pandas()
    assert not links["reference"].duplicated().any()
    assert set(links["agency"]) == {"police", "council", "charity", "home"}
    folder = made.truth.parent / "extracts"
    people = pd.read_csv(folder / "council" / "ssd_person.csv", dtype=str)
    known = set(links.loc[links["agency"] == "council", "reference"])
    assert set(people["pers_person_id"]) <= known
    twins = links[links["twin"] != ""]
    assert (twins["child"] != twins["twin"]).all()


def test_truth_says_what_every_effect_is_or_how_to_find_out(truth):
    effects = truth["effects"]
    if effects.get("state") == "not_computed":
        assert effects["command"].startswith("homeward synth truth tiny")
    else:
        ids = {estimand["id"] for estimand in effects["estimands"]}
        assert any(name.startswith("philomena") for name in ids)
        assert all(e["monte_carlo_error"] is not None for e in effects["estimands"] if e["value"])


def test_truth_says_how_often_the_response_fails(truth):
    points = truth["response"]["fail_points"]
    assert len(points) >= 15
    for point in points:
        assert 0 <= point["count"] <= point["of"]
        bands = point["by_hour_band"].values()
        assert point["count"] == sum(band["count"] for band in bands)


def test_the_clean_incidents_bear_out_the_truth(made, truth):
    table = pq.read_table(made.truth.parent / "truth" / "incidents.parquet").to_pandas()
    hours = (table["found_at"] - table["reported_at"]).dt.total_seconds() / 3600
    within = next(e for e in truth["estimates"] if e["name"] == "share_found_within_24h")
    assert len(table) == truth["counts"]["incidents"] == within["of"]
    assert int((hours <= 24).sum()) == within["count"]
    top = table["child"].value_counts()
    tenth = -(-len(top) // 10)
    said = next(
        e for e in truth["estimates"] if e["name"] == "share_of_incidents_by_top_10_percent"
    )
    assert int(top.head(tenth).sum()) == said["count"]


def test_faults_given_take_the_place_of_the_profiles_own(tmp_path):
    none = dict.fromkeys(FAULT_KINDS, 0.0)
    made = make_county("tiny", 1, Path(tmp_path), faults=none | {"blank_child": 0.2})
    faults = json.loads(made.truth.read_text(encoding="utf-8"))["faults"]
    assert faults.pop("blank_child") > 20
    faults.pop("resupplied")  # what was truly open when a file was made
    assert set(faults.values()) == {0}


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("kept")
    with pytest.raises(HomewardError) as caught:
        make_county("tiny", 1, tmp_path / "file")
    assert caught.value.code == "HW-E002"
    assert (tmp_path / "file").read_text() == "kept"


def test_an_interruption_while_writing_leaves_nothing_that_could_be_taken_for_whole(
    tmp_path, monkeypatch
):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("homeward.synth.make.write_links", stop)
    with pytest.raises(KeyboardInterrupt):
        make_county("tiny", 1, tmp_path / "out")
    assert list((tmp_path / "out").rglob("*")) == []


def test_truth_beside_the_extracts_says_that_it_is_made_up(made):
    for name in ("incidents", "links"):
        metadata = pq.read_schema(made.truth.parent / "truth" / f"{name}.parquet").metadata
        assert metadata[b"synthetic"] == b"true"
