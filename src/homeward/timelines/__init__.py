"""First waist: ordered histories of children and of places, all that analyses read.

Floor: 4. Reads: linkage, records, engine. Gives: `Timelines` (episodes, children, time
at risk, places, partners' tables, the window, definitions and what was supplied), built
from stored incidents; `Sheet`, the episodes as arrays.
"""

from homeward.timelines.build import build, materialise
from homeward.timelines.definitions import COVID, Change, Definitions
from homeward.timelines.episodes import setting_source
from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.timelines.meta import Meta, open_timelines, read_meta, write_meta
from homeward.timelines.partners import held_of
from homeward.timelines.sheet import Coded, Sheet

__all__ = [
    "COVID",
    "Change",
    "Coded",
    "Definitions",
    "IntakeSummary",
    "Meta",
    "Sheet",
    "Timelines",
    "build",
    "held_of",
    "materialise",
    "open_timelines",
    "read_meta",
    "setting_source",
    "write_meta",
]
