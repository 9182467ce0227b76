"""In whose name jobs are done, and where the key and the anchor are: said once, for all jobs.

The command line says it from `--as`, HOMEWARD_ACTOR, HOMEWARD_KEY_FILE and `--anchor`; from
Python it is said with `acting`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

#: Who acts where nobody said.
UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, with what.

    Attributes
    ----------
    name
        As the audit trail has it.
    key_file
        The project key's file; None is the one kept in the output folder.
    anchor
        Where the head of the audit trail is kept; None is `jobs.audit.anchor_file`.
    """

    name: str = UNNAMED
    key_file: Path | None = None
    anchor: Path | None = None


_NOW: ContextVar[Acting] = ContextVar("acting", default=Acting())  # noqa: B039


def now_acting() -> Acting:
    """Who acts now."""
    return _NOW.get()


def act(as_whom: Acting) -> None:
    """Say for the rest of the program who acts."""
    _NOW.set(as_whom)


@contextmanager
def acting(
    name: str, *, key_file: Path | None = None, anchor: Path | None = None
) -> Iterator[Acting]:
    """Do what is within in somebody's name.

    >>> with acting("Ann Otter"):
    ...     now_acting().name
    'Ann Otter'
    """
    token = _NOW.set(Acting(name.strip() or UNNAMED, key_file, anchor))
    try:
        yield _NOW.get()
    finally:
        _NOW.reset(token)
