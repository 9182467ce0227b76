"""Truth that ships with a profile: kept beside it, and valid for its settings only.

The model can change too, and no hash of source files tells a change that moves numbers
from one that does not. So a test lives through two of the kept seeds again and compares
every sum exactly; see `tests/unit/synth/test_effects_shipped.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from homeward.synth.effects.catalogue import Estimand
from homeward.synth.effects.run import REPLICATES, run
from homeward.synth.profile import PROFILES, profile_name, read_profile
from homeward.synth.rules import Profile

#: Parts of a profile that do not move what happens: how it is called and written down.
NOT_HASHED = ("title", "faults", "files")

#: Where truth is kept, in a source checkout.
FOLDER = "src/homeward/synth/profiles/effects"

#: What `truth.json` leaves out of shipped truth: the sums of every seed.
_KEPT_ONLY = "by_replicate"


def command(name: str) -> str:
    """What to type so that the truth of a profile (a name, or a path) is computed."""
    return f"homeward synth truth {name} --runs {REPLICATES}"


def keeping(name: str) -> str:
    """What to type, in a source checkout, so that it also ships with the profile."""
    return f"{command(name)} --out {FOLDER}"


def settings_hash(profile: Profile) -> str:
    """SHA-256 of all settings of a profile that bear on what happens.

    The order of a table's entries counts: draws pick positions.
    """
    held = {key: value for key, value in asdict(profile).items() if key not in NOT_HASHED}
    return sha256(json.dumps(held, default=_iso).encode()).hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not belong in a profile")


def _place(name: str) -> Traversable:
    return files("homeward.synth") / "profiles" / "effects" / f"{name}.json"


def shipped(name: str) -> dict[str, Any] | None:
    """The whole truth kept for a profile, sums by replicate included; None if there is none.

    It may be of other settings than the profile now has: compare `settings_sha256`.
    """
    place = _place(name)
    return json.loads(place.read_text(encoding="utf-8")) if place.is_file() else None


def effects_of(profile: Profile) -> dict[str, Any] | None:
    """The truth that ships for exactly these settings, without the sums by replicate.

    Titles, files and faults may differ. None if none ships for them.
    """
    wanted = settings_hash(profile)
    for name in PROFILES:
        kept = shipped(name)
        if kept is not None and kept["settings_sha256"] == wanted:
            return _shortened(kept)
    return None


def _shortened(document: dict[str, Any]) -> dict[str, Any]:
    estimands = [
        {key: value for key, value in estimand.items() if key != _KEPT_ONLY}
        for estimand in document["estimands"]
    ]
    return document | {"estimands": estimands}


def effects_or_command(profile: Profile, name: str) -> dict[str, Any]:
    """What `truth.json` says about effects: the shipped truth, or how to compute it."""
    known = effects_of(profile)
    return known or {"state": "not_computed", "command": command(name)}


def write_effects(
    names: Iterable[str] = PROFILES,
    folder: Path | None = None,
    *,
    replicates: int = REPLICATES,
    first_seed: int = 1,
    estimands: Sequence[Estimand] | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Compute the truth of profiles and write one JSON file each.

    Parameters
    ----------
    names
        Of `PROFILES`, or paths of profiles.
    folder
        Where to; this package's own folder if not given, which is for a source checkout.
    replicates, first_seed, estimands, workers, progress
        As `run`; what ships holds every estimand.

    Returns
    -------
    list of Path
        The files written. The same call writes the same bytes.

    Raises
    ------
    HomewardError
        HW-S001 for an unknown profile, HW-S002 for a setting that cannot be used.
    """
    into = Path(str(_place(""))).parent if folder is None else Path(folder)
    profiles = {name: read_profile(name) for name in names}
    into.mkdir(parents=True, exist_ok=True)
    written = []
    for name, profile in profiles.items():
        found = run(
            profile,
            replicates,
            first_seed,
            estimands=estimands,
            workers=workers,
            progress=progress,
        )
        about = {"profile": profile_name(name), "settings_sha256": settings_hash(profile)}
        written.append(into / f"{profile_name(name)}.json")
        written[-1].write_bytes(_as_text({**about, **found}).encode())
    return written


def _as_text(document: dict[str, Any]) -> str:
    """JSON with an estimand to a line, so that a change can be read as one."""
    head = {key: value for key, value in document.items() if key != "estimands"}
    lines = [_compact(estimand) for estimand in document["estimands"]]
    opening = "".join(f'"{key}": {_compact(value)},\n' for key, value in head.items())
    return "{\n" + opening + '"estimands": [\n' + ",\n".join(lines) + "\n]\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_iso)
