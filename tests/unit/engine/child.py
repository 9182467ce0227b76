"""Another process with the same package, for what only a process can show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import homeward

_SOURCE = str(Path(homeward.__file__).parents[1])


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Python running `code`; what it prints can be read from `stdout`."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": _SOURCE},
    )


def finish(code: str, *arguments: object) -> tuple[int, str]:
    """Exit code and output of Python running `code`."""
    with start(code, *arguments) as run:
        said, _ = run.communicate(timeout=60)
    return run.returncode, said.strip()
