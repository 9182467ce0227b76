"""The event log of a block as one typed table: a row for each step known by the extract."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from homeward.synth.bulk.cells import Coded, one_text, report_references, table, times
from homeward.synth.bulk.incidents import SOURCE, Draft, known
from homeward.synth.people import Whole
from homeward.synth.response import Response
from homeward.synth.response.spellings import NICHE_LIKE
from homeward.synth.response.words import ACTIVITIES, ROLES, agency_of


def events_table(response: Response, clean: Draft) -> pa.Table:
    """Steps begun by the making of the extract, in order of case and time.

    Parameters
    ----------
    response
        What was done about every incident of the block.
    clean
        The incidents: their references stand here once, and rows point at them.
    """
    county, events = response.cases.county, response.events
    own = np.flatnonzero(events.start <= county.as_of)
    words, role = NICHE_LIKE, events.role[own]
    references = report_references(clean.year, clean.number)
    of = pa.array(events.incident[own].astype(np.int32))
    return table({
        "case_id": pa.DictionaryArray.from_arrays(of, references),
        "event": _coded([words.activities[word] for word in ACTIVITIES], events.activity[own]),
        "event_time": times(known(county, events.start[own])),
        "finish_time": times(known(county, events.end[own])),
        "sequence": pa.array(events.ordinal[own], pa.int32()),
        "actor_role": _coded([words.roles[word] for word in ROLES], role),
        "agency": _coded([words.agencies[agency_of(word)] for word in ROLES], role),
        "source_system": one_text(SOURCE, len(own)),
    })  # fmt: skip


def _coded(texts: list[str], codes: Whole) -> Coded:
    return Coded(codes, tuple(texts))
