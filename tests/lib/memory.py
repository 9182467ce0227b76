"""How much memory this process has held."""

from __future__ import annotations

import resource
from pathlib import Path

_STATUS = Path("/proc/self/status")


def most_held() -> int:
    """Most bytes of memory that this process has held at once.

    `ru_maxrss` is not it: a process begins with the most that its parent held, so a small
    one started by a large one (a test runner that has been running for long) looks large.
    It stands in where the system keeps no better figure.
    """
    if _STATUS.is_file():
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
