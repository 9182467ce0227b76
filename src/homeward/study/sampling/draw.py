"""The draw: strata, how many of each, and which; the same wherever and however often it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from homeward.study.sampling.allocate import allocate
from homeward.study.sampling.columns import Units, permitted
from homeward.study.sampling.numbers import draw_code, sample_number
from homeward.study.sampling.rule import Rule, Where, rule_text
from homeward.timelines.sample import Margin, Stratum
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.sampling import Allocation

#: What a stratum joined of rare ones is called, in every column.
POOLED: Final = "pooled"

#: The least that a stratum's units are taken to differ: none is left out for seeming alike.
LEAST_SPREAD: Final = 0.1

#: Between the parts of what is hashed.
_BETWEEN: Final = "\x1f"

By = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One unit of a sample.

    Attributes
    ----------
    number
        Its sample number.
    stratum
        Place of its stratum.
    child
        Number of its child within the sample, from 0.
    values
        Its values in the columns of the strata.
    file, row
        Where it stands in the extracts: number of the file, and row.
    reported_on, ended_on
        Local dates of the incident; None where not known.
    """

    number: str
    stratum: int
    child: int
    values: By
    file: int
    row: int
    reported_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample as it was drawn.

    Attributes
    ----------
    rule
        By which it was drawn.
    code
        What all its sample numbers begin with.
    records
        Hash of the records that it was drawn from.
    strata, margins
        The whole it was drawn from.
    population, children
        Units there were, and different children.
    units
        In the order of their sample numbers.
    """

    rule: Rule
    code: str
    records: str
    strata: tuple[Stratum, ...]
    margins: tuple[Margin, ...]
    population: int
    children: int
    units: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Strata:
    """Units by stratum: `of` is each unit's place in `names`."""

    names: tuple[By, ...]
    of: NDArray[np.int64]


def draw_sample(units: Units, rule: Rule) -> Draw:
    """Draw a sample by a rule.

    Each unit has a number from a hash of the seed and of its pseudonym; from each
    stratum those with the lowest are drawn. So the order of the records does not matter,
    a larger sample by the same rule holds the smaller one, and nobody without the
    project's key can tell beforehand who is drawn.

    Parameters
    ----------
    units
        With the columns that the rule names.
    rule
        How to draw.

    Raises
    ------
    HomewardError
        HW-M003 if the size does not fit the strata, or there is nothing to draw from.

    Source
    ------
    Ohlsson (1995), in Business Survey Methods: permanent random numbers.
    """
    units = where_met(units, rule)
    if not units.identity:
        raise HomewardError("HW-M003", "no unit meets `where`")
    strata = _strata(units, rule)
    population = np.bincount(strata.of, minlength=len(strata.names))
    many = allocate(
        population.tolist(), _pull(units, strata, population, rule), rule.size, rule.least
    )
    order = _lots(units.identity, f"{rule.seed}{_BETWEEN}{rule.unit}{_BETWEEN}drawn")
    drawn = [_first(order, strata.of == place, int(n)) for place, n in enumerate(many)]
    records = records_hash(units)
    code = draw_code(records, rule_text(rule))
    return Draw(
        rule, code, records,
        tuple(_stratum(units, strata, place, int(n), rule) for place, n in enumerate(many)),
        _margins(units, rule.by), len(units.identity), len(set(units.child)),
        _numbered(units, strata, np.concatenate(drawn), rule, code),
    )  # fmt: skip


def records_hash(units: Units) -> str:
    """Hash of what may be drawn and of the columns that the rule reads, in any order."""
    held = [column.codes for column in units.columns.values()]
    labels = [[str(label) for label in column.labels] for column in units.columns.values()]
    lines = (
        _BETWEEN.join(
            [unit, child, *(names[code] for names, code in zip(labels, codes, strict=True))]
        )
        for unit, child, *codes in zip(units.identity, units.child, *held, strict=True)
    )
    return hashlib.sha256("\n".join([*units.columns, *sorted(lines)]).encode()).hexdigest()


def where_met(units: Units, rule: Rule) -> Units:
    """The units that the rule draws from."""
    return units.only(_meets(units, rule.where)) if rule.where else units


def _meets(units: Units, where: Where) -> NDArray[np.bool_]:
    """Which units have one of the values wanted in every column wanted."""
    met = np.ones(len(units.identity), bool)
    for column, values in where.items():
        met &= units.columns[column].among(values)
    return met


def _in_order(column: str, values: Iterable[str | int]) -> list[str | int]:
    """Values of a column in the order of the vocabulary, pooled ones last."""
    order: Mapping[Any, int] = {v: place for place, v in enumerate(permitted(column) or ())}
    return sorted(values, key=lambda v: (v == POOLED, order.get(v, len(order)), str(v)))


def _strata(units: Units, rule: Rule) -> _Strata:
    """Strata in the order of their values, rare ones joined into one at the end."""
    key = np.zeros(len(units.identity), np.int64)
    for name in rule.by:
        column = units.columns[name]
        ranked = _in_order(name, column.labels)
        rank = np.array([ranked.index(label) for label in column.labels], np.int64)
        key = key * len(ranked) + rank[column.codes]
    found, of = np.unique(key, return_inverse=True)
    firsts = [int(np.argmax(of == place)) for place in range(len(found))]
    names = [tuple(_value(units, name, first) for name in rule.by) for first in firsts]
    rare = np.bincount(of) < rule.pool_below
    if rare.sum() < 2:
        return _Strata(tuple(names), of.astype(np.int64))
    kept = [place for place in range(len(names)) if not rare[place]]
    moved = np.full(len(names), len(kept), np.int64)
    moved[kept] = np.arange(len(kept))
    pooled = tuple(POOLED for _ in rule.by)
    return _Strata((*(names[place] for place in kept), pooled), moved[of])


def _value(units: Units, name: str, place: int) -> str | int:
    column = units.columns[name]
    found: str | int = column.labels[column.codes[place]]
    return found


def _pull(units: Units, strata: _Strata, population: NDArray[np.int64], rule: Rule) -> list[float]:
    """How strongly each stratum draws, by the rule's allocation and what it wants more of."""
    times = np.array([_times(name, rule) for name in strata.names])
    if rule.allocation is Allocation.EQUAL:
        return list(times)
    if rule.allocation is Allocation.NEYMAN:
        met = np.bincount(
            strata.of, weights=_meets(units, rule.spread_of), minlength=len(population)
        )
        share = met / population
        times = times * np.maximum(LEAST_SPREAD, np.sqrt(share * (1 - share)))
    return list(times * population)


def _times(name: By, rule: Rule) -> float:
    """How many times as many a stratum gets: the product of every wish that it meets."""
    by = dict(zip(rule.by, name, strict=True))
    wished = [m.times for m in rule.more if all(by[c] in values for c, values in m.where.items())]
    return float(np.prod(wished)) if wished else 1.0


def _lots(identity: Sequence[str], purpose: str) -> NDArray[np.bytes_]:
    """A lot for each unit: bytes that sort in an order nobody can foresee."""
    start = hashlib.sha256(purpose.encode())
    out = []
    for unit in identity:
        lot = start.copy()
        lot.update((_BETWEEN + unit).encode())
        out.append(lot.hexdigest())
    return np.array(out, dtype="S64")


def _first(lots: NDArray[np.bytes_], among: NDArray[np.bool_], many: int) -> NDArray[np.int64]:
    """Places of the lowest lots of a stratum."""
    places = np.flatnonzero(among)
    return places[np.argsort(lots[places], kind="stable")[:many]]


def _stratum(units: Units, strata: _Strata, place: int, drawn: int, rule: Rule) -> Stratum:
    mine = np.flatnonzero(strata.of == place)
    by = dict(zip(rule.by, strata.names[place], strict=True))
    return Stratum(by, len(mine), len({units.child[at] for at in mine}), drawn)


def _margins(units: Units, by: Sequence[str]) -> tuple[Margin, ...]:
    """Every value of every column of the strata, in the order of the vocabulary."""
    out = []
    for name in by:
        column = units.columns[name]
        for value in _in_order(name, column.labels):
            mine = np.flatnonzero(column.equals(value))
            if len(mine):
                out.append(Margin(name, value, len(mine), len({units.child[at] for at in mine})))
    return tuple(out)


def _numbered(
    units: Units, strata: _Strata, drawn: NDArray[np.int64], rule: Rule, code: str
) -> tuple[Drawn, ...]:
    """The drawn units under numbers that say nothing of stratum, date or child."""
    lots = _lots([units.identity[at] for at in drawn], f"{code}{_BETWEEN}numbers")
    children: dict[str, int] = {}
    out = []
    for serial, at in enumerate(drawn[np.argsort(lots, kind="stable")], 1):
        child = children.setdefault(units.child[at], len(children))
        values = tuple(_value(units, name, at) for name in rule.by)
        out.append(
            Drawn(
                sample_number(code, serial),
                int(strata.of[at]),
                child,
                values,
                int(units.file[at]),
                int(units.row[at]),
                _day(units.reported_on[at]),
                _day(units.ended_on[at]),
            )
        )
    return tuple(out)


def _day(value: np.datetime64) -> date | None:
    return None if np.isnat(value) else value.astype("datetime64[D]").item()
