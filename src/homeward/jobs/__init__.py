"""Whole tasks, and the Python API: each command is a function here of the same name.

Floor: 8. Reads: report, release, study, synth, privacy, engine, findings. Gives:
`demo`, `plan`, `run`, `ingest`, `link`, `study`, `release`, `report`, `synth`, `doctor`.

>>> from pathlib import Path
>>> from homeward.jobs import run
>>> outcome = run(Path("extracts"), Path("study.toml"), Path("out"))  # doctest: +SKIP
"""

from homeward.jobs.checks import doctor
from homeward.jobs.county import demo, plan, synth
from homeward.jobs.outcome import Outcome
from homeward.jobs.progress import Event, Progress
from homeward.jobs.tasks import ingest, link, release, report, run, study

__all__ = [
    "Event",
    "Outcome",
    "Progress",
    "demo",
    "doctor",
    "ingest",
    "link",
    "plan",
    "release",
    "report",
    "run",
    "study",
    "synth",
]
