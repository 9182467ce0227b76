"""A warm copy of Homeward that is killed before its n-th change on disk.

Run as a program: it loads everything once, then for each line of standard input,
`{"args": [...], "cwd": ..., "env": {...}, "kill_at": n or null, "kill_on": text}`, forks a
child that does the command and is killed, with its whole process group, before change n, or
before the first change of a path that holds the text. A change is what
Python itself tells an audit hook: a file opened for writing, a rename, a removal, a folder
made or removed, a change of permissions. It answers `{"code": ..., "changes": n}`, code -9
for a kill.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

#: What an audit hook hears of a change on disk.
CHANGES = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "shutil.copyfile"}
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def is_change(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an audit event tells of a change on disk."""
    if event == "open":
        return isinstance(arguments[2], int) and bool(arguments[2] & _WRITES)
    return event in CHANGES


class Counter:
    """An audit hook that counts changes, tells the newest count, and kills at one of them."""

    def __init__(self, kill_at: int | None, kill_on: str, told: int) -> None:
        self.seen = 0
        self._kill_at = kill_at
        self._kill_on = kill_on
        self._told = told

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Count, and kill the process group if this is the one."""
        if not is_change(event, arguments) or str(arguments[0]) == os.devnull:
            return
        if self.seen == self._kill_at or (self._kill_on and self._kill_on in str(arguments[0])):
            os.killpg(0, signal.SIGKILL)
        self.seen += 1
        os.pwrite(self._told, self.seen.to_bytes(4, "little"), 0)


class Warm:
    """The other end: commands are asked of one warm process, one after another."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.forked"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def do(
        self,
        args: Sequence[str],
        cwd: Path,
        env: dict[str, str],
        kill_at: int | None = None,
        kill_on: str = "",
    ) -> tuple[int, int]:
        """Exit code (-9 if killed) and the number of changes on disk before the end."""
        asked: dict[str, Any] = {"args": list(args), "cwd": str(cwd), "env": env}
        asked |= {"kill_at": kill_at, "kill_on": kill_on}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        return answer["code"], answer["changes"]

    def __enter__(self) -> Self:
        """This."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the warm process."""
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


def _child(asked: dict[str, Any], told: int) -> None:
    """Be the command line, in a process group of its own; never returns."""
    os.setpgid(0, 0)
    os.chdir(asked["cwd"])
    os.environ.update(asked["env"])
    silent = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(silent, number)
    sys.argv = ["homeward", *asked["args"]]
    from homeward.cli import main

    sys.addaudithook(Counter(asked["kill_at"], asked["kill_on"], told))
    code = 1
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        os._exit(code)


def _serve() -> None:
    """Answer until standard input ends."""
    import homeward.jobs.mending
    import homeward.jobs.sample
    import homeward.jobs.tasks  # noqa: F401

    for line in sys.stdin:
        told = os.memfd_create("changes")
        pid = os.fork()
        if pid == 0:
            _child(json.loads(line), told)
        _, status = os.waitpid(pid, 0)
        seen = int.from_bytes(os.pread(told, 4, 0), "little")
        os.close(told)
        answer = {"code": os.waitstatus_to_exitcode(status), "changes": seen}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _serve()
