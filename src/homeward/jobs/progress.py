"""How a long job says what it is doing: a callable, so that any front end can listen."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

LOGGER = logging.getLogger("homeward")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing worth saying. Never holds a cell of a record.

    Attributes
    ----------
    step
        Name of the step ("ingest").
    state
        "started", "working", "done", "reused".
    message
        What, in words: file names, counts.
    seconds
        How long the step took, for "done".
    """

    step: str
    state: str
    message: str = ""
    seconds: float | None = None


#: What every job takes as `progress`.
Progress = Callable[[Event], None]


def announce(progress: Progress | None, event: Event) -> None:
    """Tell the listener, if any, and the log (JSON lines when the CLI sets that up)."""
    LOGGER.info(
        "%s %s",
        event.step,
        event.state,
        extra={
            "step": event.step,
            "state": event.state,
            "note": event.message,
            "seconds": event.seconds,
        },
    )
    if progress is not None:
        progress(event)
