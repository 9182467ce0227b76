"""Killed before a change on disk, one after another: every rename, removal, file begun.

Moments drawn by lot (`test_kills.py`) seldom fall between two renames; these do.
"""

from __future__ import annotations

import os
import random
import shutil
import sys

import pytest

from tests.crash.forked import Warm
from tests.crash.published import counted_twice, left_behind, mixture, published
from tests.crash.scenarios import SCENARIOS, Stage

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, and /proc")

#: Changes tried of each command unless HOMEWARD_TEST_ALL asks for every one.
TRIED = {"rerun": 28, "mend": 8, "sample": 8, "ingest": 6}

KILLED = -9


@pytest.fixture(scope="module")
def warm():
    with Warm() as program:
        yield program


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    return Stage(tmp_path_factory.mktemp("crash"))


def _chosen(many: int, name: str) -> list[int]:
    """Which changes of so many are tried: the first, the last, and others by lot."""
    if os.environ.get("HOMEWARD_TEST_ALL") == "1" or many <= TRIED[name]:
        return list(range(many))
    draws = random.Random(name)
    return sorted({0, many - 1, *draws.sample(range(many), TRIED[name] - 2)})


@pytest.mark.parametrize("name", ["rerun", "mend", "sample"])
def test_a_kill_before_any_change_on_disk_leaves_one_whole_result(warm, stage, name):
    """Everything is worked out already, so that what is left to do is to publish it."""
    reference = stage.reference(SCENARIOS[name])
    command = reference.scenario.command
    folder = reference.folder
    if name == "rerun":
        place = stage.copy(folder)
        code, _ = warm.do(command, place.folder, place.environment(), kill_on=".staging")
        assert code == KILLED
        folder = place.folder
    place = stage.copy(folder)
    code, many = warm.do(command, place.folder, place.environment())
    assert code == 0 and many > 3
    for change in _chosen(many, name):
        place = stage.copy(folder)
        out = place.folder / "out"
        code, _ = warm.do(command, place.folder, place.environment(), change)
        assert code == KILLED, change
        assert mixture(out, reference.before, reference.after) == "", change
        done = published(out) == reference.after
        code, _ = warm.do(command, place.folder, place.environment())
        assert reference.scenario.ended_well(code, done), change
        assert published(out) == reference.after, change
        assert left_behind(out, place.temporary) == [], change
        assert counted_twice(out) == "", change
        shutil.rmtree(place.folder)


def test_a_kill_before_any_change_of_a_first_intake_leaves_a_folder_that_can_be_used(warm, stage):
    """The folder's own mark, its key and its lock are made only once: nowhere else is it seen."""
    empty = stage.reference(SCENARIOS["first run"]).folder
    command = ("ingest", "early", "--plan", "study.toml", "--out", "out", "--quiet")

    place = stage.copy(empty, keyed=False)
    code, many = warm.do(command, place.folder, place.environment())
    assert code == 0 and many > 30
    for change in sorted({*range(14), *_chosen(many, "ingest")}):
        place = stage.copy(empty, keyed=False)
        code, _ = warm.do(command, place.folder, place.environment(), change)
        assert code == KILLED, change
        code, _ = warm.do(command, place.folder, place.environment())
        assert code == 0, change
        out = place.folder / "out"
        assert left_behind(out, place.temporary) == [], change
        assert counted_twice(out) == "", change
        assert len((out / "protected" / "project.key").read_text()) == 65, change
        assert (out / "protected").stat().st_mode & 0o077 == 0, change
        shutil.rmtree(place.folder)
