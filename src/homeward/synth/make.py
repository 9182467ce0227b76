"""Making a county: read the profile, live through it, write extracts and truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from homeward.synth.county import live_through
from homeward.synth.details import describe
from homeward.synth.extract import file_names, make_extract, write_extract
from homeward.synth.profile import check_faults, read_profile, refuse
from homeward.synth.truth import counts, truth, write_incidents, write_truth
from homeward.vocabulary.errors import HomewardError

#: Folder of the extracts, and what stands beside it.
EXTRACTS, TRUTH_FILE, TRUTH_FOLDER = "extracts", "truth.json", "truth"

#: Largest multiple of a profile's children and homes.
LARGEST_SCALE = 1000.0


@dataclass(frozen=True, slots=True)
class Made:
    """What `make_county` wrote.

    Attributes
    ----------
    files
        The extracts, the list of homes and the marker that says they are made up.
    counts
        True numbers of incidents, children and homes, and rows written. Aggregates only.
    truth
        Path of `truth.json`, outside the folder of extracts.
    """

    files: tuple[Path, ...]
    counts: Mapping[str, int]
    truth: Path


def make_county(
    profile: str,
    seed: int,
    out: Path,
    *,
    scale: float = 1.0,
    faults: Mapping[str, float] | None = None,
) -> Made:
    """Make a synthetic county: extracts in suppliers' own habits, and what is true of it.

    Parameters
    ----------
    profile
        One of `PROFILES`.
    seed
        The same seed gives the same bytes.
    out
        A new or empty folder, or an earlier result of the same profile.
    scale
        Multiplies the numbers of children and homes.
    faults
        Rates by kind of fault, in place of the profile's own for those kinds.

    Raises
    ------
    HomewardError
        HW-S001 for an unknown profile, HW-S002 for a setting that cannot be used,
        HW-E004 if the folder holds files that this would not write.
    """
    if not 0 < scale <= LARGEST_SCALE:
        raise refuse(f"scale must lie above 0 and be at most {LARGEST_SCALE:g}")
    rules = read_profile(profile)
    check_faults(faults or {})
    rules = replace(rules, faults={**rules.faults, **(faults or {})})
    county = live_through(rules, seed, scale)
    details = describe(county)
    extract = make_extract(county, details, rules.faults)
    folder = _room_in(out, file_names(county))
    written = write_extract(extract, county, folder)
    document = truth(county, details, extract, profile=profile, seed=seed, scale=scale)
    write_truth(document, out / TRUTH_FILE)
    write_incidents(county, details, out / TRUTH_FOLDER / "incidents.parquet")
    numbers = counts(county, details, extract)
    plain = {name: number for name, number in numbers.items() if isinstance(number, int)}
    return Made(tuple(written), plain, out / TRUTH_FILE)


def _room_in(out: Path, names: list[str]) -> Path:
    """The folder for the extracts, made if need be.

    An extract of another profile left there would be read with this one, so a folder
    that holds anything else is refused.
    """
    folder = out / EXTRACTS
    own = {EXTRACTS, TRUTH_FILE, TRUTH_FOLDER}
    others = {path.name for path in out.glob("*")} - own
    others |= {path.name for path in folder.glob("*")} - set(names)
    if others:
        raise HomewardError("HW-E004", f"{len(others)} other files or folders in {out.name}")
    folder.mkdir(parents=True, exist_ok=True)
    (out / TRUTH_FOLDER).mkdir(exist_ok=True)
    return folder
