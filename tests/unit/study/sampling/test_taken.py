"""What was taken back: kept, replaced, and handed to the finding."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from homeward.study.sampling.returned import Fault, Returned
from homeward.study.sampling.store import (
    latest_taken,
    read_account,
    read_answers,
    read_draw,
    samples_in,
    write_draw,
    write_taken,
)
from homeward.study.sampling.taken import fingerprint, sample_of, with_sample
from homeward.timelines.sample import UNANSWERED
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import SampleUnit
from tests.lib.sampling import ABOUT, county, drawn

AT = "2025-01-0{}T09:00:00.000000+00:00"


def returned(answers: dict) -> Returned:
    faults = (Fault("=s.csv", 4, "Harm disclosed 1", "HW-M021"),)
    return Returned("BCDF", answers, faults, 3, 2, 1, 0, 2, ("a note",))


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """`protected/sample` with two samples, neither taken back."""
    for name in ("first", "second"):
        write_draw(drawn(size=20, name=name), ABOUT, {1: "a.csv"}, tmp_path / name)
    (tmp_path / "stray").mkdir()
    return tmp_path


def test_what_is_taken_is_kept_and_what_it_replaces_too(samples: Path):
    folder = samples / "first"
    assert read_account(folder) is None and latest_taken(samples) is None
    for day, word in enumerate(("held", "declined", "not_kept"), 1):
        said = {"X": {"return_interview": [word]}}
        write_taken(returned(said), folder, at=AT.format(day), files=["=s.csv"])
    assert read_answers(folder) == {"X": {"return_interview": ["not_kept"]}}
    account = read_account(folder)
    assert account is not None
    assert (account["taken_at"], account["read"], account["files"]) == (AT.format(3), 3, ["=s.csv"])
    kept = [json.loads((folder / "history" / n / "answers.json").read_text()) for n in ("1", "2")]
    assert [k["answers"]["X"]["return_interview"] for k in kept] == [["held"], ["declined"]]
    lines = (folder / "taken" / "faults.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["file,row,column,code", "'=s.csv,4,Harm disclosed 1,HW-M021"]


def test_the_sample_taken_back_last_is_the_one_that_counts(samples: Path):
    assert samples_in(samples) == ("first", "second")
    write_taken(returned({}), samples / "second", at=AT.format(1), files=[])
    before = fingerprint(samples)
    write_taken(returned({}), samples / "first", at=AT.format(2), files=[])
    assert latest_taken(samples) == samples / "first"
    assert fingerprint(samples) != before
    assert samples_in(samples / "none") == () and fingerprint(samples / "none") == ""


def test_the_fingerprint_follows_answers_and_nothing_else(samples: Path):
    number = drawn(size=20, name="first").units[0].number
    write_taken(returned({}), samples / "first", at=AT.format(1), files=["a.csv"])
    first = fingerprint(samples)
    write_taken(returned({}), samples / "first", at=AT.format(2), files=["b.csv"])
    assert fingerprint(samples) == first
    said = {number: {"return_interview": ["held"]}}
    write_taken(returned(said), samples / "first", at=AT.format(3), files=["b.csv"])
    assert fingerprint(samples) != first


def test_a_folder_that_is_not_whole_is_refused_by_code(samples: Path):
    folder = samples / "first"
    with pytest.raises(HomewardError, match="HW-M005"):
        read_draw(samples / "stray")
    held = (folder / "sample.json").read_text(encoding="utf-8")
    (folder / "sample.json").write_text(held.replace('"schema": 1', '"schema": 2'), "utf-8")
    with pytest.raises(HomewardError, match="HW-E003"):
        read_draw(folder)
    (folder / "sample.json").write_text(held[:50], "utf-8")
    with pytest.raises(HomewardError, match="HW-E003"):
        read_draw(folder)
    write_taken(returned({}), samples / "second", at=AT.format(1), files=[])
    (samples / "second" / "taken" / "answers.json").write_text("[]", "utf-8")
    with pytest.raises(HomewardError, match="HW-E003"):
        read_answers(samples / "second")
    (samples / "second" / "taken" / "taken.json").write_text("{", "utf-8")
    with pytest.raises(HomewardError, match="HW-E003"):
        latest_taken(samples)


# ------------------------------------------------------------------ to the finding


def test_without_a_sample_the_timelines_stay_as_they_are(samples: Path):
    timelines = county()
    assert with_sample(timelines, None) is timelines
    assert with_sample(timelines, samples) is timelines


def test_the_sample_is_handed_over_and_told_from_other_records(samples: Path):
    write_taken(returned({}), samples / "first", at=AT.format(1), files=[])
    same = with_sample(county(), samples).sample
    assert same is not None and not same.changed and same.drawn == 20
    assert with_sample(county(n=199), samples).sample.changed
    assert with_sample(county(setting=None), samples).sample.changed


def test_the_episodes_are_not_pulled_again(samples: Path):
    write_taken(returned({}), samples / "first", at=AT.format(1), files=[])
    timelines = county()
    assert with_sample(timelines, samples).sheet is timelines.sheet


@pytest.mark.parametrize(
    "days, wanted",
    [(0, "within_72h"), (2, "within_72h"), (3, "cannot_tell"), (4, "later"), (40, "later")],
)
def test_two_dates_tell_whether_an_interview_was_in_time(days: int, wanted: str):
    draw = drawn(size=20)
    unit = draw.units[0]
    on = (unit.ended_on + timedelta(days=days)).isoformat()
    said = {unit.number: {"return_interview": ["held"], "return_interview_on": [on]}}
    held = sample_of(draw, said).words["interview_in_time"]
    assert [word for word, rows in held.items() if rows[0]] == [wanted]
    assert all(held[UNANSWERED][1:])


@pytest.mark.parametrize(
    "answer, wanted",
    [
        ("held", "cannot_tell"), ("declined", "not_held"), ("not_kept", "not_held"),
        ("not_offered", "not_held"), ("not_recorded", "not_recorded"),
    ],
)  # fmt: skip
def test_without_a_date_only_what_was_not_held_is_known(answer: str, wanted: str):
    draw = drawn(size=20)
    said = {draw.units[0].number: {"return_interview": [answer]}}
    held = sample_of(draw, said).words["interview_in_time"]
    assert [word for word, rows in held.items() if rows[0]] == [wanted]


def test_an_incident_with_no_known_end_cannot_tell():
    draw = drawn(county(found=None), size=20)
    on = (draw.units[0].reported_on + timedelta(days=9)).isoformat()
    held = sample_of(draw, {draw.units[0].number: {"return_interview_on": [on]}})
    assert held.words["interview_in_time"]["cannot_tell"][0]


def test_of_a_child_no_time_is_told():
    draw = drawn(unit=SampleUnit.CHILD, size=5, by=())
    held = sample_of(draw, {})
    assert "interview_in_time" not in held.words and held.value == {}
    assert all(rows[UNANSWERED].all() for rows in held.words.values())


def test_of_a_part_of_the_records_it_says_which():
    assert sample_of(drawn(size=10, where={"year": (2024,)}), {}).only == {"year": (2024,)}
