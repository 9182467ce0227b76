"""What is in `outgoing`, held against what was put there: an edit is told, not sent on.

The hash of every file that is published into `outgoing` is kept in the folder's state, and put
in place by the same commit. With a key the state is sealed; without one (made-up records alone)
it is plain, and no proof against somebody who edits both. The bundle among the files is proved
by the register as well, and carries a digest of itself for where there is neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from homeward.engine.source import files_in
from homeward.engine.steps import MARKER
from homeward.jobs.desk import LACKING, OUTGOING, sha256_of
from homeward.release.register import Entry
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.faults import FAULTS


def hashes_with(parts: Mapping[str, Path], before: Mapping[str, Any]) -> dict[str, str]:
    """Hashes of the files of `outgoing`, once `parts` are in place.

    Parameters
    ----------
    parts
        Target, relative to the output folder, to what is to be put there.
    before
        The state of the folder until now; empty where there is none.

    Returns
    -------
    dict
        Path relative to the output folder to SHA-256, 64 hex digits.
    """
    new = {target: source for target, source in parts.items() if _goes_out(target)}
    kept = {
        name: sha
        for name, sha in before.get("outgoing", {}).items()
        if not any(name.startswith(f"{target}/") for target in new)
    }
    made = {
        f"{target}/{path.relative_to(source).as_posix()}": sha256_of(path)
        for target, source in new.items()
        for path in files_in(source)
        if path.name != MARKER
    }
    return kept | made


def _goes_out(target: str) -> bool:
    return target.startswith(f"{OUTGOING}/")


def edited(out: Path, state: Mapping[str, Any]) -> tuple[str, ...]:
    """Files of `outgoing` that are not as they were put there; one that is gone is none."""
    held = state.get("outgoing", {})
    return tuple(n for n, sha in held.items() if (out / n).is_file() and sha256_of(out / n) != sha)


def edited_note(out: Path, state: Mapping[str, Any]) -> list[str]:
    """A sentence if a file of `outgoing` was edited; nothing else."""
    found = edited(out, state)
    fault = FAULTS["HW-D017"]
    return [f"{fault.code}: {fault.title} ({', '.join(found)}). {fault.do}"] if found else []


def require_released(bundle: Path, entries: Sequence[Entry], anchor: str = "") -> None:
    """Refuse a bundle that a register with releases does not know, byte for byte.

    Parameters
    ----------
    bundle
        The file.
    entries
        What the register holds.
    anchor
        Hash of the bundle that was last published from the folder.

    Raises
    ------
    HomewardError
        HW-D004 if the register lacks what was last published; HW-D005.
    """
    known = {entry.sha256 for entry in entries}
    if anchor and anchor not in known:
        raise HomewardError("HW-D004", LACKING)
    if entries and sha256_of(bundle) not in known:
        raise HomewardError("HW-D005", f"{bundle.name} is no release that the register knows")
