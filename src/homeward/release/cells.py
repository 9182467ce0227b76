"""The cells of a bundle, by name and group, as releases are compared by them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from homeward.findings import Bundle, Estimate
from homeward.release.behind import PARTS, Group, given, group_of
from homeward.release.register import Cell, Cells
from homeward.release.rules import Rules
from homeward.vocabulary.units import Unit

#: The key under which the register keeps how many a release is about.
POPULATION = "everybody"

#: Exact numbers by "finding:name|part" and by group.
Exact = dict[str, dict[Group, int]]


def estimates_of(bundle: Bundle) -> Iterator[tuple[str, Estimate]]:
    """Every estimate of a bundle, with its finding's id; a name stands in one table or more."""
    for finding in bundle.findings:
        yield from ((finding.id, e) for e in finding.estimates)
        yield from ((finding.id, e) for table in finding.tables for e in table.estimates)


def key_of(finding: str, e: Estimate, part: str) -> str:
    """What a number counts, whatever its group: "demand.volume:incidents|count"."""
    return f"{finding}:{e.name}|{part}"


def exact_cells(bundle: Bundle) -> Exact:
    """Every exact number of an unreleased bundle."""
    found: Exact = defaultdict(dict)
    for finding, e in estimates_of(bundle):
        for part in PARTS:
            n = given(e, part)
            if n is not None and e.state is None:
                found[key_of(finding, e, part)][group_of(e)] = n
    return dict(found)


def published_cells(released: Bundle) -> dict[str, dict[Group, int | None]]:
    """What a released bundle shows of each number; None where it is hidden everywhere."""
    found: dict[str, dict[Group, int | None]] = defaultdict(dict)
    for finding, e in estimates_of(released):
        for part in PARTS:
            cells, group = found[key_of(finding, e, part)], group_of(e)
            shown = given(e, part)
            if shown is not None or group not in cells:
                cells[group] = shown
    return dict(found)


def cells_to_keep(bundle: Bundle, released: Bundle, rules: Rules) -> Cells:
    """What the register keeps of a release: published numbers, and exact ones if large."""
    shown = published_cells(released)
    kept: dict[str, dict[str, list[Cell]]] = defaultdict(dict)
    for key, cells in exact_cells(bundle).items():
        for group, n in cells.items():
            exact = n if n == 0 or n > rules.hidden_up_to else None
            kept[key][group_text(group)] = [(shown.get(key, {}).get(group), exact)]
    kept[POPULATION] = {unit: [(None, n)] for unit, n in population(bundle).items()}
    return dict(kept)


def group_text(group: Group) -> str:
    """A group as lasting text."""
    return json.dumps([list(pair) for pair in group], ensure_ascii=False)


def group_read(text: str) -> Group:
    """The group that a text stands for."""
    return tuple((key, value) for key, value in json.loads(text))


def kept_cells(cells: Cells) -> Iterator[tuple[str, Group, int | None, int | None]]:
    """Key, group, published and exact number of every kept cell."""
    for key, groups in cells.items():
        if key == POPULATION:
            continue
        for text, filed in groups.items():
            for shown, exact in filed:
                yield key, group_read(text), shown, exact


def population(bundle: Bundle) -> dict[str, int]:
    """How many incidents and children a bundle is about: the largest numbers of everybody."""
    most: dict[str, int] = {}
    for _, e in estimates_of(bundle):
        if group_of(e) or e.state is not None:
            continue
        for unit, n in _everybody(e):
            most[unit] = max(most.get(unit, 0), n)
    return most


def _everybody(e: Estimate) -> Iterator[tuple[str, int]]:
    for part in ("children", "children_of"):
        n = given(e, part)
        if n is not None:
            yield Unit.CHILDREN.value, n
    if e.unit in (Unit.INCIDENTS, Unit.CHILDREN):
        for part in ("count", "of"):
            n = given(e, part)
            if n is not None:
                yield e.unit.value, n


def rules_text(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that decide how a number is rounded: two releases must share them."""
    names = ("profile", "round_to", "rounding", "share_step", "length_step")
    return {name: rules.get(name) for name in names}
