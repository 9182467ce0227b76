"""A full disk and a folder that may not be written: refused, nothing lost, and gone on."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.crash.hindered import (
    BOUND_BY_PERMISSIONS,
    no_file_larger_than,
    read_only,
    small_disk,
    told,
)
from tests.crash.published import left_behind, published
from tests.crash.running import complete
from tests.crash.scenarios import SCENARIOS, Stage

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and permissions of Unix")

#: Shares of the room that a command needs, at which its disk is full.
SHARES = (0.0, 0.15, 0.35, 0.6)

#: Bytes beyond which no file may grow, where no small disk can be had: from a lock file to
#: all but the largest file of the result.
LIMITS = (10, 2_000, 9_000, 40_000, 90_000)


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("crash"))


@pytest.fixture(scope="module")
def rerun(stage):
    return stage.reference(SCENARIOS["rerun"])


def _check_refused(said, code, expected, out, temporary, before):
    assert (code, expected in said) == (13, True), said
    assert "Traceback" not in said
    assert published(out) == before, "the earlier result was touched"
    assert left_behind(out, temporary) == []


def _goes_on(place, reference):
    code, said, _ = complete(place, reference.scenario.command)
    assert code == 0, said
    assert published(place.folder / "out") == reference.after
    assert left_behind(place.folder / "out", place.temporary) == []


def _put_back(kept, out):
    for path in out.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    shutil.copytree(kept, out, dirs_exist_ok=True)


def test_a_full_disk_is_refused_at_any_size_and_the_run_goes_on_when_there_is_room(stage, rerun):
    place = stage.copy(rerun.folder)
    out = place.folder / "out"
    kept = place.folder / "kept"
    out.rename(kept)
    with small_disk(out) as disk:
        if disk is None:  # the same refusals, without any right: no file may grow
            out.rmdir()
            kept.rename(out)
            for limit in LIMITS:
                code, said = told(place, rerun.scenario.command, no_file_larger_than(limit))
                _check_refused(said, code, "HW-E006", out, place.temporary, rerun.before)
            _goes_on(place, rerun)
            return
        empty = disk.used()
        shutil.copytree(kept, out, dirs_exist_ok=True)
        _goes_on(place, rerun)
        needed = 2 * (disk.used() - empty)  # what it leaves, and copies while it is published
        for share in SHARES:
            _put_back(kept, out)
            disk.resize(disk.used() + 8 + int(needed * share))
            code, said = told(place, rerun.scenario.command)
            disk.resize(65536)
            if code == 0:  # what a run needs at most is only guessed
                assert share >= 0.35
                continue
            _check_refused(said, code, "HW-E006", out, place.temporary, rerun.before)
        _goes_on(place, rerun)


def test_a_file_that_may_not_grow_is_refused_and_the_run_goes_on(stage, rerun):
    place = stage.copy(rerun.folder)
    for limit in LIMITS[::2]:
        code, said = told(place, rerun.scenario.command, no_file_larger_than(limit))
        _check_refused(said, code, "HW-E006", place.folder / "out", place.temporary, rerun.before)
    _goes_on(place, rerun)


@pytest.mark.parametrize("part", [".", "protected", "outgoing", "outgoing/report"])
def test_a_folder_that_may_not_be_written_is_refused_and_the_run_goes_on(stage, rerun, part):
    place = stage.copy(rerun.folder)
    out = place.folder / "out"
    with read_only(out / part):
        code, said = told(place, rerun.scenario.command, BOUND_BY_PERMISSIONS)
        _check_refused(said, code, "HW-E002", out, place.temporary, rerun.before)
    _goes_on(place, rerun)


@pytest.mark.parametrize("name", ["mend", "sample", "synth"])
def test_other_commands_refuse_a_full_disk_and_a_folder_that_may_not_be_written(stage, name):
    reference = stage.reference(SCENARIOS[name])
    place = stage.copy(reference.folder)
    out = place.folder / "out"
    code, said = told(place, reference.scenario.command, no_file_larger_than(10))
    _check_refused(said, code, "HW-E006", out, place.temporary, reference.before)
    with read_only(out):
        code, said = told(place, reference.scenario.command, BOUND_BY_PERMISSIONS)
        _check_refused(said, code, "HW-E002", out, place.temporary, reference.before)
    _goes_on(place, reference)


def test_a_plan_on_a_full_disk_is_refused_and_leaves_no_file(stage, rerun):
    place = stage.copy(rerun.folder)
    command = ("plan", "early", "--out", "new.toml", "--synthetic")
    code, said = told(place, command, no_file_larger_than(100))
    assert (code, "HW-E006" in said) == (13, True), said
    assert not list(place.folder.glob("*new.toml*"))
    assert complete(place, command)[0] == 0


def test_a_log_on_a_full_disk_loses_the_log_and_nothing_else(stage, rerun):
    place = stage.copy(rerun.folder)
    code, said = told(place, (*rerun.scenario.command[:-1], "--log", "/dev/full"))
    assert code == 0, said
    assert "Traceback" not in said and "Logging error" not in said, said
    assert published(place.folder / "out") == rerun.after


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_an_output_that_goes_to_a_full_disk_is_said_in_a_line(stage, rerun, more):
    place = stage.copy(rerun.folder)
    with open("/dev/full", "wb") as full:
        code, said = told(place, ("report", "--out", "out", *more), out=full)
    assert (code, "HW-E006" in said) == (13, True), said
    assert "Traceback" not in said and "Exception ignored" not in said
    assert published(place.folder / "out") == rerun.before
