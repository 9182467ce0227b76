"""A plan for a folder of extracts: apart from the other jobs, so that it starts at once."""

from __future__ import annotations

from pathlib import Path

from homeward.engine.lock import folder_lock
from homeward.engine.publish import recover
from homeward.engine.sealed import PLAIN, Vault
from homeward.jobs.actor import holding
from homeward.jobs.audit import looked
from homeward.jobs.held import open_held
from homeward.jobs.progress import Event, Progress, announce
from homeward.jobs.state import STATE
from homeward.privacy.keys import PersonKey
from homeward.study.intake import OUTLINE
from homeward.study.plan import write_plan
from homeward.study.proposal import Proposed, propose_plan
from homeward.vocabulary.auditing import AuditEvent
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.roles import Permission

PLAN_NAME = "study.toml"


def plan(
    extracts: Path,
    out: Path = Path(PLAN_NAME),
    *,
    force_name: str = "",
    synthetic: bool = False,
    overwrite: bool = False,
    after: Path | None = None,
    key: PersonKey | None = None,
    progress: Progress | None = None,
) -> Proposed:
    """Propose how each file maps onto the tables, and write it as a plan to be read.

    Parameters
    ----------
    extracts
        Folder of supplied files.
    out
        The `study.toml` to write.
    force_name
        Whose records, for the report.
    synthetic
        True when the extracts are made up. A folder that says so itself is believed.
    overwrite
        Replace an existing plan.
    after
        An earlier study, by the output folder of its run or its study.toml: what it knew is
        kept, and what changed since is asked.
    key
        The person's key, where that output folder is encrypted.

    Raises
    ------
    HomewardError
        HW-F... for files that cannot be used, HW-P011 if `out` exists, HW-P028 for an
        earlier study that cannot be used, HW-A006 for those who may not look at one.
    """
    announce(progress, Event("plan", "started"))
    if Path(out).exists() and not overwrite:
        raise HomewardError("HW-P011", f"{Path(out).name} is there already")
    with holding(key):
        vault = PLAIN if after is None else _earlier(Path(after))
    proposed = propose_plan(
        Path(extracts), force=force_name, synthetic=synthetic,
        after=None if after is None else Path(after), vault=vault,
    )  # fmt: skip
    write_plan(proposed.plan, Path(out), proposed.doubts, overwrite=overwrite)
    announce(progress, Event("plan", "done", f"{len(proposed.doubts)} doubts"))
    return proposed


def _earlier(after: Path) -> Vault:
    """What opens an earlier study, once whoever asks may look at what its intake knew."""
    vault = open_held(after, None).vault
    if (after / STATE).is_dir():
        with folder_lock(after):
            recover(after)
            looked(after, AuditEvent.INTAKE_VIEWED, Permission.RUN, about=[OUTLINE])
    return vault
