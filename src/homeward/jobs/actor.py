"""In whose name jobs are done, and where the key and the anchor are: said once, for all jobs.

The command line says it from `--as`, HOMEWARD_ACTOR, HOMEWARD_KEY_FILE and `--anchor`; from
Python it is said with `acting`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path

from homeward.privacy.keys import PersonKey

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
        The file of the person's key, if it is in one: the anchor is kept beside it.
    key
        The person's key, where a job is not given one.
    anchor
        Where the head of the audit trail is kept; None is `jobs.audit.anchor_file`.
    """

    name: str = UNNAMED
    key_file: Path | None = None
    anchor: Path | None = None
    key: PersonKey | None = field(default=None, repr=False)


_NOW: ContextVar[Acting] = ContextVar("acting", default=Acting())  # noqa: B039


def now_acting() -> Acting:
    """Who acts now."""
    return _NOW.get()


@contextmanager
def acting(
    name: str,
    *,
    key_file: Path | None = None,
    anchor: Path | None = None,
    key: PersonKey | None = None,
) -> Iterator[Acting]:
    """Do what is within in somebody's name, with their key.

    >>> with acting("Ann Otter"):
    ...     now_acting().name
    'Ann Otter'
    """
    with _acting_as(Acting(name.strip() or UNNAMED, key_file, anchor, key)) as now:
        yield now


@contextmanager
def holding(
    key: PersonKey | None, key_file: Path | None = None, name: str = ""
) -> Iterator[Acting]:
    """Do what is within with a key, or in a name; what is not given stays what it was."""
    now = now_acting()
    held = replace(now, key=key or now.key, key_file=key_file or now.key_file)
    with _acting_as(replace(held, name=name.strip() or now.name)) as acting_now:
        yield acting_now


def keep_key(key: PersonKey | None, key_file: Path | None) -> None:
    """Say for the rest of the program with which key it is done: for the command line."""
    _NOW.set(replace(now_acting(), key=key, key_file=key_file))


@contextmanager
def _acting_as(who: Acting) -> Iterator[Acting]:
    token = _NOW.set(who)
    try:
        yield who
    finally:
        _NOW.reset(token)
