"""A study of made-up records in the clear beside one that is called real, under a key."""

from __future__ import annotations

from pathlib import Path

from homeward.jobs import acting, run
from homeward.jobs.held import read_key_file
from homeward.jobs.keys import keys_new
from tests.lib.extract import call_real, write_extract, write_small_plan

NAMES = ("plain", "sealed")


def make_both(at: Path, *rows: object) -> Path:
    """Run both in `at`: `NAME/out`, from what `write_extract` writes; the key is `at/key`."""
    keys_new(at / "key")
    for name in NAMES:
        write_extract(at / name / "extracts", *rows)
        plan = write_small_plan(at / name / "study.toml")
        if name == "sealed":
            call_real(plan)
        with keyed(at, name):
            run(at / name / "extracts", plan, at / name / "out")
    return at


def keyed(at: Path, name: str):
    """Act as somebody with the key, where the folder of this name has one."""
    key = read_key_file(at / "key") if name == "sealed" else None
    return acting("unnamed", key=key, key_file=at / "key" if key else None)
