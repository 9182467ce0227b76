"""Rates per placement-day, where numerator and denominator cover the same children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Counter, Flag, Yes
from homeward.demand.estimates import CHILD_BOOTSTRAP, share, share_of_units
from homeward.demand.long_missing_ratios import CLUSTER_ROBUST
from homeward.demand.placement_beds import DAYS_IN_YEAR, POISSON_STREAM
from homeward.demand.placement_spells import KINDS, Spells, Whole, began_on, day_number
from homeward.estimators import (
    Adjusted,
    Factor,
    Overdispersed,
    PowerSums,
    Unfit,
    Why,
    adjusted_rates,
    bootstrap_rate_ratio,
    compound_poisson_rate,
    overdispersed_rates,
    stream,
    yes_or_no,
)
from homeward.findings.estimate import Estimate, GroupValue
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.placement import PlacementKind
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

#: The part of the children with incidents, and of their incidents, that spells of the
#: same kind must cover on the day, for each kind compared. Below it the two sides of a
#: rate are different children.
LEAST_COVERED = 0.9
#: A file that holds this many children of a kind or more, every one of them reported
#: missing, was made from the reports.
NOT_ALL_REPORTED = 10

NAME = "rate_ratio_out_of_area"
LOCAL, OTHER = PlacementKind.LOCAL_HERE.value, PlacementKind.OTHER_HERE.value
COMPARED = (LOCAL, OTHER)
#: Ways in which the ratio is made, beside `adjusted`.
BOOTSTRAP, NEGATIVE_BINOMIAL = {"interval": "child_bootstrap"}, {"model": "negative_binomial"}
WAYS: tuple[Mapping[str, GroupValue], ...] = (
    {"adjusted": False},
    {"adjusted": False, **BOOTSTRAP},
    {"adjusted": True},
    {"adjusted": True, **NEGATIVE_BINOMIAL},
)


@dataclass(frozen=True, slots=True)
class Matched:
    """Incidents against the spells they began in.

    Attributes
    ----------
    kind
        Shape (rows,): of the incident, place in `KINDS`; -1 for none of the three.
    spell
        Shape (rows,): the spell of the same child and kind that holds its first day;
        -1 where none does.
    """

    kind: Whole
    spell: Whole


@dataclass(frozen=True, slots=True)
class Cells:
    """Incidents and days by child, kind, kind of place and year.

    Attributes
    ----------
    child, other, setting, year
        Shape (cells,): of each cell; `other` is another authority's child placed here.
    events, days
        Shape (cells,).
    settings, years
        Labels of the codes in `setting` and `year`.
    """

    child: Whole
    other: NDArray[np.bool_]
    setting: Whole
    year: Whole
    events: Whole
    days: NDArray[np.float64]
    settings: tuple[str, ...]
    years: tuple[int, ...]


def match(sheet: Sheet, spells: Spells) -> Matched:
    """Which spell, of the child and of the incident's kind, each incident began in."""
    word = sheet.word("placement_kind")
    place = np.array([KINDS.index(v) if v in KINDS else -1 for v in (*word.labels, None)])
    kind = place[word.codes]
    spell = spells.holding(sheet.child, began_on(sheet))
    same = (spell >= 0) & (kind >= 0)
    same[same] = spells.kind[spell[same]] == kind[same]
    return Matched(kind, np.where(same, spell, -1))


def coverage(counter: Counter, sheet: Sheet, matched: Matched) -> list[Estimate]:
    """Shares of incidents, and of children with incidents, that spells of the kind cover."""
    out: list[Estimate] = []
    for kind in COMPARED:
        mine = matched.kind == KINDS.index(kind)
        covered: Yes = mine & (matched.spell >= 0)
        tally = counter.tallies([()], {kind: Flag(covered, mine, np.zeros_like(mine))})[()][kind]
        by = {"placement_kind": kind}
        out += [
            share("share_of_incidents_covered_by_spells", tally, by),
            share_of_units(
                "share_of_children_covered_by_spells", tally.children, tally.children_of, by
            ),
        ]
    return out


def covers(found: list[Estimate]) -> bool:
    """Whether spells cover enough of both kinds for a rate to mean anything."""
    return all(e.value is not None and e.value >= LEAST_COVERED for e in found)


def placed(spells: Spells, matched: Matched) -> list[Estimate]:
    """Of the children with a spell of each kind, the share reported missing in one."""
    out = []
    for kind in COMPARED:
        mine = spells.kind == KINDS.index(kind)
        theirs = matched.spell[(matched.spell >= 0) & (matched.kind == KINDS.index(kind))]
        reported, everybody = (
            len(np.unique(spells.child[theirs])),
            len(np.unique(spells.child[mine])),
        )
        name = "share_of_placed_children_reported"
        out.append(share_of_units(name, reported, everybody, {"placement_kind": kind}))
    return out


def made_from_reports(found: list[Estimate]) -> bool:
    """Whether a kind has only children who were reported, as where reports made the file."""
    return any(e.of is not None and e.count == e.of >= NOT_ALL_REPORTED for e in found)


def cells_of(timelines: Timelines, spells: Spells, matched: Matched) -> Cells:
    """Incidents and days of the two kinds compared, by child, kind of place and year."""
    years = tuple(range(timelines.opens.year, timelines.closes.year + 1))
    settings, setting = np.unique(spells.setting, return_inverse=True)
    wanted = [KINDS.index(kind) for kind in COMPARED]
    mine = np.flatnonzero(np.isin(spells.kind, wanted))
    part = (spells.child * 2 + (spells.kind == wanted[1])) * len(settings) + setting
    began = began_on(timelines.sheet)
    inside = (matched.spell >= 0) & np.isin(matched.kind, wanted)
    spell, day = matched.spell[inside], began[inside]
    keys, days = [], []
    for place, year in enumerate(years):
        first, last = (
            int(day_number(np.datetime64(d))) for d in (f"{year}-01-01", f"{year}-12-31")
        )
        keys.append(part[mine] * len(years) + place)
        days.append(spells.days(first, last)[mine])
    starts = day_number(np.array([f"{year}-01-01" for year in years], "datetime64[D]"))
    in_year = np.searchsorted(starts, day, side="right") - 1
    cell = part[spell] * len(years) + in_year
    whole = np.concatenate([*keys, cell])
    found, at = np.unique(whole, return_inverse=True)
    number = len(whole) - len(cell)
    total = np.bincount(at[:number], weights=np.concatenate(days), minlength=len(found))
    events = np.bincount(at[number:], minlength=len(found))
    kept = total > 0
    rest, year_code = np.divmod(found[kept], len(years))
    rest, setting_code = np.divmod(rest, max(1, len(settings)))
    return Cells(
        rest // 2, rest % 2 == 1, setting_code, year_code, events[kept], total[kept],
        tuple(settings.tolist()), years,
    )  # fmt: skip


def rates(cells: Cells) -> list[Estimate]:
    """Incidents for each year that a child of each kind is placed."""
    out = []
    for kind, side in ((LOCAL, ~cells.other), (OTHER, cells.other)):
        each = _by_child(cells, side, cells.events)
        years = float(cells.days[side].sum()) / DAYS_IN_YEAR
        count = int(each.sum())
        found = compound_poisson_rate(PowerSums.of(each), years)
        if found is None:
            continue
        value, (low, high) = found
        made = Estimate(
            "incidents_per_placement_year", Kind.MEAN, Unit.INCIDENTS_PER_PLACEMENT_YEAR,
            value, low, high, count=count, children=int((each > 0).sum()),
            children_of=len(each), exposure=years, interval=POISSON_STREAM,
            by={"placement_kind": kind},
        )  # fmt: skip
        out.append(made)
    return out


def _by_child(cells: Cells, side: Yes, values: NDArray[np.float64] | Whole) -> NDArray[np.float64]:
    """Sums over the children of one side."""
    _, child = np.unique(cells.child[side], return_inverse=True)
    return np.bincount(child, weights=values[side].astype(float)).astype(float)


def ratios(
    cells: Cells, left_out: int, seed: int
) -> tuple[list[Estimate], dict[Unfit, list[Mapping[str, GroupValue]]], tuple[str, ...]]:
    """The ratio of the two rates in every way, why any is missing, and what is held equal."""
    found = [_crude(cells), _resampled(cells, seed), *_adjusted(cells)]
    unfit: dict[Unfit, list[Mapping[str, GroupValue]]] = {}
    out = []
    for by, made in zip(WAYS, found, strict=True):
        if isinstance(made, Unfit):
            unfit.setdefault(made, []).append(by)
            out.append(no_ratio(by, left_out))
        else:
            out.append(_estimate(cells, made, by, left_out))
    held = next((made.held for made in found if isinstance(made, _Made) and made.held), ())
    return out, unfit, held


def no_ratio(by: Mapping[str, GroupValue], left_out: int | None) -> Estimate:
    """A ratio that the records cannot bear."""
    return Estimate(
        NAME, Kind.RATE_RATIO, Unit.RATIO, None, left_out=left_out, by=by, state=State.REFUSED
    )


@dataclass(frozen=True, slots=True)
class _Made:
    value: float
    low: float
    high: float
    interval: str
    held: tuple[str, ...] = ()


def _sides(cells: Cells) -> list[NDArray[np.float64]]:
    """Incidents and days by child: other authorities' children, then local ones."""
    _, child = np.unique(cells.child, return_inverse=True)
    n = int(child.max(initial=-1)) + 1
    return [
        np.bincount(child[side], weights=values[side], minlength=n)
        for side in (cells.other, ~cells.other)
        for values in (cells.events, cells.days)
    ]


def _crude(cells: Cells) -> _Made | Unfit:
    compared = yes_or_no("kind", cells.other)
    return _taken(adjusted_rates(cells.events, cells.days, compared, [], cells.child))


def _resampled(cells: Cells, seed: int) -> _Made | Unfit:
    crude = _crude(cells)
    if isinstance(crude, Unfit):
        return crude
    drawn = bootstrap_rate_ratio(*_sides(cells), stream(seed, "placement_area", "children"))
    assert drawn is not None
    if not np.isfinite(drawn.high):
        return Unfit(Why.TOO_FEW_CLUSTERS)
    return _Made(crude.value, drawn.low, drawn.high, CHILD_BOOTSTRAP)


def _adjusted(cells: Cells) -> list[_Made | Unfit]:
    """With kind of place and year held equal: Poisson, and negative binomial."""
    compared = yes_or_no("kind", cells.other)
    others = [
        Factor("setting", cells.setting, cells.settings),
        Factor("year", cells.year, cells.years),
    ]
    args = (cells.events, cells.days, compared, others, cells.child)
    made: list[Adjusted | Overdispersed | Unfit] = [
        adjusted_rates(*args), overdispersed_rates(*args),
    ]  # fmt: skip
    return [_taken(one) for one in made]


def _taken(made: Adjusted | Overdispersed | Unfit) -> _Made | Unfit:
    if isinstance(made, Unfit):
        return made
    adjusted = made.adjusted if isinstance(made, Overdispersed) else made
    found = adjusted.ratios[True]
    return _Made(found.value, *found.interval, CLUSTER_ROBUST, adjusted.adjusted_for)


def _estimate(cells: Cells, made: _Made, by: Mapping[str, GroupValue], left_out: int) -> Estimate:
    mine = cells.other
    theirs = np.unique(cells.child[mine & (cells.events > 0)])
    return Estimate(
        NAME, Kind.RATE_RATIO, Unit.RATIO, made.value, made.low, made.high,
        count=int(cells.events[mine].sum()), of=int(cells.events.sum()),
        children=len(theirs), children_of=len(np.unique(cells.child[cells.events > 0])),
        exposure=float(cells.days[mine].sum() / cells.days.sum()), reference="rest",
        left_out=left_out, interval=made.interval, by=by,
    )  # fmt: skip
