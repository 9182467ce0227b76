"""Every declared table, by name."""

from __future__ import annotations

from homeward.records.incidents import INCIDENTS
from homeward.records.partners import (
    CALLS,
    CHILDREN,
    EFFORT,
    EVENTS,
    INTERVIEWS,
    MEETINGS,
    PLACEMENTS,
    PLACES,
    PLANS,
    POPULATION,
    SUPPORT,
)
from homeward.records.returns_tables import ABSENCES, CARE_EPISODES
from homeward.records.schema import Table

#: In the order of the reference page.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        INCIDENTS,
        CHILDREN,
        PLACEMENTS,
        PLACES,
        INTERVIEWS,
        PLANS,
        SUPPORT,
        CALLS,
        EVENTS,
        MEETINGS,
        EFFORT,
        POPULATION,
        CARE_EPISODES,
        ABSENCES,
    )
}
