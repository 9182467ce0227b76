"""The truth of a large county: one document of sums, and the clean incidents themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa

from homeward.synth.bulk.blocks import Block
from homeward.synth.bulk.cells import child_references, instants, one_text, plain_text, table
from homeward.synth.bulk.incidents import SOURCE
from homeward.synth.bulk.sums import Total
from homeward.synth.county import County
from homeward.synth.details import Details
from homeward.synth.rules import Profile

_TIMES = ("last_seen", "reported", "found", "returned", "closed")


def truth_of(
    rules: Profile,
    total: Total,
    *,
    profile: str,
    seed: int,
    scale: float,
    block: float,
    rows: Mapping[str, int],
    faults: Iterable[str],
    effects: Mapping[str, Any],
) -> dict[str, Any]:
    """The whole of `truth.json`. Aggregates only.

    Parameters
    ----------
    block
        Scale of a whole block: other blocks would be another county.
    rows
        Number of rows by file.
    faults
        Every kind of fault that could be planted.
    effects
        True effects of the profile, by paired counterfactual runs (`synth.effects`).
    """
    return {
        "schema": 1,
        "synthetic": True,
        "form": "parquet",
        "profile": profile,
        "seed": seed,
        "scale": scale,
        "block_scale": block,
        "window": {"opens": rules.window.opens, "closes": rules.window.closes},
        "planted": asdict(rules),
        "counts": total.counts,
        "faults": {kind: total.planted[kind] for kind in faults},
        "rows": dict(rows),
        "estimates": total.estimates,
        "not_summed": total.left_out,
        "effects": dict(effects),
        **({"response": total.response} if total.response else {}),
    }


def incidents_table(county: County, details: Details, block: Block) -> pa.Table:
    """The clean made-up incidents of a block, one row each, times in UTC; for tests."""
    incidents, children = county.incidents, county.world.children
    child = incidents.child
    columns: dict[str, Any] = {
        "child": child_references(block.first_child + child),
        "setting": plain_text(details.setting),
        "placement": plain_text(details.placement),
        "care_status": plain_text(details.care_status),
        "risk_first": plain_text(details.risk_first),
        "age": pa.array(details.age, pa.int16()),
        "exploited": pa.array(incidents.exploited == 1),
        "exploitation": plain_text(children.exploitation[child]),
        "in_chronic_period": pa.array(_in_chronic_period(county)),
        "brought_about": pa.array(incidents.parent != 0),
    }
    columns |= {f"{name}_at": instants(getattr(incidents, name)) for name in _TIMES}
    columns["block"] = pa.array(np.full(len(child), block.number, np.int32))
    return table(columns | {"source": one_text(SOURCE, len(child))})


def _in_chronic_period(county: County) -> np.ndarray:
    children, child = county.world.children, county.incidents.child
    when = county.incidents.last_seen
    return (when >= children.chronic_from[child]) & (when < children.chronic_to[child])
