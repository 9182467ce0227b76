"""Jobs done by several processes and taken up in order, few at a time.

What a job gives depends on the job alone, and results are taken in the order of the
jobs, so nothing made of them can tell how many processes there were.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from homeward.synth.helpers import stay_behind
from homeward.vocabulary.errors import HomewardError

Job = TypeVar("Job")
Result = TypeVar("Result")

#: Most processes used unless told otherwise: each holds a block in memory.
MOST_WORKERS = 4


def cores() -> int:
    """Number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    do: Callable[[Job], Result], jobs: Sequence[Job], workers: int | None
) -> Iterator[Result]:
    """What `do` gives of each job, in the order of the jobs.

    At most one job more than there are processes is under way or waiting to be taken.

    Parameters
    ----------
    do
        A function of a module, or a `functools.partial` of one: it is sent to processes.
    workers
        Number of processes; None for as many as there are cores, up to `MOST_WORKERS`.
        With one, or one job, the work is done in this process.

    Raises
    ------
    HomewardError
        HW-E005 if a process was ended from outside, as by a system short of memory.
    """
    number = min(workers or min(cores(), MOST_WORKERS), len(jobs))
    return _spread(do, jobs, number) if number > 1 else map(do, jobs)


def _spread(do: Callable[[Job], Result], jobs: Sequence[Job], number: int) -> Iterator[Result]:
    pool = ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=stay_behind)
    waiting: deque[Future[Result]] = deque()
    try:
        for job in jobs:
            waiting.append(pool.submit(do, job))
            if len(waiting) > number:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise HomewardError("HW-E005", "a process that made part of the county ended") from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
