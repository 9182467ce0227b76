"""Whole runs, killed with SIGKILL at moments drawn by lot: 16 of the 40 kills."""

from __future__ import annotations

import sys

import pytest

from tests.crash.__main__ import survive

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")


def test_a_run_killed_at_any_moment_leaves_one_whole_result_and_goes_on(tmp_path):
    kills = survive(16, 11, tmp_path, ["first run", "rerun"])
    assert [kill for kill in kills if kill.wrong] == []
    assert len(kills) == 16
