"""Checks a plan against the folder it is to be run on, before anything is read in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from homeward.records.mapping import FileMap
from homeward.records.propose import SYNTHETIC_MARK
from homeward.records.propose_doubts import CHANGES, DoubtKind
from homeward.records.reading import list_extracts, sniff, sniff_sheets
from homeward.records.tables import TABLES
from homeward.study.governance import check_governance
from homeward.study.memory.twins import same_bytes
from homeward.study.plan_model import UNSET, Plan
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.words import plain

#: Most names given in one message.
_SHOWN = 5


def check_plan(plan: Plan, folder: Path, today: date | None = None) -> tuple[str, ...]:
    """Refuse a plan that does not fit the folder, or whose records may not be studied.

    Parameters
    ----------
    plan, folder
        The plan, and where the extracts are.
    today
        Local date against which retention is judged; the clock's if not given.

    Returns
    -------
    tuple of str
        What a person should know though nothing is refused, each beginning with a code.

    Raises
    ------
    HomewardError
        HW-P020 or HW-P021 for records that nobody answers for or that may no longer be
        held; HW-P024 a change since an earlier extract that nobody has answered; HW-P026 two
        files that are the same;
        HW-P004 a file that is not there; HW-P005 a column that is not in its file;
        HW-P006 a needed column, a question that blocks or the window undecided; HW-P010 a
        file that the plan does not speak of; HW-P012 a sheet headed as one that is used, and
        neither used nor ignored; HW-F001 to HW-F010 for the folder or a file in it.
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
            _check_columns(plan, folder, file, dataset.map, number)
    for file in plan.files:
        _check_sheets(plan, folder, file)
    if UNSET in (plan.opens, plan.closes):
        raise HomewardError("HW-P006", "[window]: `opens` and `closes` are not set")
    _check_changes(plan)
    _check_twins(plan, folder)
    return check_governance(plan, today)


def _check_changes(plan: Plan) -> None:
    """Every blocking question about a change since an earlier extract has its answer.

    One about a lost column is answered by mapping another, one about a format by using it.
    """
    mapped = {
        f"{d.map.table}.{name}": how.format
        for d in plan.datasets
        for name, how in d.map.columns.items()
    }
    left = [
        q for q in plan.questions
        if q.kind in CHANGES and q.blocking and not q.answer.strip()
        and not (q.kind == DoubtKind.LOST_COLUMN and q.column in mapped)
        and not (q.format and mapped.get(q.column) == q.format)
    ]  # fmt: skip
    if left:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        raise HomewardError("HW-P024", f"{left[0].file}: {left[0].column or left[0].kind}{more}")


def _check_twins(plan: Plan, folder: Path) -> None:
    """No two files that the plan uses are the same, byte for byte."""
    for first, *others in same_bytes(folder, plan.files):
        raise HomewardError("HW-P026", f"{first} and {_named(others)}")


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


def _check_sheets(plan: Plan, folder: Path, file: str) -> None:
    """Every sheet headed as one that is used is used too, or ignored as "file#sheet"."""
    sheets = sniff_sheets(folder / file)
    readings = [d.map.reading for d in plan.datasets if file in d.map.files]
    if len(sheets) < 2:
        return
    used = {sniff(folder / file, reading=reading).reading.sheet for reading in readings}
    headers = {one.reading.sheet: tuple(map(plain, one.header)) for one in sheets}
    wanted = {headers[sheet] for sheet in used if sheet in headers}
    left = [
        one.reading.sheet for one in sheets
        if one.below and one.reading.sheet not in used
        and headers[one.reading.sheet] in wanted
        and f"{file}#{one.reading.sheet}" not in plan.ignored_files
    ]  # fmt: skip
    if left:
        names = ", ".join(f'"{sheet}"' for sheet in left[:_SHOWN])
        raise HomewardError("HW-P012", f"{file}: sheet {names}")


def _check_asked(plan: Plan, file: str, map: FileMap, header: Sequence[str], number: int) -> None:
    """A question that blocks is settled by mapping the column or by ignoring its sources."""
    table = TABLES[map.table]
    for q in plan.questions:
        name = q.column.removeprefix(f"{table.name}.")
        if not q.blocking or q.file not in map.files or name not in table.columns:
            continue
        if q.kind == DoubtKind.DECIDES and not q.source and name not in map.columns:
            raise HomewardError("HW-P006", f"dataset {number} ({file}): `{name}` of {table.name}")
        left = [s for s in q.source if s in header and s not in map.ignored]
        if not table.columns[name].required and name not in map.columns and left:
            raise HomewardError(
                "HW-P006",
                f'dataset {number} ({file}): `{name}` of {table.name}; map "{left[0]}" to it, or'
                f' add "{left[0]}" to `ignored`',
            )


def _check_columns(plan: Plan, folder: Path, file: str, map: FileMap, number: int) -> None:
    """Every source column that the plan names is in the file."""
    header = sniff(folder / file, reading=map.reading).header
    _check_asked(plan, file, map, header, number)
    for name, column in map.columns.items():
        for source in column.sources:
            if source not in header:
                near = get_close_matches(source, header, n=1, cutoff=0.6)
                perhaps = f'; perhaps "{near[0]}"' if near else ""
                raise HomewardError(
                    "HW-P005",
                    f'dataset {number}, columns.{name}: "{source}" is not in {file}{perhaps}',
                )
