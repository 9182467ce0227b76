"""Where a cell about a child may be, and why: a rule for each place, and nothing besides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from tests.leaks.markers import Kind
from tests.leaks.sealed import KEY, opened

_EVERY = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Allowed:
    """One place that may hold cells.

    Attributes
    ----------
    place
        Pattern of paths in the output folder.
    kinds
        What it may hold, and must be seen to hold, or the rule is no longer needed.
    why
        The reason, for a data-protection officer.
    """

    place: str
    kinds: frozenset[Kind]
    why: str


_TIME = frozenset({Kind.TIME})
_REFERENCES = frozenset({Kind.REFERENCE, Kind.NOMINAL})
_MENDED = frozenset({Kind.FREE_TEXT, Kind.TIME})

ALLOWED = (
    Allowed("protected/quarantine/*_rows.csv", _EVERY, "rows set aside, for their owner to mend"),
    Allowed("protected/cache/ingest-*/quarantine/*_rows.csv", _EVERY, "the same, to be published"),
    Allowed("protected/refused/*_rows.csv", frozenset({Kind.NAME}), "the same, of a refused run"),
    Allowed("protected/store/incidents.parquet", _TIME, "durations and clocks need the minute"),
    Allowed("protected/cache/ingest-*/store/incidents.parquet", _TIME, "the same, as made"),
    Allowed("protected/timelines/*.parquet", _TIME, "histories are in order of the minute"),
    Allowed("protected/cache/link-*/*.parquet", _TIME, "the same, as made"),
    Allowed("protected/mends/history.json", _MENDED, "what stood in a mended cell, and stands now"),
    Allowed("protected/sample/*/key.csv", _REFERENCES, "asked for with --extracts"),
    Allowed(
        "protected/sample/*/sheet-with-references.*", _REFERENCES, "asked for: --with-reference"
    ),
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of keeping what is protected, and what is allowed under it.

    Attributes
    ----------
    name
        For messages.
    allowed
        Rules for bytes as they lie on disk.
    environment
        What commands are told besides, such as where the key is.
    opened
        How a sealed file is opened; None where none is sealed.
    allowed_opened
        Rules for what is in sealed files once they are opened.
    """

    name: str
    allowed: tuple[Allowed, ...]
    environment: dict[str, str] = field(default_factory=dict)
    opened: Callable[[Path], bytes] | None = None
    allowed_opened: tuple[Allowed, ...] = ()


#: Plain files, as synthetic records may be kept. A way with a key allows nothing on disk, says
#: how files are opened, and gives the rules above as `allowed_opened`.
WAYS = (
    Way("plain", ALLOWED),
    Way("sealed", (), {"HOMEWARD_KEY": KEY}, opened, ALLOWED),
)


def not_allowed(found: dict[str, set[Kind]], rules: tuple[Allowed, ...]) -> dict[str, set[str]]:
    """What was found where no rule allows it: place to names of kinds."""
    left: dict[str, set[str]] = {}
    for place, kinds in found.items():
        may = {kind for rule in rules if fnmatch(place, rule.place) for kind in rule.kinds}
        if kinds - may:
            left[place] = {kind.name for kind in kinds - may}
    return left


def not_needed(found: dict[str, set[Kind]], rules: tuple[Allowed, ...]) -> dict[str, set[str]]:
    """What a rule allows and nothing holds: pattern to names of kinds."""
    left: dict[str, set[str]] = {}
    for rule in rules:
        held = {k for place, kinds in found.items() if fnmatch(place, rule.place) for k in kinds}
        if rule.kinds - held:
            left[rule.place] = {kind.name for kind in rule.kinds - held}
    return left
