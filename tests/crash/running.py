"""The real command line in a process group of its own, and its sudden end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Marks every process that a test starts, and so every one that outlives it.
MARK = "HOMEWARD_TEST_MARK"

PROGRAM = Path(sys.executable).with_name("homeward")
_TICK = os.sysconf("SC_CLK_TCK")
_PATIENCE = 900.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where commands run: a folder with the county, and a temporary folder of their own."""

    folder: Path
    mark: str

    @property
    def temporary(self) -> Path:
        """What the commands take for the system's temporary folder."""
        return self.folder / "tmp"

    def environment(self) -> dict[str, str]:
        """What the commands are told."""
        return {
            **os.environ,
            MARK: self.mark,
            "TMPDIR": str(self.temporary),
            "HOMEWARD_KEY_FILE": "",
            "HOMEWARD_KEY": "",
        }


def place_in(folder: Path) -> Place:
    """A place in an existing folder."""
    (folder / "tmp").mkdir(exist_ok=True)
    return Place(folder, uuid.uuid4().hex)


def begin(place: Place, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start `homeward` with the arguments, as a person would, in its own process group."""
    return subprocess.Popen(
        [str(PROGRAM), *arguments],
        cwd=place.folder,
        env=place.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def complete(place: Place, arguments: Sequence[str]) -> tuple[int, str, float]:
    """Run to the end: exit code, everything said, and processor time in seconds."""
    process = begin(place, arguments)
    used = 0.0
    while process.poll() is None:
        used = max(used, processor_time(process.pid))
        time.sleep(0.005)
    said, _ = process.communicate(timeout=_PATIENCE)
    return process.returncode, said.decode(errors="replace"), used


def kill_when(
    place: Place, arguments: Sequence[str], now: Callable[[float], bool], *, group: bool = True
) -> tuple[bool, float]:
    """Start a command and end it with SIGKILL when `now(processor seconds)` is true.

    Returns
    -------
    tuple
        Whether it was killed before it ended by itself, and the processor time it had.
    """
    process = begin(place, arguments)
    ends = time.monotonic() + _PATIENCE
    used = 0.0
    while process.poll() is None and time.monotonic() < ends:
        used = max(used, processor_time(process.pid))
        if now(used):
            break
        time.sleep(0.001)
    running = process.poll() is None
    if running:
        if group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()
    return running and process.returncode == -signal.SIGKILL, used


def processor_time(pid: int) -> float:
    """Processor seconds that a process has used; 0 once it has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK


def still_running(place: Place, patience: float = 10.0) -> list[int]:
    """Processes of this place that are there after so many seconds; none, if all is well."""
    ends = time.monotonic() + patience
    wanted = f"{MARK}={place.mark}".encode()
    while (found := [pid for pid in _processes() if _marked(pid, wanted)]) and (
        time.monotonic() < ends
    ):
        time.sleep(0.05)
    return found


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _marked(pid: int, wanted: bytes) -> bool:
    try:
        alive = "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return alive and wanted in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
