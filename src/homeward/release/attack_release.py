"""An attack on a whole release: what its files say, and what can be worked out from them.

Whoever has the files knows the rules too, since every file states them. So each published
number is taken for its band, each hidden one for anything, what must hold among them is
written down (`attack_sums`), and each hidden number is solved for (`attack_solve`), over this
release and every earlier one in the register together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from homeward.findings import Bundle
from homeward.release.attack_read import Read
from homeward.release.attack_solve import Range, ranges
from homeward.release.attack_sums import System, add_release
from homeward.release.attack_words import Told, extra
from homeward.release.cells import kept_cells
from homeward.release.register import Entry, Scope
from homeward.release.review import KNOWN_OUTSIDE
from homeward.release.rounding import band, is_published
from homeward.release.rules import Rules, rules_from
from homeward.vocabulary.errors import HomewardError


@dataclass(frozen=True, slots=True)
class Attacked:
    """What an attack found.

    Attributes
    ----------
    hidden
        How many hidden numbers were attacked.
    pinned
        Those that can be known, or nearly: finding and name, part and group's keys.
    ranges
        What is left of each hidden number. For whoever holds the release, never printed.
    told
        What files say that the bundle hides or does not hold.
    numbers
        How many numbers were read in the files.
    beside
        Ids of the earlier releases that were attacked together with it.
    width
        Fewer values than this are too few for a number that may be small.
    synthetic
        Whether the release is of made-up records.
    edited
        Files that are not as they were put there, where it is known how that was.
    """

    hidden: int
    pinned: tuple[str, ...]
    ranges: tuple[Range, ...]
    told: tuple[Told, ...]
    numbers: int
    beside: tuple[str, ...]
    width: int
    synthetic: bool
    edited: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For `--json`: counts and places, no range."""
        return {
            "synthetic": self.synthetic,
            "hidden_attacked": self.hidden,
            "pinned": list(self.pinned),
            "told": [{"file": t.file, "where": t.where, "what": t.what} for t in self.told],
            "numbers_read": self.numbers,
            "edited": list(self.edited),
            "beside": list(self.beside),
            "least_values": self.width,
        }

    def lines(self) -> list[str]:
        """For people: how much was attacked, and where it gave way."""
        made_up = "SYNTHETIC: every number here is made up. " if self.synthetic else ""
        beside = f", together with {', '.join(self.beside)}" if self.beside else ""
        out = [
            f"{made_up}{self.hidden:,} hidden numbers attacked{beside}; {len(self.pinned):,}"
            f" pinned. {self.numbers:,} numbers read in the files; {len(self.told):,} places say"
            " more than the bundle."
        ]
        out += [f"  HW-D010  {where}" for where in self.pinned]
        out += [f"  HW-D011  {t.file}, {t.where}: {t.what}" for t in self.told]
        out += [f"  HW-D017  {name}: not as it was put there" for name in self.edited]
        return out

    def refuse(self) -> None:
        """Raise HW-D011, HW-D010 or HW-D017 if anything gave way or was edited; nothing else.

        Raises
        ------
        HomewardError
            Naming how many places; `lines` names them.
        """
        if self.told:
            raise HomewardError("HW-D011", f"{len(self.told):,} places, named above")
        if self.pinned:
            raise HomewardError("HW-D010", f"{len(self.pinned):,} numbers, named above")
        if self.edited:
            raise HomewardError("HW-D017", f"{len(self.edited):,} files, named above")


def rules_said(bundle: Bundle) -> Rules:
    """The rules that a released bundle says it followed, as anybody reads them.

    Raises
    ------
    HomewardError
        HW-L003 if it does not say; HW-L002 if they are looser than their profile's.
    """
    said = bundle.release.get("rules")
    if not isinstance(said, Mapping):
        raise HomewardError("HW-L003", "the bundle does not say what rules it followed")
    return rules_from(said)


def attack(bundle: Bundle, reads: Mapping[str, Read], earlier: Sequence[Entry] = ()) -> Attacked:
    """Attack a released bundle, the files made from it, and earlier releases, all together.

    Parameters
    ----------
    bundle
        Released.
    reads
        What was read of each file of its report.
    earlier
        Releases of a register; those that are not known outside, or of another force, are
        left alone.

    Raises
    ------
    HomewardError
        As `rules_said`.
    """
    rules = rules_said(bundle)
    system = System()
    add_release(system, bundle, rules)
    known = [e for e in earlier if e.state in KNOWN_OUTSIDE and _same_force(e, bundle)]
    for entry in known:
        _add_entry(system, entry, bundle)
    left = ranges(system, rules.fewest_possible)
    told, numbers = extra(bundle, reads)
    pinned = [r for r in left if _gives_way(r, rules)]
    return Attacked(
        len(left), tuple(_places(pinned)), tuple(left), tuple(told), numbers,
        tuple(e.id for e in known), rules.fewest_possible, bundle.synthetic,
    )  # fmt: skip


def _gives_way(r: Range, rules: Rules) -> bool:
    """Whether a hidden number is known, or may be small and has too few values left."""
    if r.high == inf:
        return False
    small = r.high >= 1 and r.low <= rules.hidden_up_to
    return r.low == r.high != 0 or (small and r.width < rules.fewest_possible)


def _places(pinned: Iterable[Range]) -> Iterable[str]:
    """Names of what gave way, with the keys of groups and never a group or a number."""
    where = Counter((r.cell[0], r.cell[1], ", ".join(key for key, _ in r.cell[3])) for r in pinned)
    for (release, name, keys), many in where.items():
        beside = f" beside {release}" if release else ""
        by = f" by {keys}" if keys else ""
        yield f"{name}{by}{beside}: {many} of its numbers"


def _same_force(entry: Entry, bundle: Bundle) -> bool:
    force = bundle.force.casefold()
    return entry.scope.force.casefold() == force or entry.scope.force.casefold().startswith(
        f"{force} "
    )


# ---------------------------------------------------------------- earlier releases


def _add_entry(system: System, entry: Entry, bundle: Bundle) -> None:
    """What an earlier release shows of the same numbers, and of those it differs by.

    The same window and choices: the same number. A window within the other: the part that
    lies outside it is a number of its own, which nobody published: it may not be pinned.
    """
    now = Scope(entry.scope.force, bundle.window["from"], bundle.window["to"])
    same = (now.opens, now.closes) == (entry.scope.opens, entry.scope.closes)
    within = entry.scope.opens <= now.opens and now.closes <= entry.scope.closes
    around = now.opens <= entry.scope.opens and entry.scope.closes <= now.closes
    rules = rules_from(entry.rules)
    for key, group, shown, _ in kept_cells(entry.cells):
        name, _, part = key.partition("|")
        cell = ("", name, part, group)
        if part != "count" or shown is None or cell not in system.bounds:
            continue
        before = (entry.id, name, part, group)
        low, high = band(shown, rules) if is_published(shown, rules) else (shown, shown)
        system.bounds[before] = (float(low), float(high))
        if same:
            system.equal(cell, [before])
        elif within or around:
            apart = (entry.id, f"{name}, what differs", part, group)
            system.bounds[apart] = (0.0, inf)
            system.hidden.add(apart)
            small, large = (cell, before) if within else (before, cell)
            system.equal(large, [small, apart])
