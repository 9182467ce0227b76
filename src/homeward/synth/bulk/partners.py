"""Partners' typed tables of a block: homes, placements, return home interviews.

They carry the force's own references: in a bulk extract children were matched before it
was handed over, so nothing here tries linkage.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from homeward.synth.bulk.blocks import Block
from homeward.synth.bulk.cells import (
    child_references,
    dates,
    one_text,
    plain_text,
    report_references,
    table,
    times,
    worded,
)
from homeward.synth.bulk.incidents import SOURCE, Draft, known
from homeward.synth.clock import HOUR, YEAR, midnight, to_local
from homeward.synth.county import County
from homeward.synth.homes import HOST_AUTHORITY, OTHER_AUTHORITIES
from homeward.synth.people import NO_HOME
from homeward.vocabulary.activity import InterviewKind
from homeward.vocabulary.person import YesNo
from homeward.vocabulary.placement import LegalStatus, PlacementKind, PlacementLocality
from homeward.vocabulary.setting import Setting

#: Who holds return home interviews.
PROVIDER = "Madeup Children's Charity"

#: A return home interview is due so many hours after return.
DUE_HOURS = 72

#: Weights of legal statuses of looked-after children.
_LEGAL = {LegalStatus.C2: 0.58, LegalStatus.C1: 0.17, LegalStatus.V2: 0.25}

#: Where local children placed in another area are: not of this county's authorities.
_ELSEWHERE = OTHER_AUTHORITIES[0]


def homes_table(county: County) -> pa.Table:
    """The list of homes; those opened over ten years before have no opening date."""
    homes, opens = county.world.homes, midnight(county.world.profile.window.opens)
    rows = len(homes.names)
    opened = np.where(homes.opened >= opens - 10 * YEAR, homes.opened, np.inf)
    return table({
        "home_name": plain_text(np.array(homes.names)),
        "type": worded(Setting, np.full(rows, Setting.CHILDRENS_HOME.value)),
        "registered_beds": pa.array(homes.beds, pa.int16()),
        "authority": one_text(HOST_AUTHORITY, rows),
        "date_opened": dates(opened),
        "philomena_live": dates(homes.philomena),
        "source_system": one_text(SOURCE, rows),
    })  # fmt: skip


def placements_table(county: County, block: Block) -> pa.Table:
    """Placement spells that touch the window: children of here, there, and placed here."""
    world, stays = county.world, county.world.stays
    placed = world.in_care()[stays.setting] & (stays.closes > midnight(world.profile.window.opens))
    own = np.flatnonzero(placed & (stays.opens < county.as_of))
    child, home, setting = stays.child[own], stays.home[own], stays.setting[own]
    kind = world.placement(child, setting)
    names = np.array((*world.homes.names, ""))
    authorities = np.array((HOST_AUTHORITY, *OTHER_AUTHORITIES))
    away = kind == PlacementKind.LOCAL_ELSEWHERE.value
    near = kind == PlacementKind.LOCAL_HERE.value
    area = PlacementLocality.IN_AREA.value, PlacementLocality.OUT_OF_AREA.value
    legal = world.streams.pick("bulk.legal", world.children.ids[child], list(_LEGAL.values()))
    return table({
        "person_id": child_references(block.first_child + child),
        "placement_start": dates(to_local(stays.opens[own])),
        "placement_end": dates(known(county, stays.closes[own])),
        "placement_type": worded(Setting, np.array(list(world.profile.settings))[setting]),
        "home_name": plain_text(np.where(home == NO_HOME, "", names[home])),
        "legal_status": plain_text(np.array([word.value.upper() for word in _LEGAL])[legal]),
        "responsible_la": plain_text(authorities[world.children.authority[child]]),
        "host_la": plain_text(np.where(away, _ELSEWHERE, HOST_AUTHORITY)),
        "in_out_of_area": worded(PlacementLocality, np.where(near, *area)),
        "source_system": one_text(SOURCE, len(own)),
    })  # fmt: skip


def interviews_table(county: County, clean: Draft) -> pa.Table:
    """Return home interviews offered by the making of the extract, one row for each."""
    incidents = county.incidents
    offered = known(county, incidents.offered)
    own = np.flatnonzero(np.isfinite(offered))
    accepted = np.where(incidents.accepted[own] == 1, YesNo.YES.value, YesNo.NO.value)
    returned = incidents.returned[own]
    return table({
        "interview_type": worded(
            InterviewKind, np.full(len(own), InterviewKind.RETURN_HOME.value)
        ),
        "incident_ref": report_references(clean.year[own], clean.number[own]),
        "person_id": child_references(clean.child[own]),
        "date_returned": times(known(county, returned)),
        "due_date": times(to_local(returned + DUE_HOURS * HOUR)),
        "date_offered": times(offered[own]),
        "accepted": worded(YesNo, accepted),
        "date_completed": times(known(county, incidents.interviewed[own])),
        "provider": one_text(PROVIDER, len(own)),
        "source_system": one_text(SOURCE, len(own)),
    })  # fmt: skip
