"""Is the installation sound? Each check does a small piece of the real work."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa

from homeward.engine.connection import open_engine
from homeward.engine.store import read_tables, write_tables
from homeward.findings.bundle import Bundle
from homeward.jobs.results import DEPENDS_ON
from homeward.jobs.ring import ring_name
from homeward.report import write_report
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.times import UK_ZONE

_GIB = 1024**3
_LEAST_DISK_GIB = 1.0


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was found and, if it failed, what to do."""

    name: str
    ok: bool
    found: str
    do: str = ""


def _python() -> Check:
    found = ".".join(str(part) for part in sys.version_info[:3])
    return Check("Python", sys.version_info >= (3, 11), found, "Install Python 3.11 or later.")


def _packages() -> Check:
    found, missing = [], []
    for name in DEPENDS_ON:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    text = ", ".join(found) if not missing else "missing: " + ", ".join(missing)
    return Check("Packages", not missing, text, "Install again with `make demo`.")


def _zones() -> Check:
    try:
        hour = datetime(2022, 7, 1, 12, tzinfo=UTC).astimezone(ZoneInfo(UK_ZONE)).hour
    except ZoneInfoNotFoundError:
        return Check("UK time", False, "no time-zone data", "Install the `tzdata` package.")
    return Check(
        "UK time",
        hour == 13,
        f"noon UTC in July is {hour}:00 in the UK",
        "Install the `tzdata` package.",
    )


def _engine() -> Check:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables({"probe": pa.table({"n": [1, 2, 3]})}, folder)
        with open_engine(temp_folder=folder / "spill") as engine:
            total = read_tables(engine, folder)["probe"].n.sum().to_pyarrow().as_py()
    return Check(
        "Engine",
        total == 6,
        "Parquet written, read and added up",
        "Install again with `make demo`.",
    )


def _renderers() -> Check:
    empty = Bundle(
        True, {"from": "2022-01-01", "to": "2022-01-31"}, "2022-02-01", "Nobody", (), True
    )
    with tempfile.TemporaryDirectory() as name:
        made = write_report(empty, Path(name))
        size = sum(path.stat().st_size for path in made)
    names = " and ".join(path.name for path in made)
    return Check("Report", size > 0, f"{names} made", "Install again with `make demo`.")


def _disk() -> Check:
    free = shutil.disk_usage(Path.cwd()).free / _GIB
    return Check(
        "Disk", free >= _LEAST_DISK_GIB, f"{free:.1f} GiB free here", "Free at least 1 GiB."
    )


def _keyring() -> Check:
    found = ring_name() or "none here: keep the key in a file (HOMEWARD_KEY_FILE)"
    return Check("Keyring", True, found)


def doctor() -> tuple[Check, ...]:
    """Every check, each with what was found. Never raises for a failing part."""
    checks: list[Check] = []
    probes: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("Python", _python),
        ("Packages", _packages),
        ("UK time", _zones),
        ("Engine", _engine),
        ("Report", _renderers),
        ("Disk", _disk),
        ("Keyring", _keyring),
    )
    for name, probe in probes:
        try:
            checks.append(probe())
        except (HomewardError, OSError, ValueError, RuntimeError) as fault:
            checks.append(
                Check(name, False, type(fault).__name__, "Install again with `make demo`.")
            )
    return tuple(checks)
