"""First waist: ordered histories of children and of places, all that analyses read.

Floor: 4. Reads: linkage, records, engine. Gives: `Timelines` (episodes, children, time
at risk, places, the window and what was supplied), built from stored incidents.
"""

from homeward.timelines.build import build, materialise
from homeward.timelines.episodes import setting_source
from homeward.timelines.histories import IntakeSummary, Timelines
from homeward.timelines.meta import Meta, open_timelines, read_meta, write_meta

__all__ = [
    "IntakeSummary",
    "Meta",
    "Timelines",
    "build",
    "materialise",
    "open_timelines",
    "read_meta",
    "setting_source",
    "write_meta",
]
