"""What the two awkward hours of the year do: how many rows they touch, and by how much.

A local time in the hour that happened twice is one of two instants an hour apart. One in
the hour that did not happen is none; the study gives it an hour either way, two hours in
all (docs/decisions/0002). A duration has two ends, so it can move by the widths of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from homeward.records.kept import KeptFile, Part
from homeward.records.schema import Form
from homeward.vocabulary.times import TimeFlag

#: Hours between the instants that a flagged time may have been.
WIDTHS = {TimeFlag.AMBIGUOUS: 1, TimeFlag.NONEXISTENT: 2}


@dataclass(frozen=True, slots=True)
class ClockEffect:
    """What clock changes do to the used rows of one file.

    Attributes
    ----------
    rows
        Used rows with a time in an hour that happened twice, or did not happen.
    hours
        The most by which the time between two of a row's times can move, over all rows.
    """

    rows: int = 0
    hours: int = 0


def clock_effect(file: KeptFile) -> ClockEffect:
    """The effect of clock changes on one file that was read and told from duplicates."""
    times = [n for n in file.supplied if file.table.columns[n].form is Form.TIME]
    found = [_of_part(part, times) for part in file.parts]
    return ClockEffect(sum(one.rows for one in found), max((one.hours for one in found), default=0))


def _of_part(part: Part, times: list[str]) -> ClockEffect:
    names = [f"{name}_flag" for name in times if f"{name}_flag" in part.read]
    if not names:
        return ClockEffect()
    used = ~part.duplicate & ~part.disagree
    widths = np.array([_widths(flags)[used] for flags in part.read.columns(names)])
    if not widths.any():
        return ClockEffect()
    two = np.sort(widths, axis=0)[-2:].sum(axis=0)
    return ClockEffect(int((two > 0).sum()), int(two.max()))


def _widths(flags: pa.Array) -> np.ndarray:
    """Hours between the instants that each time may have been; 0 where it is known."""
    out = np.zeros(len(flags), np.int8)
    for flag, width in WIDTHS.items():
        if pc.index(flags, flag.value).as_py() >= 0:
            here = pc.fill_null(pc.equal(flags, flag.value), False)
            out[here.to_numpy(zero_copy_only=False)] = width
    return out
