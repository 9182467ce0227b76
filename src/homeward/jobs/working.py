"""An output folder held by one job at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from homeward.engine.disk import is_full, private_folder
from homeward.engine.lock import folder_lock
from homeward.engine.publish import check_out, recover, sweep
from homeward.engine.steps import StepCache
from homeward.jobs.books import sweep_halves
from homeward.jobs.pipeline import PROTECTED
from homeward.jobs.results import CACHE
from homeward.vocabulary.errors import HomewardError

#: Begins the name of a folder in which everything is encrypted anew, before it is put in place.
RESEALING = ".resealing-"


@contextmanager
def working_in(out: Path) -> Iterator[StepCache]:
    """Hold the output folder: checked, locked, and any half-published run rolled forward.

    Raises
    ------
    HomewardError
        HW-E001 if another run holds it, HW-E002 if it cannot be written, HW-E004 if it
        holds what Homeward did not write, HW-J002 on an interrupt, HW-E006 on a full
        disk.
    """
    out = Path(out)
    check_out(out)
    with folder_lock(out):
        recover(out)
        sweep(out, RESEALING)
        sweep_halves(out)
        cache = StepCache(out / CACHE)
        try:
            private_folder(out / PROTECTED)  # from the first byte, not from the end of a run
            cache.sweep()
            yield cache
        except KeyboardInterrupt:
            raise HomewardError("HW-J002") from None
        except OSError as fault:
            raise disk_fault(fault) from None
        finally:
            with suppress(OSError):  # after a refusal nothing half made is left; a kill leaves it
                StepCache(out / CACHE).sweep()


def disk_fault(fault: OSError) -> HomewardError:
    """The coded refusal that an operating-system error stands for."""
    return HomewardError("HW-E006" if is_full(fault) else "HW-E002", fault.strerror or "")
