"""Everything that a county's agencies hand over, and what is true of each part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from homeward.synth.council import council_files, looked_after
from homeward.synth.county import County
from homeward.synth.details import Details, describe
from homeward.synth.extract import (
    MARKER,
    MARKER_LINES,
    Extract,
    make_extract,
    write_extract,
)
from homeward.synth.identities import Identities, identify, on_incidents
from homeward.synth.partners import children_named, home_links, partner_files
from homeward.synth.partners.plans import plans
from homeward.synth.response import respond, response_files
from homeward.synth.rules import FAULT_KINDS
from homeward.synth.sheets import SAID, Supplied
from homeward.synth.text import write_lines
from homeward.vocabulary.activity import PlanKind


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What every agency hands over.

    Attributes
    ----------
    details
        Details of every incident.
    extract
        The force's incident files.
    parts
        Everything else, by who holds it: response, council, partners.
    identities
        What each agency holds of each child who stands in a file.
    planted
        Number of planted faults by kind; every kind is there.
    """

    details: Details
    extract: Extract
    parts: Mapping[str, Supplied]
    identities: Identities
    planted: Mapping[str, int]

    def names(self) -> list[str]:
        """Path of every file, relative to the folder of extracts."""
        others = [file.name for part in self.parts.values() for file in part.files]
        return [*self.extract.files, *others, MARKER]

    def rows(self) -> dict[str, int]:
        """Number of rows of every file but the marker."""
        own = {name: len(rows) for name, rows in self.extract.files.items()}
        return own | {f.name: f.rows for part in self.parts.values() for f in part.files}

    def truth(self) -> dict[str, Any]:
        """What is true of each part, and of the identities. Aggregates only."""
        said: dict[str, Any] = {name: dict(part.truth) for name, part in self.parts.items()}
        mistakes = self.identities.planted_by_agency
        return said | {"identities": {agency: dict(kinds) for agency, kinds in mistakes.items()}}


def hand_over(county: County, rates: Mapping[str, float]) -> HandedOver:
    """What every agency of a county hands over, with faults at these rates.

    Parameters
    ----------
    rates
        By kind of fault (`rules.FAULT_KINDS`); kinds left out are not planted.
    """
    details = describe(county)
    who = np.union1d(children_named(county), looked_after(county))
    identities = identify(county, rates, who)
    told = on_incidents(county, identities, rates)
    extract = make_extract(county, details, rates, told.names, told.references)
    parts = {
        "response": response_files(county, details, respond(county, details), identities, rates),
        "council": council_files(county, details, identities, rates),
        "partners": partner_files(county, details, identities, rates),
    }
    planted = Counter(extract.planted) + identities.planted
    planted["names_mistyped"] += told.mistyped
    for part in parts.values():
        planted += Counter(part.planted)
    return HandedOver(
        details, extract, parts, identities, {kind: planted[kind] for kind in FAULT_KINDS}
    )


def write_all(handed: HandedOver, county: County, folder: Path) -> None:
    """Write every file into `folder`, the marker first."""
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / MARKER, [[line] for line in MARKER_LINES], "utf-8", "\t")
    write_extract(handed.extract, county, folder)
    for part in handed.parts.values():
        for file in part.files:
            file.write(folder)


def write_links(handed: HandedOver, county: County, path: Path) -> None:
    """The truth of linkage: every reference of every agency, and which child it is."""
    columns = handed.identities.links()
    homes = home_links(county, plans(county).of(PlanKind.PHILOMENA))
    blank = [""] * len(homes["reference"])
    table = {name: [*cells, *homes.get(name, blank)] for name, cells in columns.items()}
    whole = pa.table({name: pa.array(cells, pa.string()) for name, cells in table.items()})
    pq.write_table(whole.replace_schema_metadata(SAID), path)
