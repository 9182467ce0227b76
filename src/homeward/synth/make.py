"""Making a county: read the profile, live through it, write extracts and truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from homeward.synth.county import live_through
from homeward.synth.effects import effects_or_command
from homeward.synth.extract import MARKER
from homeward.synth.profile import check_faults, profile_name, read_profile, refuse
from homeward.synth.rules import Profile
from homeward.synth.suppliers import hand_over, write_all, write_links
from homeward.synth.truth import counts, truth, write_incidents, write_truth
from homeward.synth.writing import check_room, growing, put_in_place

#: Folder of the extracts, and what stands beside it.
EXTRACTS, TRUTH_FILE, TRUTH_FOLDER = "extracts", "truth.json", "truth"
BESIDE = (f"{TRUTH_FOLDER}/incidents.parquet", f"{TRUTH_FOLDER}/links.parquet")

#: Largest multiple of a profile's children and homes that is written in suppliers' files.
LARGEST_SCALE = 20.0


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
        One of `PROFILES`, or the path of a profile.
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
        HW-E004 if the folder holds files that this would not write, HW-E006 if the disk is
        full, HW-E002 if it cannot be written. An earlier result then stands as it was.
    """
    rules = _rules(profile, scale, faults or {})
    county = live_through(rules, seed, scale)
    handed = hand_over(county, rules.faults)
    said = profile_name(profile)
    effects = effects_or_command(rules, profile)
    document = truth(county, handed, effects, profile=said, seed=seed, scale=scale)
    names = [f"{EXTRACTS}/{name}" for name in (MARKER, *handed.names()[:-1])]
    check_room(Path(out), [*names, *BESIDE, TRUTH_FILE])
    with growing(Path(out)) as folder:
        write_all(handed, county, folder / EXTRACTS)
        (folder / TRUTH_FOLDER).mkdir()
        write_incidents(county, handed.details, folder / BESIDE[0])
        write_links(handed, county, folder / BESIDE[1])
        write_truth(document, folder / TRUTH_FILE)
        written = put_in_place(folder, Path(out), [*names, *BESIDE], TRUTH_FILE)
    numbers = counts(county, handed)
    plain = {name: number for name, number in numbers.items() if isinstance(number, int)}
    return Made(tuple(written[: len(names)]), plain, Path(out) / TRUTH_FILE)


def _rules(profile: str, scale: float, faults: Mapping[str, float]) -> Profile:
    if not 0 < scale <= LARGEST_SCALE:
        raise refuse(
            f"scale must lie above 0 and be at most {LARGEST_SCALE:g} in suppliers' files;"
            " `--form parquet` writes larger counties"
        )
    rules = read_profile(profile)
    if rules.size * scale > LARGEST_SCALE:
        raise refuse(f"size times scale must be at most {LARGEST_SCALE:g} in suppliers' files")
    check_faults(faults)
    return replace(rules, faults={**rules.faults, **faults})
