"""Children placed in and out of area: the three kinds of placement, never merged."""

from __future__ import annotations

import numpy as np

from homeward.demand.counting import Counter, Flag, Volume, Yes
from homeward.demand.estimates import count, incidents_per_child, share, share_of_units
from homeward.demand.placement_beds import beds_of, homes_of, per_bed
from homeward.demand.placement_rates import (
    WAYS,
    cells_of,
    coverage,
    covers,
    made_from_reports,
    match,
    no_ratio,
    placed,
    rates,
    ratios,
)
from homeward.demand.placement_spells import KINDS, local_authorities, spells_of
from homeward.demand.placement_split import Split, split_of
from homeward.demand.placement_words import (
    METHOD,
    PUBLISHED,
    Rates,
    caveats,
    chart,
    statement,
)
from homeward.demand.wording import definition, refuse
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Finding
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.placement import PlacementKind, PlacementLocality
from homeward.vocabulary.setting import CARE_SETTINGS, Setting
from homeward.vocabulary.units import Unit

ANCHOR = "placement-in-and-out-of-area"
#: The kinds of a placed child's incidents, as they are shown.
SHOWN = (*KINDS, PlacementKind.NOT_RECORDED.value)

_IN, _OUT = PlacementLocality.IN_AREA.value, PlacementLocality.OUT_OF_AREA.value


def _placed(sheet: Sheet) -> tuple[Yes, Yes]:
    """Incidents of placed children, and those of which that cannot be told."""
    locality = sheet.word("placement_locality")
    told = locality.among([_IN, _OUT])
    return told, ~told & ~locality.equals(PlacementLocality.NOT_APPLICABLE.value)


def _out_of_area(sheet: Sheet, counter: Counter) -> list[Estimate]:
    """The share of placed children's incidents that are out of area; by care setting."""
    told, unknown = _placed(sheet)
    out = sheet.word("placement_locality").equals(_OUT)
    found = counter.tallies([(), ("setting",)], {"out": Flag(out, told, unknown)})
    name = "share_of_incidents_out_of_area"
    estimates = [share(name, found[()]["out"], {})]
    for setting in Setting:
        tally = found.get((("setting", setting.value),), {}).get("out")
        if tally is not None and tally.of and setting in CARE_SETTINGS:
            estimates.append(share(name, tally, {"setting": setting.value}))
    return estimates


def _by_kind(sheet: Sheet, counter: Counter) -> list[Estimate]:
    """Incidents and children of each kind, counted and as shares of placed children's."""
    told, unknown = _placed(sheet)
    word = sheet.word("placement_kind")
    flags = {kind: Flag(told & word.equals(kind), told, unknown) for kind in SHOWN}
    found = counter.tallies([()], flags)[()]
    out: list[Estimate] = []
    for kind, tally in found.items():
        by = {"placement_kind": kind}
        out += [
            count("incidents", tally.count, by, children=tally.children),
            count("children", tally.children, by, unit=Unit.CHILDREN, children=tally.children),
            share("share_of_incidents", tally, by),
            share_of_units("share_of_children", tally.children, tally.children_of, by),
            incidents_per_child(_volume(sheet, flags[kind]), by),
        ]
    return out


def _volume(sheet: Sheet, flag: Flag) -> Volume:
    each = np.bincount(sheet.child[flag.yes], minlength=1)
    return Volume.of(each)


def _rates(
    timelines: Timelines, counter: Counter, local: frozenset[str], split: Split, seed: int
) -> Rates:
    """Rates per placement-day and their ratio, or how far spells fall short of them."""
    if "placements" not in timelines.held:
        return Rates("none", _no_ratios(None))
    if split.refused:
        return Rates("untold", _no_ratios(None))
    spells = spells_of(timelines, local)
    matched = match(timelines.sheet, spells)
    found = coverage(counter, timelines.sheet, matched)
    compared = [e.of or 0 for e in found if e.name == "share_of_incidents_covered_by_spells"]
    covered = [e.count or 0 for e in found if e.name == "share_of_incidents_covered_by_spells"]
    left_out = sum(compared) - sum(covered)
    if not covers(found):
        short = "empty" if not sum(covered) else "short"
        return Rates(short, [*found, *_no_ratios(left_out)])
    reported = placed(spells, matched)
    found += reported
    if made_from_reports(reported):
        return Rates("reports", [*found, *_no_ratios(left_out)])
    cells = cells_of(timelines, spells, matched)
    made, unfit, held = ratios(cells, left_out, seed)
    return Rates("full", [*found, *rates(cells), *made], unfit, held)


def _no_ratios(left_out: int | None) -> list[Estimate]:
    return [no_ratio(by, left_out) for by in WAYS]


def _tables(estimates: list[Estimate]) -> tuple[AggregateTable, ...]:
    measures = (
        "incidents", "children", "share_of_incidents", "share_of_children", "incidents_per_child",
    )  # fmt: skip
    tables = [
        AggregateTable(
            "by_kind", "Incidents of placed children by kind of placement",
            ("placement_kind",), measures, _picked(estimates, measures, {"placement_kind"}),
        ),
        AggregateTable(
            "out_of_area_by_setting",
            "Share of placed children's incidents that are of children placed out of area",
            ("setting",), ("share_of_incidents_out_of_area",),
            _picked(estimates, ("share_of_incidents_out_of_area",), {"setting"}),
        ),
    ]  # fmt: skip
    return tuple(table for table in tables if table.estimates)


def _picked(
    estimates: list[Estimate], names: tuple[str, ...], keys: set[str]
) -> tuple[Estimate, ...]:
    return tuple(e for e in estimates if e.name in names and set(e.by) == keys)


def placement_area(timelines: Timelines, seed: int) -> Finding:
    """File `demand.placement_area`: shares by kind of placement, and rates where they hold.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        For the child bootstrap of the rate ratio.

    Returns
    -------
    Finding
        Refused with HW-N018 where nothing says where children are placed, and HW-N003
        where no incident is of a placed child. The kinds of placement out of area are
        refused where the records of most do not say which it is. Rates per placement-day
        and their ratio are refused with HW-N019 unless spells cover the children of both
        sides.

    Source
    ------
    Definition: docs/reference/definitions.md#placement-in-and-out-of-area.
    """
    sheet = timelines.sheet
    if "placement_locality" not in timelines.supplied:
        code = "HW-N018" if sheet.rows else "HW-N003"
        return refuse("demand.placement_area", code, ANCHOR)
    if not _placed(sheet)[0].any():
        return refuse("demand.placement_area", "HW-N003", ANCHOR)
    counter, local = Counter(sheet), local_authorities(timelines)
    beds = beds_of(timelines, local)
    split = split_of(timelines)
    found = _rates(timelines, counter, local, split, seed)
    estimates = split.judged([
        *_out_of_area(sheet, counter), *_by_kind(sheet, counter), *found.estimates,
        *(per_bed(sheet, beds) + homes_of(beds) if beds.homes else []),
    ])  # fmt: skip
    keys = {e.key for e in estimates}
    return Finding(
        "demand.placement_area",
        statement(estimates, found, split),
        tuple(estimates),
        METHOD,
        definition(ANCHOR),
        caveats(timelines, found, split, bool(beds.homes)),
        tuple(p for p in PUBLISHED if (p.estimate, tuple(sorted(p.by.items()))) in keys),
        _tables(estimates),
        chart(timelines, split),
    )
