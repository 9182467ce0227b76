"""Making a county: read the profile, live through it, write extracts and truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from homeward.synth.county import live_through
from homeward.synth.effects import effects_or_command
from homeward.synth.profile import check_faults, profile_name, read_profile, refuse
from homeward.synth.suppliers import hand_over, write_all, write_links
from homeward.synth.truth import counts, truth, write_incidents, write_truth
from homeward.vocabulary.errors import HomewardError

#: Folder of the extracts, and what stands beside it.
EXTRACTS, TRUTH_FILE, TRUTH_FOLDER = "extracts", "truth.json", "truth"

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
        HW-E004 if the folder holds files that this would not write.
    """
    if not 0 < scale <= LARGEST_SCALE:
        raise refuse(
            f"scale must lie above 0 and be at most {LARGEST_SCALE:g} in suppliers' files;"
            " `--form parquet` writes larger counties"
        )
    rules = read_profile(profile)
    check_faults(faults or {})
    rules = replace(rules, faults={**rules.faults, **(faults or {})})
    county = live_through(rules, seed, scale)
    handed = hand_over(county, rules.faults)
    folder = _room_in(out, handed.names())
    written = write_all(handed, county, folder)
    name = profile_name(profile)
    effects = effects_or_command(rules, name)
    document = truth(county, handed, effects, profile=name, seed=seed, scale=scale)
    write_truth(document, out / TRUTH_FILE)
    write_incidents(county, handed.details, out / TRUTH_FOLDER / "incidents.parquet")
    write_links(handed, county, out / TRUTH_FOLDER / "links.parquet")
    numbers = counts(county, handed)
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
    others |= {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()
    } - set(names)
    if others:
        raise HomewardError("HW-E004", f"{len(others)} other files or folders in {out.name}")
    folder.mkdir(parents=True, exist_ok=True)
    (out / TRUTH_FOLDER).mkdir(exist_ok=True)
    return folder
