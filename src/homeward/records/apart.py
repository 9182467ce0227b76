"""Files that only a parser of binary forms can open, opened in a process apart, with limits.

A few bytes of a workbook can stand for a billion cells, and a parser that runs out of
memory takes its whole process with it. So the parser has a process of its own, which may
use so much memory and so much time and no more. What it sends back is plain data.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from homeward.vocabulary.errors import HomewardError

#: Exit code of a program that found the file damaged. Any other but 0, or its end by a
#: signal, means that it ran into its limits.
DAMAGED = 4

#: Bytes of memory that the process may use, where it is not asked for otherwise.
MOST_MEMORY = 2 << 30

#: Seconds of processor time that it may take: so many, and one more for each so many bytes
#: of the file, but never more than the most.
FEWEST_SECONDS, BYTES_A_SECOND, MOST_SECONDS = 20, 200_000, 300

#: By the clock it may take so many times as long: others may use the processor too, and it
#: waits while what it sends is worked on. Windows has no other limit than the clock.
BY_THE_CLOCK = 3 if sys.platform == "win32" else 12


@contextmanager
def running(program: str, request: dict[str, Any], path: Path) -> Iterator[IO[bytes]]:
    """The output of a program of this room, which is sent a request and has limits.

    It is ended when the context is left. A program that did not end well, though its
    output was read to the end, is an error.

    Parameters
    ----------
    program
        File name of a module of this room, run as a program.
    request
        What it is told, as JSON: `path` and the limits are added; `memory` may be its own.
    path
        The file that it opens.

    Raises
    ------
    HomewardError
        HW-F005 if the file is damaged; HW-F050 if it needs more memory or time than it
        may have; HW-J004 if it cannot be started.
    """
    seconds = min(MOST_SECONDS, FEWEST_SECONDS + path.stat().st_size // BYTES_A_SECOND)
    told = {"memory": MOST_MEMORY, **request, "path": str(path), "seconds": seconds}
    command = [sys.executable, "-I", str(Path(__file__).with_name(program))]
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise HomewardError("HW-J004", "no process could be started to open a file") from error
    clock = threading.Timer(BY_THE_CLOCK * seconds, process.kill)
    clock.daemon = True
    clock.start()
    try:
        with process:
            sent, out = _pipes(process)
            try:
                sent.write(json.dumps(told).encode())
                sent.close()
                yield out
                out.read()
                _judge(process.wait(), path)
            except (OSError, EOFError, ValueError) as error:
                out.close()
                _judge(process.wait(), path)
                raise HomewardError("HW-F005", path.name) from error
            finally:
                process.kill()
    finally:
        clock.cancel()


def _judge(code: int, path: Path) -> None:
    """Refuse what a program did not end well with."""
    if code == DAMAGED:
        raise HomewardError("HW-F005", path.name)
    if code != 0:
        raise HomewardError("HW-F050", path.name)


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise HomewardError("HW-J004", "a process was started without pipes")
    return process.stdin, process.stdout


def answers(
    program: str, request: dict[str, Any], path: Path, hook: Callable[[dict[str, Any]], Any]
) -> Iterator[Any]:
    """What a program answers, a JSON value to a line; `{"refused": code}` is raised.

    Parameters
    ----------
    program, request, path
        As `running`.
    hook
        Makes values of JSON objects.

    Raises
    ------
    HomewardError
        As `running`, and whatever the program refuses.
    """
    with running(program, request, path) as out:
        for line in out:
            answer = json.loads(line, object_hook=hook)
            if isinstance(answer, dict) and "refused" in answer:
                said = str(answer.get("found", ""))
                raise HomewardError(answer["refused"], f"{path.name}{said and ': '}{said}")
            yield answer
