"""First waist: ordered histories of children and of places, all that analyses read.

Floor: 4. Reads: linkage, records, engine. Gives: `Timelines` (episodes, children, time
at risk, places, partners' tables, the window, definitions and what was supplied), built
from stored incidents; `Sheet`, the episodes as arrays.

Names are looked up when first asked for (PEP 562), so that a plan, which needs the definitions
alone, does not wait for what builds tables.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from homeward.timelines.building import build, materialise
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

_MODULES = {
    "building": ("build", "materialise"),
    "definitions": ("COVID", "Change", "Definitions"),
    "episodes": ("setting_source",),
    "histories": ("IntakeSummary", "Timelines"),
    "meta": ("Meta", "open_timelines", "read_meta", "write_meta"),
    "partners": ("held_of",),
    "sheet": ("Coded", "Sheet"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """The public name `name`, from the module that defines it.

    Raises
    ------
    AttributeError
        If there is no such name.
    """
    if name not in _HOME:
        raise AttributeError(f"module 'homeward.timelines' has no attribute {name!r}")
    return getattr(import_module(f"homeward.timelines.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
