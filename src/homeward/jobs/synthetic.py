"""Making a synthetic county: suppliers' files, or typed tables of any size."""

from __future__ import annotations

from pathlib import Path

from homeward.jobs.progress import Event, Progress, announce
from homeward.synth import Made, make_county
from homeward.synth.bulk import make_bulk
from homeward.synth.profile import profile_name
from homeward.vocabulary.errors import HomewardError

#: The profile that is made where none is named.
DEMO_PROFILE = "herts-2019-2022"

#: Forms in which a county is written.
SUPPLIERS, PARQUET = "suppliers", "parquet"


def synth(
    profile: str = DEMO_PROFILE,
    out: Path = Path("synthetic"),
    *,
    seed: int = 1,
    scale: float = 1.0,
    form: str = SUPPLIERS,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Made:
    """Make a synthetic county: extracts in suppliers' formats, with `truth.json`.

    Parameters
    ----------
    profile
        Name of a profile, or the path of one.
    out
        A new or empty folder.
    seed
        Same seed, same bytes.
    scale
        Multiplies the number of children and homes.
    form
        "suppliers" for the files of force, council, charity and homes; "parquet" for
        typed tables, streamed, of any size.
    workers
        Processes with "parquet"; as many as cores if not given. Bytes do not depend on it.

    Raises
    ------
    HomewardError
        HW-S001 for an unknown profile, HW-S002 for a setting that cannot be used,
        HW-E004 if the folder holds other files.
    """
    if form not in (SUPPLIERS, PARQUET):
        raise HomewardError("HW-S002", f"form must be {SUPPLIERS} or {PARQUET}")
    announce(progress, Event("synth", "started", profile_name(profile)))
    if form == PARQUET:
        made = make_bulk(
            profile,
            seed,
            Path(out),
            scale=scale,
            workers=workers,
            progress=lambda done, of: announce(
                progress, Event("synth", "working", f"district {done} of {of}")
            ),
        )
    else:
        made = make_county(profile, seed, Path(out), scale=scale)
    announce(progress, Event("synth", "done", f"{len(made.files)} files"))
    return made
