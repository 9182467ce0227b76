"""What partners' files add to the waist: placements, interviews, steps, effort, population.

Every table is always there, with the columns of `timelines.schema`; one that no file
supplied has no row, and `Timelines.held` says which those are. An absent interview is
"not done" only if its file was loaded.
"""

from __future__ import annotations

from collections.abc import Mapping

import ibis
from ibis.expr.types import Table, Value

from homeward.timelines.schema import EFFORT, INTERVIEWS, PLACEMENTS, POPULATION, STEPS

#: Waist table to the stored table it is made from, and its columns.
SOURCES: dict[str, tuple[str, dict[str, str]]] = {
    "placements": ("placements", PLACEMENTS),
    "interviews": ("interviews", INTERVIEWS),
    "steps": ("events", STEPS),
    "effort": ("effort", EFFORT),
    "population": ("population", POPULATION),
}

#: What a step says of itself; each different way of saying it has a number.
_SAID = ("activity", "role", "agency")
#: Columns of a step that the log does not hold.
_OF_EPISODES = ("row", "child_no", "child", "spelling")


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


def steps_of(logged: Table, episodes: Table) -> Table:
    """Steps of the incidents that count, with the numbers of their incident, child and words.

    Parameters
    ----------
    logged
        In columns of `schema.STEPS`, those that say what was done and `incident` at least.
    episodes
        In the columns of `schema.EPISODES`.
    """
    known = episodes.select("row", "child_no", "child", _incident=episodes.incident)
    of_log = {name: kind for name, kind in STEPS.items() if name not in _OF_EPISODES}
    logged = logged.select(**_there(logged, of_log))
    logged = logged.mutate(**{f"_{n}": logged[n].fill_null("") for n in _SAID})
    both = logged.join(known, logged.incident == known._incident)
    # Of the steps that are kept: words of other incidents alone would leave gaps in the numbers.
    words = both.select(*(f"_{n}" for n in _SAID)).distinct()
    order = ibis.row_number().over(order_by=[words[f"_{n}"] for n in _SAID])
    words = words.select(spelling=order, **{f"_of{n}": words[f"_{n}"] for n in _SAID})
    whole = both.join(words, [both[f"_{n}"] == words[f"_of{n}"] for n in _SAID])
    return whole.select(*STEPS)


def _there(table: Table, columns: Mapping[str, str]) -> dict[str, Value]:
    """These columns; null where the table has none."""
    return {
        name: table[name] if name in table.columns else ibis.null().cast(kind)
        for name, kind in columns.items()
    }


def _selected(table: Table, columns: Mapping[str, str], episodes: Table) -> Table:
    if columns is STEPS:
        return steps_of(table, episodes)
    return table.select(**_there(table, columns))


def _no_rows(episodes: Table, columns: Mapping[str, str]) -> Table:
    blank = {name: ibis.null().cast(kind) for name, kind in columns.items()}
    return episodes.filter(ibis.literal(False)).select(**blank)
