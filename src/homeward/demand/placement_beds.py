"""Incidents per registered bed of the children's homes of this area: the second best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.demand.counting import Yes
from homeward.demand.estimates import count
from homeward.demand.placement_spells import Whole, began_on, day_number
from homeward.engine.pulling import pulled
from homeward.estimators import PowerSums, compound_poisson_rate
from homeward.findings.estimate import Estimate
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.setting import Setting
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State
from homeward.vocabulary.words import plain

DAYS_IN_YEAR = 365.25
NAME = "incidents_per_bed_year"
#: Name of the interval of a rate, as findings carry it.
POISSON_STREAM = "normal on the log scale, children as a Poisson stream"
#: Kinds over the same beds; `None` is every incident at those homes.
KINDS = (None, PlacementKind.LOCAL_HERE.value, PlacementKind.OTHER_HERE.value)


@dataclass(frozen=True, slots=True)
class Beds:
    """Incidents at homes whose beds are known, and the beds.

    Attributes
    ----------
    years
        Bed-years of every such home in the window, those with no incident included.
    homes
        How many homes they are.
    at_home
        Shape (rows,): the incident is at one of them, on a day it was open.
    without
        Shape (rows,): the incident is of a child of a children's home, and is not.
    homes_without
        Homes with an incident whose beds are not known.
    """

    years: float
    homes: int
    at_home: Yes
    without: Yes
    homes_without: int


def beds_of(timelines: Timelines, local: frozenset[str]) -> Beds:
    """The registered beds of this area, and the incidents over them."""
    sheet, table = timelines.sheet, timelines.places
    rows = table.select(
        "place", "place_type", "capacity", "authority", "opened", "closed", "incidents"
    )
    homes = pulled(rows).combine_chunks()
    homes = homes.filter(pc.equal(homes["place_type"].cast(pa.string()), _HOME))
    here = np.array(
        [plain(a or "") in local or not a for a in homes["authority"].to_pylist()], bool
    )
    beds = np.asarray(pc.fill_null(homes["capacity"], 0).to_numpy(), float)
    opens, closes = int(day_number(timelines.opens)), int(day_number(timelines.closes))
    first = np.maximum(_days(homes["opened"], opens), opens)
    last = np.minimum(_days(homes["closed"], closes), closes)
    listed = here & (beds > 0) & (last >= first)
    reported = np.asarray(pc.fill_null(homes["incidents"], 0).to_numpy(), float) > 0
    at_home = _open_then(
        sheet, homes["place"].to_pylist(), np.where(listed, first, closes + 1), last
    )
    lives = sheet.word("setting").equals(_HOME)
    return Beds(
        float((beds * (last - first + 1))[listed].sum()) / DAYS_IN_YEAR,
        int(listed.sum()),
        at_home,
        lives & ~at_home,
        int((here & reported & (beds <= 0)).sum()),
    )


_HOME = Setting.CHILDRENS_HOME.value


def _days(column: pa.ChunkedArray, otherwise: int) -> Whole:
    days = column.cast(pa.date32()).cast(pa.int32())
    return np.asarray(pc.fill_null(days, otherwise).to_numpy(), np.int64)


def _open_then(sheet: Sheet, places: Sequence[str], first: Whole, last: Whole) -> Yes:
    """Incidents at one of these places on a day between its first and its last."""
    word = sheet.word("place")
    at = {place: number for number, place in enumerate(places)}
    number = np.array([at.get(label, -1) for label in (*word.labels, None)], np.int64)[word.codes]
    day, known = began_on(sheet), number >= 0
    found = np.where(known, number, 0)
    if not len(places):
        return np.zeros(sheet.rows, bool)
    return known & (day >= first[found]) & (day <= last[found])


def per_bed(sheet: Sheet, beds: Beds) -> list[Estimate]:
    """Incidents per bed-year: of every child, and of each kind over all of the beds."""
    out, kind = [], sheet.word("placement_kind")
    for word in KINDS:
        mine = np.ones(sheet.rows, bool) if word is None else kind.equals(word)
        by = {} if word is None else {"placement_kind": word}
        each = np.bincount(sheet.child[beds.at_home & mine], minlength=1)
        left_out, children = int((beds.without & mine).sum()), int((each > 0).sum())
        found = compound_poisson_rate(PowerSums.of(each), beds.years)
        if found is None:
            out.append(_none(by, left_out))
            continue
        value, (low, high) = found
        made = Estimate(
            NAME, Kind.MEAN, Unit.INCIDENTS_PER_BED_YEAR, value, low, high,
            count=int(each.sum()), children=children, children_of=children,
            exposure=beds.years, left_out=left_out, interval=POISSON_STREAM, by=by,
        )  # fmt: skip
        out.append(made)
    return out


def _none(by: dict[str, str], left_out: int) -> Estimate:
    return Estimate(
        NAME, Kind.MEAN, Unit.INCIDENTS_PER_BED_YEAR, None, left_out=left_out, by=by,
        state=State.REFUSED,
    )  # fmt: skip


def homes_of(beds: Beds) -> list[Estimate]:
    """How many homes the beds are of, and how many are left out for want of a number."""
    return [
        count("homes_with_beds_known", beds.homes, {}, unit=Unit.PLACES),
        count("homes_with_beds_not_known", beds.homes_without, {}, unit=Unit.PLACES),
    ]
