"""Rows beside the incidents: given twice, given open first, adults, other kinds of report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from homeward.synth.clock import DAY, HOUR, completed_years, day_of, midnight
from homeward.synth.rows import (
    ENDINGS,
    TOLD,
    UNTYPED,
    Record,
    Stamp,
    child_reference,
    incident_reference,
    is_open,
    known_by,
)
from homeward.synth.rules import FileRule
from homeward.synth.streams import Streams
from homeward.vocabulary.report import ReportType
from homeward.vocabulary.risk import RiskLevel

#: Added rows are numbered from here, above every running number of an incident.
FIRST_NUMBER = 900_001

#: Positions of adults lie above every child's.
_FIRST_ADULT = 90_000_000

#: A child who was longer away was missing, not absent.
LONGEST_ABSENT_HOURS = 12

#: A report in a file's last days may be in it before its end is typed in.
LATE_DAYS = 30


def give_twice(
    records: list[Record], rates: Mapping[str, float], files: Sequence[FileRule], streams: Streams
) -> list[Record]:
    """Rows that give an unspoilt incident once more.

    `duplicates` repeat it as it is, in the next file (or the same, for the last).
    `conflicts` repeat its reference in the same file with another end. `resupplied`
    leave it open in its own file and give it whole in the next.

    Returns
    -------
    list
        The rows to add.
    """
    added: list[Record] = []
    for kind in ("resupplied", "conflicts", "duplicates"):
        for record, u in _drawn(records, kind, rates, streams):
            row = _AGAIN[kind](record, u, files)
            if row is not None:
                record.fault = kind
                added.append(row)
    return added


def mark_open(records: list[Record], made: Sequence[int]) -> None:
    """Mark the incidents not yet at an end when their file was made: they stay unspoilt."""
    for record in records:
        if is_open(record, made[record.part]):
            record.fault = "open"


def as_known(records: list[Record], files: Sequence[FileRule], made: Sequence[int]) -> list[Record]:
    """Every record as its file knew it; open incidents once more, whole, in the next."""
    out: list[Record] = []
    for record in records:
        out.append(known_by(record, made[record.part]))
        if record.fault == "open" and record.part + 1 < len(files):
            later = _again(record, record.part + 1, record.cells, "resupplied")
            out.append(known_by(later, made[later.part]))
    return out


def _drawn(
    records: list[Record], kind: str, rates: Mapping[str, float], streams: Streams
) -> list[tuple[Record, float]]:
    """Incidents without a fault that the draw of this kind hits, with a number each."""
    own = [record for record in records if record.kind == "incident" and not record.fault]
    ids = np.array([record.entity for record in own], dtype=np.uint64)
    hit = np.flatnonzero(streams.uniform(f"faults.{kind}", ids) < rates.get(kind, 0))
    how = streams.uniform(f"faults.{kind}.how", ids[hit]).tolist()
    return [(own[n], u) for n, u in zip(hit.tolist(), how, strict=True)]


def _again(record: Record, part: int, cells: dict[str, Any], kind: str) -> Record:
    """A row of the same incident, in some file."""
    return Record(record.entity, part, record.at, cells, kind)


def _duplicate(record: Record, u: float, files: Sequence[FileRule]) -> Record:
    part = min(record.part + 1, len(files) - 1)
    return _again(record, part, dict(record.cells), "duplicates")


def _conflict(record: Record, u: float, files: Sequence[FileRule]) -> Record | None:
    if not record.cells["found"]:
        return None
    later = 2 * HOUR + int(u * 10 * HOUR)
    moved = {
        name: Stamp(record.cells[name].minute + later) for name in ENDINGS if record.cells[name]
    }
    return _again(record, record.part, record.cells | moved, "conflicts")


def _resupply(record: Record, u: float, files: Sequence[FileRule]) -> Record | None:
    """The whole record for the next file; this one loses its end."""
    last_days = midnight(files[record.part].closes) - (LATE_DAYS - 1) * DAY
    if record.part + 1 == len(files) or record.cells["reported"].minute < last_days:
        return None
    whole = _again(record, record.part + 1, dict(record.cells), "resupplied")
    record.cells |= dict.fromkeys(ENDINGS) | UNTYPED
    return whole


_AGAIN: dict[str, Callable[[Record, float, Sequence[FileRule]], Record | None]] = {
    "resupplied": _resupply,
    "conflicts": _conflict,
    "duplicates": _duplicate,
}


# ------------------------------------------------------------------ other people and kinds


def add_others(
    records: list[Record],
    rates: Mapping[str, float],
    files: Sequence[FileRule],
    streams: Streams,
    absent_until: date,
) -> list[Record]:
    """Adults and other kinds of report, each shaped after an incident of the same file.

    Parameters
    ----------
    absent_until
        Last day of the former category absent: none is of a later day.

    Returns
    -------
    list
        The rows to add.
    """
    added: list[Record] = []
    numbers: Counter[int] = Counter()
    for kind, change in _OTHERS.items():
        ids = np.array([record.entity for record in records], dtype=np.uint64)
        hit = np.flatnonzero(streams.uniform(f"faults.{kind}", ids) < rates.get(kind, 0))
        entities = streams.identity(f"faults.{kind}.entity", ids[hit], 0).tolist()
        how = streams.uniform(f"faults.{kind}.how", ids[hit]).tolist()
        for position, entity, u in zip(hit.tolist(), entities, how, strict=True):
            row = _moved(records[position], entity, u, files)
            day = day_of(row.cells["reported"].minute)
            if kind == "absent_records" and day > absent_until:
                continue
            row.kind, year = kind, day.year
            row.cells["incident"] = incident_reference(year, FIRST_NUMBER + numbers[year])
            numbers[year] += 1
            change(row, u)
            added.append(row)
    return added


def _moved(record: Record, entity: int, u: float, files: Sequence[FileRule]) -> Record:
    """A copy reported on another day of the same file, at the same time of day."""
    old = record.cells["reported"].minute
    day, years = _another_day(record, u, files[record.part])
    cells = dict(record.cells)
    for name in TOLD:
        if cells[name]:
            cells[name] = Stamp(cells[name].minute + day - old // DAY * DAY)
    cells |= {"updated": cells["cancelled"], "age": years}
    return Record(entity, record.part, record.at, cells)


def _another_day(record: Record, u: float, rule: FileRule) -> tuple[int, int]:
    """A day of the file on which the child is not yet 18, and the age then.

    Days are their first minutes. Any day of the file; one up to the true report where
    that day would come after the eighteenth birthday.
    """
    born = midnight(record.cells["born_on"])
    for last in (rule.closes, day_of(record.cells["reported"].minute)):
        day = midnight(rule.opens) + int(u * ((last - rule.opens).days + 1)) * DAY
        years = int(completed_years(born, day))
        if years < 18:
            break
    return day, years


def _adult(row: Record, u: float) -> None:
    position = _FIRST_ADULT + row.entity % 9_000_000
    reported = day_of(row.cells["reported"].minute)
    years = 18 + int(u * 997) % 7
    row.cells |= {
        "child": child_reference(position),
        "name": f"SYNTHETIC ADULT {position % 100_000:05d}",
        "age": years,
        "born_on": _born(reported, years),
    }


def _born(reported: date, years: int) -> date:
    """A birth date some months more than `years` before."""
    return reported - timedelta(days=round(years * 365.25) + 100)


def _absent(row: Record, u: float) -> None:
    """Graded absent, and short: whoever was longer away was missing."""
    absent = RiskLevel.ABSENT_LEGACY
    reported, found = row.cells["reported"].minute, row.cells["found"]
    if found and found.minute - reported > LONGEST_ABSENT_HOURS * HOUR:
        sooner = reported + HOUR + int(u * 8999) % (8 * HOUR) - found.minute
        for name in ENDINGS:
            if row.cells[name]:
                row.cells[name] = Stamp(row.cells[name].minute + sooner)
        row.cells["updated"] = row.cells["cancelled"]
    row.cells |= {
        "report_type": ReportType.ABSENT_LEGACY,
        "risk_first": absent,
        "risk_last": absent,
    }


def _concern(row: Record, u: float) -> None:
    row.cells["report_type"] = ReportType.CONCERN_ONLY


def _cancelled(row: Record, u: float) -> None:
    """Closed within the hour, nobody found."""
    reported = row.cells["reported"].minute
    row.cells |= UNTYPED | {
        "report_type": ReportType.CANCELLED,
        "found": None,
        "returned": None,
        "cancelled": Stamp(reported + 5 + int(u * 55)),
    }


_OTHERS: dict[str, Callable[[Record, float], None]] = {
    "adults": _adult,
    "absent_records": _absent,
    "concern_only": _concern,
    "cancelled": _cancelled,
}
