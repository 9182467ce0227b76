"""A county lived through, as the timelines that findings read: no file, no fault, no name.

What stands in a real study between the incidents and the first waist (extracts, intake,
linkage) is left out: the question here is whether intervals hold the truth when the records
are right. Times are to the minute, as they happened; what happens after the last extract is
made is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from homeward.engine.connection import Engine
from homeward.synth.clock import DAY, HOUR, stamp, to_local
from homeward.synth.county import County
from homeward.synth.details import Details, describe
from homeward.synth.homes import HOST_AUTHORITY
from homeward.synth.rows import made_at, part_of
from homeward.timelines.definitions import Definitions
from homeward.timelines.episodes import at_risk_of, children_of
from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.timelines.partners import partners_of
from homeward.timelines.schema import EPISODES, PLACES
from homeward.vocabulary.exploitation import Exploitation
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.times import NIGHT_ENDS_AT_HOUR, Ending, ResolvedFrom, TimeFlag

Columns = dict[str, Any]

#: Columns of incidents that a county supplies and that a finding may ask after.
SUPPLIED = frozenset({
    "incident", "child", "report_type", "last_seen", "reported", "found", "age", "sex",
    "ethnicity", "disability", "care_status", "residence_type", "missing_from_type",
    "missing_from_place", "placing_authority", "placement_locality", "risk_first", "risk_last",
    "reporter", "return_method", "found_place", "distance_km", "harm", "exploitation",
    "exploitation_flagged", "push", "pull",
})  # fmt: skip

_TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "list<string>": pa.list_(pa.string()),
}


def lived_timelines(county: County, engine: Engine) -> Timelines:
    """The timelines of a county, from its true incidents.

    Parameters
    ----------
    county
        A county lived through.
    engine
        An open engine: the timelines can be read while it is.

    Returns
    -------
    Timelines
        Closed when the last extract would be made. Partners supply nothing.
    """
    window = county.world.profile.window
    episodes = engine.from_arrow(_table(_columns(county), EPISODES), "episodes")
    as_of = stamp(int(county.as_of)).replace(tzinfo=UTC)
    n = len(county.incidents.ids)
    return Timelines(
        episodes=episodes,
        children=children_of(episodes),
        at_risk=at_risk_of(episodes, as_of),
        places=engine.from_arrow(_table(_places(county), PLACES), "places"),
        opens=window.opens,
        closes=window.closes,
        as_of=as_of,
        supplied=SUPPLIED,
        setting_from="residence_type",
        intake=IntakeSummary(n, n, 0, 0, 0, {}, {}),
        force="Synthetic county",
        synthetic=True,
        partners=partners_of({}, episodes),
        definitions=Definitions(local_authorities=(HOST_AUTHORITY,)),
    )


def _table(columns: Columns, declared: Mapping[str, str]) -> pa.Table:
    """Columns as declared; those not made are null."""
    n = len(next(iter(columns.values())))
    blank = [None] * n
    return pa.table({
        name: pa.array(columns.get(name, blank), _TYPES[kind], from_pandas=True)
        for name, kind in declared.items()
    })  # fmt: skip


def _columns(county: County) -> Columns:
    """Columns of episodes in the order of child and report."""
    incidents, details = county.incidents, describe(county)
    made = _who(county, details) | _times(county) | _hours(county) | _flags(county) | _said(details)
    order = np.lexsort((incidents.ids, incidents.reported, incidents.child))
    ordered = {name: _take(values, order) for name, values in made.items()}
    return ordered | _order(incidents.child[order])


def _take(values: Any, order: NDArray[np.int64]) -> Any:
    return [values[n] for n in order] if isinstance(values, list) else values[order]


def _order(child: NDArray[np.int64]) -> Columns:
    """Numbers of rows, children and each child's episodes, in order."""
    _, first, number, times = np.unique(
        child, return_index=True, return_inverse=True, return_counts=True
    )
    row = np.arange(len(child))
    return {
        "row": row,
        "child_no": number,
        "ordinal": row - first[number] + 1,
        "episodes_of_child": times[number],
    }


def _who(county: County, details: Details) -> Columns:
    """Who went missing from where; references are made up and keep the order of children."""
    incidents, children = county.incidents, county.world.children
    return {
        "incident": np.char.add("i", np.char.zfill(incidents.ids.astype(str), 20)),
        "child": np.char.add("c", np.char.zfill(incidents.child.astype(str), 8)),
        "age": details.age,
        "sex": children.sex[incidents.child],
        "ethnicity": children.ethnicity[incidents.child],
        "place": _or_null(details.home),
        "placing_authority": _or_null(details.authority),
        "placement_locality": details.locality,
        "placement_kind": details.placement,
    }


def _or_null(texts: NDArray[np.str_]) -> list[str | None]:
    return [text or None for text in texts.tolist()]


def _times(county: County) -> Columns:
    """Times in UTC and local; an end that is not known yet is blank."""
    incidents = county.incidents
    known = incidents.found <= county.as_of
    found = np.where(known, incidents.found, np.nan)
    out: Columns = {"resolved_from": np.where(known, ResolvedFrom.FOUND, ResolvedFrom.NONE)}
    told = {"reported": incidents.reported, "last_seen": incidents.last_seen, "resolved": found}
    for name, minutes in told.items():
        local = to_local(minutes)
        out |= {
            f"{name}_at": _instants(minutes),
            f"{name}_local": _instants(local),
            f"{name}_on": _dates(local),
            f"{name}_flag": np.where(np.isnan(minutes), TimeFlag.BLANK, TimeFlag.OK),
        }
        if name != "resolved":
            evening = local - NIGHT_ENDS_AT_HOUR * HOUR
            out |= {f"{name}_minute": (local % DAY).astype(int)}
            out |= {f"{name}_night_on": _dates(evening)}
    months = _dates(to_local(incidents.reported)).astype("datetime64[M]").astype(int)
    return out | {"year": 1970 + months // 12, "month": 1 + months % 12}


def _instants(minutes: NDArray[np.float64]) -> NDArray[np.datetime64]:
    return _datetimes(minutes).astype("datetime64[us]")


def _dates(minutes: NDArray[np.float64]) -> NDArray[np.datetime64]:
    return _datetimes(minutes).astype("datetime64[D]")


def _datetimes(minutes: NDArray[np.float64]) -> NDArray[np.datetime64]:
    blank = np.isnan(minutes)
    out = np.where(blank, 0, minutes).astype("int64").astype("datetime64[m]")
    out[blank] = np.datetime64("NaT")
    return out


def _hours(county: County) -> Columns:
    """Hours missing; open episodes are followed until the records close."""
    incidents = county.incidents
    known = incidents.found <= county.as_of
    until = np.minimum(incidents.found, county.as_of)
    hours = (until - incidents.reported) / HOUR
    seen = (until - incidents.last_seen) / HOUR
    return {
        "ending": np.where(known, Ending.TIMED, Ending.OPEN),
        "hours_low": hours,
        "hours_high": np.where(known, hours, np.nan),
        "hours_last_seen_low": seen,
        "hours_last_seen_high": np.where(known, seen, np.nan),
    }


def _flags(county: County) -> Columns:
    """Flags of exploitation that the force held when each file was made, with their dates.

    As in the extracts: a flag stands on every report of the child in the file, so only its
    date says what was known when; of some children nobody was asked.
    """
    incidents, children = county.incidents, county.world.children
    made = np.array(made_at(county))[part_of(county, to_local(incidents.reported))]
    flagged = children.flagged[incidents.child]
    held = flagged <= made
    asked = county.world.streams.uniform("rows.flags", incidents.ids) > 0.03
    none = np.where(asked, Exploitation.NONE.value, "")
    kinds = np.where(held, children.exploitation[incidents.child], none)
    on = np.where(held, flagged, np.nan)
    return {
        "exploitation": _lists(kinds),
        "exploitation_flagged_on": _dates(on),
        "exploitation_flagged_flag": np.where(held, TimeFlag.DATE_ONLY, TimeFlag.BLANK),
    }


def _lists(texts: NDArray[np.str_]) -> list[list[str] | None]:
    known = {text: text.split(";") if text else None for text in np.unique(texts).tolist()}
    return [known[text] for text in texts.tolist()]


def _said(details: Details) -> Columns:
    """What the force wrote of each incident."""
    names = (
        "disability", "care_status", "setting", "risk_first", "risk_last", "reporter",
        "return_method", "found_place", "distance_km",
    )  # fmt: skip
    lists = {name: _lists(getattr(details, name)) for name in ("harm", "push", "pull")}
    said = {name: getattr(details, name) for name in names} | lists
    return said | {"missing_from_type": details.missing_from}


def _places(county: County) -> Columns:
    """The homes of the county, with their beds."""
    homes = county.world.homes
    n = len(homes.names)
    return {
        "place": list(homes.names),
        "place_type": [Setting.CHILDRENS_HOME.value] * n,
        "capacity": homes.beds,
        "authority": [HOST_AUTHORITY] * n,
        "opened": _dates(homes.opened),
    }
