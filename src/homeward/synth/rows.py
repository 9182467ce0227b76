"""Records as a force would hold them, before anything is spoilt and before any file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from homeward.records.incidents import INCIDENTS
from homeward.synth.clock import DAY, day_of, midnight, stamp, to_local
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.streams import Floats, Streams
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.outcome import ReturnMethod
from homeward.vocabulary.report import ReportType
from homeward.vocabulary.words import Word

#: The end of an episode, in order; blank where a file is made before they happen.
ENDINGS = ("found", "returned", "cancelled")

#: Every time of an incident that the extract holds.
TOLD = ("last_seen", "reported", *ENDINGS)

#: Stations and remarks, made up; the typography is there to try a reader's encoding.
_STATIONS = ("Madeup North", "Madeup South", "Pretend Town", "Example Cross")
_NOTES = (
    "Area search done, no trace at first.",
    "Carer rang back at change of shift; no news.",
    "Child’s friend spoken to – nothing known.",
    "Usual places checked.",
    "Phone off, message left.",
    "Returned, safe and well check passed to day shift.",
    "",
)

#: Multiplied modulo a prime above it, positions become references in no order.
_PRIME, _STEP = 99_999_989, 7_919_077


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
    cells
        Column to cell: a Word, text, number, date, Stamp or None. An exploitation cell
        is a tuple of words.
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
    return f"N{(position * _STEP + 1_002_345) % _PRIME:08d}"


def incident_reference(year: int, number: int) -> str:
    """The force's reference for a report: year and running number."""
    return f"MP{year % 100:02d}-{number:06d}"


def clean_records(county: County, details: Details) -> list[Record]:
    """One whole record for each incident, as the file that first holds it would know it.

    Episodes still open when that file is made have no end yet; see `known_by`.
    """
    incidents = county.incidents
    parts = part_of(county, to_local(incidents.reported)).tolist()
    columns = _columns(county, details)
    names = list(columns)
    return [
        Record(entity, part, dict(zip(names, cells, strict=True)))
        for entity, part, cells in zip(
            incidents.ids.tolist(), parts, zip(*columns.values(), strict=True), strict=True
        )
    ]


def known_by(record: Record, when: int) -> Record:
    """The record as it stood at a local minute: without any end that comes later.

    How the child was found is blank until then: nobody has typed it yet.
    """
    later = [name for name in ENDINGS if record.cells[name] and record.cells[name].minute > when]
    if not later:
        return record
    cells = record.cells | dict.fromkeys(later)
    if "found" in later:
        cells["return_method"] = ReturnMethod.NOT_RECORDED
        cells["distance_km"] = None
    return Record(record.entity, record.part, cells, record.kind, record.fault)


def _columns(county: County, details: Details) -> dict[str, Sequence[Any]]:
    """Cells of every incident, by column."""
    incidents, children = county.incidents, county.world.children
    child = incidents.child.tolist()
    columns: dict[str, Sequence[Any]] = {
        "incident": _references(to_local(incidents.reported)),
        "child": [child_reference(position) for position in child],
        "name": [f"SYNTHETIC CHILD {position:05d}" for position in child],
        "report_type": [ReportType.MISSING] * len(child),
    }
    for name in ("last_seen", "reported", "found", "returned"):
        columns[name] = stamps(to_local(getattr(incidents, name)))
    columns["cancelled"] = stamps(to_local(incidents.closed))
    columns |= {
        "age": details.age.tolist(),
        "born_on": [day_of(minute) for minute in children.born[incidents.child].tolist()],
        "sex": words("sex", children.sex[incidents.child]),
        "ethnicity": words("ethnicity", children.ethnicity[incidents.child]),
        "care_status": words("care_status", details.care_status),
        "residence_type": words("residence_type", details.setting),
        "missing_from_type": words("missing_from_type", details.missing_from),
        "missing_from_place": details.home.tolist(),
        "placing_authority": details.authority.tolist(),
        "placement_locality": words("placement_locality", details.locality),
        "risk_first": words("risk_first", details.risk_first),
        "risk_last": words("risk_last", details.risk_last),
        "reporter": words("reporter", details.reporter),
        "return_method": words("return_method", details.return_method),
        "distance_km": [None if km != km else km for km in details.distance_km.tolist()],
    }
    return columns | _flags(county) | _clutter(county)


def _references(local: Floats) -> list[str]:
    """References by year of report, numbered in order of report."""
    seen: dict[int, int] = {}
    out = []
    for minute in local.tolist():
        year = stamp(int(minute)).year
        seen[year] = seen.get(year, 0) + 1
        out.append(incident_reference(year, seen[year]))
    return out


def stamps(local: Floats) -> list[Stamp]:
    """Times to the minute."""
    return [Stamp(int(minute)) for minute in local.tolist()]


def words(column: str, values: np.ndarray) -> list[Word]:
    """Members of the column's vocabulary."""
    kind = INCIDENTS.columns[column].words
    members = {value: kind(value) for value in np.unique(values).tolist()}
    return [members[value] for value in values.tolist()]


def _flags(county: County) -> dict[str, Sequence[Any]]:
    """Flags that the force held for the child when the file was made, with their date.

    A flag stands on every report of the child in the file, the earlier ones too, as
    extracts show it: only its date says what was known when.
    """
    incidents, children = county.incidents, county.world.children
    made = np.array(made_at(county))[part_of(county, to_local(incidents.reported))]
    flagged = children.flagged[incidents.child]
    held = (flagged <= made).tolist()
    asked = county.world.streams.uniform("rows.flags", incidents.ids) > 0.03
    kinds = [
        tuple(Exploitation(kind) for kind in text.split(";")) if on else _unflagged(was_asked)
        for text, on, was_asked in zip(
            children.exploitation[incidents.child].tolist(), held, asked.tolist(), strict=True
        )
    ]
    days: list[date | None] = [
        day_of(minute) if on else None for minute, on in zip(flagged.tolist(), held, strict=True)
    ]
    return {"exploitation": kinds, "exploitation_flagged": days}


def _unflagged(asked: bool) -> tuple[Exploitation, ...]:
    return (Exploitation.NONE,) if asked else ()


def _clutter(county: County) -> dict[str, Sequence[Any]]:
    """Columns that no study needs."""
    streams: Streams = county.world.streams
    ids = county.incidents.ids
    collar = (1000 + 8000 * streams.uniform("rows.collar", ids)).astype(int).tolist()
    station = streams.pick("rows.station", ids, [1] * len(_STATIONS)).tolist()
    note = streams.pick("rows.note", ids, [1] * len(_NOTES)).tolist()
    after = np.floor(streams.exponential("rows.updated", ids, 3 * DAY))
    latest = np.array(made_at(county))[part_of(county, to_local(county.incidents.reported))]
    updated = np.minimum(to_local(county.incidents.closed) + after, latest - 60)
    return {
        "collar": collar,
        "station": [_STATIONS[n] for n in station],
        "notes": [_NOTES[n] for n in note],
        "updated": stamps(updated),
        "source": ["SYNTHETIC"] * len(ids),
    }
