"""The gate out: a bundle of findings in, the same bundle fit to leave the building out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import asdict, replace
from typing import Any

from homeward.findings import AggregateTable, Bundle, Chart, Estimate, Finding, refusal
from homeward.findings.estimate import GroupValue
from homeward.privacy.pseudonyms import PSEUDONYM_LENGTH
from homeward.release.behind import RECORDS, Quantity, group_of, people, quantities, why_hidden
from homeward.release.estimates import release_estimate
from homeward.release.grids import least_values
from homeward.release.margins import search
from homeward.release.rules import DEFAULT, NEAREST, PROFILES, Rules
from homeward.release.second_look import verify
from homeward.release.words import exact_counts, round_words
from homeward.vocabulary.errors import HomewardError
from homeward.vocabulary.units import Kind
from homeward.vocabulary.verdicts import State
from homeward.vocabulary.withholding import Withheld

__all__ = ["release", "verify"]

#: Keys of a group that would make an estimate a row about one child.
ROW_KEYS = frozenset({"child", "incident", "person", "reference"})

#: Why a finding is refused whose own numbers would give a hidden one away.
GIVEN_AWAY = (
    "HW-L004 It rests on so few children that a hidden number could be worked out from those shown."
)

_PSEUDONYM = re.compile(rf"[0-9a-f]{{{PSEUDONYM_LENGTH}}}")


def release(bundle: Bundle, rules: Rules = DEFAULT, beside: Set[Quantity] = frozenset()) -> Bundle:
    """The bundle as it may be known outside, with the rules applied said in `release`.

    Pure: nothing is read or written. Statements, headlines and descriptions of charts
    stay templates, so that whoever prints them prints released numbers.

    Parameters
    ----------
    bundle
        Unreleased findings.
    rules
        What is hidden and how the rest is rounded; never looser than `DEFAULT`.
    beside
        Quantities to hide because of what earlier releases show (`differencing.decide`).

    Raises
    ------
    HomewardError
        HW-L002 if the bundle has been through the gate already, or if a group is a
        child, an incident or anybody's pseudonym.
    """
    if bundle.released:
        raise HomewardError("HW-L002", "the bundle is released already; give the unreleased one")
    _refuse_rows(bundle)
    kept, second = _without_given_away(_without_rows_of_few(bundle, rules), rules, beside)
    return replace(
        kept,
        findings=tuple(_release_finding(f, rules, second) for f in kept.findings),
        released=True,
        release=_account(kept, rules, second) | {"tables_left_out": _left_out(bundle, kept)},
    )


def _without_rows_of_few(bundle: Bundle, rules: Rules) -> Bundle:
    """The bundle; rows and cells counted are hidden where few children stand behind it all.

    Rows name no child, but the rows of a handful of children are how often they were missing.
    """
    every = [e for f in bundle.findings for e in _estimates(f)]
    if max((n for e in every for n in people(e) if n), default=0) >= rules.fewest_children:
        return bundle

    def kept(estimates: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
        return tuple(_emptied(e) if e.unit in RECORDS and e.value else e for e in estimates)

    return replace(bundle, findings=tuple(
        replace(f, estimates=kept(f.estimates),
                tables=tuple(replace(t, estimates=kept(t.estimates)) for t in f.tables))
        for f in bundle.findings
    ))  # fmt: skip


def _without_given_away(
    bundle: Bundle, rules: Rules, beside: Set[Quantity]
) -> tuple[Bundle, frozenset[Quantity]]:
    """The bundle less what gives a count away whatever is hidden, and second cells.

    Tables are left out first, then numbers of groups, and only then a whole finding: what
    is about everybody is worth more than any breakdown of it.
    """
    while True:
        found = search([e for f in bundle.findings for e in _estimates(f)], rules, beside)
        if not found.given_away:
            return bundle, found.cells
        parts = frozenset(q for s in found.given_away for q in s.parts)
        for leave_out in (_without_tables, _without_groups, _refused):
            findings = tuple(leave_out(f, parts) for f in bundle.findings)
            if findings != bundle.findings:
                break
        bundle = replace(bundle, findings=tuple(map(_without_zeros, findings)))


def _without_zeros(f: Finding) -> Finding:
    """The finding; where a number of a group was taken out, the zeros of its parts are too.

    Of a total that is filed, `search` hides them itself; one taken out it no longer sees.
    """
    gone = defaultdict(list)
    for e in _estimates(f):
        if e.kind is Kind.COUNT and e.state is State.HIDDEN:
            gone[e.name].append(set(group_of(e)))

    def kept(estimates: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
        return tuple(_emptied(e) if _zero_of(e, gone[e.name]) else e for e in estimates)

    tables = tuple(replace(t, estimates=kept(t.estimates)) for t in f.tables)
    return replace(f, estimates=kept(f.estimates), tables=tables)


def _zero_of(e: Estimate, groups: Sequence[Set[tuple[str, GroupValue]]]) -> bool:
    """Whether a count of none is of a part of one of these groups."""
    own = set(group_of(e))
    return e.kind is Kind.COUNT and e.value == 0 and any(group < own for group in groups)


def _without_tables(f: Finding, parts: Set[Quantity]) -> Finding:
    """The finding less the tables that hold these numbers, and their charts."""
    tables = tuple(t for t in f.tables if not any(_holds(e, parts) for e in t.estimates))
    names = {t.name for t in tables}
    return replace(f, tables=tables, charts=tuple(c for c in f.charts if c.table in names))


def _without_groups(f: Finding, parts: Set[Quantity]) -> Finding:
    """The finding with these numbers of groups hidden; those of everybody stay."""
    return replace(
        f, estimates=tuple(_emptied(e) if e.by and _holds(e, parts) else e for e in f.estimates)
    )


def _refused(f: Finding, parts: Set[Quantity]) -> Finding:
    """The finding refused, if it still tells one of these numbers itself."""
    if any(_holds(e, parts) for e in f.estimates):
        return refusal(f.id, GIVEN_AWAY, definition=f.definition)
    return f


def _emptied(e: Estimate) -> Estimate:
    """An estimate of which nothing is known outside but that it was made."""
    return Estimate(e.name, e.kind, e.unit, None, left_out=None, by=e.by, state=State.HIDDEN)


def _holds(e: Estimate, parts: Set[Quantity]) -> bool:
    return not parts.isdisjoint(quantities(e).values())


def _left_out(bundle: Bundle, kept: Bundle) -> list[dict[str, str]]:
    """The tables of a bundle that were not kept."""
    return [
        {"finding": f.id, "table": t.name}
        for f, rest in zip(bundle.findings, kept.findings, strict=True)
        for t in f.tables
        if t not in rest.tables
    ]


def _estimates(finding: Finding) -> Iterator[Estimate]:
    yield from finding.estimates
    for table in finding.tables:
        yield from table.estimates


def _refuse_rows(bundle: Bundle) -> None:
    for finding in bundle.findings:
        for e in _estimates(finding):
            if not ROW_KEYS.isdisjoint(e.by) or any(_is_pseudonym(v) for v in e.by.values()):
                raise HomewardError(
                    "HW-L002", f"{finding.id}, estimate {e.name}: a group that is one child or row"
                )


def _is_pseudonym(value: object) -> bool:
    return isinstance(value, str) and _PSEUDONYM.fullmatch(value) is not None


# ---------------------------------------------------------------- one finding


def _release_finding(f: Finding, rules: Rules, second: Set[Quantity]) -> Finding:
    exact = exact_counts(_estimates(f))

    def words(text: str) -> str:
        return round_words(text, exact, rules)

    def shown(estimates: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
        return tuple(release_estimate(e, rules, second) for e in estimates)

    return replace(
        f,
        statement=words(f.statement),
        estimates=shown(f.estimates),
        method=words(f.method),
        caveats=tuple(words(caveat) for caveat in f.caveats),
        tables=tuple(
            replace(t, title=words(t.title), estimates=shown(t.estimates)) for t in f.tables
        ),
        charts=tuple(
            replace(c, headline=words(c.headline), subtitle=words(c.subtitle), alt=words(c.alt))
            for c in f.charts
            if not _names_a_place(c, rules)
        ),
        refused=None if f.refused is None else words(f.refused),
    )


def _names_a_place(chart: Chart, rules: Rules) -> bool:
    """Whether a chart has a mark for each home, school or team: never outside."""
    return any(rules.identifies(key) for key in (chart.x, chart.row, chart.colour, chart.facet))


# ---------------------------------------------------------------- what was done


def _account(bundle: Bundle, rules: Rules, second: Set[Quantity]) -> dict[str, Any]:
    """The rules in words and numbers, and what they did, naming no cell."""
    every = [(f, e) for f in bundle.findings for e in _estimates(f) if e.state is None]
    why = [(f, e, why_hidden(e, rules, second)) for f, e in every]
    return {
        "rules": {**asdict(rules), "identifying": list(rules.identifying)},
        "words": _in_words(rules),
        "estimates_shown": sum(w is None for _, _, w in why),
        "estimates_hidden": sum(w is not None for _, _, w in why),
        "mostly_hidden": [
            {"finding": f.id, "table": t.name}
            for f in bundle.findings
            for t in f.tables
            if _mostly_hidden(t, rules, second)
        ],
        "children_not_given": [
            {"finding": finding, "estimate": name}
            for finding, name in dict.fromkeys(
                (f.id, e.name) for f, e, w in why if w is Withheld.CHILDREN_NOT_GIVEN
            )
        ],
        "charts_left_out": [
            {"finding": f.id, "chart": c.name}
            for f in bundle.findings
            for c in f.charts
            if _names_a_place(c, rules)
        ],
    }


def _mostly_hidden(table: AggregateTable, rules: Rules, second: Set[Quantity]) -> bool:
    cells = [e for e in table.estimates if e.state is None and e.value != 0]
    hidden = sum(why_hidden(e, rules, second) is not None for e in cells)
    return hidden > rules.mostly_hidden * len(cells)


def _in_words(rules: Rules) -> list[str]:
    small = rules.hidden_up_to
    profile = PROFILES[rules.profile]
    return [
        f"Profile: {profile.title}. Source of the rules: {profile.source}.",
        f"Counts of 1 to {small} are {State.HIDDEN.value}, whether of incidents, of children or"
        " of anything left out.",
        f"Every other count is {_to_what(rules)}; zero stays zero. Totals are"
        " rounded on their own, so parts need not add up to them.",
        "Shares, means and rates are made again from the rounded counts. A ratio goes to a"
        " round number, no nearer to the next than"
        f" {least_values(rules)} more or fewer of the smallest count behind it would move it:"
        " to about a tenth where that count is 60, to a hundredth where it is 600.",
        "An interval is widened by all that rounding may have moved, and always holds the one"
        " before rounding. So a difference may become one that cannot be told, never the other"
        " way. Medians and other quantiles carry no interval.",
        f"Nothing but a count is shown for fewer than {rules.fewest_children} children, and"
        f" nothing at all where 1 to {small} children are behind a count.",
        f"A share is hidden where 1 to {small} of its group are left over, and where it is none"
        f" or all of fewer than {rules.identifiable_below} children or of one place or team.",
        "Where a total would give a hidden count away, a second number of that sum is hidden.",
        "A zero is hidden where the total that it is a part of is hidden: the zeros of a row"
        " would say how many of its cells are not zero.",
        "A table that would give a hidden count away whatever else were hidden is left out.",
        "A chart with a mark for each home, school or team is left out.",
        *profile.words,
    ]


def _to_what(rules: Rules) -> str:
    six = rules.round_to
    nearest = f"rounded to the nearest {six}"
    return nearest if rules.rounding == NEAREST else f"the middle of its band of {six}"
