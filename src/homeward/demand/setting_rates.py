"""Rates by setting: for each year placed, each registered bed, each thousand children."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.demand.counting import Yes
from homeward.demand.estimates import By
from homeward.demand.placement_beds import DAYS_IN_YEAR, beds_of
from homeward.demand.placement_spells import (
    KINDS,
    Spells,
    began_on,
    day_number,
    local_authorities,
    spells_of,
)
from homeward.demand.setting_areas import once
from homeward.demand.volume_supplied import supplied
from homeward.engine.pulling import pulled
from homeward.estimators import PowerSums, compound_poisson_rate
from homeward.findings.estimate import Estimate
from homeward.timelines.histories import Timelines
from homeward.vocabulary.faults import FAULTS
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.setting import CARE_SETTINGS, Setting
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: Part of a setting's incidents that must lie within a placement held, for a rate of them.
COVERED = 0.9
#: Years below which a rate is not worked out.
LEAST_YEARS = 1.0
#: A file that holds this many children of a setting or more, every one of them reported
#: missing, was made from the reports.
NOT_ALL_REPORTED = 10
HOW = "compound Poisson by child, log scale, Student's t"
PER_PLACEMENT, PER_BED = "incidents_per_placement_year", "incidents_per_bed_year"
PER_THOUSAND = "incidents_per_1000_children_a_year"

_HOME = Setting.CHILDRENS_HOME.value
_ELSEWHERE = KINDS.index(PlacementKind.LOCAL_ELSEWHERE.value)


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates that the files can bear, those they cannot as refused, and why."""

    estimates: tuple[Estimate, ...]
    caveats: tuple[str, ...]


def rates_of(timelines: Timelines, settings: Iterable[str]) -> Rates:
    """Every rate by setting.

    Parameters
    ----------
    timelines
        Histories of one study.
    settings
        Those that children live in; only settings with placements get a rate of them.
    """
    care = [s for s in settings if Setting(s) in CARE_SETTINGS]
    estimates, why = _placed(timelines, care)
    bed = _beds(timelines)
    if bed is not None:
        estimates.append(bed)
        why.append(
            "Incidents for each registered bed and year are second best: how many beds were"
            " filled, and by whom, is not known, and a bed that stands empty lowers the rate."
        )
    among, said = _among_all(timelines)
    return Rates((*estimates, *among), (*why, *said))


def _rate(
    name: str, unit: Unit, which: Yes, exposure: float, by: By, timelines: Timelines, left_out: int
) -> Estimate:
    """Incidents over an exposure, with children as what arrives at random."""
    sizes = np.bincount(timelines.sheet.child[which], minlength=1)
    total, children = int(sizes.sum()), int((sizes > 0).sum())
    answer = compound_poisson_rate(PowerSums.of(sizes), exposure)
    if answer is None:
        return _none(name, unit, by, left_out)
    value, (low, high) = answer
    return Estimate(
        name, Kind.MEAN, unit, value, low, high, count=total, children=children,
        children_of=children, exposure=exposure, left_out=left_out, interval=HOW, by=by,
    )  # fmt: skip


def _none(name: str, unit: Unit, by: By, left_out: int | None) -> Estimate:
    return Estimate(name, Kind.MEAN, unit, None, left_out=left_out, by=by, state=State.REFUSED)


def _placed(timelines: Timelines, care: list[str]) -> tuple[list[Estimate], list[str]]:
    """Incidents for each year that a child is placed, and why there are none."""
    unit = Unit.INCIDENTS_PER_PLACEMENT_YEAR
    if "placements" not in timelines.held:
        none = [_none(PER_PLACEMENT, unit, {"setting": s}, None) for s in care]
        return none, [_why("no file of placements was supplied")] if care else []
    spells = spells_of(timelines, local_authorities(timelines))
    sheet = timelines.sheet
    spell = spells.holding(sheet.child, began_on(sheet))
    out, short = [], []
    for setting in care:
        of, by = sheet.word("setting").equals(setting), {"setting": setting}
        mine = (spells.setting == setting) & (spells.kind != _ELSEWHERE)
        within = of & (spell >= 0) & np.r_[mine, False][spell]
        years, left_out = _years(timelines, spells, mine), int((of & ~within).sum())
        covered = within.sum() >= COVERED * of.sum() and years >= LEAST_YEARS
        if covered and not _made_from_reports(spells.child[mine], sheet.children):
            out.append(_rate(PER_PLACEMENT, unit, within, years, by, timelines, left_out))
        else:
            out.append(_none(PER_PLACEMENT, unit, by, left_out))
            short.append(float(within.sum() / max(1, of.sum())))
    return out, [_why(_shortfall(spells, short))] if short else []


def _years(timelines: Timelines, spells: Spells, mine: Yes) -> float:
    opens, closes = int(day_number(timelines.opens)), int(day_number(timelines.closes))
    return float(spells.days(opens, closes)[mine].sum()) / DAYS_IN_YEAR


def _made_from_reports(child: Any, reported: int) -> bool:
    """Whether every placed child was reported missing: nobody else was put in the file."""
    held = np.unique(child)
    return len(held) >= NOT_ALL_REPORTED and bool((held < reported).all())


def _shortfall(spells: Spells, short: list[float]) -> str:
    if not np.any(spells.setting != Setting.NOT_RECORDED.value):
        return "the placements held do not say in what kind of place"
    if max(short) >= COVERED:
        return "the placements held are only of children who were reported missing, or too short"
    return (
        f"of the incidents of a setting where a rate is refused, at most {max(short):.0%} lie"
        f" within a placement that is held in the same kind of place, and {COVERED:.0%} are needed"
    )


def _why(what: str) -> str:
    fault = FAULTS["HW-N015"]
    return f"HW-N015: {fault.title}: {what}. {fault.do}"


def _beds(timelines: Timelines) -> Estimate | None:
    """Incidents for each registered bed and year; None where no home's beds are known."""
    beds = beds_of(timelines, local_authorities(timelines))
    if not beds.homes:
        return None
    return _rate(
        PER_BED, Unit.INCIDENTS_PER_BED_YEAR, beds.at_home, beds.years, {"setting": _HOME},
        timelines, int(beds.without.sum()),
    )  # fmt: skip


def _among_all(timelines: Timelines) -> tuple[list[Estimate], list[str]]:
    """Incidents for each thousand children and year, from published counts, and caveats.

    Only whole calendar years of the window, every month supplied, that the counts cover,
    and only the ages that they are of. A row with no setting is of all children.
    """
    if "population" not in timelines.held:
        return [], []
    years = set(supplied(timelines).years)
    rows = pulled(timelines.partners["population"]).to_pylist()
    apart, held = once(rows)
    rows = [r for r in apart if r["year"] in years and r["children"]]
    found = sorted({r["setting"] or "" for r in rows})
    made = [
        _of_thousand(timelines, s, [r for r in rows if (r["setting"] or "") == s]) for s in found
    ]
    return made, [_not_added(held)] if held and made else []


def _not_added(areas: int) -> str:
    one = "One area" if areas == 1 else f"{areas:,} areas"
    return (
        f"{one} of the published counts of children {'holds' if areas == 1 else 'hold'} others of"
        " them, by name, by code or because the counts of the others add up to it: left out, so"
        " that no child is counted twice."
    )


def _of_thousand(timelines: Timelines, setting: str, rows: list[Mapping[str, Any]]) -> Estimate:
    sheet, by = timelines.sheet, {"setting": setting} if setting else {}
    which = np.isin(sheet.number("year"), sorted({r["year"] for r in rows}))
    if setting:
        which &= sheet.word("setting").equals(setting)
    ages = {r["age"] for r in rows} - {None}
    if ages:  # rows of all ages beside them would count the same children twice
        rows = [r for r in rows if r["age"] is not None]
    age = sheet.number("age")
    left_out = int((which & np.isnan(age)).sum()) if ages else 0
    which = which & np.isin(age, sorted(ages)) if ages else which
    thousands = sum(r["children"] for r in rows) / 1000
    return _rate(
        PER_THOUSAND, Unit.INCIDENTS_PER_1000_CHILDREN, which, thousands, by, timelines, left_out
    )
