"""A force's extract: clean records, faults planted, given to files, written in their habits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from homeward.synth.added import add_others, as_known, give_twice, mark_open
from homeward.synth.clock import to_local
from homeward.synth.clutter import clutter
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.faults import plant
from homeward.synth.habits import HABITS
from homeward.synth.questions import FACTS, MARKERS, QUESTIONS, answers
from homeward.synth.rows import Record, clean_records, made_at
from homeward.synth.rules import ADDED_ROWS, INCIDENT_FAULTS
from homeward.synth.text import write_text
from homeward.synth.workbook import write_workbook

#: The file that says, to people and to programs, what the folder holds.
MARKER = "SYNTHETIC.txt"
MARKER_LINES = (
    "This extract is synthetic: every child, home and incident in it is made up.",
    "force: Synthetic county (made up)",
)


@dataclass(frozen=True, slots=True)
class Extract:
    """Rows of every file, in file order, and what was planted in them.

    Attributes
    ----------
    files
        Rows by file name.
    planted
        Number of planted faults and added rows by kind; every kind is there.
    beside
        Columns that rows of one incident share, one cell for each incident of the county.
    """

    files: Mapping[str, list[Record]]
    planted: Mapping[str, int]
    beside: Mapping[str, np.ndarray] = field(default_factory=dict, repr=False)


def make_extract(
    county: County,
    details: Details,
    rates: Mapping[str, float],
    names: Sequence[str] | None = None,
    references: Sequence[str] | None = None,
) -> Extract:
    """The rows a force would hand over, with faults at these rates.

    Parameters
    ----------
    rates
        By kind of fault (`rules.INCIDENT_FAULTS`); kinds left out are not planted.
    names
        The child's name as the force has it, for each incident of the county.
    references
        The reference that the child stands under, for each incident of the county.
    """
    rule, streams = county.world.profile, county.world.streams
    files = rule.files
    made = [int(to_local(minute)) for minute in made_at(county)]
    records = clean_records(county, details, names, references)
    others = add_others(records, rates, files, streams, rule.recording.absent_until)
    mark_open(records, made)
    text = {n for n, rule in enumerate(files) if not HABITS[rule.habit].is_workbook}
    planted = plant(records, rates, streams, text)
    again = give_twice(records, rates, files, streams)
    rows = as_known(records + others + again, files, made)
    planted += Counter(row.kind for row in rows if row.kind in ADDED_ROWS)
    return Extract(
        {rule.name: _in_order(rows, part) for part, rule in enumerate(files)},
        {kind: planted[kind] for kind in INCIDENT_FAULTS},
        _beside(county, details),
    )


def _beside(county: County, details: Details) -> dict[str, np.ndarray]:
    """The columns that rows of one incident share, if any file has them."""
    wanted = {name for rule in county.world.profile.files for name in HABITS[rule.habit].headers}
    asked = answers(county, details) if wanted & {*QUESTIONS, *FACTS, *MARKERS} else {}
    return clutter(county, wanted) | asked


def _in_order(rows: list[Record], part: int) -> list[Record]:
    """The rows of one file by reference, as an export lists them."""
    own = [row for row in rows if row.part == part]
    return sorted(own, key=lambda row: (row.cells["incident"], row.kind, row.entity))


def write_extract(extract: Extract, county: County, folder: Path) -> list[Path]:
    """Write every incident file of an extract below `folder` and return their paths."""
    written = []
    for rule in county.world.profile.files:
        habit = HABITS[rule.habit]
        write = write_workbook if habit.is_workbook else write_text
        path = folder / rule.name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, habit, rule, extract.files[rule.name], extract.beside)
        written.append(path)
    return written
