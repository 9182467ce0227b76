"""Estimates, tables and charts of `demand.equality`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeward.demand.counting import Counter, Flag, Tally, Volume, group
from homeward.demand.equality_compare import (
    Bounds,
    Comparison,
    bound_estimates,
    p_value_estimate,
    ratio_estimate,
)
from homeward.demand.equality_groups import CHARACTERISTICS, NOT_RECORDED, SILENT, Groups
from homeward.demand.equality_measures import Measure, followed
from homeward.demand.estimates import count, effect, share
from homeward.demand.wording import window
from homeward.estimators import Curve, kaplan_meier, median_time
from homeward.findings.estimate import Estimate
from homeward.findings.finding import AggregateTable, Chart
from homeward.timelines.histories import Timelines
from homeward.timelines.sheet import Sheet
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.verdicts import State

BROOKMEYER = "Brookmeyer-Crowley, log(-log), design effect by child"
#: Characteristics whose differences are drawn: the first that is held.
DRAWN_FIRST = ("ethnicity", "disability", "sex", "care_status")
#: Values whose label would not be understood in a sentence.
_IN_WORDS: Mapping[tuple[str, str], str] = {
    ("ethnicity", "asian"): "Asian",
    ("ethnicity", "black"): "Black",
    ("ethnicity", "white"): "White",
    ("disability", "yes"): "disabled",
    ("disability", "no"): "not disabled",
    ("care_status", "none"): "not known to children's services",
    ("care_status", "cin"): "in need",
    ("care_status", "cpp"): "on a child protection plan",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Everything worked out for one characteristic.

    Attributes
    ----------
    groups
        Its groups.
    volumes, tallies
        By value: incidents and children; the share of each measure, and of each episode
        within the median of all (`median`), from which a median's design effect is read.
    medians
        Curves by value.
    comparisons
        Every comparison.
    bounds
        By name of share, where something is silent.
    """

    groups: Groups
    volumes: Mapping[str, Volume]
    tallies: Mapping[str, Mapping[str, Tally]]
    medians: Mapping[str, Curve]
    comparisons: Sequence[Comparison]
    bounds: Mapping[str, Sequence[Bounds]]


class Curves:
    """Time missing of any group, from one sorting of the times of all."""

    def __init__(self, sheet: Sheet) -> None:
        follow, hours, ended = followed(sheet)
        self.hours, self.place = np.unique(
            np.round(hours[follow] * 3600) / 3600, return_inverse=True
        )  # fmt: skip
        self.rows = np.flatnonzero(follow)
        self.ended = ended[follow]

    def of(self, mine: np.ndarray) -> Curve | None:
        """The curve of some episodes; None where none can be followed."""
        inside = mine[self.rows]
        if not inside.any():
            return None
        place, ended = self.place[inside], self.ended[inside]
        many = len(self.hours)
        ends, leaves = (np.bincount(place[which], minlength=many) for which in (ended, ~ended))
        seen = np.flatnonzero(ends + leaves)
        times = np.concatenate((self.hours[seen], self.hours[seen]))
        units = np.concatenate((ends[seen], leaves[seen]))
        return kaplan_meier(times, np.arange(len(times)) < len(seen), units)


def median_flag(sheet: Sheet, curves: Curves) -> Flag:
    """Whether an episode ended within the median of all: its design effect is a median's."""
    low, high = sheet.number("hours_low"), sheet.number("hours_high")
    whole = curves.of(np.ones(sheet.rows, bool))
    middle = median_time(whole) if whole else None
    limit = middle[0] if middle else 0.0
    yes = high <= limit
    return Flag(yes, yes | (low > limit))


def tallied(
    counter: Counter, groups: Groups, flags: Mapping[str, Flag]
) -> tuple[dict[str, Volume], dict[str, dict[str, Tally]]]:
    """Volumes, and tallies of every flag, by value of one characteristic."""
    found = counter.tallies([(groups.name,)], flags)
    volumes = counter.volumes([(groups.name,)])
    keys = {value: group(**{groups.name: value}) for value in groups.present}
    return (
        {value: volumes[key] for value, key in keys.items()},
        {value: found[key] for value, key in keys.items()},
    )


# ---------------------------------------------------------------- estimates


def not_recorded(found: Mapping[str, Mapping[str, Tally]]) -> list[Estimate]:
    """For each characteristic, the share of incidents that each silent value has.

    Every characteristic has the first; refusals and questions not asked only where the
    vocabulary has a word for them.
    """
    return [
        share(f"share_{value}", tally, {"characteristic": name})
        for name, tallies in found.items()
        for value, tally in tallies.items()
    ]


def silent_flags(groups: Groups) -> dict[str, Flag]:
    """A flag for each value that says nothing, of those the vocabulary has."""
    words = [word.value for word in CHARACTERISTICS[groups.name]]
    return {
        value: Flag(groups.column.equals(value))
        for value in (NOT_RECORDED, *sorted(SILENT - {NOT_RECORDED}))
        if value in words
    }


def shares(found: Found, measures: Sequence[Measure]) -> list[Estimate]:
    """Shares and medians of every group of one characteristic."""
    out: list[Estimate] = []
    for value in found.groups.present:
        by = {found.groups.name: value}
        volume = found.volumes[value]
        out.append(count("incidents", volume.incidents, by, children=volume.children))
        out += [share(m.share, found.tallies[value][m.share], by) for m in measures]
        out.append(_median(found, value))
    return out


def _median(found: Found, value: str) -> Estimate:
    by, tally = {found.groups.name: value}, found.tallies[value]["timed"]
    parts = {
        "count": tally.count, "of": tally.of, "children": tally.children,
        "children_of": tally.children_of, "left_out": tally.left_out, "by": by,
    }  # fmt: skip
    curve = found.medians.get(value)
    deff = effect(found.tallies[value]["median"])
    answer = median_time(curve, design_effect=deff) if curve else None
    if answer is None:
        return Estimate(
            "median_hours", Kind.QUANTILE, Unit.HOURS, None, state=State.REFUSED, **parts
        )
    low, high = answer[1] or (None, None)
    return Estimate(
        "median_hours", Kind.QUANTILE, Unit.HOURS, answer[0], low, high,
        interval=BROOKMEYER if answer[1] else "", design_effect=deff, **parts,
    )  # fmt: skip


def timed_flag(sheet: Sheet) -> Flag:
    """Ended at a known minute, of episodes that a curve can follow."""
    follow, _, ended = followed(sheet)
    return Flag(ended, follow)


# ---------------------------------------------------------------- tables


def label(characteristic: str, value: str) -> str:
    """A value as it is written in a sentence.

    >>> label("disability", "yes"), label("ethnicity", "asian"), label("care_status", "none")
    ('disabled', 'Asian', "not known to children's services")
    """
    if (characteristic, value) in _IN_WORDS:
        return _IN_WORDS[characteristic, value]
    try:
        return CHARACTERISTICS[characteristic](value).label
    except ValueError:
        return value


def named(characteristic: str) -> str:
    """A characteristic as it is written in a sentence."""
    return characteristic.replace("_", " ")


def tables(
    silent: Mapping[str, Mapping[str, Tally]], every: Sequence[Found], measures: Sequence[Measure]
) -> tuple[AggregateTable, ...]:
    """What is not recorded first, then groups, differences and bounds of each characteristic."""
    measured = dict.fromkeys(f"share_{value}" for t in silent.values() for value in t)
    out = [
        AggregateTable(
            "not_recorded", "Share of incidents for which a characteristic is not known",
            ("characteristic",), tuple(measured), tuple(not_recorded(silent)),
        )
    ]  # fmt: skip
    for found in every:
        out += _tables(found, measures)
    return tuple(out)


def _tables(found: Found, measures: Sequence[Measure]) -> list[AggregateTable]:
    name = found.groups.name
    columns = ("incidents", *(m.share for m in measures), "median_hours")
    out = [
        AggregateTable(
            f"by_{name}", f"The response by {named(name)}", (name,), columns,
            tuple(shares(found, measures)),
        )
    ]  # fmt: skip
    if found.comparisons:
        reference = label(name, found.comparisons[0].reference)
        estimates = [e for c in found.comparisons for e in (ratio_estimate(c), p_value_estimate(c))]
        columns = tuple(column for m in measures for column in (m.ratio, m.p_value))
        title = f"Each group against the largest ({reference}), by {named(name)}"
        out.append(AggregateTable(f"differences_{name}", title, (name,), columns, tuple(estimates)))
    if found.bounds:
        estimates = [e for key, all_ in found.bounds.items() for b in all_
                     for e in bound_estimates(key, name, b)]  # fmt: skip
        columns = tuple(f"{key}_{end}" for key in found.bounds for end in ("lowest", "highest"))
        title = f"How far incidents with {named(name)} not recorded could move each share"
        out.append(AggregateTable(f"bounds_{name}", title, (name,), columns, tuple(estimates)))
    return out


# ---------------------------------------------------------------- charts


def charts(timelines: Timelines, every: Sequence[Found]) -> tuple[Chart, ...]:
    """What is not recorded, and two differences by the first of `DRAWN_FIRST` compared."""
    where = f"{timelines.force}, {window(timelines)}"
    out = [_not_recorded_chart(where, every)]
    compared = {f.groups.name: f for f in every if f.comparisons}
    first = next((name for name in DRAWN_FIRST if name in compared), None)
    if first is not None:
        out += _forests(compared[first], where)
    return tuple(out)


def _not_recorded_chart(where: str, every: Sequence[Found]) -> Chart:
    told = "ethnicity" if any(f.groups.name == "ethnicity" for f in every) else ""
    name = told or every[0].groups.name
    asked = f"{{share_not_recorded[characteristic={name}]}}"
    return Chart(
        "not_recorded", "bar", "not_recorded", "characteristic", "share_not_recorded",
        f"{named(name).capitalize()} is not recorded for {asked} of incidents",
        f"Share of incidents for which each characteristic is not recorded, {where}",
        f"A bar with its interval for each characteristic. {named(name).capitalize()} is not"
        f" recorded for {asked} of incidents.",
    )  # fmt: skip


def _forests(found: Found, where: str) -> list[Chart]:
    out = []
    for ending in ("missing_over_24h", "first_graded_high"):
        mine = [c for c in found.comparisons if c.measure.compared == ending]
        if any(c.ratio is not None for c in mine):
            out.append(_forest(found.groups.name, mine, where))
    return out


def _forest(name: str, mine: Sequence[Comparison], where: str) -> Chart:
    first = mine[0]
    clear = [label(name, c.group) for c in mine if c.clear]
    about = f"by {named(name)} in being {first.measure.words}"
    told = f"Differences {about}: none is clear of chance, so these records cannot tell"
    if clear:
        told = f"Differences {about} that are clear of chance: {', '.join(clear)}"
    return Chart(
        f"{first.measure.compared}_by_{name}", "forest", f"differences_{name}", name,
        first.measure.ratio, told,
        f"Share of incidents {first.measure.words}, over that of the largest group"
        f" ({label(name, first.reference)}), {where}",
        f"A dot with its interval for each group by {named(name)}: its share of incidents"
        f" {first.measure.words}, divided by the largest group's. 1 means no difference.",
        reference=1.0,
    )  # fmt: skip
