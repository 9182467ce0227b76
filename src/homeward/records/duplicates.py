"""Rows that say the same thing twice, and rows that share a reference and disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: The code of rows that share a reference and disagree.
DISAGREE = "HW-R031"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of rows that were compared; boolean arrays of one length."""

    duplicate: np.ndarray
    disagree: np.ndarray


def codes(array: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Equal values as equal whole numbers from 0; -1 for null."""
    encoded = pc.dictionary_encode(array)
    chunks = encoded.chunks if isinstance(encoded, pa.ChunkedArray) else [encoded]
    found = [pc.fill_null(one.indices, -1).to_numpy(zero_copy_only=False) for one in chunks]
    return np.concatenate([np.array([], np.int64), *found])


def together(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Rows alike in every column share a number; numbers count from 0."""
    joint = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        joint = joint * (int(column.max(initial=-1)) + 2) + column + 1
        joint = np.unique(joint, return_inverse=True)[1].reshape(-1)
    return joint


def tell_apart(
    keys: Sequence[np.ndarray], cells: Sequence[np.ndarray], latest: np.ndarray | None = None
) -> Told:
    """Rows with one key: alike as far as both are filled, or at odds.

    Parameters
    ----------
    keys
        Codes of the key columns, none -1. Empty: only rows alike in every cell are
        duplicates.
    cells
        Codes of what rows are compared by; -1 where blank.
    latest
        Where a later supply of a row stands for an earlier one: the place of each row's
        supply in time. Of a group, only rows of the last supply are compared; the rows
        of earlier ones are duplicates, whatever they say.

    Returns
    -------
    Told
        Of a group that agrees, the fullest row is neither (the first of equals); the
        others are duplicates. Of a group in which any two filled cells differ, every
        row disagrees.
    """
    many = len((keys or cells)[0])
    if many == 0:
        return Told(np.zeros(0, bool), np.zeros(0, bool))
    group = together(keys or cells)
    shared = np.bincount(group)[group] > 1
    rows = np.flatnonzero(shared)
    duplicate, disagree = np.zeros(many, bool), np.zeros(many, bool)
    if not len(rows):
        return Told(duplicate, disagree)
    if latest is not None:
        rows = _last_supply(group, rows, latest, duplicate)
    filled = sum((cell[rows] >= 0).astype(np.int64) for cell in cells)
    order = np.lexsort((rows, -np.asarray(filled), group[rows]))
    rows = rows[order]
    first = np.r_[True, group[rows][1:] != group[rows][:-1]]
    at_odds = _at_odds(np.flatnonzero(first), [cell[rows] for cell in cells] if keys else [])
    odd = at_odds[np.cumsum(first) - 1]
    disagree[rows[odd]] = True
    duplicate[rows[~odd & ~first]] = True
    return Told(duplicate, disagree)


def _last_supply(
    group: np.ndarray, rows: np.ndarray, latest: np.ndarray, duplicate: np.ndarray
) -> np.ndarray:
    """The rows of each group's last supply; the others are marked as duplicates."""
    last = np.zeros(int(group.max()) + 1, np.int64)
    np.maximum.at(last, group[rows], latest[rows])
    earlier = latest[rows] < last[group[rows]]
    duplicate[rows[earlier]] = True
    return rows[~earlier]


def _at_odds(starts: np.ndarray, cells: Sequence[np.ndarray]) -> np.ndarray:
    """For every group of sorted rows, whether two filled cells of one column differ."""
    found = np.zeros(len(starts), bool)
    for cell in cells:
        highest = np.maximum.reduceat(cell, starts)
        lowest = np.minimum.reduceat(np.where(cell < 0, np.iinfo(np.int64).max, cell), starts)
        found |= (highest >= 0) & (lowest != highest)
    return found
