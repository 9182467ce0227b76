"""Writes the page on what "repeat" means, with the numbers of one synthetic county."""

from __future__ import annotations

from docs.builders.pages import NOTICE, table
from docs.traps.county import Repeats, repeats, years

TARGET = "docs/explanation/repeat-definitions.md"

TEXT = """# "Repeat" means two things

A force says that half its missing reports are repeats. Another says three quarters. They may have
the same children.

## Two counts with one name

Take 100 incidents by 56 children, of whom 10 went missing more than once and account for 54.

- **Second or later.** Each child's first incident is not a repeat, so 100 − 56 = 44 are: 44%. In
  `findings.json` this is `repeat_share_second_or_later`.
- **Incidents of children with more than one.** The first incident of a child who goes again counts
  too: 54 of 100, 54%. This is `repeat_share_children_with_more_than_one`.
- And sometimes a third: **children** with more than one, 10 of 56, 18%, told as if it were a share
  of incidents.

The second is never below the first. The gap is largest where many children go missing twice, and
smallest where a few go missing very often.

## In one synthetic county

{table}

Made-up records: the county of `make demo` as it truly was. The same incidents, the same children,
and a difference of {gap} points between two honest figures for one year.

## In print

A study of 3,352 incidents in one force (Sidebottom and others, 2019) reports about three quarters
repeats. Its other figures (59 children with ten or more incidents are 4% of children) imply about
1,475 children, and so 56% second or later. The published figure is therefore probably of the second
kind. That is inference from an abstract, and Homeward says so where it sets the figure beside a
force's own.

## What Homeward does

It prints both, always, each under its own name, and never says "repeat rate" alone. A published
figure stands beside the one that it is comparable with, or beside neither.

The longer the window, the larger both become, with no change in anybody's life: that is
[another trap](left-censoring.md).
"""


def _row(name: object, found: Repeats) -> tuple[str, ...]:
    return (
        str(name), f"{found.incidents:,}", f"{found.children:,}", f"{100 * found.second:.0f}%",
        f"{100 * found.several:.0f}%",
    )  # fmt: skip


def build() -> str:
    """The page's text."""
    year = years()
    each = {int(y): repeats(year == y) for y in sorted(set(year.tolist()))}
    rows = [_row(y, found) for y, found in each.items()]
    rows.append(_row("All years", repeats(year > 0)))
    head = ("year", "incidents", "children", "second or later", "of children with more than one")
    last = each[max(each)]
    gap = round(100 * last.several) - round(100 * last.second)
    return NOTICE + TEXT.format(table=table(head, rows).strip(), gap=gap)
