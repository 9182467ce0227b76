"""Records as a force would hold them, before anything is spoilt and before any file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from homeward.records.incidents import INCIDENTS
from homeward.synth.clock import DAY, day_of, midnight, to_local, years_of
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.endings import all_words
from homeward.synth.streams import Floats
from homeward.vocabulary.exploitation import Certainty, Exploitation
from homeward.vocabulary.outcome import FoundPlace, Harm, ReturnMethod
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.reasons import Pull, Push
from homeward.vocabulary.report import ReportType
from homeward.vocabulary.risk import RiskLevel
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.words import Word

#: The end of an episode, in order; blank where a file is made before they happen.
ENDINGS = ("found", "returned", "cancelled")

#: Every time of an incident that the extract holds and that moves with its report.
TOLD = ("last_seen", "reported", "recorded", "risk_first_time", "risk_last_time", *ENDINGS)

#: What nobody has typed while a child is missing.
UNTYPED: dict[str, Any] = {
    "return_method": ReturnMethod.NOT_RECORDED,
    "distance_km": None,
    "found_place": FoundPlace.NOT_RECORDED,
    "returned_to": Setting.NOT_RECORDED,
    "safe_at_return": YesNo.NOT_RECORDED,
    "safe_at_return_source": None,
    "harm": (),
    "push": (),
    "pull": (),
    "risk_last": RiskLevel.NOT_RECORDED,
    "risk_last_time": None,
}

#: Multiplied modulo a prime above them, positions become references in no order.
CHILD_PRIME, CHILD_STEP, CHILD_START = 99_999_989, 7_919_077, 1_002_345


class Stamp(NamedTuple):
    """A local time: minutes since 1970 on the wall clock, and whether the hour is known."""

    minute: int
    timed: bool = True


@dataclass(slots=True)
class Record:
    """One row of one file, in Homeward's columns.

    Attributes
    ----------
    entity
        Lasting identity of the incident, or of an added row.
    part
        Position of the file it goes to.
    at
        Position of the incident that it is, or is shaped after.
    cells
        Column to cell: a Word, text, number, date, Stamp or None. A cell of several
        words is a tuple of them.
    kind
        "incident", or the kind of added row.
    fault
        The planted fault that changed it, or "".
    spelt
        Column to text, where a word is written in other letters than the house's.
    padded
        Column whose text has spaces around it, or "".
    ragged
        Whether it is written with one cell too many.
    """

    entity: int
    part: int
    at: int
    cells: dict[str, Any]
    kind: str = "incident"
    fault: str = ""
    spelt: dict[str, str] | None = None
    padded: str = ""
    ragged: bool = False


def made_at(county: County) -> list[int]:
    """UTC minute at which each file is made: nothing later is in it."""
    window = county.world.profile.window
    return [
        midnight(rule.closes) + (1 + window.extract_after_days) * DAY
        for rule in county.world.profile.files
    ]


def part_of(county: County, local: Floats) -> np.ndarray:
    """Position of the file that covers each local minute of report."""
    opens = [midnight(rule.opens) for rule in county.world.profile.files]
    return np.searchsorted(opens, local, side="right") - 1


def child_reference(position: int) -> str:
    """The force's reference for the child at this position: made up, unique, unordered."""
    return f"N{(position * CHILD_STEP + CHILD_START) % CHILD_PRIME:08d}"


def incident_reference(year: int, number: int) -> str:
    """The force's reference for a report: year and running number."""
    return f"MP{year % 100:02d}-{number:06d}"


def incident_references(county: County) -> list[str]:
    """The force's reference for each incident of a county."""
    return _references(to_local(county.incidents.reported))


def clean_records(
    county: County,
    details: Details,
    names: Sequence[str] | None = None,
    references: Sequence[str] | None = None,
) -> list[Record]:
    """One whole record for each incident, as the file that first holds it would know it.

    Episodes still open when that file is made have no end yet; see `known_by`.

    Parameters
    ----------
    names
        The child's name as the force has it, for each incident; made-up numbers if not given.
    references
        The reference that the child stands under, for each incident; the first if not given.
    """
    incidents = county.incidents
    parts = part_of(county, to_local(incidents.reported)).tolist()
    columns = _columns(county, details) | _child(county, names, references)
    heads = list(columns)
    rows = zip(incidents.ids.tolist(), parts, zip(*columns.values(), strict=True), strict=True)
    return [
        Record(entity, part, at, dict(zip(heads, cells, strict=True)))
        for at, (entity, part, cells) in enumerate(rows)
    ]


def known_by(record: Record, when: int) -> Record:
    """The record as it stood at a local minute: without any end that comes later.

    How the child was found, and the last grading, are blank until then: nobody has typed
    them yet.
    """
    cells = record.cells
    later = [name for name in ENDINGS if cells[name] and cells[name].minute > when]
    changes: dict[str, Any] = dict.fromkeys(later)
    if "found" in later:
        changes |= UNTYPED
    elif cells["risk_last_time"] and cells["risk_last_time"].minute > when:
        changes |= {name: UNTYPED[name] for name in ("risk_last", "risk_last_time")}
    if not changes:
        return record
    return Record(record.entity, record.part, record.at, cells | changes, record.kind, record.fault)


def is_open(record: Record, when: int) -> bool:
    """Whether an end of the incident comes later than a local minute."""
    return any(cell is not None and cell.minute > when for cell in map(record.cells.get, ENDINGS))


def _child(
    county: County, names: Sequence[str] | None, references: Sequence[str] | None
) -> dict[str, Sequence[Any]]:
    """Who each incident is of, as the force writes it."""
    child = county.incidents.child.tolist()
    return {
        "child": references or [child_reference(position) for position in child],
        "name": names or [f"SYNTHETIC CHILD {position:05d}" for position in child],
    }


def _columns(county: County, details: Details) -> dict[str, Sequence[Any]]:
    """Cells of every incident, by column."""
    incidents, children = county.incidents, county.world.children
    columns: dict[str, Sequence[Any]] = {
        "incident": incident_references(county),
        "report_type": [ReportType.MISSING] * len(incidents.ids),
        "age": details.age.tolist(),
        "born_on": days(children.born[incidents.child]),
        "distance_km": [None if km != km else km for km in details.distance_km.tolist()],
        "missing_from_place": details.home.tolist(),
        "placing_authority": details.authority.tolist(),
        "safe_at_return_source": details.safe_source.tolist(),
    }
    return columns | _times(county, details) | _words(county, details) | _flags(county, details)


def _times(county: County, details: Details) -> dict[str, list[Stamp | None]]:
    incidents = county.incidents
    after = np.floor(county.world.streams.exponential("rows.updated", incidents.ids, 3 * DAY))
    latest = np.array(made_at(county))[part_of(county, to_local(incidents.reported))]
    told = {name: getattr(incidents, name) for name in ("last_seen", "reported", "found")}
    told |= {"returned": incidents.returned, "cancelled": incidents.closed}
    told |= {"recorded": details.recorded, "risk_first_time": details.graded}
    told["risk_last_time"] = details.regraded
    local = {name: to_local(minutes) for name, minutes in told.items()}
    for name in ("recorded", "risk_first_time"):
        by_then = np.maximum(np.minimum(local[name], latest - 1), local["reported"])
        local[name] = np.where(np.isfinite(local[name]), by_then, np.inf)
    local["updated"] = np.minimum(local["cancelled"] + after, latest - 60)
    return {name: stamps(minutes) for name, minutes in local.items()}


def _words(county: County, details: Details) -> dict[str, list[Any]]:
    incidents, children = county.incidents, county.world.children
    values = {
        "sex": children.sex[incidents.child],
        "ethnicity": children.ethnicity[incidents.child],
        "residence_type": details.setting,
        "missing_from_type": details.missing_from,
        "placement_locality": details.locality,
    }
    for name in (
        "disability", "care_status", "risk_first", "risk_last", "reporter", "return_method",
        "found_place", "returned_to", "safe_at_return",
    ):  # fmt: skip
        values[name] = getattr(details, name)
    lists = {"harm": Harm, "push": Push, "pull": Pull}
    return {name: words(name, column) for name, column in values.items()} | {
        name: all_words(kind, getattr(details, name).tolist()) for name, kind in lists.items()
    }


def _references(local: Floats) -> list[str]:
    """References by year of report, numbered in order of report."""
    seen: dict[int, int] = {}
    out = []
    for year in years_of(local).tolist():
        seen[year] = seen.get(year, 0) + 1
        out.append(incident_reference(year, seen[year]))
    return out


def stamps(local: Floats) -> list[Stamp | None]:
    """Times to the minute; None where not finite."""
    known = np.isfinite(local)
    minutes = np.where(known, local, 0).astype(np.int64).tolist()
    if known.all():
        return [Stamp(minute) for minute in minutes]
    return [
        Stamp(minute) if on else None for minute, on in zip(minutes, known.tolist(), strict=True)
    ]


def days(local: Floats) -> list[date]:
    """Dates of minutes, made once for each different day."""
    numbers = (local // DAY).astype(np.int64).tolist()
    known = {number: day_of(number * DAY) for number in set(numbers)}
    return [known[number] for number in numbers]


def words(column: str, values: np.ndarray) -> list[Word]:
    """Members of the column's vocabulary."""
    kind = INCIDENTS.columns[column].words
    found, which = np.unique(values, return_inverse=True)
    members = [kind(value) for value in found.tolist()]
    return [members[position] for position in which.tolist()]


def _flags(county: County, details: Details) -> dict[str, list[Any]]:
    """Flags that the force held for the child when the file was made, and their date.

    A flag stands on every report of the child in the file, the earlier ones too, as
    extracts show it: only its date says what was known when.
    """
    incidents, children = county.incidents, county.world.children
    made = np.array(made_at(county))[part_of(county, to_local(incidents.reported))]
    flagged = children.flagged[incidents.child]
    held = flagged <= made
    asked = county.world.streams.uniform("rows.flags", incidents.ids) > 0.03
    none = np.where(asked, Exploitation.NONE.value, "")
    kinds = np.where(held, children.exploitation[incidents.child], none)
    on = days(np.where(held, flagged, 0))
    unsaid = Certainty.NOT_RECORDED.value
    return {
        "exploitation": all_words(Exploitation, kinds.tolist()),
        "exploitation_flagged": [
            day if yes else None for day, yes in zip(on, held.tolist(), strict=True)
        ],
        "exploitation_certainty": words(
            "exploitation_certainty", np.where(held, details.certainty, unsaid)
        ),
        "exploitation_source": np.where(held, details.flag_source, "").tolist(),
    }
