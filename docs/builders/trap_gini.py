"""Writes the page on concentration from sparse counts, with worked numbers."""

from __future__ import annotations

from docs.builders.pages import NOTICE, table
from docs.traps.county import equal_children, thinned

TARGET = "docs/explanation/sparse-gini.md"

CHILDREN = 2000

TEXT = """# Concentration is partly chance

"10% of children account for 54% of incidents." Is that a fact about children, or about counting?
Partly each. Two things go wrong, in opposite directions.

## With few incidents, equals look unequal

Give {children:,} children **exactly the same** chance of going missing, and draw:

{equal}

With 0.05 incidents each, one child in twenty has an incident and the rest have none: the plain Gini
index says nearly perfect inequality, where there is none at all. The correction of Bernasco and
Steenbeek (2017), G′ = max(n/c, 1)(G − 1) + 1 for n children and c incidents, removes what follows
from there being too few incidents to go round. It does not remove chance: equals still differ at
one and three incidents each, because counts vary.

## Police see only the children with at least one

A force's records hold no child with none. So "the top 10% of children" is of children **reported at
least once**, and the fewer the incidents, the more of those have exactly one. Take the synthetic
county and keep each incident with a given chance, as if the force recorded less:

{thinned}

The children are the same and equally unequal in every row. The top tenth's share still falls,
because their many incidents are lost and others with one are not in the records at all any more.
A force that records less looks **less** concentrated by this measure.

## What Homeward does

It prints, by year and for all years:

1. the share of the top 1, 5, 10 and 20% of children reported at least once, with an interval from
   drawing children again, and beside it the band that **chance alone** would give the same number
   of children and incidents, each child having at least one;
2. the plain Gini index, and the one corrected for sparse counts (the same number where every child
   has an incident: it matters for places, some of which have none);
3. the Gini index of the underlying rates, from a gamma–Poisson model fitted to counts of one or
   more. It takes chance out and allows for the children who were never seen. Where the counts say
   too little about those children it is **refused**: a small mean, or a fit that runs to its limit,
   where the number never seen could be anything.

Compare forces only on windows of one length, with numbers of incidents for each child in view.

Source: W. Bernasco and W. Steenbeek, *More places than crimes: implications for evaluating the law
of crime concentration at place*, Journal of Quantitative Criminology 33 (2017), 451–467.
"""


def build() -> str:
    """The page's text."""
    equal = []
    for each in (0.05, 0.2, 1.0, 3.0, 10.0):
        events, none, plain, adjusted = equal_children(CHILDREN, each)
        equal.append(
            (f"{each:g}", f"{events:,}", f"{100 * none:.0f}%", f"{plain:.2f}", f"{adjusted:.2f}")
        )
    head = ("incidents each, on average", "incidents", "children with none", "Gini", "corrected")
    parts = []
    for part, name in ((1.0, "all"), (0.5, "half"), (0.25, "a quarter"), (0.125, "an eighth")):
        events, children, index, top = thinned(part)
        parts.append(
            (name, f"{events:,}", f"{children:,}", f"{100 * top:.0f}%", f"{index:.2f}")
        )  # fmt: skip
    seen = ("incidents kept", "incidents", "children with any", "top 10% of them have", "Gini")
    return NOTICE + TEXT.format(
        children=CHILDREN, equal=table(head, equal).strip(), thinned=table(seen, parts).strip()
    )
