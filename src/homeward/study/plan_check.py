"""Checks a plan against the folder it is to be run on, before anything is read in full."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from homeward.records.mapping import FileMap
from homeward.records.propose import SYNTHETIC_MARK
from homeward.records.reading import list_extracts, sniff
from homeward.records.tables import TABLES
from homeward.study.plan_model import UNSET, Plan
from homeward.vocabulary.errors import HomewardError

#: Most names given in one message.
_SHOWN = 5


def check_plan(plan: Plan, folder: Path) -> None:
    """Refuse a plan that does not fit the folder.

    Raises
    ------
    HomewardError
        HW-P004 a file that is not there; HW-P005 a column that is not in its file;
        HW-P006 a needed column or the window undecided; HW-P010 a file that the plan
        does not speak of; HW-F001 to HW-F010 for the folder or a file in it.
    """
    present = [name for name in list_extracts(folder) if Path(name).name != SYNTHETIC_MARK]
    absent = [name for name in plan.files if name not in present]
    if absent:
        raise HomewardError("HW-P004", _named(absent))
    unspoken = sorted(set(present) - set(plan.files) - set(plan.ignored_files))
    if unspoken:
        raise HomewardError("HW-P010", _named(unspoken))
    for number, dataset in enumerate(plan.datasets, 1):
        _check_needed(plan, dataset.map, number)
        for file in dataset.map.files:
            _check_columns(folder, file, dataset.map, number)
    if UNSET in (plan.opens, plan.closes):
        raise HomewardError("HW-P006", "[window]: `opens` and `closes` are not set")


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _check_needed(plan: Plan, map: FileMap, number: int) -> None:
    """Every column that each row must have is filled by something."""
    table = TABLES[map.table]
    missing = [n for n, c in table.columns.items() if c.required and n not in map.columns]
    if not missing:
        return
    asked = [
        q.suggestion for q in plan.questions
        if q.column == f"{table.name}.{missing[0]}" and q.suggestion and q.file in map.files
    ]  # fmt: skip
    perhaps = f'; perhaps "{asked[0]}"' if asked else ""
    names = ", ".join(f"`{name}`" for name in missing)
    raise HomewardError(
        "HW-P006", f"dataset {number} ({_named(map.files)}): {names} of {table.name}{perhaps}"
    )


def _check_columns(folder: Path, file: str, map: FileMap, number: int) -> None:
    """Every source column that the plan names is in the file."""
    header = sniff(folder / file, reading=map.reading).header
    for name, column in map.columns.items():
        for source in (column.column, column.time_column, *column.flags):
            if source and source not in header:
                near = get_close_matches(source, header, n=1, cutoff=0.6)
                perhaps = f'; perhaps "{near[0]}"' if near else ""
                raise HomewardError(
                    "HW-P005",
                    f'dataset {number}, columns.{name}: "{source}" is not in {file}{perhaps}',
                )
