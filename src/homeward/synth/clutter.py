"""Columns that no study needs and every extract has: officers, stations, remarks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from homeward.synth.county import County

Column = NDArray[np.object_]

#: Stations, units and remarks, made up; the typography is there to try a reader's encoding.
_STATIONS = ("Madeup North", "Madeup South", "Pretend Town", "Example Cross")
_UNITS = ("Response A", "Response B", "Response C", "Neighbourhood", "Missing team")
_STATUSES = ("Filed", "Filed", "Filed", "Filed - no further action", "Under review")
_NOTES = (
    "Area search done, no trace at first.",
    "Carer rang back at change of shift; no news.",
    "Child’s friend spoken to – nothing known.",
    "Usual places checked.",
    "Phone off, message left.",
    "Returned, safe and well check passed to day shift.",
    "",
)
_REPORTS = (
    "Reported missing by the informant named. Room searched, nothing taken; usual places to be"
    " checked by the evening shift.",
    "Initial report taken by telephone. Informant last spoke to the child at breakfast – all"
    " seemed well. Photograph held.",
    "Second report this month. Associates’ addresses on the last occurrence, all to be visited.",
    "Child out past the time agreed; mobile goes to voicemail. Graded and passed to the duty"
    " sergeant for review.",
    "Informant rang back: child in contact by message, will not say where. Enquiries go on.",
)


def _of(county: County, purpose: str, texts: tuple[str, ...]) -> Column:
    picked = county.world.streams.pick(purpose, county.incidents.ids, [1] * len(texts))
    return np.array(texts, dtype=object)[picked]


def _collar(county: County) -> Column:
    u = county.world.streams.uniform("rows.collar", county.incidents.ids)
    return (1000 + 8000 * u).astype(np.int64).astype(object)


def _supervisor(county: County) -> Column:
    u = county.world.streams.uniform("rows.supervisor", county.incidents.ids)
    numbers = (100 + 60 * u).astype(np.int64)
    return np.array([f"PS {number}" for number in range(100, 161)], dtype=object)[numbers - 100]


#: Each column of clutter and how it is made, for every incident.
CLUTTER: dict[str, Callable[[County], Column]] = {
    "collar": _collar,
    "station": lambda county: _of(county, "rows.station", _STATIONS),
    "notes": lambda county: _of(county, "rows.note", _NOTES),
    "unit": lambda county: _of(county, "rows.unit", _UNITS),
    "supervisor": _supervisor,
    "status": lambda county: _of(county, "rows.status", _STATUSES),
    "report": lambda county: _of(county, "rows.report", _REPORTS),
    "source": lambda county: np.full(len(county.incidents.ids), "SYNTHETIC", dtype=object),
}


def clutter(county: County, wanted: set[str]) -> dict[str, Any]:
    """The wanted columns of clutter, one cell for each incident."""
    return {name: make(county) for name, make in CLUTTER.items() if name in wanted}
