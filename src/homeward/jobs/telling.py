"""What the end of a run says in numbers: those of the report, rounded and hidden as there.

What stands on a screen is copied into messages and pictures; beside the report's numbers, exact
ones would give hidden ones away. The exact numbers stay in `protected/results/manifest.json`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from homeward.findings import Bundle, format_value
from homeward.release import HIDDEN, Rules
from homeward.release.rounding import mask
from homeward.release.rules import rules_from
from homeward.report import much_lost
from homeward.vocabulary.units import Kind, Unit

#: The finding that tells how many rows of incidents were read, and what became of them.
QUALITY = "demand.quality"
ROUNDED = "Rounded as in the report; protected/results/manifest.json has them exact."
#: Of a number that the report hides: it need not be small, where it would give another away.
UNKNOWN = "a hidden number"
#: What becomes of a row, by the name of its count.
_FATES = {"used": "used", "duplicate": "duplicate", "set_aside": "set aside"}
LOOK = "Look at protected/quarantine/faults.csv, mend the plan or the extract, and run again."


def numbers_of(bundle: Bundle) -> Callable[[int], str]:
    """How a count is printed beside the report of a released bundle: as the report would."""
    rules = _rules(bundle)

    def told(count: int) -> str:
        shown = mask(count, rules)
        return f"1 to {rules.hidden_up_to}" if shown is HIDDEN else f"{shown:,}"

    return told


def _rules(bundle: Bundle) -> Rules:
    return rules_from(bundle.release["rules"])


def counted(bundle: Bundle, totals: Mapping[str, int]) -> tuple[str, ...]:
    """Rows of incidents as the report tells them, then those of every file, rounded alike.

    Parameters
    ----------
    bundle
        Released.
    totals
        Exact: `read`, `table_rows`, `used`, `duplicate`, `set_aside`, `cells_set_aside`, `purged`.
    """
    told = numbers_of(bundle)
    many = {name: told(count) for name, count in totals.items()}
    twice = totals["table_rows"] > totals["read"]
    rows = f", {many['table_rows']} as rows of tables since a file may fill two" if twice else ""
    purged = f", {many['purged']} purged" if totals["purged"] else ""
    first, fates = f"{many['read']} read", [f"{many[name]} {_FATES[name]}" for name in _FATES]
    incidents, few = _incidents(bundle), f"1 to {_rules(bundle).hidden_up_to}"
    same = ", ".join([first, *fates])
    alone = not incidents or incidents == same or incidents == same.replace(few, UNKNOWN)
    every = (
        f"Rows of {'the' if alone else 'all'} files: {first}{rows}; {', '.join(fates)}{purged}"
        f" ({many['cells_set_aside']} unreadable cells in used rows)."
    )
    own = () if alone else (f"Rows of incidents: {incidents}.",)
    return (*own, every, ROUNDED)


def _incidents(bundle: Bundle) -> str:
    """The report's own numbers of rows of incidents; "" where it has none."""
    quality = next((f for f in bundle.findings if f.id == QUALITY and not f.refused), None)
    found = {e.name: e.value for e in quality.estimates if not e.by} if quality else {}
    words = {"rows_read": "read"} | {f"rows_{name}": word for name, word in _FATES.items()}
    return ", ".join(f"{_shown(found[n])} {word}" for n, word in words.items() if n in found)


def _shown(value: float | None) -> str:
    return UNKNOWN if value is None else format_value(value, Kind.COUNT, Unit.ROWS)


def lost_of(bundle: Bundle, commonest: str) -> list[str]:
    """The warning of the report's first page, for a screen; nothing where it has none.

    Parameters
    ----------
    bundle
        Released.
    commonest
        The commonest fault that lost rows, its code and column, or "": told where many are lost.
    """
    fault = f" The commonest fault: {commonest}." if commonest else ""
    return [
        f"WARNING: {part.said}{'' if part.answered else fault} {LOOK}" for part in much_lost(bundle)
    ]
