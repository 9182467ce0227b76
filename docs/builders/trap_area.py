"""Writes the page on rates out of area, with the numbers of one synthetic county."""

from __future__ import annotations

from docs.builders.pages import NOTICE, table
from docs.traps.county import Placed, placed, ratio_interval
from homeward.vocabulary.placement import PlacementKind

TARGET = "docs/explanation/out-of-area-rates.md"

TEXT = """# A rate out of area needs its own denominator

"Children placed out of area go missing more." To say so takes two numbers of incidents and two
numbers of children placed, over the same time and **of the same children**. A police force holds
the first pair. Nobody sends it the second.

## Three kinds, never merged

| kind | whose police have the report | whose records have the placement |
|---|---|---|
| local child placed here | this force | this area's councils |
| local child placed elsewhere | mostly **another** force | this area's councils |
| another authority's child placed here | this force | **that** authority, anywhere in the country |

Join the first two, and incidents are missing: they were reported to other forces. Join the first
and the third, and placements are missing: they are in other councils' returns. Divide this force's
incidents by this council's placements and both mistakes are made at once.

## In one synthetic county

Here everything is known, and being placed out of area has **no effect at all**: it was planted so.
Children in children's homes of the county, four years:

{table}

- **Incidents alone** say that {share}% are of other authorities' children. That is a share of
  demand. It says nothing about risk, since nobody asked how many such children there are.
- **Incidents for each child reported** say almost the same of both. But that counts only children
  who went missing at least once.
- **Incidents for each year placed** is the rate that was wanted: {ratio:.2f} times as high, with a
  95% interval, drawing children again, of {low:.2f} to {high:.2f}. The truth is 1. A few children
  with very many incidents decide which side comes out higher, and an interval that took incidents
  as independent would have called this a finding.

## What Homeward does

- It prints the share of incidents by kind of placement, and says that it is a share of demand.
- A rate for each placement-day is printed only when the placements held cover nearly all the
  children who have incidents of **both** kinds compared; else it is refused, with the share covered
  and what would be needed: host notices or the placing authorities' returns, and children linked
  across agencies.
- Incidents for each **registered bed** and year, in children's homes of the area, stand second and
  are labelled so: beds are known, who lay in them is not, so no ratio between kinds is made of
  them.
- Adjusted rates allow for setting, age and sex: out-of-area children are more often in children's
  homes, which is the greater part of any crude difference across all care.

The published study says that out-of-county placement "did not appear as significant as expected".
It gives no number that one could stand beside.
"""


def _row(name: str, found: Placed) -> tuple[str, ...]:
    return (
        name, f"{found.incidents.sum():,}", f"{len(found.years):,}", f"{found.reported:,}",
        f"{found.per_reported:.1f}", f"{found.years.sum():,.0f}", f"{found.rate:.2f}",
    )  # fmt: skip


def build() -> str:
    """The page's text."""
    kinds = placed()
    here, other = (kinds[k.value] for k in (PlacementKind.LOCAL_HERE, PlacementKind.OTHER_HERE))
    head = (
        "kind", "incidents", "children placed", "with any incident",
        "incidents for each child with any", "years placed", "incidents for each year placed",
    )  # fmt: skip
    rows = [_row("local, placed here", here), _row("another authority's, placed here", other)]
    low, high = ratio_interval()
    both = here.incidents.sum() + other.incidents.sum()
    return NOTICE + TEXT.format(
        table=table(head, rows).strip(),
        share=f"{100 * other.incidents.sum() / both:.0f}",
        ratio=other.rate / here.rate,
        low=low,
        high=high,
    )
