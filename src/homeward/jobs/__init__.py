"""Whole tasks, and the Python API: each command is a function here of the same name.

Floor: 8. Reads: report, release, study, synth, privacy, engine, findings. Gives:
`demo`, `plan`, `run`, `ingest`, `link`, `study`, `release`, `report`, `synth`, `fit`,
`truth`, `draw`, `check`, `take`, `status`, `template`, `mend`, `doctor`, `verify_audit`,
`show_audit`, `accept_audit`, `list_roles`, `grant_role`, `revoke_role`, `purge`, `acting`,
`releases`, `request`, `send_back`, `approve`, `withdraw`, `check_release`.

>>> from pathlib import Path
>>> from homeward.jobs import run
>>> outcome = run(Path("extracts"), Path("study.toml"), Path("out"))  # doctest: +SKIP

Names are looked up when first asked for (PEP 562), so that a run does not wait for the
generator of synthetic counties to load.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from homeward.jobs.actor import acting
    from homeward.jobs.attacking import check_release
    from homeward.jobs.auditing import accept_audit, show_audit, verify_audit
    from homeward.jobs.calibration import fit, truth
    from homeward.jobs.checks import doctor
    from homeward.jobs.county import demo
    from homeward.jobs.mending import mend
    from homeward.jobs.outcome import Outcome
    from homeward.jobs.partners import template
    from homeward.jobs.progress import Event, Progress
    from homeward.jobs.proposing import plan
    from homeward.jobs.purging import purge
    from homeward.jobs.releasing import approve, releases, request, send_back, withdraw
    from homeward.jobs.roles import grant_role, list_roles, revoke_role
    from homeward.jobs.sample import check, draw, status, take
    from homeward.jobs.synthetic import synth
    from homeward.jobs.tasks import ingest, link, release, report, run, study

__all__ = [
    "Event",
    "Outcome",
    "Progress",
    "accept_audit",
    "acting",
    "approve",
    "check",
    "check_release",
    "demo",
    "doctor",
    "draw",
    "fit",
    "grant_role",
    "ingest",
    "link",
    "list_roles",
    "mend",
    "plan",
    "purge",
    "release",
    "releases",
    "report",
    "request",
    "revoke_role",
    "run",
    "send_back",
    "show_audit",
    "status",
    "study",
    "synth",
    "take",
    "template",
    "truth",
    "verify_audit",
    "withdraw",
]

_MODULES = {
    "actor": ("acting",),
    "auditing": ("accept_audit", "show_audit", "verify_audit"),
    "calibration": ("fit", "truth"),
    "checks": ("doctor",),
    "county": ("demo",),
    "mending": ("mend",),
    "outcome": ("Outcome",),
    "partners": ("template",),
    "progress": ("Event", "Progress"),
    "proposing": ("plan",),
    "purging": ("purge",),
    "roles": ("grant_role", "list_roles", "revoke_role"),
    "releasing": ("approve", "releases", "request", "send_back", "withdraw"),
    "attacking": ("check_release",),
    "sample": ("check", "draw", "status", "take"),
    "synthetic": ("synth",),
    "tasks": ("ingest", "link", "release", "report", "run", "study"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """The public name `name`, from the module that defines it.

    Raises
    ------
    AttributeError
        If there is no such name.
    """
    if name not in _HOME:
        raise AttributeError(f"module 'homeward.jobs' has no attribute {name!r}")
    return getattr(import_module(f"homeward.jobs.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
