"""Which declared table a file is, by how well its columns fit each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from homeward.records.propose_match import Matched, match
from homeward.records.propose_values import Look
from homeward.records.returns_tables import RETURNED
from homeward.records.schema import Table
from homeward.records.tables import TABLES
from homeward.vocabulary.words import plain

#: Least score, and least lead over the next table, for a table to be chosen.
_ENOUGH: Final = 2.9
_LEAD: Final = 0.75

#: Least share of rows with a key of their own.
_OWN_KEY: Final = 0.5

#: What a file's name says about its table: little, and only between near equals.
_FILE_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "incidents": ("missing", "misper", "incident", "episode"),
    "children": ("children", "cohort", "header"),
    "placements": ("placement", "episodes"),
    "places": ("homes", "places", "providers"),
    "interviews": ("interview", "rhi"),
    "plans": ("plan", "philomena"),
    "support": ("support", "service", "referral"),
    "calls": ("call", "cad", "storm", "log"),
    "events": ("event", "task", "activity"),
    "meetings": ("meeting", "strategy", "mace"),
    "effort": ("effort", "rate"),
    "population": ("population", "census"),
}


def _repeats_its_key(matched: Matched) -> bool:
    """Whether most rows repeat another's key, of a table with one row for each of several words.

    A rate card has one row for an activity and role; a log of tasks has thousands.
    """
    key = matched.table.key
    if len(key) < 2 or not set(key) <= matched.filled.keys():
        return False
    parts = [matched.filled[name].codes for name in key]
    kinds = len(np.unique(np.column_stack(parts), axis=0))
    return kinds < _OWN_KEY * len(parts[0])


def choose_table(looks: Sequence[Look], files: Sequence[str]) -> tuple[Table | None, Table | None]:
    """The table that a file fits, and another that it fits as well, if there is one."""
    scores: dict[str, float] = {}
    for name, table in TABLES.items():
        if name in RETURNED:
            continue
        hint = any(word in plain(files[0]) for word in _FILE_WORDS.get(name, ()))
        matched = match(looks, table, files[0])
        score = 0.0 if _repeats_its_key(matched) else matched.score
        scores[name] = score + (0.5 if hint and score > 0 else 0.0)
    first, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    if scores[first] < _ENOUGH:
        return None, None
    near = scores[second] >= _ENOUGH and scores[first] - scores[second] < _LEAD
    return TABLES[first], TABLES[second] if near else None
