"""The `[definitions]` of a plan: what a force defines for itself."""

from __future__ import annotations

from typing import Any

from homeward.study.plan_keys import Keys
from homeward.timelines.definitions import COVID, DEFAULT, Change, Definitions
from homeward.vocabulary.change import ChangeKind

#: Bounds of what a plan may say, both included.
_DAYS, _INCIDENTS, _HOURS = (28, 3660), (2, 1000), (1, 8760)


def read_definitions(table: Any, text: str) -> Definitions:
    """The definitions in a plan's table; a key that is not there has its default.

    The pandemic is always among the changes: a plan adds to it.

    Raises
    ------
    HomewardError
        HW-P003 an unknown key; HW-P008 a value that cannot be used.
    """
    keys = Keys(table, "definitions", text)
    found = Definitions(
        local_authorities=keys.texts("local_authorities"),
        changes=_changes(keys, text),
        persistent_days=keys.number("persistent_days", DEFAULT.persistent_days, *_DAYS),
        persistent_incidents=keys.number(
            "persistent_incidents", DEFAULT.persistent_incidents, *_INCIDENTS
        ),
        persistent_long=keys.number("persistent_long", DEFAULT.persistent_long, *_INCIDENTS),
        persistent_long_hours=keys.number(
            "persistent_long_hours", DEFAULT.persistent_long_hours, *_HOURS
        ),
    )
    keys.finish()
    return found


def _changes(keys: Keys, text: str) -> tuple[Change, ...]:
    value = keys.take("change", [])
    if not isinstance(value, list):
        raise keys.bad("change", "tables that each begin with [[definitions.change]]")
    told = [_change(table, number, text) for number, table in enumerate(value, 1)]
    return tuple(sorted({COVID, *told}, key=lambda change: (change.on, change.what)))


def _change(table: Any, number: int, text: str) -> Change:
    keys = Keys(table, f"definitions.change {number}", text)
    what = keys.text("what")
    if not what:
        raise keys.bad("what", "a few words that a reader is told")
    on = keys.day("on")
    until = keys.day("until") if "until" in table else keys.take("until")
    if until is not None and until < on:
        raise keys.bad("until", "a date not before `on`")
    kind = keys.word("kind", ChangeKind, ChangeKind.RECORDING)
    keys.finish()
    return Change(on, what, kind, until)


def definitions_table(found: Definitions) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Definitions as plain values: the keys of `[definitions]`, and the changes told."""
    names = [name for name in Definitions.__dataclass_fields__ if name != "changes"]
    told = [change for change in found.changes if change != COVID]
    return {name: getattr(found, name) for name in names}, [
        {"on": c.on, "what": c.what, "kind": c.kind.value} | ({"until": c.until} if c.until else {})
        for c in told
    ]
