"""From stored incidents to the first waist: the tables of `timelines.schema`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from ibis.expr.types import Table

from homeward.engine.connection import Engine
from homeward.engine.sealed_tables import new_store_key
from homeward.engine.store import seal
from homeward.timelines.definitions import DEFAULT, Definitions
from homeward.timelines.episodes import at_risk_of, children_of, episodes_of
from homeward.timelines.partners import partners_of
from homeward.timelines.placement import local_spellings
from homeward.timelines.places import places_of
from homeward.timelines.schema import TABLES

#: A key of each table: rows are written in this order, so that files are repeatable.
ORDER: dict[str, tuple[str, ...]] = {
    "episodes": ("child", "ordinal"),
    "children": ("child",),
    "at_risk": ("child", "after_ordinal"),
    "places": ("place",),
    "placements": ("child", "started", "ended", "place"),
    "interviews": ("child", "interview_kind", "returned_on", "returned_at", "completed_at"),
    "steps": ("incident", "happened_at", "source_file", "source_row"),
    "effort": ("activity", "role"),
    "population": ("area", "year", "setting", "age"),
}


def build(
    engine: Engine,
    incidents: Table,
    places: Table | None,
    *,
    window: tuple[date, date],
    as_of: datetime,
    counts_as_missing: Sequence[str],
    supplied: frozenset[str],
    partners: Mapping[str, Table] | None = None,
    definitions: Definitions = DEFAULT,
) -> dict[str, Table]:
    """Order every child's episodes, and the histories of places.

    Parameters
    ----------
    engine
        Where `incidents` and `places` are; episodes are worked out once and kept there.
    incidents
        Stored incidents (`records.schema.stored_columns`), `child` already linked.
    places
        Stored places, or None if no file of places was supplied.
    window
        First and last local date, both included. Only reports made within it count.
    as_of
        When the records close (an instant). A resolution that can only lie after it
        has not happened yet: that episode is open.
    counts_as_missing
        Report types that count. A null type (no file supplied the column) counts.
    supplied
        Incident columns that some file filled.
    partners
        Other stored tables by name (placements, interviews, events, effort, population).
    definitions
        What the force defines for itself.

    Returns
    -------
    dict of str to Table
        Every table of `timelines.schema.TABLES`, with exactly its columns; in no order.

    Raises
    ------
    HomewardError
        HW-E005 if the engine fails.
    ValueError
        If `as_of` has no time zone.

    Source
    ------
    Definition: docs/reference/definitions.md#time-missing.
    """
    episodes = engine.keep(
        episodes_of(
            incidents,
            window=window,
            as_of=as_of,
            counts_as_missing=counts_as_missing,
            supplied=supplied,
            local=local_spellings(incidents, places, definitions.local_authorities),
        )
    )
    return {
        "episodes": episodes,
        "children": children_of(episodes),
        "at_risk": at_risk_of(episodes, as_of),
        "places": places_of(episodes, places),
        **partners_of(partners or {}, episodes),
    }


def materialise(engine: Engine, exprs: Mapping[str, Table], folder: Path) -> None:
    """Write the tables to `folder` as Parquet, each in the order of its key.

    Raises
    ------
    HomewardError
        HW-E005 if the engine fails; HW-E006 if the disk is full.
    """
    key = new_store_key() if engine.vault.sealed else b""
    for name in TABLES:
        engine.write_parquet(exprs[name].order_by(ORDER[name]), folder / f"{name}.parquet", key)
    seal(folder, tuple(TABLES), engine.vault, key)
