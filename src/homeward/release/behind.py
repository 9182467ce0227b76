"""The whole numbers behind an estimate, masked, and whether they bear showing it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from homeward.findings.estimate import Estimate, GroupValue
from homeward.release.formulas import recipe
from homeward.release.rounding import Masked, mask, middle, nice_step, to_step
from homeward.release.rules import Rules
from homeward.release.suppressed import HIDDEN
from homeward.vocabulary.units import Kind, Unit
from homeward.vocabulary.withholding import Withheld

#: A group and a count in it. The same number of anything in the same group is one
#: quantity, whatever finding, table or name it stands under: hidden once, hidden always.
Group = tuple[tuple[str, GroupValue], ...]
Quantity = tuple[Group, int]

#: Fields of an estimate that are whole numbers of units or of children.
PARTS = ("count", "of", "children", "children_of")

#: Units that are not children and stand for no child: parts of files, and places.
RECORDS = frozenset({Unit.ROWS, Unit.CELLS, Unit.PLACES})

#: Kinds whose `count` is part of their `of`.
PROPORTIONS = frozenset({Kind.SHARE, Kind.BOUND, Kind.RATE_RATIO, Kind.ODDS_RATIO})

#: Kinds that lie between none (0) and all (1), unless they are in one of these units.
FRACTIONS = frozenset({Kind.SHARE, Kind.BOUND, Kind.CURVE, Kind.WEIGHTED})
LENGTHS = frozenset({Unit.HOURS, Unit.DAYS})

#: The coarsest step a share or a curve is still worth printing in.
COARSEST_SHARE = 0.2

#: The finest step of an index or a p value; and the coarsest an index is worth printing in.
INDEX_STEP, COARSEST_INDEX = 0.01, 0.2


@dataclass(frozen=True, slots=True)
class Behind:
    """The numbers behind one estimate, each masked on its own.

    Attributes
    ----------
    count, of, children, children_of, left_out
        As in `Estimate`. `HIDDEN` where a rule hides the number; None where it was
        never given.
    """

    count: Masked
    of: Masked
    children: Masked
    children_of: Masked
    left_out: Masked


def given(e: Estimate, part: str) -> int | None:
    """A part of `e` as filed. A COUNT with no count is counted by its value."""
    n: int | None = getattr(e, part)
    if part == "count" and n is None and e.kind is Kind.COUNT and e.value is not None:
        return round(e.value)
    return n


def group_of(e: Estimate) -> Group:
    """The group of `e`, one group under one name however a table keys it.

    A month may be keyed as a year and a month or, along a trend, as one period
    ("2019-01"): the same children are behind both, so a number hidden under one must be
    hidden under the other.
    """
    by = dict(e.by)
    period = by.pop("period", None)
    if period is not None:
        year, _, month = str(period).partition("-")
        whole = year.isdigit() and month.isdigit()
        by |= {"year": int(year), "month": int(month)} if whole else {"period": period}
    return tuple(sorted(by.items()))


def quantities(e: Estimate) -> dict[str, Quantity]:
    """The quantity that each given part of `e` is, by field.

    All the zeros of a group are one quantity. Zeros are published unless they are hidden
    for another number's sake.
    """
    group = group_of(e)
    return {part: (group, n) for part in PARTS if (n := given(e, part)) is not None}


def people(e: Estimate) -> tuple[int | None, int | None]:
    """Children behind the count and behind the denominator, as given or as they follow.

    Where children are what is counted, the count is the number of children; a count
    of zero has no child behind it; a mean is over everybody in its denominator.
    """
    children, children_of = e.children, e.children_of
    if e.unit in (Unit.CHILDREN, Unit.INCIDENTS_PER_CHILD) and children_of is None:
        children_of = e.of
    count = given(e, "count")
    if children is None and e.unit is Unit.CHILDREN:
        children = count
    if children is None and e.kind is Kind.MEAN:
        children = children_of
    return (0 if children is None and count == 0 else children), children_of


def look_behind(e: Estimate, rules: Rules, second: Set[Quantity] = frozenset()) -> Behind:
    """Mask the numbers behind `e`; `second` lists quantities hidden to protect others."""
    mine = quantities(e)

    def masked(part: str) -> Masked:
        hidden = part in mine and mine[part] in second
        return HIDDEN if hidden else mask(given(e, part), rules)

    children, children_of = masked("children"), masked("children_of")
    of = HIDDEN if children_of is HIDDEN and e.of is not None else masked("of")
    count = masked("count")
    if children is HIDDEN or of is HIDDEN:
        count = HIDDEN
    return Behind(count, of, children, children_of, mask(e.left_out, rules))


def why_hidden(e: Estimate, rules: Rules, second: Set[Quantity] = frozenset()) -> Withheld | None:
    """The first rule that hides `e`, or None if it may be shown rounded."""
    behind = look_behind(e, rules, second)
    checks = (
        _too_few_children(e, rules),
        Withheld.SMALL_COUNT if _small(e, rules) else None,
        Withheld.SMALL_REST if _small_rest(e, behind, rules) else None,
        Withheld.ALL_OR_NONE if _all_or_none(e, rules) else None,
        Withheld.TOO_COARSE if _too_coarse(e, behind, rules) else None,
        Withheld.SECOND_CELL if not second.isdisjoint(quantities(e).values()) else None,
    )
    return next((why for why in checks if why is not None), None)


def _hides(n: int | None, rules: Rules) -> bool:
    return mask(n, rules) is HIDDEN


def _too_few_children(e: Estimate, rules: Rules) -> Withheld | None:
    children, children_of = people(e)
    if _hides(children, rules) or _hides(children_of, rules):
        return Withheld.FEW_CHILDREN
    everybody = children if children_of is None else children_of
    if everybody is None:
        return None if e.unit in RECORDS else Withheld.CHILDREN_NOT_GIVEN
    counted = e.kind in PROPORTIONS and e.count is not None
    if counted and children is None and e.unit not in RECORDS:
        return Withheld.CHILDREN_NOT_GIVEN
    fewest = min(n for n in (children or everybody, everybody) if n is not None)
    if e.kind is not Kind.COUNT and fewest < rules.fewest_children:
        return Withheld.FEW_CHILDREN
    return None


def _small(e: Estimate, rules: Rules) -> bool:
    """Whether the count or the denominator is small, as given or as a fraction implies."""
    if _hides(given(e, "count"), rules) or _hides(e.of, rules):
        return True
    implied = implied_counts(e)
    return implied is not None and _hides(implied[0], rules)


def _small_rest(e: Estimate, behind: Behind, rules: Rules) -> bool:
    """Whether what is left of the denominator is small, or could be said to be.

    A rounded rest of a whole band or less is hidden too: shown, it would say "above
    seven and below twelve", which is narrower than any rounded count.
    """
    implied = implied_counts(e)
    if implied is not None:
        return _hides(implied[1], rules)
    if e.kind not in PROPORTIONS or e.count is None or e.of is None or e.count >= e.of:
        return False
    if not isinstance(behind.count, int) or not isinstance(behind.of, int):
        return False  # hidden by another rule already
    return _hides(e.of - e.count, rules) or behind.of - behind.count <= rules.hidden_up_to


def is_fraction(e: Estimate) -> bool:
    """Whether the value of `e` is a part of a whole, in [0, 1]."""
    inside = e.value is not None and 0 <= e.value <= 1
    return inside and e.kind in FRACTIONS and e.unit not in LENGTHS


def implied_counts(e: Estimate) -> tuple[int, int] | None:
    """Units below and above a fraction that has no count of its own, else None."""
    whole = e.of if e.of is not None else people(e)[1]
    if not is_fraction(e) or e.value is None or not whole:
        return None
    if e.count is not None and e.kind not in (Kind.CURVE, Kind.WEIGHTED):
        return None
    below = round(e.value * whole)
    # A mean number of episodes may pass 1: nothing is left over from it.
    return below, whole if e.unit is Unit.INCIDENTS_PER_CHILD else whole - below


def _all_or_none(e: Estimate, rules: Rules) -> bool:
    # By the counts and by the value, since whoever checks it afterwards looks at the value.
    counted = e.kind in PROPORTIONS and e.count is not None
    nothing = (counted and e.count == 0) or (is_fraction(e) and e.value == 0)
    everything = (counted and e.count == e.of) or (is_fraction(e) and e.value == 1)
    return bool(nothing or everything) and could_be_known(e, rules)


def could_be_known(e: Estimate, rules: Rules) -> bool:
    """Whether the group of `e` is one place or team, or few enough children to know."""
    if any(rules.identifies(key) for key in e.by):
        return True
    children, children_of = people(e)
    everybody = children if children_of is None else children_of
    # By the published number, so that the gate and whoever checks it afterwards agree.
    return everybody is not None and middle(everybody, rules) < rules.identifiable_below


def _too_coarse(e: Estimate, behind: Behind, rules: Rules) -> bool:
    if rules.share_step and _rounds_away(e, behind, rules):
        return True
    if e.kind is Kind.INDEX and e.of is not None:
        of = behind.of if isinstance(behind.of, int) else 1
        return index_step(of, rules) > COARSEST_INDEX
    stepped = e.kind in (Kind.CURVE, Kind.WEIGHTED) or (e.kind is Kind.SHARE and recipe(e) is None)
    return stepped and share_step(e, behind, rules) > COARSEST_SHARE


def _rounds_away(e: Estimate, behind: Behind, rules: Rules) -> bool:
    """Whether a share that is neither none nor all would be printed as one of them."""
    if not is_fraction(e) or e.value in (0, 1) or e.value is None:
        return False
    value = float(e.value)
    if e.kind is Kind.SHARE and recipe(e) is not None:
        if not isinstance(behind.count, int) or not isinstance(behind.of, int) or not behind.of:
            return False  # hidden by another rule already
        value = behind.count / behind.of
    return to_step(value, rules.share_step) in (0.0, 1.0)


def index_step(of: int | None, rules: Rules) -> float:
    """How far apart two released values of an index are.

    One incident more moves an index of `of` incidents by about 1/`of`: of few, an index to
    two decimals would say how many children were missing twice, where that count is hidden.

    Parameters
    ----------
    of
        Incidents that the index is of, as released; None where it is of no incidents.
    rules
        Twice as many incidents as counts are rounded to do not move it by a step.
    """
    return max(INDEX_STEP, nice_step(2 * rules.round_to / of)) if of else INDEX_STEP


def share_step(e: Estimate, behind: Behind, rules: Rules) -> float:
    """The step of a share or curve with no counts: as coarse as six of its units.

    It follows from the published denominator alone, so it tells nothing itself. A
    thousandth at the finest; infinite where no denominator is published.
    """
    whole = published_whole(e, behind, rules)
    if not whole:
        return float("inf")
    return max(0.001, rules.share_step, nice_step(rules.round_to / whole))


def published_whole(e: Estimate, behind: Behind, rules: Rules) -> int | None:
    """The denominator a reader sees: units, else children. None where it is hidden."""
    whole = behind.of if e.of is not None else mask(people(e)[1], rules)
    return whole if isinstance(whole, int) else None
