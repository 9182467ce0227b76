"""What partners' files add to the waist: placements, interviews, steps, effort, population.

Every table is always there, with the columns of `timelines.schema`; one that no file
supplied has no row, and `Timelines.held` says which those are. An absent interview is
"not done" only if its file was loaded.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis.expr.types import Table

from homeward.timelines.schema import EFFORT, INTERVIEWS, PLACEMENTS, POPULATION, STEPS

#: Waist table to the stored table it is made from, and its columns.
SOURCES: dict[str, tuple[str, dict[str, str]]] = {
    "placements": ("placements", PLACEMENTS),
    "interviews": ("interviews", INTERVIEWS),
    "steps": ("events", STEPS),
    "effort": ("effort", EFFORT),
    "population": ("population", POPULATION),
}


def partners_of(stored: Mapping[str, Table], episodes: Table) -> dict[str, Table]:
    """The partners' tables of the waist.

    Parameters
    ----------
    stored
        Stored tables by name; those that no file filled are absent.
    episodes
        In the columns of `schema.EPISODES`: steps are kept of these incidents only.
    """
    return {
        name: _selected(stored[source], columns, episodes)
        if source in stored
        else _no_rows(episodes, columns)
        for name, (source, columns) in SOURCES.items()
    }


def held_of(stored: Mapping[str, Table]) -> frozenset[str]:
    """Which of the partners' tables some file filled."""
    return frozenset(name for name, (source, _) in SOURCES.items() if source in stored)


def _selected(table: Table, columns: Mapping[str, str], episodes: Table) -> Table:
    if "incident" in columns and "activity" in columns:
        known = episodes.select("child", _incident=episodes.incident)
        table = table.join(known, table.incident == known._incident)
    return table.select(
        **{
            name: table[name] if name in table.columns else ibis.null().cast(kind)
            for name, kind in columns.items()
        }
    )


def _no_rows(episodes: Table, columns: Mapping[str, str]) -> Table:
    blank = {name: ibis.null().cast(kind) for name, kind in columns.items()}
    return episodes.filter(ibis.literal(False)).select(**blank)
