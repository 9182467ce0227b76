"""A sample without the units of children who were purged."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from homeward.engine.sealed import PLAIN, Vault
from homeward.study.sampling.draw import Draw, Drawn
from homeward.study.sampling.sheet import reference_cells, write_sheets
from homeward.study.sampling.store import ANSWERS, HISTORY, KEY, TAKEN, read_draw, write_draw
from homeward.timelines.sample import Margin, Stratum

#: In the key's heading where it holds references too; the sheets that then are there.
_REFERENCES, _REFERENCE_SHEETS = "incident_reference", "sheet-with-references.*"


def forget_sample(
    folder: Path,
    places: Collection[tuple[int, int]],
    names: Mapping[int, str],
    into: Path,
    vault: Vault = PLAIN,
) -> int:
    """Write a sample again without the units that stand at some rows; how many those were.

    What is left keeps its sample numbers, because sheets may be with partners. The strata
    lose the units that were drawn; others of the same child that were not drawn stay counted
    in them until a new sample is drawn.

    Parameters
    ----------
    folder
        The sample.
    places
        (number of the file, row) of what is purged.
    names
        Number of each file to its name.
    into
        Where to: not made, if no unit goes; left empty, if none is left.
    vault
        What opens and seals the files.

    Raises
    ------
    HomewardError
        HW-E003 if the sample cannot be read.
    """
    found, about = read_draw(folder, vault)
    going = {unit.number for unit in found.units if (unit.file, unit.row) in places}
    children = {unit.child for unit in found.units if unit.number in going}
    # Every unit of such a child goes, also one drawn from a row that another file holds.
    gone = {unit.number for unit in found.units if unit.number in going or unit.child in children}
    if not gone:
        return 0
    into.mkdir(parents=True)
    if len(gone) == len(found.units):
        return len(gone)
    left = without(found, gone)
    references = _references(vault.read_text(folder / KEY), gone)
    write_draw(left, about, names, into, references, vault)
    write_sheets(left, about, into)
    if references is not None and any(folder.glob(_REFERENCE_SHEETS)):
        reported = {unit.number: unit.reported_on for unit in left.units}
        pairs = {number: (cells[0], cells[1]) for number, cells in references.items()}
        write_sheets(left, about, into, reference_cells(pairs, reported, left.rule.unit), vault)
    for part in (TAKEN, HISTORY):
        if (folder / part).is_dir():
            shutil.copytree(folder / part, into / part)
    for path in into.rglob(ANSWERS):
        held: dict[str, Any] = json.loads(vault.read_text(path))
        held["answers"] = {n: said for n, said in held["answers"].items() if n not in gone}
        vault.write_text(path, json.dumps(held, ensure_ascii=False, indent=1) + "\n")
    return len(gone)


def without(draw: Draw, gone: Collection[str]) -> Draw:
    """A draw without some units, and without them in the whole that it was drawn from."""
    out = [unit for unit in draw.units if unit.number in gone]
    left = [unit for unit in draw.units if unit.number not in gone]
    again = {child: place for place, child in enumerate(sorted({unit.child for unit in left}))}
    strata = tuple(
        _less(stratum, [unit for unit in out if unit.stratum == place])
        for place, stratum in enumerate(draw.strata)
    )
    margins = tuple(_margin(margin, out, draw.rule.by) for margin in draw.margins)
    return replace(
        draw, strata=strata, margins=margins, population=draw.population - len(out),
        children=draw.children - len({unit.child for unit in out}),
        units=tuple(replace(unit, child=again[unit.child]) for unit in left),
    )  # fmt: skip


def _less(stratum: Stratum, out: Sequence[Drawn]) -> Stratum:
    children = stratum.children - len({unit.child for unit in out})
    return replace(
        stratum, population=stratum.population - len(out), children=max(0, children),
        drawn=stratum.drawn - len(out),
    )  # fmt: skip


def _margin(margin: Margin, out: Sequence[Drawn], by: Sequence[str]) -> Margin:
    if margin.column not in by:
        return margin
    place = list(by).index(margin.column)
    mine = [unit for unit in out if unit.values[place] == margin.value]
    children = margin.children - len({unit.child for unit in mine})
    return replace(margin, population=margin.population - len(mine), children=max(0, children))


def _references(key: str, gone: Collection[str]) -> dict[str, tuple[str, str]] | None:
    """Sample number to the references of incident and child that the key holds, if it does."""
    lines = list(csv.DictReader(io.StringIO(key, newline="")))
    if not lines or _REFERENCES not in lines[0]:
        return None
    return {
        line["sample_number"]: (line[_REFERENCES], line["child_reference"])
        for line in lines
        if line["sample_number"] not in gone
    }
