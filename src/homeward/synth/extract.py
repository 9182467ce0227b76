"""A force's extract: clean records, faults planted, given to files, written in their habits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from homeward.synth.added import add_others, as_known, give_twice, mark_open
from homeward.synth.clock import YEAR, day_of, midnight, to_local
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.faults import plant
from homeward.synth.habits import BANNER, HABITS
from homeward.synth.homes import HOST_AUTHORITY, NEVER
from homeward.synth.rows import Record, clean_records, made_at
from homeward.synth.rules import ADDED_ROWS, FAULT_KINDS
from homeward.synth.text import write_lines, write_text
from homeward.synth.workbook import write_workbook
from homeward.vocabulary.setting import Setting

#: The file that says, to people and to programs, what the folder holds.
MARKER = "SYNTHETIC.txt"
MARKER_LINES = (
    "This extract is synthetic: every child, home and incident in it is made up.",
    "force: Synthetic county (made up)",
)

#: The list of homes.
HOMES_FILE = "homes.csv"


@dataclass(frozen=True, slots=True)
class Extract:
    """Rows of every file, in file order, and what was planted in them.

    Attributes
    ----------
    files
        Rows by file name.
    planted
        Number of planted faults and added rows by kind; every kind is there.
    """

    files: Mapping[str, list[Record]]
    planted: Mapping[str, int]


def make_extract(county: County, details: Details, rates: Mapping[str, float]) -> Extract:
    """The rows a force would hand over, with faults at these rates.

    Parameters
    ----------
    rates
        By kind of fault (`rules.FAULT_KINDS`); kinds left out are not planted.
    """
    files, streams = county.world.profile.files, county.world.streams
    made = [int(to_local(minute)) for minute in made_at(county)]
    records = clean_records(county, details)
    others = add_others(records, rates, files, streams)
    mark_open(records, made)
    text = {n for n, rule in enumerate(files) if not HABITS[rule.habit].is_workbook}
    planted = plant(records, rates, streams, text)
    again = give_twice(records, rates, files, streams)
    rows = as_known(records + others + again, files, made)
    planted += Counter(row.kind for row in rows if row.kind in ADDED_ROWS)
    return Extract(
        {rule.name: _in_order(rows, part) for part, rule in enumerate(files)},
        {kind: planted[kind] for kind in FAULT_KINDS},
    )


def _in_order(rows: list[Record], part: int) -> list[Record]:
    """The rows of one file by reference, as an export lists them."""
    own = [row for row in rows if row.part == part]
    return sorted(own, key=lambda row: (row.cells["incident"], row.kind, row.entity))


def write_extract(extract: Extract, county: County, folder: Path) -> list[Path]:
    """Write every file of an extract, the list of homes and the marker into `folder`."""
    for rule in county.world.profile.files:
        habit = HABITS[rule.habit]
        write = write_workbook if habit.is_workbook else write_text
        write(folder / rule.name, habit, rule, extract.files[rule.name])
    write_lines(folder / HOMES_FILE, _homes(county), "utf-8", ",")
    write_lines(folder / MARKER, [[line] for line in MARKER_LINES], "utf-8", "\t")
    return [folder / name for name in file_names(county)]


def file_names(county: County) -> list[str]:
    """Names of the files that `write_extract` writes."""
    return [*(rule.name for rule in county.world.profile.files), HOMES_FILE, MARKER]


def _homes(county: County) -> list[list[str]]:
    """Lines of the list of homes.

    Homes opened more than ten years before have no opening date: the list is younger.
    """
    homes, opens = county.world.homes, midnight(county.world.profile.window.opens)
    lines = [
        [BANNER],
        ["Home Name", "Type", "Registered Beds", "Authority", "Opened", "Philomena Live"],
    ]
    rows = zip(homes.names, homes.beds.tolist(), homes.opened, homes.philomena, strict=True)
    for name, beds, opened, philomena in rows:
        lines.append(
            [
                name,
                Setting.CHILDRENS_HOME.label.capitalize(),
                str(beds),
                HOST_AUTHORITY,
                _day(opened) if opened >= opens - 10 * YEAR else "",
                _day(philomena) if philomena != NEVER else "",
            ]
        )
    return lines


def _day(minute: float) -> str:
    return f"{day_of(minute):%d/%m/%Y}"
