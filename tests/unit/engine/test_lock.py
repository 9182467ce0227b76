"""One run per output folder."""

from __future__ import annotations

import pytest

from homeward.engine import folder_lock
from homeward.vocabulary import HomewardError
from tests.unit.engine import child

HOLD = """
import sys, time
from pathlib import Path
from homeward.engine import folder_lock
with folder_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_lock_is_refused_and_the_first_holds(tmp_path):
    with folder_lock(tmp_path) as held:
        assert held == tmp_path
        for _ in range(2):
            with pytest.raises(HomewardError) as caught, folder_lock(tmp_path):
                raise AssertionError("two runs in one folder")
            assert caught.value.code == "HW-E001"


def test_a_lock_is_let_go(tmp_path):
    with pytest.raises(RuntimeError), folder_lock(tmp_path):
        raise RuntimeError
    with folder_lock(tmp_path) as held:
        assert held == tmp_path


def test_the_folder_is_made(tmp_path):
    with folder_lock(tmp_path / "new" / "out") as held:
        assert held.is_dir()


def test_a_killed_run_leaves_no_lock(tmp_path):
    run = child.start(HOLD, tmp_path)
    assert run.stdout.readline() == "held\n"
    with pytest.raises(HomewardError) as caught, folder_lock(tmp_path):
        raise AssertionError("two runs in one folder")
    assert caught.value.code == "HW-E001"
    run.kill()
    run.communicate()
    with folder_lock(tmp_path) as held:
        assert held == tmp_path


def test_a_folder_that_cannot_be_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HomewardError) as caught, folder_lock(tmp_path / "file" / "out"):
        raise AssertionError("locked nothing")
    assert caught.value.code == "HW-E002"
