"""Making a large county: block by block, by several processes, streamed to Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from homeward.synth.bulk.again import OTHERS, TWICE, others
from homeward.synth.bulk.blocks import Block, block_scale, blocks_of, live_block
from homeward.synth.bulk.events import events_table
from homeward.synth.bulk.incidents import SOURCE, draft, is_open, joined, written
from homeward.synth.bulk.partners import homes_table, interviews_table, placements_table
from homeward.synth.bulk.spoil import SPOIL, plant
from homeward.synth.bulk.sums import Sums, Total, sums
from homeward.synth.bulk.truths import incidents_table, truth_of
from homeward.synth.bulk.workers import in_order
from homeward.synth.details import describe
from homeward.synth.effects import effects_or_command
from homeward.synth.extract import MARKER, MARKER_LINES
from homeward.synth.habits import BANNER
from homeward.synth.make import EXTRACTS, TRUTH_FILE, TRUTH_FOLDER, Made
from homeward.synth.profile import check_faults, profile_name, read_profile, refuse
from homeward.synth.response import respond
from homeward.synth.rules import Profile
from homeward.synth.truth import write_truth
from homeward.synth.writing import ParquetFiles, check_room, growing, put_in_place

#: Largest multiple of a profile's children and homes.
LARGEST_SCALE = 1000.0

#: Faults that typed tables can hold.
BULK_FAULTS: tuple[str, ...] = (*SPOIL, "spellings", *TWICE, *OTHERS)

INCIDENTS_FILE = f"{EXTRACTS}/police/incidents.parquet"
HOMES_FILE = f"{EXTRACTS}/homes/homes.parquet"
PLACEMENTS_FILE = f"{EXTRACTS}/council/placements.parquet"
INTERVIEWS_FILE = f"{EXTRACTS}/charity/return_interviews.parquet"
MARKER_FILE = f"{EXTRACTS}/{MARKER}"
CLEAN_FILE = f"{TRUTH_FOLDER}/incidents.parquet"

EVENTS_FILE = f"{EXTRACTS}/police/events.parquet"

#: Every file but the truth, in the order in which they are put in place.
FILES = (
    MARKER_FILE, INCIDENTS_FILE, HOMES_FILE, PLACEMENTS_FILE, INTERVIEWS_FILE, EVENTS_FILE,
    CLEAN_FILE,
)  # fmt: skip

#: Told how many blocks are written, and of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Lived:
    """One block in tables, by file, and what is true of it."""

    tables: Mapping[str, pa.Table]
    sums: Sums


def make_bulk(
    profile: str,
    seed: int,
    out: Path,
    *,
    scale: float,
    workers: int | None = None,
    faults: Mapping[str, float] | None = None,
    events: bool = False,
    block: float | None = None,
    progress: Progress | None = None,
) -> Made:
    """Make a large synthetic county as typed Parquet tables, and what is true of it.

    Memory is bounded by the number of processes times the size of a block, and bytes
    depend on everything but the number of processes. A county no larger than a block is
    the one that `make_county` makes of the same seed.

    Parameters
    ----------
    profile
        One of `PROFILES`, or the path of a profile.
    seed
        The same seed gives the same bytes.
    out
        A new or empty folder, or an earlier result of this function.
    scale
        Multiplies the numbers of children and homes.
    workers
        Number of processes; None for as many as there are cores, up to four. More than
        one are started anew, so a script that calls this must guard its own start
        (`if __name__ == "__main__"`).
    faults
        Rates by kind of fault (`BULK_FAULTS`), in place of the profile's own.
    events
        Whether to write the log of the response too: some twenty rows to an incident.
    block
        Scale of one block; None for a size at which a block takes about a second.
    progress
        Told how many blocks are written, and of how many.

    Raises
    ------
    HomewardError
        HW-S001 for an unknown profile, HW-S002 for a setting that cannot be used, HW-E004
        if the folder holds files that this would not write, HW-E006 if the disk is full,
        HW-E002 if it cannot be written. An earlier result then stands as it was.
    """
    rules = _rules(profile, scale, workers, faults or {})
    whole = block_scale(rules) if block is None else _checked_scale("block", block)
    blocks = blocks_of(rules, scale, whole)
    check_room(Path(out), [*FILES, TRUTH_FILE])
    with growing(Path(out)) as folder:
        name = profile_name(profile)
        said = _said(rules, name, seed, scale)
        with ParquetFiles(folder, said) as files:
            live = partial(_live, rules, seed, events)
            total = _fill(files, live, blocks, workers, progress)
        _mark(folder)
        document = truth_of(
            rules, total, profile=name, seed=seed, scale=scale, block=whole,
            rows=files.rows, faults=BULK_FAULTS, effects=effects_or_command(rules, profile),
        )  # fmt: skip
        write_truth(document, folder / TRUTH_FILE)
        written = put_in_place(folder, Path(out), FILES, TRUTH_FILE)
    plain = {name: number for name, number in total.counts.items() if isinstance(number, int)}
    extracts = tuple(path for path in written if path != Path(out) / CLEAN_FILE)
    return Made(extracts, plain, Path(out) / TRUTH_FILE)


def _rules(profile: str, scale: float, workers: int | None, faults: Mapping[str, float]) -> Profile:
    _checked_scale("scale", scale)
    if workers is not None and workers < 1:
        raise refuse("workers must be at least 1")
    rules = read_profile(profile)
    check_faults(faults)
    for kind in faults.keys() - set(BULK_FAULTS):
        raise refuse(f"faults.{kind} cannot be planted in typed tables")
    return replace(rules, faults={**rules.faults, **faults})


def _checked_scale(name: str, scale: float) -> float:
    if not 0 < scale <= LARGEST_SCALE:
        raise refuse(f"{name} must lie above 0 and be at most {LARGEST_SCALE:g}")
    return scale


def _fill(
    files: ParquetFiles,
    live: Callable[[Block], _Lived],
    blocks: list[Block],
    workers: int | None,
    progress: Progress | None,
) -> Total:
    """Live through every block and write its tables, in order; what is true of them all."""
    total = Total()
    for number, lived in enumerate(in_order(live, blocks, workers), start=1):
        for name, table in lived.tables.items():
            files.add(name, table)
        total.add(lived.sums)
        if progress:
            progress(number, len(blocks))
    return total


def _live(rules: Profile, seed: int, events: bool, block: Block) -> _Lived:
    """Live through one block and put it in tables, with the log of the response or without."""
    county = live_block(rules, seed, block)
    details = describe(county)
    clean = draft(county, details, block)
    spoilt = clean.take(np.arange(len(clean)))
    streams = county.world.streams
    planted, fault = plant(spoilt, county.incidents.ids, is_open(county), rules.faults, streams)
    added, made = others(clean, fault, county, block, rules.faults)
    tables = {
        INCIDENTS_FILE: written(joined(spoilt, added)),
        HOMES_FILE: homes_table(county),
        PLACEMENTS_FILE: placements_table(county, block),
        INTERVIEWS_FILE: interviews_table(county, clean),
        CLEAN_FILE: incidents_table(county, details, block),
    }
    response = respond(county, details) if events else None
    if response is not None:
        tables[EVENTS_FILE] = events_table(response, clean)
    rows = tables[INCIDENTS_FILE].num_rows
    true = response.truth() if response is not None else {}
    return _Lived(tables, sums(county, details, rows, planted + made, true))


def _said(rules: Profile, profile: str, seed: int, scale: float) -> dict[str, str]:
    """What every file says about itself."""
    return {
        "synthetic": "true",
        "source": SOURCE,
        "notice": BANNER,
        "title": rules.title,
        "made_from": json.dumps({"profile": profile, "seed": seed, "scale": scale}),
    }


def _mark(folder: Path) -> None:
    path = folder / MARKER_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}\r\n" for line in MARKER_LINES).encode())
