"""Whether a release, put beside earlier ones, would tell who is in one and not in the other.

Two releases of nearly the same children give away the few that make the difference, since
somebody may know that one child came, went or was purged between them. So the exact numbers
about to be released are compared with those in the register:

- the same children: the same released number as before, hidden where it was hidden;
- nearly the same children as a whole, in the same window and by the same choices (a row
  mended, a child purged): what was released before stands;
- nearly the same children by another window, age or choice: refused;
- a group that is nearly the same, in releases that differ by more: withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import islice

from homeward.findings import Bundle
from homeward.release.behind import Group, Quantity
from homeward.release.cells import (
    POPULATION,
    Exact,
    exact_cells,
    kept_cells,
    population,
    rules_text,
)
from homeward.release.register import Entry, Scope
from homeward.release.review import KNOWN_OUTSIDE, State
from homeward.release.rules import Rules
from homeward.vocabulary.errors import HomewardError

#: Windows whose ends lie no further apart than this, together, differ by a time too short to
#: be told: less than the shortest month.
SHORT_DAYS = 27

#: Groups of more dimensions than this are compared only where little else differs.
MARGIN_DIMENSIONS = 1

#: Ways to tile one window with earlier ones that are looked at.
MOST_TILINGS = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """What is about to be released.

    Attributes
    ----------
    bundle
        Unreleased.
    scope
        Which children it is about.
    project
        Of which project it is.
    rules
        That it will be released under.
    """

    bundle: Bundle
    scope: Scope
    project: str
    rules: Rules


@dataclass(frozen=True, slots=True)
class Decision:
    """What comparing found, where nothing was refused.

    Attributes
    ----------
    stands
        The earlier release that stays as it is, in place of this one; None where this one
        may be made.
    hide
        Quantities to hide beside what was released before.
    forced
        How many numbers are published, or hidden, as they were before.
    withheld
        How many are hidden since an earlier release shows nearly the same group.
    beside
        Ids of the releases it was compared with.
    """

    stands: Entry | None = None
    hide: frozenset[Quantity] = frozenset()
    forced: int = 0
    withheld: int = 0
    beside: tuple[str, ...] = ()


def decide(asked: Asked, entries: Sequence[Entry]) -> Decision:
    """Compare what is about to be released with every release that is known outside.

    Raises
    ------
    HomewardError
        HW-D001 naming the earlier release and what differs (never a number of children);
        HW-D002 where too little would be left; HW-D003 where it was rounded otherwise.
    """
    known = [e for e in entries if e.state in KNOWN_OUTSIDE and _same_force(asked.scope, e.scope)]
    exact = exact_cells(asked.bundle)
    found = _Found()
    near = [entry for entry in known if _near(asked, entry)]
    for entry in near:
        if _may_stand(asked, entry):
            return Decision(stands=entry, beside=(entry.id,))
    if near:
        raise _refuse(asked, near[-1])
    for entry in known:
        _by_cell(asked, exact, entry, found)
    _tilings(asked, exact, known, found)
    if len(found.withheld) > asked.rules.mostly_hidden * max(found.compared, 1):
        names = ", ".join(entry.id for entry in known)
        raise HomewardError("HW-D002", f"beside {names}, which tell of nearly the same groups")
    return Decision(
        None, frozenset(found.hide | found.withheld), len(found.forced), len(found.withheld),
        tuple(entry.id for entry in known),
    )  # fmt: skip


class _Found:
    """What is gathered while cells are compared."""

    def __init__(self) -> None:
        self.hide: set[Quantity] = set()
        self.withheld: set[Quantity] = set()
        self.forced: set[tuple[str, Group]] = set()
        self.compared = 0


def few(n: int, rules: Rules) -> bool:
    """Whether a difference is of too few to be told."""
    return 0 < n <= rules.hidden_up_to


def _near(asked: Asked, entry: Entry) -> bool:
    """Whether an earlier release is of nearly the same children as a whole."""
    if not related(asked.scope, entry.scope, ()):
        return False
    days = _window_apart(asked.scope, entry.scope)
    if 0 < days <= SHORT_DAYS:
        return True
    before, now = _population_of(entry), population(asked.bundle)
    return any(few(abs(now[u] - before[u]), asked.rules) for u in now.keys() & before.keys())


def _window_apart(one: Scope, other: Scope) -> int:
    """Days by which the ends of two windows differ, together."""
    ends = ((one.opens, other.opens), (one.closes, other.closes))
    return sum(abs((date.fromisoformat(a) - date.fromisoformat(b)).days) for a, b in ends)


def _may_stand(asked: Asked, entry: Entry) -> bool:
    """Whether an earlier release may stay in place of this one: nothing but records differs."""
    alike = asked.scope == entry.scope and asked.project == entry.project
    same_rules = rules_text(asdict(asked.rules)) == rules_text(entry.rules)
    return alike and same_rules and entry.state == State.RELEASED


def _refuse(asked: Asked, entry: Entry) -> HomewardError:
    differs = what_differs(asked.scope, entry.scope) or ["the records, by too few"]
    return HomewardError(
        "HW-D001", f"beside {entry.id} of {entry.made}; what differs: {'; '.join(differs)}"
    )


def _population_of(entry: Entry) -> dict[str, int]:
    kept = entry.cells.get(POPULATION, {})
    return {unit: cells[0][1] for unit, cells in kept.items() if cells[0][1] is not None}


def what_differs(one: Scope, other: Scope) -> list[str]:
    """In words, how the choices of two plans differ; no number of anybody."""
    found = []
    if one.opens != other.opens:
        found.append(f"the window opens {one.opens}, before it opened {other.opens}")
    if one.closes != other.closes:
        found.append(f"the window closes {one.closes}, before it closed {other.closes}")
    if one.age_below != other.age_below:
        found.append(f"ages below {one.age_below}, before below {other.age_below}")
    if set(one.counted) != set(other.counted):
        found.append("the types of report that count as missing")
    if set(one.filters) != set(other.filters):
        found.append("which files or groups are in it")
    return found


# ---------------------------------------------------------------- which cells to compare


def related(one: Scope, other: Scope, group: Group) -> bool:
    """Whether a group of one release lies in that of the other, or is nearly the same."""
    counted, before = set(one.counted), set(other.counted)
    if not (counted <= before or before <= counted):
        return False
    mine, theirs = _time_of(one, group), _time_of(other, group)
    if mine is None or theirs is None:
        return False
    nested = (mine[0] <= theirs[0] and theirs[1] <= mine[1]) or (
        theirs[0] <= mine[0] and mine[1] <= theirs[1]
    )
    return nested or _days_apart(mine, theirs) <= SHORT_DAYS


def _little_differs(one: Scope, other: Scope, group: Group) -> bool:
    """Whether the two differ by a choice, or by a short time, and not by a longer window."""
    mine, theirs = _time_of(one, group), _time_of(other, group)
    if mine is None or theirs is None:
        return False
    return _days_apart(mine, theirs) <= SHORT_DAYS


def _days_apart(one: tuple[date, date], other: tuple[date, date]) -> int:
    return abs((one[0] - other[0]).days) + abs((one[1] - other[1]).days)


def _time_of(scope: Scope, group: Group) -> tuple[date, date] | None:
    """First and last day that a group of a release is about; None where there is none."""
    opens, closes = date.fromisoformat(scope.opens), date.fromisoformat(scope.closes)
    by = dict(group)
    year, month = by.get("year"), by.get("month")
    if isinstance(year, int) and isinstance(month, int) and 1 <= month <= 12:
        following = date(year + month // 12, month % 12 + 1, 1)
        first, last = date(year, month, 1), following - timedelta(days=1)
    elif isinstance(year, int) and not isinstance(year, bool):
        first, last = date(year, 1, 1), date(year, 12, 31)
    else:
        return opens, closes
    first, last = max(first, opens), min(last, closes)
    return (first, last) if first <= last else None


def _same_force(one: Scope, other: Scope) -> bool:
    return one.force.casefold() == other.force.casefold()


# ---------------------------------------------------------------- cell by cell


def _by_cell(asked: Asked, exact: Exact, entry: Entry, found: _Found) -> None:
    same_choices = not what_differs(
        replace(asked.scope, opens="", closes=""), replace(entry.scope, opens="", closes="")
    )
    otherwise = rules_text(asdict(asked.rules)) != rules_text(entry.rules)
    for key, group, n, shown, before in _pairs(asked, exact, entry):
        little = not same_choices or _little_differs(asked.scope, entry.scope, group)
        if not little and len(group) > MARGIN_DIMENSIONS:
            continue
        found.compared += 1
        if n == before:
            if otherwise and shown is not None and n:
                raise HomewardError(
                    "HW-D003", f"beside {entry.id} of {entry.made}, made under the profile"
                    f" {entry.rules.get('profile')}; this one is under {asked.rules.profile}",
                )  # fmt: skip
            found.forced.add((key, group))
            if shown is None and n:
                found.hide.add((group, n))
        elif shown is not None and few(abs(n - before), asked.rules):
            found.withheld.add((group, n))


def _pairs(
    asked: Asked, exact: Exact, entry: Entry
) -> Iterator[tuple[str, Group, int, int | None, int]]:
    """Numbers of this release, each with what was published and exact of it before.

    A number that was not filed before is put beside those of the same name and group that
    another finding filed: a second margin, which may disagree with the first by a few.
    """
    before: dict[tuple[str, Group], list[tuple[int | None, int]]] = defaultdict(list)
    for key, group, shown, n in kept_cells(entry.cells):
        if n is not None:
            before[key, group].append((shown, n))
            before[_without_finding(key), group].append((shown, n))
    for key, cells in exact.items():
        for group, n in cells.items():
            if n and n <= asked.rules.hidden_up_to:
                continue
            filed = before.get((key, group)) or before.get((_without_finding(key), group), [])
            if not filed or not related(asked.scope, entry.scope, group):
                continue
            shown, was = min(filed, key=lambda pair: abs(pair[1] - n))
            yield key, group, n, shown, was


def _without_finding(key: str) -> str:
    return key.partition(":")[2]


# ---------------------------------------------------------------- windows that make up another


def _tilings(asked: Asked, exact: Exact, known: Sequence[Entry], found: _Found) -> None:
    """Withhold what would be left of one window once others within it are taken away."""
    alike = [e for e in known if not what_differs(_no_window(e.scope), _no_window(asked.scope))]
    if len(alike) < 2:
        return
    numbers = {e.id: _shown_numbers(e) for e in alike}
    mine = {(k, g): n for k, cells in exact.items() for g, n in cells.items()}
    windows = {e.id: e.scope for e in alike}
    for parts in _disjoint(windows, within=asked.scope):
        if len(parts) > 1:
            _residuals(mine, [numbers[p] for p in parts], mine, asked, found)
    for whole in alike:
        if not _within(asked.scope, whole.scope):
            continue
        others = {
            i: w for i, w in windows.items() if i != whole.id and not _overlap(w, asked.scope)
        }
        for parts in _disjoint(others, within=whole.scope):
            if parts:
                beside = [mine, *(numbers[p] for p in parts)]
                _residuals(numbers[whole.id], beside, mine, asked, found)


def _residuals(
    whole: dict[tuple[str, Group], int],
    parts: Sequence[dict[tuple[str, Group], int]],
    mine: dict[tuple[str, Group], int],
    asked: Asked,
    found: _Found,
) -> None:
    for cell in mine:
        key, group = cell
        if any(name in ("year", "month") for name, _ in group) or "children" in key:
            continue  # a period is the same in each window; a child may be in several
        if cell not in whole or not all(cell in part for part in parts):
            continue
        if few(whole[cell] - sum(part[cell] for part in parts), asked.rules):
            found.withheld.add((group, mine[cell]))


def _no_window(scope: Scope) -> Scope:
    return replace(scope, opens="", closes="")


def _shown_numbers(entry: Entry) -> dict[tuple[str, Group], int]:
    cells = kept_cells(entry.cells)
    return {(k, g): n for k, g, shown, n in cells if shown is not None and n is not None}


def _within(inner: Scope, outer: Scope) -> bool:
    return outer.opens <= inner.opens and inner.closes <= outer.closes


def _overlap(one: Scope, other: Scope) -> bool:
    return one.opens <= other.closes and other.opens <= one.closes


def _disjoint(windows: dict[str, Scope], within: Scope) -> Iterable[tuple[str, ...]]:
    """Sets of windows that do not overlap and lie in another, to which none can be added."""
    inside = sorted(
        (i for i, w in windows.items() if _within(w, within)), key=lambda i: windows[i].opens
    )

    def grown(chosen: tuple[str, ...], closes: str) -> Iterator[tuple[str, ...]]:
        following = [i for i in inside if windows[i].opens > closes]
        if not following:
            yield chosen
            return
        soonest = min(windows[i].closes for i in following)
        for i in following:
            if windows[i].opens <= soonest:
                yield from grown((*chosen, i), windows[i].closes)

    return islice(grown((), ""), MOST_TILINGS)
