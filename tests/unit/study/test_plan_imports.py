"""What proposing a plan does not need is not loaded for it."""

from __future__ import annotations

import subprocess
import sys


def test_a_plan_is_proposed_without_what_builds_tables_and_optimises():
    heavy = "{'ibis', 'duckdb', 'scipy.optimize'}"
    code = f"import sys, homeward.jobs.proposing; print(sorted({heavy} & set(sys.modules)))"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.strip() == "[]"
