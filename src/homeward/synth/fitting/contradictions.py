"""Targets that no county whatever could meet together, found without making one.

What is found here holds of every list of incidents: a share within 8 hours is no larger
than the share within 24; shares of gradings add up to 1 at most; incidents are children
times incidents a child. Targets are taken as the bands that their tolerances leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from homeward.synth.fitting import counted
from homeward.synth.fitting.targets import Kind, Target
from homeward.vocabulary.errors import HomewardError

#: Averages over counties of a ratio and of its parts differ by less than this share.
SLACK = 0.02

#: A tenth of the children is rounded up to a whole child, which matters where they are few.
ROUNDING = 0.05


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Ids of targets that exclude one another (or one that excludes itself), and why."""

    ids: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Band:
    """What one quantity may be, by one target or several."""

    low: float
    high: float
    ids: tuple[str, ...]


def check_contradictions(targets: Sequence[Target]) -> None:
    """Refuse targets that contradict one another.

    Raises
    ------
    HomewardError
        HW-S004, naming every contradiction.
    """
    found = contradictions(targets)
    if found:
        said = "; ".join(f"{' and '.join(each.ids)}: {each.why}" for each in found)
        raise HomewardError("HW-S004", f"no county could meet {said}")


def contradictions(targets: Sequence[Target]) -> tuple[Contradiction, ...]:
    """Every contradiction among targets, in a fixed order, each set of ids once."""
    means = [target for target in targets if target.kind is Kind.MEAN]
    found: dict[frozenset[str], Contradiction] = {}
    for rule in (_durations, _chains, _gradings, _lone_shares, _parts, _averages):
        for each in rule(means):
            found.setdefault(frozenset(each.ids), each)
    return tuple(found.values())


def _band(target: Target) -> Band:
    return Band(target.low, target.high, (target.id,))


def _of(targets: Sequence[Target], count: Callable[..., object]) -> list[Target]:
    """Targets of one family, known by what it counts."""
    return [target for target in targets if target.measure.family.count is count]


def _part(target: Target, name: str) -> int:
    return int(target.measure.parts[name] or 0)


def _rising(steps: list[tuple[float, Band]], why: str) -> Iterator[Contradiction]:
    """Bands of what can only rise from step to step (or stay), where they leave it no room."""
    steps = sorted(steps, key=lambda step: step[0])
    for n, (at, band) in enumerate(steps):
        for later, other in steps[n + 1 :]:
            apart = band.low > other.high or (at == later and other.low > band.high)
            if apart:
                yield Contradiction((*band.ids, *other.ids), why)


def _durations(targets: Sequence[Target]) -> Iterator[Contradiction]:
    """Within so many hours and beyond so many days are one curve."""
    steps = [(float(_part(t, "hours")), _band(t)) for t in _of(targets, counted.within)]
    for target in _of(targets, counted.beyond):
        band = Band(1 - target.high, 1 - target.low, (target.id,))
        steps.append((24.0 * _part(target, "days"), band))
    yield from _rising(steps, "the share ended can only grow with time")


#: Families that can only rise (1) or fall (-1) with a number in their ids.
_CHAINS: tuple[tuple[Callable[..., object], str, int, str], ...] = (
    (counted.first_repeat, "days", 1, "the share can only grow with time"),
    (counted.interviews_within, "hours", 1, "the share can only grow with time"),
    (counted.top_share, "percent", 1, "more children have more of the incidents"),
    (counted.children_with, "least", -1, "fewer children have more incidents"),
    (counted.incidents_by, "least", -1, "fewer children have more incidents"),
    (counted.hours_at, "percent", 1, "more incidents take longer"),
)


def _chains(targets: Sequence[Target]) -> Iterator[Contradiction]:
    for count, part, sign, why in _CHAINS:
        family = _of(targets, count)
        for year in {target.measure.year: None for target in family}:
            own = [target for target in family if target.measure.year == year]
            steps = [(float(sign * _part(target, part)), _band(target)) for target in own]
            yield from _rising(steps, why)


def _gradings(targets: Sequence[Target]) -> Iterator[Contradiction]:
    own = _of(targets, counted.graded)
    if sum(target.low for target in own) > 1:
        yield Contradiction(tuple(t.id for t in own), "gradings are parts of one whole")


def _lone_shares(targets: Sequence[Target]) -> Iterator[Contradiction]:
    """The children who go most often have at least their share."""
    for target in _of(targets, counted.top_share):
        if target.high < _part(target, "percent") / 100:
            yield Contradiction((target.id,), "those who go most often have at least their share")


def _parts(targets: Sequence[Target]) -> Iterator[Contradiction]:
    """A part is no larger than its whole."""
    for count in (counted.incidents, counted.children):
        family = _of(targets, count)
        whole = [target for target in family if target.measure.year is None]
        for one in (target for target in family if target.measure.year is not None):
            for other in whole:
                if one.low > other.high:
                    yield Contradiction((one.id, other.id), "a year is part of the window")
    held, offered = (_of(targets, c) for c in (counted.interviews_held, counted.interviews_offered))
    for one, other in ((a, b) for a in held for b in offered):
        if one.low > other.high:
            yield Contradiction((one.id, other.id), "no interview is held that is not offered")


def _averages(targets: Sequence[Target]) -> Iterator[Contradiction]:
    """What incidents a child say of children, repeats and of those with many, year by year."""
    for year in {target.measure.year: None for target in targets}:
        own = [target for target in targets if target.measure.year == year]
        each = list(_per_child(own))
        for one, other in ((a, b) for n, a in enumerate(each) for b in each[n + 1 :]):
            if one.low > other.high * (1 + SLACK) or other.low > one.high * (1 + SLACK):
                ids = tuple(dict.fromkeys((*one.ids, *other.ids)))
                yield Contradiction(ids, "incidents are children times incidents a child")
        yield from _many(own, each)
        yield from _everyone(own, each)


def _per_child(targets: Sequence[Target]) -> Iterator[Band]:
    """Incidents a child, by every target, or two, that tell it. Never below 1."""
    yield Band(1.0, float("inf"), ())
    for target in _of(targets, counted.per_missing_child):
        yield _band(target)
    for target in _of(targets, counted.second_or_later):
        most = float("inf") if target.high >= 1 else 1 / (1 - target.high)
        low = 1 / (1 - min(max(target.low, 0.0), 1 - 1e-9))
        yield Band(low, most, (target.id,))
    for one in _of(targets, counted.incidents):
        for other in _of(targets, counted.children):
            most = one.high / other.low if other.low > 0 else float("inf")
            yield Band(one.low / max(other.high, 1e-9), most, (one.id, other.id))


def _many(targets: Sequence[Target], each: list[Band]) -> Iterator[Contradiction]:
    """Children with many incidents: their number, and the incidents they have."""
    share = {_part(t, "least"): t for t in _of(targets, counted.children_with)}
    held = {_part(t, "least"): t for t in _of(targets, counted.incidents_by)}
    for least in sorted(share.keys() & held.keys()):
        one, other = share[least], held[least]
        if one.low > other.high:
            yield Contradiction((one.id, other.id), "children with many have at least their share")
        for band in each:
            if other.high * band.high * (1 + SLACK) < least * one.low:
                ids = (one.id, other.id, *band.ids)
                yield Contradiction(ids, f"each of them has {least} incidents at least")
    if 2 in held:
        yield from _repeaters(held[2], each)


def _everyone(targets: Sequence[Target], each: list[Band]) -> Iterator[Contradiction]:
    """Every missing child has an incident at least, which bounds what a few can have."""
    why = "every other child has an incident too"
    for band in each:
        for target in _of(targets, counted.top_share):
            rest = 1 - _part(target, "percent") / 100
            if (1 - target.low) * band.high * (1 + ROUNDING) < rest:
                yield Contradiction((target.id, *band.ids), why)
        for target in _of(targets, counted.children_with):
            if target.low * (_part(target, "least") - 1) > (band.high - 1) * (1 + SLACK):
                yield Contradiction((target.id, *band.ids), why)


def _repeaters(target: Target, each: list[Band]) -> Iterator[Contradiction]:
    """Incidents of children with two or more: at least the repeats, at most twice them."""
    for band in each:
        least, most = 1 - 1 / band.low, 2 * (1 - 1 / band.high)
        if target.high * (1 + SLACK) < least or target.low > most * (1 + SLACK):
            why = "repeats and first incidents of the same children must add up"
            yield Contradiction((target.id, *band.ids), why)
