"""A block's incidents as a force would export them: one typed table, arrays throughout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from homeward.records.incidents import INCIDENTS
from homeward.synth.bulk.blocks import Block
from homeward.synth.bulk.cells import (
    BLANK,
    Coded,
    blanked,
    child_references,
    dates,
    listed,
    numbers,
    one_text,
    plain_text,
    report_references,
    table,
    times,
    worded,
)
from homeward.synth.clock import to_local, years_of
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.people import Whole
from homeward.synth.rows import UNTYPED
from homeward.synth.streams import Floats
from homeward.vocabulary.exploitation import Certainty, Exploitation
from homeward.vocabulary.report import ReportType
from homeward.vocabulary.words import Word

#: Says in every row of every table that the row is made up.
SOURCE = "SYNTHETIC"

#: Column to the header it is written under: names that a database would give.
HEADERS: dict[str, str] = {
    "incident": "incident_ref",
    "child": "person_id",
    "report_type": "report_type",
    "last_seen": "last_seen",
    "reported": "reported_at",
    "recorded": "recorded_at",
    "found": "found_at",
    "returned": "returned_at",
    "cancelled": "closed_at",
    "age": "age",
    "sex": "gender",
    "ethnicity": "ethnic_group",
    "disability": "disability_recorded",
    "care_status": "cla_status",
    "residence_type": "accommodation_type",
    "missing_from_type": "missing_from_category",
    "missing_from_place": "premises_name",
    "placing_authority": "home_authority",
    "placement_locality": "in_out_area",
    "risk_first": "risk_level",
    "risk_first_time": "initial_risk_time",
    "risk_last": "final_risk_level",
    "risk_last_time": "final_risk_time",
    "reporter": "caller_type",
    "return_method": "how_located",
    "found_place": "found_location_type",
    "returned_to": "returned_to",
    "safe_at_return": "safe_at_return",
    "safe_at_return_source": "safe_judged_by",
    "distance_km": "distance_km",
    "harm": "harms",
    "exploitation": "flags",
    "exploitation_certainty": "flag_certainty",
    "exploitation_flagged": "flag_date",
    "exploitation_source": "flag_source",
    "push": "push_factors",
    "pull": "pull_factors",
    "source": "source_system",
}

#: Columns of words, and what they are called in `Details`.
_WORDS = {
    "disability": "disability", "care_status": "care_status", "residence_type": "setting",
    "missing_from_type": "missing_from", "placement_locality": "locality",
    "risk_first": "risk_first", "risk_last": "risk_last", "reporter": "reporter",
    "return_method": "return_method", "found_place": "found_place",
    "returned_to": "returned_to", "safe_at_return": "safe_at_return",
}  # fmt: skip
_LISTS = ("harm", "push", "pull")
_TEXTS = {
    "missing_from_place": "home",
    "placing_authority": "authority",
    "safe_at_return_source": "safe_source",
}

#: Share of children never flagged of whom that is written.
_ASKED = 0.97


@dataclass(slots=True)
class Draft:
    """Rows of the extract before they are written: arrays, so that faults are array sums.

    Attributes
    ----------
    times
        Local minutes by column, infinite where blank.
    words
        Coded columns of text.
    year, number
        What the reference of the report is made of.
    child
        Position from which the child's reference is made; negative where it is blank.
    age, distance_km
        Years, and km, not a number where blank.
    """

    times: dict[str, Floats]
    words: dict[str, Coded]
    year: Whole
    number: Whole
    child: Whole
    age: Floats
    distance_km: Floats

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.year)

    def take(self, which: np.ndarray) -> Draft:
        """A copy of these rows (positions), in the order given."""
        return Draft(
            {name: minutes[which] for name, minutes in self.times.items()},
            {name: Coded(col.codes[which], col.texts) for name, col in self.words.items()},
            self.year[which],
            self.number[which],
            self.child[which],
            self.age[which],
            self.distance_km[which],
        )

    def blank(self, rows: np.ndarray, *columns: str) -> None:
        """Make these cells of coded columns blank."""
        for column in columns:
            word = self.words[column]
            self.words[column] = Coded(np.where(rows, BLANK, word.codes), word.texts)

    def reword(self, column: str, rows: np.ndarray, text: str) -> None:
        """Write `text` into these cells of a coded column."""
        word = self.words[column]
        code = len(word.texts)
        self.words[column] = Coded(np.where(rows, code, word.codes), (*word.texts, text))


def joined(first: Draft, second: Draft) -> Draft:
    """All rows of two drafts."""
    words = {name: word.followed_by(second.words[name]) for name, word in first.words.items()}
    both = {
        name: np.concatenate([getattr(first, name), getattr(second, name)])
        for name in ("year", "number", "child", "age", "distance_km")
    }
    times = {
        name: np.concatenate([minutes, second.times[name]]) for name, minutes in first.times.items()
    }
    return Draft(times=times, words=words, **both)


def draft(county: County, details: Details, block: Block) -> Draft:
    """Every incident of a block as it stands when the extract is made: no later end."""
    incidents = county.incidents
    reported = to_local(incidents.reported)
    years = years_of(reported)
    opening, position = np.unique(years, return_index=True)
    running = np.arange(len(years)) - position[np.searchsorted(opening, years)]
    rows = Draft(
        times=_times(county, details),
        words=_words(county, details),
        year=years,
        number=block.first_report + 1 + running,
        child=block.first_child + incidents.child,
        age=details.age.astype(np.float64),
        distance_km=details.distance_km.copy(),
    )
    untype(rows)
    return rows


def untype(rows: Draft) -> None:
    """Blank what nobody has typed: of children not yet found, and gradings still to come."""
    unfound = ~np.isfinite(rows.times["found"])
    rows.blank(unfound, *(column for column in UNTYPED if column in rows.words))
    rows.blank(~np.isfinite(rows.times["risk_last_time"]), "risk_last")
    rows.times["risk_last_time"][unfound] = np.inf
    rows.distance_km[unfound] = np.nan


def is_open(county: County) -> np.ndarray:
    """Which incidents are not at an end when the extract is made."""
    incidents = county.incidents
    latest = np.maximum(np.maximum(incidents.found, incidents.returned), incidents.closed)
    return latest > county.as_of


def _times(county: County, details: Details) -> dict[str, Floats]:
    incidents = county.incidents
    utc = {
        "last_seen": incidents.last_seen,
        "reported": incidents.reported,
        "recorded": details.recorded,
        "found": incidents.found,
        "returned": incidents.returned,
        "cancelled": incidents.closed,
        "risk_first_time": details.graded,
        "risk_last_time": details.regraded,
        "exploitation_flagged": county.world.children.flagged[incidents.child],
    }
    return {name: known(county, when) for name, when in utc.items()}


def known(county: County, utc: Floats) -> Floats:
    """Local minutes of UTC minutes; infinite where later than the making of the extract."""
    return np.where(utc > county.as_of, np.inf, to_local(utc))


def _words(county: County, details: Details) -> dict[str, Coded]:
    children, child = county.world.children, county.incidents.child
    values = {name: getattr(details, field) for name, field in _WORDS.items()}
    values |= {"sex": children.sex[child], "ethnicity": children.ethnicity[child]}
    values["report_type"] = _report_types(details)
    lists = {name: getattr(details, name) for name in _LISTS} | {"exploitation": _flags(county)}
    words = {name: worded(_kind(name), column) for name, column in values.items()}
    words |= {name: listed(_kind(name), column) for name, column in lists.items()}
    words |= {name: plain_text(getattr(details, field)) for name, field in _TEXTS.items()}
    held = children.flagged[child] <= county.as_of
    words["exploitation_source"] = plain_text(np.where(held, details.flag_source, ""))
    certainty = np.where(held, details.certainty, Certainty.NOT_RECORDED.value)
    words["exploitation_certainty"] = worded(Certainty, certainty)
    return words | {"source": one_text(SOURCE, len(child))}


def _kind(column: str) -> type[Word]:
    """The vocabulary of a column of incidents.

    Raises
    ------
    TypeError
        If it has none.
    """
    kind = INCIDENTS.columns[column].words
    if kind is None:
        raise TypeError(f"{column} holds no words")
    return kind


def _report_types(details: Details) -> np.ndarray:
    return np.full(len(details.age), ReportType.MISSING.value)


def _flags(county: County) -> np.ndarray:
    """Flags held when the extract is made; for others that there is none, or nothing."""
    incidents, children = county.incidents, county.world.children
    held = children.flagged[incidents.child] <= county.as_of
    asked = county.world.streams.uniform("rows.flags", incidents.ids) > 1 - _ASKED
    none = np.where(asked, Exploitation.NONE.value, "")
    return np.where(held, children.exploitation[incidents.child], none)


def written(rows: Draft) -> pa.Table:
    """The rows as a typed table under the supplier's headers."""
    columns = {
        "incident": report_references(rows.year, rows.number),
        "child": blanked(child_references(np.maximum(rows.child, 0)), rows.child < 0),
        **{name: times(minutes) for name, minutes in rows.times.items()},
        "exploitation_flagged": dates(rows.times["exploitation_flagged"]),
        **rows.words,
        "age": numbers(rows.age, pa.int16()),
        "distance_km": numbers(rows.distance_km, pa.float64()),
    }
    return table({header: columns[name] for name, header in HEADERS.items()})
