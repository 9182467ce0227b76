"""How much demand is repeat demand, in both meanings of the word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from homeward.demand.counting import Counter, Group, Profile, Tally, group
from homeward.demand.estimates import count, share, share_of_units
from homeward.demand.volume_supplied import supplied
from homeward.demand.wording import (
    BY_CHILD,
    definition,
    refuse,
    reports_caveat,
    standing_caveats,
    window,
)
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart, Finding, Published
from homeward.timelines.histories import Timelines
from homeward.vocabulary.units import Unit

ANCHOR = "repeats"
#: Incidents that make a child one of the most often missing.
MANY = 10
#: Bands of incidents per child: least and most, None for no limit.
BANDS: dict[str, tuple[int, int | None]] = {
    "1": (1, 1), "2": (2, 2), "3-4": (3, 4), "5-9": (5, 9), "10-19": (10, 19), "20+": (20, None),
}  # fmt: skip
#: Days at the start of the window in which a child seen is likely to have been missing
#: before it.
EARLY_DAYS = 90

_EARLY = (
    " {share_of_children_first_reported_in_first_90_days} of children were first reported in the"
    " first 90 days, so some of their earlier incidents are unseen."
)
METHOD = (
    "Two definitions are in use and both are given. Second or later: incidents that are not"
    " the child's first in the period. Children with more than one: all incidents, the first"
    " included, of children with two or more in the period; it is always the larger. By year,"
    " only that year's incidents count, so a child's first incident of a year is a first."
    " Shares of children take children as independent (Wilson). " + BY_CHILD
)
PUBLISHED = (
    Published(
        0.75,
        "Sidebottom and others, 2019: 75% of 3,352 incidents in one force in 2015 were repeats"
        " (by our reading, incidents of children with more than one)",
        "repeat_share_children_with_more_than_one",
    ),
    Published(
        0.04,
        "Sidebottom and others, 2019: 4% of children had ten or more incidents, one force, 2015",
        "share_of_children_with_10_or_more",
    ),
    Published(
        0.28,
        "Sidebottom and others, 2019: 28% of incidents were of children with ten or more, one"
        " force, 2015",
        "share_of_incidents_by_children_with_10_or_more",
    ),
)


def _tally(profile: Profile, met: NDArray[np.int64]) -> Tally:
    """A tally from a profile: `met` is how many of a child's incidents have the property."""
    sizes, units = profile
    return Tally(
        int(met @ units), int(sizes @ units), 0, int(units[met > 0].sum()), int(units.sum()),
        int(units[met < sizes].sum()), int((met * met) @ units), int((met * sizes) @ units),
        int((sizes * sizes) @ units), int(sizes.astype(float) ** 4 @ units),
    )  # fmt: skip


def _estimates(profile: Profile, by: Mapping[str, int]) -> list[Estimate]:
    sizes, units = profile
    children = int(units.sum())
    more, many = sizes > 1, sizes >= MANY
    return [
        share("repeat_share_second_or_later", _tally(profile, sizes - 1), by),
        share("repeat_share_children_with_more_than_one", _tally(profile, sizes * more), by),
        share_of_units(
            "share_of_children_with_more_than_one", int(units[more].sum()), children, by
        ),
        share_of_units("share_of_children_with_10_or_more", int(units[many].sum()), children, by),
        share("share_of_incidents_by_children_with_10_or_more", _tally(profile, sizes * many), by),
    ]


def _bands(profile: Profile) -> AggregateTable:
    sizes, units = profile
    n = int(units.sum())
    rows: list[Estimate] = []
    for band, (least, most) in BANDS.items():
        inside = (sizes >= least) & (sizes <= (most or sizes.max()))
        children, by = int(units[inside].sum()), {"band": band}
        rows += [
            count("children", children, by, unit=Unit.CHILDREN, children=children),
            count("incidents", int(sizes[inside] @ units[inside]), by, children=children),
            share_of_units("share_of_children", children, n, by),
            share("share_of_incidents", _tally(profile, sizes * inside), by),
        ]
    return AggregateTable(
        "bands", "Children and their incidents by how often they were reported in the window",
        ("band",), ("children", "incidents", "share_of_children", "share_of_incidents"),
        tuple(rows),
    )  # fmt: skip


def _is_long(timelines: Timelines) -> bool:
    """Whether the first days are a part of the window small enough to say anything."""
    return (timelines.closes - timelines.opens).days + 1 > 2 * EARLY_DAYS


def _early(timelines: Timelines) -> Estimate:
    """Share of children whose first incident is in the first days of the window."""
    sheet = timelines.sheet
    on = sheet.day("reported_on")
    known = ~np.isnat(on)
    limit = np.datetime64(timelines.opens + timedelta(days=EARLY_DAYS))
    dated = np.unique(sheet.child[known])
    early = np.unique(sheet.child[known & (on < limit)])
    return share_of_units(
        "share_of_children_first_reported_in_first_90_days", len(early), len(dated), {},
        left_out=sheet.children - len(dated),
    )  # fmt: skip


def _caveats(timelines: Timelines) -> tuple[str, ...]:
    early = (
        "The share of children first reported in the first 90 days, given above, says how many"
        " are likely to have been missing before."
    )
    if not _is_long(timelines):
        early = (
            f"How many are likely to have been missing before cannot be told from a window of"
            f" {2 * EARLY_DAYS} days or fewer."
        )
    return (
        *standing_caveats(timelines),
        reports_caveat(),
        "Incidents before the window are unseen: what counts here as a child's first incident"
        f" may be a later one, so repeats are understated, most of all in a short window. {early}",
        "Repeat shares rise with the length of the period: compare years with years, and the"
        " window only with a window as long.",
    )


def _chart(timelines: Timelines) -> Chart:
    return Chart(
        "bands", "bar", "bands", "band", "share_of_incidents",
        "Children with ten or more incidents had"
        " {share_of_incidents_by_children_with_10_or_more} of incidents",
        f"Share of incidents by number of incidents of the child, {timelines.force},"
        f" {window(timelines)}",
        "A bar for each band of incidents per child, from 1 to 20 and more, showing the band's"
        " share of all incidents. Children with ten or more are"
        " {share_of_children_with_10_or_more} of children and had"
        " {share_of_incidents_by_children_with_10_or_more} of incidents.",
    )  # fmt: skip


def repeats(timelines: Timelines, seed: int) -> Finding:
    """File `demand.repeats`: both repeat shares, frequency bands, left-censoring.

    Parameters
    ----------
    timelines
        Histories of one study.
    seed
        Not used: nothing here is drawn at random.

    Returns
    -------
    Finding
        Refused with HW-N003 where there is no incident at all.

    Source
    ------
    Definition: docs/reference/definitions.md#repeats.
    """
    found: dict[Group, Profile] = Counter(timelines.sheet).profiles([(), ("year",)])
    if not len(found[()][0]):
        return refuse("demand.repeats", "HW-N003", ANCHOR)
    long = _is_long(timelines)
    estimates = [*_estimates(found[()], {}), *([_early(timelines)] if long else [])]
    for year in sorted(int(dict(key)["year"]) for key in found if key):
        estimates += _estimates(found[group(year=year)], {"year": year})
    return Finding(
        "demand.repeats",
        "{repeat_share_second_or_later} of incidents were a child's second or later in the"
        " window, and {repeat_share_children_with_more_than_one} were of children with more than"
        " one. {share_of_children_with_10_or_more} of children had ten or more incidents, and"
        " {share_of_incidents_by_children_with_10_or_more} of incidents were theirs."
        + (_EARLY if long else ""),
        tuple(estimates),
        METHOD,
        definition(ANCHOR),
        _caveats(timelines),
        supplied(timelines).beside_a_year(PUBLISHED),
        (_bands(found[()]),),
        (_chart(timelines),),
    )
