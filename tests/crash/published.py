"""What is published in an output folder, so that two of them can be compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: What stands published: folders that are swapped as one, and single files.
TARGETS = (
    "outgoing/released",
    "outgoing/report",
    "protected/outline.json",
    "protected/quarantine",
    "protected/results",
    "protected/sample",
    "protected/mends",
    "protected/state",
    "protected/store",
    "protected/timelines",
    "extracts",
    "links.csv",
    "truth",
    "truth.json",
)

#: What a manifest says of one run alone: how long it took, and what it found changed.
_OF_ONE_RUN = {"seconds", "reused", "changes", "at"}

#: How a published file is opened; another where files are sealed.
OPEN: Callable[[Path], bytes] = Path.read_bytes


def published(out: Path) -> dict[str, str]:
    """A hash of each published target that is there; an empty folder holds nothing."""
    return {target: _hash(out / target) for target in TARGETS if _files(out / target)}


def _files(place: Path) -> list[Path]:
    """Files of a target; one that is only half written has not its own name yet."""
    found = (place, *place.rglob("*"))
    return sorted(path for path in found if path.is_file() and path.suffix != ".part")


def _hash(place: Path) -> str:
    found = hashlib.sha256()
    for path in _files(place):
        found.update(path.relative_to(place).as_posix().encode())
        found.update(_content(path))
    return found.hexdigest()


def _content(path: Path) -> bytes:
    """A file's bytes, less what differs between two runs of the same records."""
    content = OPEN(path)
    if path.name in {"manifest.json", "history.json"}:
        return json.dumps(_lasting(json.loads(content)), sort_keys=True).encode()
    return content


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _lasting(v) for k, v in value.items() if k not in _OF_ONE_RUN}
    if isinstance(value, list):
        return _once([_lasting(v) for v in value])
    return value


def _once(values: list[Any]) -> list[Any]:
    """A list without an entry that says again what the one before it says."""
    return [v for n, v in enumerate(values) if n == 0 or v != values[n - 1]]


def decided(out: Path) -> bool:
    """Whether a publishing was decided on that is not finished."""
    return any((out / ".staging").glob("*/commit.json"))


def mixture(out: Path, before: dict[str, str], after: dict[str, str]) -> str:
    """Why what is published is neither the earlier result nor the new one; "" if it is one.

    Between the decision and its end a target may be of either, or on its way: whoever opens
    the folder next finishes it.
    """
    now = published(out)
    if now in (before, after):
        return ""
    strange = [t for t in now if now[t] not in (before.get(t), after.get(t))]
    if strange:
        return f"not of either result: {strange}"
    if decided(out):
        return ""
    return f"of two results: {[t for t in TARGETS if now.get(t) != before.get(t)]}"


def counted_twice(out: Path) -> str:
    """Why the rows of the published store do not add up; "" if they do."""
    manifest = json.loads(OPEN(out / "protected" / "state" / "manifest.json"))
    shapes = json.loads(OPEN(out / "protected" / "store" / "format.json"))["tables"]
    totals = manifest["totals"]
    accounted = totals["used"] + totals["duplicate"] + totals["set_aside"]
    if totals["read"] != accounted or shapes["incidents"]["rows"] != totals["used"]:
        return f"{totals}, {shapes['incidents']['rows']} stored"
    return ""


def left_behind(out: Path, temporary: Path) -> list[str]:
    """What a run that has ended well must not leave: half-made files, folders, copies."""
    half = [
        path.relative_to(out).as_posix()
        for path in out.rglob("*")
        if path.name.startswith(".making-")
        or path.name.endswith((".part", ".tmp"))
        or path.name == ".unfinished"
        or path.parent.name == ".staging"
    ]
    return half + [f"temporary: {path.name}" for path in temporary.iterdir()]
