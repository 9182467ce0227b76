"""What is true of the council's records before any fault: aggregates only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from homeward.synth.council.care import CareEpisodes
from homeward.synth.council.codes import AWAY, MISSING
from homeward.synth.council.placed import Placements, placement_of
from homeward.synth.council.spells import NO_INCIDENT, Spells
from homeward.synth.council.years import Flags, Span, local_days
from homeward.synth.county import County
from homeward.synth.streams import Floats


def council_truth(
    county: County, span: Span, placed: Placements, care: CareEpisodes, spells: Spells
) -> Mapping[str, Any]:
    """Numbers of children, days, spells, and how far council and force agree.

    Returns
    -------
    Mapping
        `children` (in either file); `placement_days` by setting, and those outside the
        county (`placement_days_away`), in the return years as far as they are known;
        `missing_spells` by code; `police_incidents` of these children while placed;
        `police_incidents_with_spell`; `dates_agree_share` of those with a spell, both
        dates (last seen, and found, or neither known) being the same; and
        `spells_without_incident`, M only: the county's force has no record in the window.
    """
    days = np.minimum(care.closes, span.last + 1) - np.maximum(care.opens, span.first)
    settings = placed.setting[care.placed]
    linked = spells.incident != NO_INCIDENT
    agree = _agree(county, span, spells, linked)
    known = placement_of(county, placed)[county.incidents.stay] >= 0
    return {
        "return_years": list(span.years),
        "children": len(np.union1d(care.child, spells.child)),
        "placement_days": {
            name: int(days[settings == name].sum()) for name in np.unique(settings).tolist()
        },
        "placement_days_away": int(days[placed.away[care.placed]].sum()),
        "missing_spells": {code: int((spells.code == code).sum()) for code in (MISSING, AWAY)},
        "police_incidents": int(known.sum()),
        "police_incidents_with_spell": int(linked.sum()),
        "dates_agree_share": float(agree.mean()) if len(agree) else None,
        "spells_without_incident": int((~linked & (spells.code == MISSING)).sum()),
    }


def _agree(county: County, span: Span, spells: Spells, linked: Flags) -> Flags:
    """Whether both dates of each spell with an incident are the force's."""
    incidents = county.incidents.take(spells.incident[linked])

    def same(council: Floats, police: Floats) -> Flags:
        return council[linked] == span.known(local_days(police))

    return same(spells.first_day, incidents.last_seen) & same(spells.last_day, incidents.found)
