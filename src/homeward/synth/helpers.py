"""How a helper process of the generator begins: it never outlives the one that started it."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import wait


def stay_behind() -> None:
    """Leave interrupts to the process that started this one, and end when it ends.

    Called first in every helper process. Without it the helpers of a process that was
    killed would wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
