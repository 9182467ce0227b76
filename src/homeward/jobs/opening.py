"""Opening what is sealed for a person who is to look at it: quarantine, and samples' keys."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from homeward.engine.disk import writing
from homeward.engine.sealed import Vault, is_sealed
from homeward.jobs.actor import holding
from homeward.jobs.audit import looked
from homeward.jobs.held import open_held
from homeward.jobs.results import state_if_any
from homeward.jobs.tasks import OUT
from homeward.jobs.working import working_in
from homeward.privacy.keys import PersonKey
from homeward.study.governance import check_governance
from homeward.study.plan import parse_plan
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission


@dataclass(frozen=True, slots=True)
class Opened:
    """What was opened: names of files, never a cell.

    Attributes
    ----------
    folder
        Where they are now, readable by their owner only.
    files
        Their names.
    notes
        What a person should know, such as a last day that is near.
    """

    folder: str
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        return [
            f"{len(self.files)} files opened in {self.folder}: {', '.join(self.files)}",
            "They hold records as they were supplied, in the clear. Delete them when you are done:",
            "the encrypted ones stay where they are.",
            *self.notes,
        ]


def quarantine(
    out: Path = OUT,
    *,
    to: Path,
    key: PersonKey | None = None,
    sample: str | None = None,
    refused: bool = False,
) -> Opened:
    """Open the quarantine of a folder, or the files of one of its samples, for a person.

    Parameters
    ----------
    out
        The output folder.
    to
        Where to: a new or empty folder, outside the output folder.
    key
        The person's key, where the folder is encrypted.
    sample
        Of a sample instead: its key and sheets.
    refused
        The reasons of the last intake that left no row, instead.

    Raises
    ------
    HomewardError
        HW-K... as `open_held`; HW-K005 for a file that is not as it was written; HW-K007 if
        `to` holds a file, or lies in the output folder; HW-J003 if there is nothing to open;
        HW-E002 if `to` cannot be written; HW-A006 for those who may not; HW-P021 once the last
        day has passed on which a dataset may be held. That it was opened is recorded before
        anything is.
    """
    what = "refused" if refused else "quarantine" if sample is None else f"sample/{sample}"
    if to.exists() and any(to.iterdir()):
        raise HomewardError("HW-K007", f"{to.name} is not empty")
    if to.resolve().is_relative_to(out.resolve()):
        raise HomewardError("HW-K007", f"{to.name} lies in the output folder")
    with holding(key), working_in(out):
        vault = open_held(out, key).vault
        source = (out / "protected" / what).resolve()
        if not source.is_relative_to((out / "protected").resolve()) or not source.is_dir():
            raise HomewardError("HW-J003", f"there is no {what.partition('/')[0]} here")
        files = [path for path in sorted(source.iterdir()) if path.is_file()]
        notes = _may_still_be_held(out, vault)
        looked(out, AuditEvent.QUARANTINE_OPENED, Permission.OPEN_QUARANTINE, about=[what])
        with writing(to):
            to.mkdir(parents=True, exist_ok=True, mode=0o700)
            _open_all(files, to, vault)
    return Opened(str(to), tuple(path.name for path in files), notes)


def _may_still_be_held(out: Path, vault: Vault) -> tuple[str, ...]:
    """Warnings of the plan of the last finished run, if there was one; raises HW-P021."""
    state = state_if_any(out, vault)
    return check_governance(parse_plan(state["plan"])) if state else ()


def _open_all(files: list[Path], to: Path, vault: Vault) -> None:
    """Every file in the clear, or none: what was opened is deleted if another does not open."""
    done: list[Path] = []
    try:
        for path in files:
            here = to / path.name
            done.append(here)
            handle = os.open(here, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                if is_sealed(path) or not path.name.startswith("sheet"):
                    file.writelines(vault.parts(path))
                else:
                    file.write(path.read_bytes())
    except BaseException:
        for here in done:
            here.unlink(missing_ok=True)
        raise
