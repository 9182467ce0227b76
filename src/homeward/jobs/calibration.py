"""Synthetic profiles: fitted to published figures, and what is truly the effect of each part."""

from __future__ import annotations

import time
from pathlib import Path

from homeward.engine.disk import write_whole, writing
from homeward.jobs.progress import Event, Progress, announce
from homeward.synth.effects import REPLICATES, write_effects
from homeward.synth.fitting.fit import FITTING_SEEDS, Fit, fit_profile
from homeward.synth.fitting.targets import read_targets
from homeward.synth.fitting.written import MARK, profile_toml
from homeward.synth.profile import profile_name
from homeward.vocabulary.errors import HomewardError

FITTED_NAME = "profile.toml"
BASE_PROFILE = "herts-2019-2022"


def fit(
    targets: Path,
    out: Path = Path(FITTED_NAME),
    *,
    base: str = BASE_PROFILE,
    profile: str | None = None,
    seeds: int = 20,
    fitting_seeds: int = FITTING_SEEDS,
    anyway: bool = False,
    progress: Progress | None = None,
) -> Fit:
    """Fit a synthetic profile to published figures, and write it.

    The same targets, base and numbers of seeds give the same bytes.

    Parameters
    ----------
    targets
        A targets file; docs/reference/calibration.md says what it holds.
    out
        The profile to write, which `synth` then takes by its path.
    base
        The profile that is moved: a name, or the path of one.
    profile
        Which profile of the targets file, where it holds several.
    seeds
        Fresh seeds, from 1, over which what was achieved is reported.
    fitting_seeds
        Counties over which averages are taken while fitting.
    anyway
        Write the nearest profile there is where targets are not met.

    Raises
    ------
    HomewardError
        HW-S003 for a targets file that cannot be used, HW-S004 if its targets are not met
        (nothing is written), HW-S001 and HW-S002 for the base, HW-E002 and HW-E004 for `out`.
    """
    began = time.perf_counter()
    out = Path(out)
    _may_be_written(out)
    wanted = read_targets(Path(targets), profile)
    announce(progress, Event("fit", "started", wanted.name))
    fitted = fit_profile(
        wanted,
        base,
        seeds=seeds,
        fitting_seeds=fitting_seeds,
        anyway=anyway,
        say=lambda said: announce(progress, Event("fit", "working", said)),
    )
    _write_text(out, profile_toml(fitted))
    seconds = time.perf_counter() - began
    announce(progress, Event("fit", "done", f"{fitted.trials} trials", seconds))
    return fitted


def truth(
    profile: str,
    out: Path = Path("."),
    *,
    runs: int = REPLICATES,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """Work out the true total effect of everything planted in a profile, and write it.

    Parameters
    ----------
    profile
        Name of a profile, or the path of one.
    out
        Folder to write `PROFILE.json` into.
    runs
        Pairs of counties, with the effect on and off, behind each value.
    workers
        Processes; as many as cores if not given. Values do not depend on it.

    Raises
    ------
    HomewardError
        HW-S001 for an unknown profile, HW-S002 for a setting that cannot be used or
        fewer than two runs, HW-E006 if the disk is full,
        HW-E002 if nothing can be written there.
    """
    began = time.perf_counter()
    if runs < 2:
        raise HomewardError("HW-S002", "runs must be at least 2: an error needs two")
    announce(progress, Event("truth", "started", profile_name(profile)))
    with writing(Path(out)):
        (written,) = write_effects(
            [profile],
            Path(out),
            replicates=runs,
            workers=workers,
            progress=lambda done, of: announce(
                progress, Event("truth", "working", f"county {done} of {of}")
            ),
        )
    announce(progress, Event("truth", "done", f"{runs} pairs", time.perf_counter() - began))
    return written


def _may_be_written(path: Path) -> None:
    """Refuse, before any work, to write over a file that is not a fitted profile.

    Raises
    ------
    HomewardError
        HW-E002 if there is no folder for it, HW-E004 if another file has its name.
    """
    if not path.parent.is_dir() or path.is_dir():
        raise HomewardError("HW-E002", f"{path.name} cannot be written there")
    if path.exists() and MARK.encode() not in path.read_bytes()[:200]:
        raise HomewardError("HW-E004", f"{path.name} is not a fitted profile")


def _write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    with writing(path):
        write_whole(path, text.encode())
