"""Every other command, killed with SIGKILL at moments drawn by lot: 24 of the 40 kills."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import homeward
from tests.crash.__main__ import survive
from tests.crash.running import kill_when, place_in, still_running
from tests.crash.scenarios import SCENARIOS, Stage

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")

STEPS = ["ingest", "link", "study", "release", "report", "mend", "sample", "synth"]

POOL = """\
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from homeward.synth.helpers import stay_behind
if __name__ == "__main__":
    pool = ProcessPoolExecutor(2, get_context("{how}"), initializer=stay_behind)
    for each in [pool.submit(time.sleep, 0.2) for _ in range(4)]:
        each.result()
    print("ready", flush=True)
    time.sleep(600)
"""


def test_any_command_killed_at_any_moment_leaves_one_whole_result_and_goes_on(tmp_path):
    kills = survive(24, 12, tmp_path, STEPS)
    assert [kill for kill in kills if kill.wrong] == []
    assert len(kills) == 24


@pytest.mark.parametrize("seconds", [0.8, 2.5])
def test_helpers_end_when_the_command_alone_is_killed(tmp_path, seconds):
    stage = Stage(tmp_path)
    place = stage.copy(tmp_path / "prepared-0")
    command = SCENARIOS["first run"].command
    killed, _ = kill_when(place, command, lambda used: used >= seconds, group=False)
    assert killed
    assert still_running(place) == []


@pytest.mark.parametrize("how", ["fork", "spawn"])
def test_helpers_of_the_generator_end_when_it_is_killed(tmp_path, how):
    place = place_in(tmp_path)
    (tmp_path / "pool.py").write_text(POOL.format(how=how))
    process = subprocess.Popen(
        [sys.executable, "pool.py"], cwd=tmp_path, env=place.environment(), stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"ready\n"
    assert len(still_running(place, patience=0)) >= 3
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    left = still_running(place)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


def test_every_pool_of_processes_has_helpers_that_end_with_it():
    alone = [
        f"{path.name}:{node.lineno}"
        for path in Path(homeward.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "ProcessPoolExecutor"
        and "stay_behind" not in [getattr(k.value, "id", "") for k in node.keywords]
    ]
    assert alone == []
